"""A year in two layers, a week a place: what the legs did, and under it how their runner felt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from journal.charts.paths import UNIT, Floats, Scale, bars, dots, line
from journal.charts.table import MISSING, MONTHS
from runners.figures import signed

LEGS, GAP, FEELING = 110, 26, 110
TOP, DATES = 8, 28
LEAST_TOP = 100.0
EDGE = 4.0
QUARTER = 13  # weeks that are shown at once
STEPS = (50, 100, 200, 500, 1000, 2000, 5000)


class Week(NamedTuple):
    """A week as the table says it, all of it text."""

    label: str
    legs: str
    feeling: str
    taps: str


@dataclass(frozen=True)
class Mark:
    """A line across, or a month along, with its words; `y` of the words."""

    at: str
    label: str
    y: int


@dataclass(frozen=True)
class Layer:
    """One of the two drawings, in its own coordinates."""

    side: str
    y: int
    height: int
    view: str
    bars: str
    line: str
    dots: str
    levels: tuple[Mark, ...]


@dataclass(frozen=True)
class Year:
    weeks: int
    height: int
    foot: int
    dates_y: int
    legs: Layer
    feeling: Layer
    middle: int
    months: tuple[Mark, ...]
    rows: tuple[Week, ...]

    @property
    def newest(self) -> tuple[Week, ...]:
        """A quarter of a year; the weeks before it are behind one more tap."""
        return self.rows[:QUARTER]

    @property
    def older(self) -> tuple[Week, ...]:
        return self.rows[QUARTER:]

    @property
    def layers(self) -> tuple[Layer, Layer]:
        return self.legs, self.feeling

    @property
    def foot_of_legs(self) -> int:
        return self.legs.y + self.legs.height


def year(mondays: Sequence[date], legs: Floats, feeling: Floats, taps: Sequence[int]) -> Year:
    """One value a week: the points of the legs, the mean valence of its taps (-4..4, NaN without any) and how many."""
    count = len(mondays)
    below = TOP + LEGS + GAP
    return Year(
        weeks=count,
        height=below + FEELING + DATES,
        foot=below + FEELING,
        dates_y=below + FEELING + 20,
        legs=_legs(legs, count),
        feeling=_feeling(feeling, count, below),
        middle=below + FEELING // 2,
        months=tuple(_months(mondays)),
        rows=tuple(_rows(mondays, legs, feeling, taps))[::-1],
    )


def _legs(legs: Floats, count: int) -> Layer:
    scale = Scale(LEGS, max(LEAST_TOP, float(np.max(legs, initial=0.0)) * 1.06), "up")
    step = next((step for step in STEPS if scale.top / step < 4), STEPS[-1])
    marks = [
        Mark(
            str(TOP + round((1 - value / scale.top) * LEGS)),
            str(value),
            TOP + round((1 - value / scale.top) * LEGS) + 4,
        )
        for value in range(step, int(scale.top) + 1, step)
    ]
    return Layer("up", TOP, LEGS, _view(count, LEGS), bars(scale, legs), "", "", tuple(marks))


def _feeling(feeling: Floats, count: int, y: int) -> Layer:
    scale = Scale(FEELING, 2 * EDGE, "up")
    shifted = feeling + EDGE
    marks = [
        Mark(
            str(y + round((EDGE - value) / (2 * EDGE) * FEELING)),
            word,
            y + round((EDGE - value) / (2 * EDGE) * FEELING) + 4,
        )
        for value, word in ((3.0, "good"), (0.0, "0"), (-3.0, "rough"))
    ]
    return Layer(
        "down", y, FEELING, _view(count, FEELING), "", line(scale, shifted), dots(scale, shifted), tuple(marks)
    )


def _view(count: int, height: int) -> str:
    return f"0 0 {max(1, count) * UNIT} {height * UNIT}"


def _months(mondays: Sequence[date]) -> list[Mark]:
    """Every other month where it begins."""
    found = []
    for place, monday in enumerate(mondays):
        begins = place > 0 and monday.month != mondays[place - 1].month
        if begins and monday.month % 2:
            label = str(monday.year) if monday.month == 1 else MONTHS[monday.month]
            found.append(Mark(f"{(place + 0.5) / len(mondays) * 100:.2f}%", label, 0))
    return found


def _rows(mondays: Sequence[date], legs: Floats, feeling: Floats, taps: Sequence[int]) -> list[Week]:
    return [
        Week(
            label=f"{monday.day} {MONTHS[monday.month]} {monday.year}",
            legs=f"{points:.0f}",
            feeling=signed(felt) if felt == felt else MISSING,
            taps=str(n),
        )
        for monday, points, felt, n in zip(mondays, legs.tolist(), feeling.tolist(), taps, strict=True)
    ]
