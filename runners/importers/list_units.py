"""In which unit a list counts. Garmin Connect writes kilometres or miles, as the watch is set, without a word.

Distance, time and pace agree with each other in either unit. What gives it away are the steps: their length is in
metres whatever the watch is set to, so that length times number comes to 1,000 or to 1,609 times the distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from runners.importers.cells import decimal_mark, number_of, seconds_of
from runners.importers.columns import Columns, Row
from runners.importers.parsed import FloatArray

METRES_A_MILE = 1609.344
METRES_A_FOOT = 0.3048
# Steps times their length, in kilometres, to the distance of the list.
MILES = (1.45, 1.75)
# Where no name says which columns these are: what steps of runners measure, and how well the numbers have to agree.
LENGTHS, RATES = (0.3, 2.5), (100.0, 230.0)
EXACTLY = 0.02
# So many lines, and so different in pace: with one pace all along any two columns would agree.
LINES, SPREAD = 4, 0.05
# And so much is looked at: enough to tell, whatever somebody has put into a list.
MOST_LINES, MOST_COLUMNS = 200, 10


def counts_in_miles(columns: Columns, rows: Sequence[Row]) -> bool:
    """Told from the columns known by name, else from two that fit by their numbers, in whatever language."""
    length, rate, way, seconds = (numbers(columns, rows, role) for role in ("stride", "cadence", "distance", "timer"))
    with np.errstate(divide="ignore", invalid="ignore"):
        hundredths = seconds / 60.0 / (way * 1000.0)
        named = some(length * rate * hundredths)
    if len(named):
        return MILES[0] < float(np.median(named)) < MILES[1]
    pace = some(1.0 / hundredths)
    if len(pace) < LINES or np.ptp(pace) < SPREAD * np.median(pace):
        return False
    found = list(agreeing(rows, hundredths))
    return any(is_near(one, METRES_A_MILE / 1000.0) for one in found) and not any(is_near(one, 1.0) for one in found)


def agreeing(rows: Sequence[Row], hundredths: FloatArray) -> Iterable[float]:
    """The ratio of each pair of columns that could be the length and the rate of steps, and say the same each line."""
    rows, hundredths = rows[:MOST_LINES], hundredths[:MOST_LINES]
    table = [column_of(rows, place) for place in range(max(map(len, rows), default=0))]
    lengths, rates = (
        [column for column in table if lies_in(column, limits)][:MOST_COLUMNS] for limits in (LENGTHS, RATES)
    )
    for length in lengths:
        for rate in rates:
            ratios = some(length * rate * hundredths)
            if len(ratios) >= LINES and np.ptp(ratios) <= 2 * EXACTLY * np.median(ratios):
                yield float(np.median(ratios))


def numbers(columns: Columns, rows: Sequence[Row], role: str) -> FloatArray:
    """A column (n,), NaN where it says nothing."""
    cells = [columns.cell(row, role) for row in rows]
    if role == "timer":
        return floats(seconds_of(cell) for cell in cells)
    mark = decimal_mark(cells)
    return floats(number_of(cell, mark) for cell in cells)


def column_of(rows: Sequence[Row], place: int) -> FloatArray:
    cells = [row[place] if place < len(row) else "" for row in rows]
    mark = decimal_mark(cells)
    return floats(number_of(cell, mark) for cell in cells)


def floats(values: Iterable[float | None]) -> FloatArray:
    return np.array([np.nan if value is None or value <= 0.0 else value for value in values], dtype=np.float64)


def some(values: FloatArray) -> FloatArray:
    return values[np.isfinite(values)]


def lies_in(column: FloatArray, limits: tuple[float, float]) -> bool:
    known = some(column)
    return len(known) >= LINES and bool(np.all((known >= limits[0]) & (known <= limits[1])))


def is_near(ratio: float, expected: float) -> bool:
    return abs(ratio / expected - 1.0) <= EXACTLY
