"""What a list said about an activity, kept sealed beside its row until the row is read."""

import dataclasses
import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from runners.importers.lists import Details
from runners.models import Run

MOMENTS = ("started_at", "local")
TITLE_MOST, GEAR_MOST, NOTE_MOST = 200, 120, 20_000


def to_text(details: Details) -> str:
    said = {name: value for name, value in _fields(details).items() if value not in (None, "")}
    for name in MOMENTS:
        if name in said:
            said[name] = said[name].isoformat()
    return json.dumps(said, ensure_ascii=False)


def from_text(text: str) -> Details | None:
    """None where nothing was said."""
    if not text:
        return None
    said = json.loads(text)
    for name in MOMENTS:
        said[name] = datetime.fromisoformat(said[name]) if name in said else None
    blank: dict[str, Any] = {field.name: None for field in dataclasses.fields(Details)}
    return Details(**{**blank, "title": "", "description": "", "gear": "", **said})


def start_of(details: Details, time_zone: str) -> datetime | None:
    """The instant an activity of a list began; a list without zones is read in the runner's own."""
    if details.started_at is not None or details.local is None:
        return details.started_at
    return details.local.replace(tzinfo=ZoneInfo(time_zone))


def shift_of(details: Details | None) -> timedelta:
    """How far the start may be off by whole quarters of an hour, because the list does not say its zone."""
    return timedelta(hours=26) if details is not None and details.started_at is None else timedelta(0)


def fill(run: Run, details: Details | None) -> dict[str, Any]:
    """The words of a list go where the runner has said nothing here. Returns what was filled in, by field."""
    if details is None:
        return {}
    offered = {
        "title": details.title.strip()[:TITLE_MOST],
        "note": details.description.strip()[:NOTE_MOST],
        "gear": details.gear.strip()[:GEAR_MOST],
        "effort": None if details.effort is None else float(details.effort),
    }
    filled = {name: value for name, value in offered.items() if value not in (None, "") and _is_blank(run, name)}
    for name, value in filled.items():
        setattr(run, name, value)
    return filled


def offers(run: Run, details: Details | None) -> bool:
    """Whether the list has words for this run that the run has none of."""
    if details is None:
        return False
    said = {"title": details.title, "note": details.description, "gear": details.gear, "effort": details.effort}
    return any(value not in (None, "") and _is_blank(run, name) for name, value in said.items())


def _is_blank(run: Run, name: str) -> bool:
    return getattr(run, name) in (None, "")


def _fields(details: Details) -> dict[str, Any]:
    return {field.name: getattr(details, field.name) for field in dataclasses.fields(details)}
