"""Rows of four weeks <-> arrays (runners, days).

A night touches one row a runner and reads the five months that today's standing rests on. What lies before them is
carried along: every row says where the lines and the replays stood on the evening before its first day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from journal.days import Floats, Span
from journal.models import CARRIED, SIGNALS
from runners import columns

Matrix = dict[str, Floats]
Bools = NDArray[np.bool_]
WEEKS4 = 28
TABLE = "journal_fourweeks"


def stretch(day: date) -> date:
    """The first day of the four weeks that this one lies in."""
    return day - timedelta(days=day.toordinal() % WEEKS4)


@dataclass(frozen=True)
class Window:
    """Days of many runners side by side: from the start of some four weeks until their common today."""

    start: date
    today: date

    @property
    def days(self) -> int:
        return (self.today - self.start).days + 1

    @property
    def stretches(self) -> int:
        return -(-self.days // WEEKS4)

    def column(self, day: date) -> int:
        return (day - self.start).days

    def day(self, column: int) -> date:
        return self.start + timedelta(days=column)

    def place(self, day: date) -> int:
        """Which of the window's four weeks a day lies in."""
        return self.column(day) // WEEKS4


@dataclass(frozen=True)
class Kept:
    """`numbers` (signals, runners, stretches, 28); `carried` (runners, stretches, what); and which rows exist.

    `values` are views of the numbers: (runners, days of the window) a signal.
    """

    numbers: Floats
    values: Matrix
    carried: Floats
    found: Bools


# COPY's binary form: 19 bytes before the first row, 2 after the last one, and all rows of one size.
HEAD, TAIL = 19, 2
ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("size_1", ">i4"),
        ("runner", ">i8"),
        ("size_2", ">i4"),
        ("from_on", ">i4"),
        ("size_3", ">i4"),
        ("numbers", "<f8", (len(SIGNALS), WEEKS4)),
        ("size_4", ">i4"),
        ("carried", "<f8", (len(CARRIED),)),
    ]
)
READ = f"""
COPY (
    SELECT runner_id, from_on, numbers, carried FROM {TABLE}
    WHERE runner_id = ANY(%s) AND from_on BETWEEN %s AND %s
) TO STDOUT (FORMAT BINARY)
"""  # noqa: S608


def read(runner_ids: Sequence[int], window: Window) -> Kept:
    """What is kept of these runners' days; NaN where nothing is."""
    ids = np.array(runner_ids, dtype=np.int64)
    content = columns.copied(READ, [list(runner_ids), window.start, window.today])
    rows = np.frombuffer(content, ROW, count=(len(content) - HEAD - TAIL) // ROW.itemsize, offset=HEAD)
    order = np.argsort(ids)
    who = order[np.searchsorted(ids, rows["runner"], sorter=order)]
    place = (rows["from_on"] + columns.FIRST_DAY - window.start.toordinal()) // WEEKS4
    shape = (len(ids), window.stretches)
    numbers = np.full((len(SIGNALS), *shape, WEEKS4), np.nan)
    carried, found = np.full((*shape, len(CARRIED)), np.nan), np.zeros(shape, dtype=bool)
    numbers[:, who, place] = rows["numbers"].swapaxes(0, 1)
    carried[who, place], found[who, place] = rows["carried"], True
    flat = numbers.reshape(len(SIGNALS), len(ids), -1)
    flat[:, :, window.days :] = np.nan
    values = {name: part[:, : window.days] for name, part in zip(SIGNALS, flat, strict=True)}
    return Kept(numbers, values, carried, found)


def write(runner_ids: Sequence[int], window: Window, kept: Kept, touched: Bools) -> None:
    """Keep the four weeks that are `touched` (runners, stretches)."""
    who, place = np.nonzero(touched)
    columns.upsert(
        TABLE,
        {
            "runner_id": columns.integers(np.array(runner_ids, dtype=np.int64)[who]),
            "from_on": columns.ordinals(window.start.toordinal() + place * WEEKS4),
            "numbers": columns.rows(kept.numbers[:, who, place].swapaxes(0, 1)),
            "carried": columns.rows(kept.carried[who, place]),
        },
        key=("runner_id", "from_on"),
    )


def clear_before(spans: Sequence[Span]) -> None:
    """A history that begins later than it did (its first entries were deleted) leaves nothing old behind."""
    if not spans:
        return
    columns.fetched(
        f"DELETE FROM {TABLE} s USING unnest(%s::bigint[], %s::date[]) AS w(id, first) "  # noqa: S608
        "WHERE s.runner_id = w.id AND s.from_on < w.first RETURNING s.runner_id",
        [columns.integers([s.runner_id for s in spans]), columns.dates([stretch(s.first) for s in spans])],
    )
