"""What is said about each day of a chart: the figures of its table, of its readout, and of its last day aloud."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from journal.charts.paths import Floats

MISSING = "–"
LEAST_OBSERVED = 0.25  # of the weight of about a week: below it the line is drawn faintly, and has no figure
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Columns:
    """The series of one chart, a value a day (or week), NaN where nothing is known; `late` is what was said too late to
    be part of any other."""

    training: Floats
    acute: Floats
    chronic: Floats
    low: Floats
    high: Floats
    emotional: Floats
    emotional_acute: Floats
    emotional_chronic: Floats
    emotional_low: Floats
    emotional_high: Floats
    observed: Floats
    late: Floats

    @classmethod
    def of(
        cls, values: Mapping[str, Floats], lines: Mapping[str, Floats], cut: slice, *, late: Floats | None = None
    ) -> "Columns":
        """The days that are drawn, of what is kept of every day: its values by area, and its lines by name."""
        legs = [lines[f"training_{name}"] for name in ("acute", "chronic", "low", "high")]
        head = [lines[f"emotional_{name}"] for name in ("acute", "chronic", "low", "high")]
        said_late = np.full(len(values["emotional"]), np.nan) if late is None else late
        series = [values["training"], *legs, values["emotional"], *head, lines["observed"], said_late]
        return cls(*(np.asarray(whole[cut], dtype=np.float64) for whole in series))


class Row(NamedTuple):
    label: str
    training: str
    acute: str
    usual: str
    emotional: str
    emotional_acute: str
    emotional_usual: str
    events: str


Whole = list[int | None]


@dataclass(frozen=True)
class Table:
    """The figures of each day in whole points, in words."""

    days: Sequence[date]
    columns: Columns
    events: Mapping[int, str]
    weekly: bool

    @cached_property
    def labels(self) -> list[str]:
        years = bool(self.days) and (self.days[-1] - self.days[0]).days > 366
        return [
            f"{'Week of' if self.weekly else WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month]}"
            + (f" {day.year}" if years else "")
            for day in self.days
        ]

    @cached_property
    def whole(self) -> dict[str, Whole]:
        """The columns that are shown with figures."""
        shown = [f.name for f in fields(Columns) if "chronic" not in f.name and f.name not in ("observed", "late")]
        figures = {name: getattr(self.columns, name) for name in shown}
        faint = self.columns.observed < LEAST_OBSERVED
        figures["emotional_acute"] = np.where(faint, np.nan, figures["emotional_acute"])
        return {name: _whole(values) for name, values in figures.items()}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The newest days first."""
        newest = slice(None, None, -1)
        figures = {name: values[newest] for name, values in self.whole.items()}
        columns = (
            self.labels[newest],
            map(_text, figures["training"]),
            map(_text, figures["acute"]),
            map(_between, figures["low"], figures["high"]),
            map(_text, figures["emotional"]),
            map(_text, figures["emotional_acute"]),
            map(_between, figures["emotional_low"], figures["emotional_high"]),
            [self.events.get(index, "") for index in range(len(self.days))][newest],
        )
        return tuple(map(Row, *columns))

    def spoken(self) -> str:
        """The last day as a screen reader says it; the script says the others in the same words."""
        if not self.days:
            return ""
        now = self.rows[0]
        legs = _said("training load", now.acute, now.usual)
        return f"{now.label}: {legs}; {_said('emotional load', now.emotional_acute, now.emotional_usual)}"

    def readout(self) -> dict[str, object]:
        return {"label": self.labels, **self.whole, "events": dict(self.events)}


def _whole(values: Floats) -> Whole:
    return [None if value != value else int(value) for value in np.rint(values).tolist()]


def _text(value: int | None) -> str:
    return MISSING if value is None else str(value)


def _between(low: int | None, high: int | None) -> str:
    return MISSING if low is None or high is None else f"{max(0, low)}–{high}"


def _said(name: str, value: str, usual: str) -> str:
    if value == MISSING:
        return f"{name} unknown"
    return f"{name} {value}" + ("" if usual == MISSING else f", usual {usual.replace('–', ' to ')}")
