"""One athlete's row of the squad page: every value worded here, so that the template has nothing to decide."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils import timezone

from coaching.alerts.queries import NAMELESS
from journal.readings import Facet, ReadingState, learning_sentence
from journal.sharing import Half, Standing

LOUDEST_FIRST = (
    ReadingState.TALK_TODAY,
    ReadingState.STRAINED,
    ReadingState.WORTH_A_LOOK,
    ReadingState.STEADY,
    ReadingState.LEARNING,
    ReadingState.QUIET,
)
LOUD = LOUDEST_FIRST[:3]
_AREAS: dict[str, str] = {
    Facet.EXHAUSTION: "energy",
    Facet.EMOTIONAL: "head",
    Facet.MOTIVATION: "enjoyment",
    Facet.LOAD: "training",
}
_SAID = {"up": ", above usual", "down": ", below usual"}
# A coach reloads this page through the morning; most rows are the same as a minute ago.
KEPT_ROWS = 1000


@dataclass(frozen=True)
class Figure:
    """A load about a week beside the runner's own usual: "31", "24–40", up."""

    value: str = ""
    usual: str = ""
    place: str = ""
    said: str = ""


@dataclass(frozen=True)
class Spark:
    """The sparkline's ready-made paths; a half that is hidden or unknown is empty."""

    view: str
    water: str
    band: str
    over: str
    up_fill: str
    up_line: str
    down_fill: str
    down_line: str


@dataclass(frozen=True)
class Row:
    pk: int
    name: str
    initials: str
    state: str
    reading: str
    areas: str
    spark: Spark | None
    training: Figure | None
    emotional: Figure | None
    last_icon: str
    last_word: str
    last_when: str


@lru_cache(maxsize=KEPT_ROWS)
def rendered(row: Row) -> str:
    """The row as it stands on the page. It holds all that is shown, so an equal row is the same row."""
    return get_template("coach/_row.html").render({"row": row})


def row_of(standing: Standing, now: datetime) -> Row:
    need, at = standing.last_need, standing.last_check_in_at
    return Row(
        pk=standing.runner_id,
        name=standing.name or NAMELESS,
        initials=initials(standing.name),
        state=standing.reading.value if standing.reading else "",
        reading=reading_words(standing),
        areas=_areas(standing),
        spark=_spark(standing.spark) if standing.spark else None,
        training=figure(standing.training),
        emotional=figure(standing.emotional),
        last_icon=need.icon if need else "",
        last_word=standing.last_feeling or (need.label if need else "Checked in"),
        last_when=ago(at, now) if at else "",
    )


def reading_words(standing: Standing) -> str:
    if standing.reading is None:
        return ""
    if standing.reading is ReadingState.QUIET and standing.quiet_days:
        return f"Quiet for {standing.quiet_days} day{'' if standing.quiet_days == 1 else 's'}"
    return standing.reading.word


def _areas(standing: Standing) -> str:
    """Below the reading: which areas it comes from, or how far the learning has come."""
    if standing.reading is ReadingState.LEARNING:
        return learning_sentence(standing.days_answered)
    if standing.reading not in LOUD:
        return ""
    return " and ".join(_AREAS[area] for area in standing.largest if area is not None)


def _spark(kept: dict[str, Any]) -> Spark:
    halves = {half["side"]: half for half in kept["halves"]}
    up, down = halves.get("up", {}), halves.get("down", {})
    return Spark(
        view=kept["view"],
        water=kept["water"],
        band=up.get("band", "") + down.get("band", ""),
        over=up.get("over", "") + down.get("over", ""),
        up_fill=up.get("fill", ""),
        up_line=up.get("line", ""),
        down_fill=down.get("fill", ""),
        down_line=down.get("line", ""),
    )


def figure(half: Half | None) -> Figure | None:
    if half is None or half.acute is None:
        return None
    known = half.low is not None and half.high is not None
    usual = f"{max(0.0, half.low or 0.0):.0f}–{half.high:.0f}" if known else ""
    return Figure(value=f"{half.acute:.0f}", usual=usual, place=half.place, said=_SAID.get(half.place, ""))


def ago(instant: datetime, now: datetime) -> str:
    """ "2 h ago" within half a day, then by calendar days in the reader's zone."""
    hours = int((now - instant).total_seconds() // 3600)
    if hours < 12:
        return f"{hours} h ago" if hours > 0 else "Just now"
    then, today = timezone.localdate(instant), timezone.localdate(now)
    days = (today - then).days
    if days < 2:
        return "Yesterday" if days else "Today"
    return f"{days} days ago" if days < 14 else _short(then, today)


def _short(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def initials(name: str) -> str:
    parts = name.replace("-", " ").split()
    ends = [parts[0], parts[-1]] if len(parts) > 1 else parts
    return "".join(part[0] for part in ends).upper()
