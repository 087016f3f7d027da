"""Several series on one calendar, each in a lane of its own with its own scale: answers above, loads below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from journal.charts.paths import UNIT, Floats, Scale, bars, dots, line
from journal.charts.waterline import BELOW_FOR_DATES, Tick, ticks_of

TALL, NAME, GAP = 46, 20, 10


@dataclass(frozen=True)
class Told:
    """One lane: a value a day, NaN where nothing is known; it is drawn up to `top` at least. `kind` is its look."""

    name: str
    kind: str
    values: Floats
    top: float
    as_bars: bool = False


@dataclass(frozen=True)
class Lane:
    name: str
    kind: str
    name_y: int
    y: int
    foot: int
    height: int
    view: str
    line: str
    marks: str
    bars: str
    top: str
    top_y: int


@dataclass(frozen=True)
class Lanes:
    days: int
    height: int
    bottom: int
    dates_y: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


def lanes(days: Sequence[date], told: Sequence[Told]) -> Lanes:
    """The lanes from top to bottom, in the order told."""
    drawn = tuple(_lane(one, place * (NAME + TALL + GAP)) for place, one in enumerate(told))
    bottom = drawn[-1].foot if drawn else 0
    return Lanes(len(days), bottom + BELOW_FOR_DATES, bottom, bottom + 20, drawn, ticks_of(days))


def _lane(told: Told, y: int) -> Lane:
    known = told.values[np.isfinite(told.values)]
    scale = Scale(TALL, max(told.top, float(known.max(initial=0.0))), "up")
    return Lane(
        name=told.name,
        kind=told.kind,
        name_y=y + 13,
        y=y + NAME,
        foot=y + NAME + TALL,
        height=TALL,
        view=f"0 0 {max(1, len(told.values)) * UNIT} {TALL * UNIT}",
        line="" if told.as_bars else line(scale, told.values),
        marks="" if told.as_bars else dots(scale, told.values),
        bars=bars(scale, told.values) if told.as_bars else "",
        top=f"{scale.top:.0f}",
        top_y=y + NAME + 8,
    )
