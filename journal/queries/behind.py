"""What stands behind each area of the reading: the last days, as they were answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, isnan
from typing import NamedTuple

from journal.findings import facet_facts
from journal.loads import History
from journal.models import RunnerState
from journal.readings import Facet

# The answers behind each area: the signal, its column, and how a kept value becomes the answer that was given.
COLUMNS: dict[Facet, tuple[tuple[str, str, Callable[[float], float]], ...]] = {
    Facet.EXHAUSTION: (
        ("tiredness", "Tiredness", lambda kept: kept),
        ("poor_sleep", "Sleep", lambda kept: 10 - kept),
        ("effort_drift", "Harder by", lambda kept: kept),
    ),
    Facet.EMOTIONAL: (("emotional", "Head, points", lambda kept: kept),),
    Facet.MOTIVATION: (
        ("joyless", "Enjoyed it", lambda kept: 10 - kept),
        ("unmet", "Gave what was needed", lambda kept: 10 - kept),
    ),
    Facet.LOAD: (("training", "Legs, points", lambda kept: kept),),
}
AREAS: dict[Facet, str] = {
    Facet.EXHAUSTION: "Energy",
    Facet.EMOTIONAL: "Head",
    Facet.MOTIVATION: "What runs give",
    Facet.LOAD: "Training",
}
LISTED_DAYS = 14


class DayRow(NamedTuple):
    """One day with the answers it holds, as text: no number means no answer, no `has_` no such column."""

    day: str
    label: str
    first: str
    second: str
    third: str
    has_second: str
    has_third: str


@dataclass(frozen=True)
class Working:
    """An area's days, newest first, so that each number can be followed to what was entered."""

    area: str
    points: int
    columns: tuple[str, ...]
    rows: tuple[DayRow, ...]


def working_of(scored: RunnerState | None, past: History) -> tuple[Working, ...]:
    """Every area that counts, the one with most points first; nothing without a score."""
    if scored is None or past.empty:
        return ()
    facts = facet_facts(scored.contributions, scored.facts, scored.score)
    known = sorted(facts, key=lambda facet: -facet.points)
    return tuple(_area(found.facet, found.points, past) for found in known)


def _area(facet: Facet, points: int, past: History) -> Working:
    columns = COLUMNS[facet]
    rows = []
    for index in range(len(past.days) - 1, max(-1, len(past.days) - 1 - LISTED_DAYS), -1):
        values = tuple(_answer(float(past.values[name][index]), turned) for name, _, turned in columns)
        if any(value is not None for value in values):
            rows.append(_row(past.days[index], values))
    return Working(AREAS[facet], points, tuple(label for _, label, _ in columns), tuple(rows))


def _row(day: date, values: Sequence[float | None]) -> DayRow:
    first, second, third = ("" if value is None else _number(value) for value in (*values, None, None)[:3])
    has_second, has_third = ("yes" if len(values) > least else "" for least in (1, 2))
    return DayRow(day.isoformat(), f"{day:%a} {day.day} {day:%b}", first, second, third, has_second, has_third)


def _number(value: float) -> str:
    """To a tenth, half a one up, and no tenth where there is none."""
    return f"{floor(value * 10 + 0.5) / 10:.1f}".removesuffix(".0")


def _answer(kept: float, turned: Callable[[float], float]) -> float | None:
    return None if isnan(kept) else turned(kept)
