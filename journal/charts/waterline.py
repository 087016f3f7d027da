"""The two loads on one calendar, and what is said about each day of it."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Literal

import numpy as np

from journal.charts.paths import UNIT, Bools, Floats, Scale, Side, area, bars, dots, line, over
from journal.charts.table import MONTHS, Columns, Row, Table

Values = Sequence[float] | Floats

TOP = 8
BELOW_FOR_DATES = 28
# A day's emotional line is drawn faint when less than half of it rests on answers.
THIN = 0.5
EMOTIONAL_TOP = 100.0
LEAST_TRAINING_TOP = 60.0
SAID_LATE = "Feelings added late"
# From which month to which there is a date, by how many days are drawn at most: some eight fit on a telephone.
MONTHS_APART = ((250, 1), (500, 2), (750, 3), (1500, 6), (3000, 12), (6000, 24), (math.inf, 60))


@dataclass(frozen=True)
class Heights:
    """Pixels: legs, the lane for events, head."""

    up: int
    lane: int
    down: int


SMALL = Heights(104, 32, 104)
TALL = Heights(178, 36, 178)


@dataclass(frozen=True)
class Event:
    """What happened on a day; with `until` it lasted, and `meanwhile` is said of each day after the first."""

    day: date
    kind: str
    label: str
    until: date | None = None
    meanwhile: str = ""


@dataclass(frozen=True)
class Tick:
    index: int
    x: str
    label: str


@dataclass(frozen=True)
class Level:
    y: float
    text_y: float
    label: str


@dataclass(frozen=True)
class Marker:
    index: int
    x: str
    kind: str
    label: str


@dataclass(frozen=True)
class Stretch:
    """Days in a row that stand apart: the first, the one after the last, and where that is across the drawing."""

    first: int
    end: int
    x: str
    width: str
    kind: str


@dataclass(frozen=True)
class Half:
    side: Side
    y: int
    height: int
    waterline: int
    middle: int
    view: str
    band: str
    marks: str
    late: str
    over: str
    chronic: str
    acute: str
    acute_faint: str
    levels: tuple[Level, ...]
    empty: bool


@dataclass(frozen=True)
class Waterline:
    days: int
    last: int
    unit: Literal["day", "week"]
    period: str
    height: int
    top: int
    bottom: int
    lane: int
    dates_y: int
    last_x: str
    halves: tuple[Half, Half]
    ticks: tuple[Tick, ...]
    events: tuple[Marker, ...]
    stretches: tuple[Stretch, ...]
    rows: tuple[Row, ...]
    latest: Row | None
    spoken: str
    readout: Mapping[str, object]
    thin: bool
    late: bool

    @property
    def weekly(self) -> bool:
        return self.unit == "week"

    @property
    def tall(self) -> int:
        """From the top of the legs to the foot of the head."""
        return self.bottom - self.top


def waterline(
    days: Sequence[date],
    columns: Columns,
    events: Sequence[Event] = (),
    *,
    weekly: bool = False,
    heights: Heights = TALL,
) -> Waterline:
    """The chart of both loads; `weekly` draws the means of calendar weeks."""
    if weekly:
        days, columns = _in_weeks(days, columns)
    up, down = _halves(columns, heights)
    bottom = down.y + down.height
    markers, stretches = _markers(days, events, 7 if weekly else 1), tuple(_stretches(days, events))
    late = np.flatnonzero(np.isfinite(columns.late)).tolist()
    table = Table(days, columns, _said_of_days(markers, stretches, late), weekly)
    unit: Literal["day", "week"] = "week" if weekly else "day"
    return Waterline(
        days=len(days),
        last=len(days) - 1,
        unit=unit,
        period=f"{len(days)} {unit}{'' if len(days) == 1 else 's'}",
        height=bottom + BELOW_FOR_DATES,
        top=TOP,
        bottom=bottom,
        lane=up.waterline + heights.lane // 2,
        dates_y=bottom + 20,
        last_x=_across(len(days) - 1, len(days)),
        halves=(up, down),
        ticks=ticks_of(days),
        events=markers,
        stretches=tuple(stretch for _, stretch in stretches),
        rows=table.rows,
        latest=table.rows[0] if days else None,
        spoken=table.spoken(),
        readout=table.readout(),
        thin=bool(down.acute_faint),
        late=bool(late),
    )


def _in_weeks(days: Sequence[date], columns: Columns) -> tuple[list[date], Columns]:
    mondays, means = by_week(days, [getattr(columns, field.name) for field in fields(Columns)])
    return mondays, Columns(*means)


def by_week(days: Sequence[date], series: Sequence[Values]) -> tuple[list[date], list[Floats]]:
    """Means of the weeks from Monday, over the days that are known; a week without any stays NaN."""
    mondays = [day - timedelta(days=day.weekday()) for day in days]
    starts = [i for i, monday in enumerate(mondays) if i == 0 or monday != mondays[i - 1]]
    if not starts:
        return [], [np.empty(0) for _ in series]
    return [mondays[i] for i in starts], [_means(np.asarray(values, dtype=np.float64), starts) for values in series]


def _means(values: Floats, starts: list[int]) -> Floats:
    known = np.isfinite(values)
    sums = np.add.reduceat(np.where(known, values, 0.0), starts)
    counts = np.add.reduceat(known.astype(np.float64), starts)
    means = np.full(len(starts), np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return means


# --- the two halves ---------------------------------------------------------------------------------------------------


def _halves(c: Columns, heights: Heights) -> tuple[Half, Half]:
    up = Scale(heights.up, _training_top(c), "up")
    down = Scale(heights.down, EMOTIONAL_TOP, "down")
    whole = np.ones(len(c.acute))
    legs = _Lines(c.acute, c.chronic, c.low, c.high, whole, bars(up, c.training))
    head = _Lines(
        c.emotional_acute, c.emotional_chronic, c.emotional_low, c.emotional_high, c.observed, dots(down, c.emotional),
        dots(down, c.late),
    )  # fmt: skip
    return _half(up, TOP, legs), _half(down, TOP + heights.up + heights.lane, head)


def _training_top(c: Columns) -> float:
    drawn = np.concatenate([c.training, c.acute, c.high])
    known = drawn[np.isfinite(drawn)]
    return max(LEAST_TRAINING_TOP, float(known.max()) * 1.06) if len(known) else LEAST_TRAINING_TOP


@dataclass(frozen=True)
class _Lines:
    acute: Floats
    chronic: Floats
    low: Floats
    high: Floats
    observed: Floats
    marks: str
    late: str = ""


def _half(scale: Scale, y: int, lines: _Lines) -> Half:
    known = np.isfinite(lines.acute)
    thin = known & (lines.observed < THIN)
    return Half(
        side=scale.side,
        y=y,
        height=scale.height,
        waterline=y if scale.side == "down" else y + scale.height,
        middle=y + scale.height // 2 + 5,
        view=f"0 0 {max(1, len(known)) * UNIT} {scale.height * UNIT}",
        band=area(scale, lines.low, lines.high),
        marks=lines.marks,
        late=lines.late,
        over=over(scale, lines.acute, lines.high),
        chronic=line(scale, lines.chronic),
        acute=line(scale, lines.acute, known & ~thin),
        acute_faint=line(scale, lines.acute, _joined(thin, known)),
        levels=tuple(_levels(scale, y)),
        empty=not known.any() and not lines.marks and not lines.late,
    )


def _joined(thin: Bools, known: Bools) -> Bools:
    """Thin days and their known neighbours, so that the faint line meets the full one."""
    beside = np.zeros_like(thin)
    beside[1:] |= thin[:-1]
    beside[:-1] |= thin[1:]
    return thin | (beside & known)


def _levels(scale: Scale, y: int) -> Iterator[Level]:
    steps = (25,) if scale.side == "down" else (50, 100, 200, 500, 1000, 2000)
    highest = scale.top * 0.95
    step = next((s for s in steps if highest / s < 4), steps[-1])
    for value in range(step, int(highest) + 1, step):
        level = y + float(scale.y(np.array([float(value)]))[0]) / UNIT
        yield Level(level, level + 4, str(value))


# --- dates, events, words ---------------------------------------------------------------------------------------------


def _across(index: int, count: int) -> str:
    return f"{(index + 0.5) / max(1, count) * 100:.2f}%"


def ticks_of(days: Sequence[date]) -> tuple[Tick, ...]:
    count = len(days)
    span = (days[-1] - days[0]).days if days else 0
    apart = next(months for most, months in MONTHS_APART if span <= most)
    found = _month_ticks(days, apart) if span > 120 else _week_ticks(days, fortnights=span > 60)
    return tuple(Tick(i, _across(i, count), label) for i, label in found if 0.03 < (i + 0.5) / count < 0.96)


def _week_ticks(days: Sequence[date], *, fortnights: bool) -> Iterator[tuple[int, str]]:
    for index, day in enumerate(days):
        if day.weekday() == 0 and not (fortnights and day.toordinal() // 7 % 2):
            yield index, f"{day.day} {MONTHS[day.month]}"


def _month_ticks(days: Sequence[date], apart: int) -> Iterator[tuple[int, str]]:
    for index, day in enumerate(days):
        begins = index > 0 and (day.year, day.month) != (days[index - 1].year, days[index - 1].month)
        if begins and (12 * day.year + day.month - 1) % apart == 0:
            yield index, str(day.year) if day.month == 1 else MONTHS[day.month]


def _markers(days: Sequence[date], events: Sequence[Event], width: int) -> tuple[Marker, ...]:
    """One marker a place on the calendar: the first event gives its shape, all of them give their words."""
    at: dict[int, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.day):
        index = bisect_right(days, event.day) - 1
        if index >= 0 and (event.day - days[index]).days < width:
            at.setdefault(index, []).append(event)
    return tuple(
        Marker(index, _across(index, len(days)), group[0].kind, " · ".join(event.label for event in group))
        for index, group in at.items()
    )


def _stretches(days: Sequence[date], events: Sequence[Event]) -> Iterator[tuple[Event, Stretch]]:
    """Events that last, and where they lie."""
    count = len(days)
    for event in events:
        if event.until is None or not days or event.until < days[0] or event.day > days[-1]:
            continue
        first, end = max(0, bisect_right(days, event.day) - 1), bisect_right(days, event.until)
        x, width = first / count * 100, (end - first) / count * 100
        yield event, Stretch(first, end, f"{x:.2f}%", f"{width:.2f}%", event.kind)


def _said_of_days(
    markers: Sequence[Marker], stretches: Sequence[tuple[Event, Stretch]], late: Sequence[int]
) -> dict[int, str]:
    said = {marker.index: [marker.label] for marker in markers}
    for event, stretch in stretches:
        for index in range(stretch.first, stretch.end):
            words = said.setdefault(index, [])
            if not any(event.label in label for label in words):
                words.append(event.meanwhile)
    for index in late:
        said.setdefault(index, []).append(SAID_LATE)
    return {index: " · ".join(words) for index, words in said.items()}
