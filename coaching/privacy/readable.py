"""The same copy for eyes: pages that need neither a network nor a script."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from coaching.privacy.lines import columns_of
from coaching.privacy.registry import OWNED
from runners.models import User
from runners.owned import Owned

WIDEST_TABLE = 7  # columns; wider ones are read row by row
DEEPEST = 4
# What only programs need: the lines have it.
NEVER_SHOWN = frozenset({"id", "time_zone", "local_day", "entered_at", "sha256", "window_speeds", "window_starts"})
WHEN = ("made_at", "started_at", "received_at", "written_at", "asked_at")  # what stands above a row
DAY, INSTANT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
KEYWORD = re.compile(r"[a-z]+(_[a-z]+)+")
WORDS = {
    "avg_hr": "average heart rate",
    "max_hr": "highest heart rate",
    "avg_cadence": "steps a minute",
    "cv": "unevenness",
    "cv_succ": "unevenness from one minute to the next",
    "ran_me": "did this run run you",
    "need_met": "did it give you what you needed",
    "by": "by whom",
    "at": "when",
    "valence": "rough to good, -4 to 4",
    "activation": "drained to wired, -4 to 4",
    "after_valence": "afterwards, rough to good",
    "after_activation": "afterwards, drained to wired",
}
UNITS = {"_s": "seconds", "_m": "metres"}


@dataclass(frozen=True)
class Cell:
    label: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One line: when it was, or its number, every cell that says something, and the file beside it."""

    heading: str
    cells: Sequence[Cell]
    file: str


@dataclass(frozen=True)
class Kind:
    title: str
    about: str
    page: str
    count: int


def label_of(name: str) -> str:
    """ "distance_m" -> "distance, metres", "started_at" -> "started"."""
    if name in WORDS:
        return WORDS[name]
    unit = UNITS.get(name[-2:], "")
    plain = name[:-2] if unit else name.removesuffix("_at").removesuffix("_on")
    return plain.replace("_", " ") + (f", {unit}" if unit else "")


def text_of(value: Any, zone: ZoneInfo, words: dict[Any, str], depth: int = 0) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict) and depth > DEEPEST:
        return "…"
    if isinstance(value, list):
        return ", ".join(text_of(one, zone, words, depth + 1) for one in value)
    if isinstance(value, dict):
        told = [(label_of(str(name)), text_of(one, zone, words, depth + 1)) for name, one in value.items()]
        return ", ".join(f"{label} {text}" for label, text in told)
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, str) and value not in words:
        return _moment(value, zone)
    return words.get(value, str(value))


def _moment(value: str, zone: ZoneInfo) -> str:
    """Days and times as people write them, and keywords without their dashes; other words as they are."""
    try:
        if DAY.fullmatch(value):
            return f"{date.fromisoformat(value):%-d %B %Y}"
        if INSTANT.match(value):
            return f"{datetime.fromisoformat(value).astimezone(zone):%-d %B %Y, %H:%M}"
    except (ValueError, OverflowError):  # words that only look like a time
        return value
    return value.replace("_", " ") if KEYWORD.fullmatch(value) else value


def page(owned: Owned, content: bytes, *, runner: User, parts: Sequence[tuple[str, int, str]]) -> bytes:
    """One kind, from its lines."""
    files = {int(name.split("/")[1].split(".")[0]): name for kind, _, name in parts if kind == owned.kind}
    words = {field.name: dict(field.flatchoices) for field in columns_of(owned) if field.choices}
    zone = ZoneInfo(runner.time_zone)
    lines = [json.loads(line) for line in content.splitlines()]
    labels = list(dict.fromkeys(label_of(name) for line in lines for name, value in line.items() if shown(name, value)))
    wide = len(labels) > WIDEST_TABLE or owned.part is not None
    entries = [_entry(line, zone, words, files, heading=wide) for line in lines]
    context = {"title": owned.title, "about": owned.about, "entries": entries, "labels": [] if wide else labels}
    if not wide:
        context["rows"] = [_across(entry, labels) for entry in entries]
    return render_to_string("copy/kind.html", context).encode("utf-8", "replace")


def shown(name: str, value: Any) -> bool:
    return name not in NEVER_SHOWN and value not in (None, "", [], {}) and (name, value) != ("days_late", 0)


def _entry(
    line: dict[str, Any],
    zone: ZoneInfo,
    words: Mapping[str, dict[Any, str]],
    files: Mapping[int, str],
    *,
    heading: bool,
) -> Entry:
    when = next((name for name in WHEN if heading and line.get(name)), "")
    cells = [
        Cell(label_of(name), text_of(value, zone, words.get(name, {})))
        for name, value in line.items()
        if name != when and shown(name, value)
    ]
    above = text_of(line[when], zone, {}) if when else str(line["id"])
    return Entry(above, cells, files.get(line["id"], ""))


def _across(entry: Entry, labels: Sequence[str]) -> list[str]:
    texts = {cell.label: cell.text for cell in entry.cells}
    return [texts.get(label, "") for label in labels]


def index(counts: dict[str, int], *, runner: User, at: datetime) -> bytes:
    """What is in the copy, and where."""
    kinds = [Kind(o.title, o.about, f"{o.kind}.html", counts[o.kind]) for o in OWNED if counts.get(o.kind)]
    context = {"kinds": kinds, "name": runner.name, "made": at.astimezone(ZoneInfo(runner.time_zone))}
    return render_to_string("copy/index.html", context).encode("utf-8", "replace")
