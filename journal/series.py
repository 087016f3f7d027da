"""Series rows <-> matrices (runners, days): one row a runner and year in the database, one row a runner in memory."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection

from journal.days import Diary, Floats, Span
from journal.models import SIGNALS, Series

Matrix = dict[str, Floats]


def _year_days(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def read(spans: Sequence[Span]) -> Matrix:
    """The kept day values of these runners, right-aligned on each one's today; NaN where nothing is kept.

    Shape (runners, days of the longest history).
    """
    width = max((s.today - s.first).days + 1 for s in spans)
    matrix = {name: np.full((len(spans), width), np.nan) for name in SIGNALS}
    at = {s.runner_id: i for i, s in enumerate(spans)}
    rows = Series.objects.filter(runner__in=list(at)).values_list("runner_id", "year", *SIGNALS)
    for runner_id, year, *values in rows.iterator(chunk_size=500):
        span = spans[at[runner_id]]
        january = width - 1 - (span.today - date(year, 1, 1)).days
        for name, raw in zip(SIGNALS, values, strict=True):
            kept = np.frombuffer(raw, np.float64)
            start, stop = max(0, january), min(width, january + len(kept))
            if start < stop:
                matrix[name][at[runner_id], start:stop] = kept[start - january : stop - january]
    return matrix


def put(matrix: Matrix, spans: Sequence[Span], diary: Diary) -> None:
    """Replace the days of each span by what the diary says now. No run is 0; no answer is NaN."""
    width = matrix["training"].shape[1]
    row = {s.runner_id: i for i, s in enumerate(spans)}
    today = {s.runner_id: s.today for s in spans}
    for i, span in enumerate(spans):
        since = max(0, width - 1 - (span.today - span.since).days)
        first = max(0, width - 1 - (span.today - span.first).days)
        for name in SIGNALS:
            matrix[name][i, since:] = np.nan
        matrix["training"][i, max(since, first) :] = 0.0
        matrix["training"][i, :first] = np.nan
    for (runner_id, day), entry in diary.items():
        column = width - 1 - (today[runner_id] - day).days
        for name, value in entry.values().items():
            matrix[name][row[runner_id], column] = np.nan if value is None else value


UPSERT = """
INSERT INTO journal_series (runner_id, year, {names}) VALUES (%s, %s, {marks})
ON CONFLICT (runner_id, year) DO UPDATE SET {sets}
""".format(
    names=", ".join(SIGNALS),
    marks=", ".join(["%s"] * len(SIGNALS)),
    sets=", ".join(f"{name} = EXCLUDED.{name}" for name in SIGNALS),
)


def write(matrix: Matrix, spans: Sequence[Span]) -> None:
    """Keep the years that the spans touch."""
    width = matrix["training"].shape[1]
    rows: list[list[Any]] = []
    for i, span in enumerate(spans):
        for year in range(max(span.since, span.first).year, span.today.year + 1):
            rows.append([span.runner_id, year, *_year(matrix, i, width, span, year)])
    with connection.cursor() as cursor:
        cursor.executemany(UPSERT, rows)


def _year(matrix: Matrix, i: int, width: int, span: Span, year: int) -> list[bytes]:
    """One year of one runner, January first, as long as it is known."""
    january = date(year, 1, 1)
    length = min(_year_days(year), (span.today - january).days + 1)
    offset = width - 1 - (span.today - january).days
    signals = []
    for name in SIGNALS:
        values = np.full(length, np.nan)
        start = max(0, -offset)
        values[start:] = matrix[name][i, offset + start : offset + length]
        signals.append(values.tobytes())
    return signals


def days_of(span: Span, width: int) -> list[date]:
    return [span.today - timedelta(days=width - 1 - i) for i in range(width)]
