"""How days felt by what was said of them too late to count: drawn, marked as late, and part of nothing else."""

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import mean
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from journal.days import Floats
from runners.science.emotional import emotional_load
from runners.science.series import DAYS_LATE_AT_MOST


class SaidLate(NamedTuple):
    """A day's stress, or a point on the map of feelings."""

    day: date
    stress: int | None
    valence: int | None
    activation: int | None


# Of a runner, behind the emotional switch of whoever looks.
SAID_LATE = " UNION ALL ".join(
    f"SELECT local_day AS day, {answers} FROM {table} WHERE runner_id = %(runner)s AND deleted_at IS NULL"  # noqa: S608
    f" AND days_late > {DAYS_LATE_AT_MOST['feeling']:.0f} AND {first} IS NOT NULL AND %(emotional)s"
    for table, answers, first in (
        ("journal_dailycheck", "stress, NULL::int AS valence, NULL::int AS activation", "stress"),
        ("journal_checkin", "NULL, valence, activation", "valence + activation"),
        ("journal_reflection", "NULL, valence, activation", "valence + activation"),
    )
)


def said_late(runner_id: int) -> list[SaidLate]:
    """For the runner alone. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SAID_LATE, {"runner": runner_id, "emotional": True})
        return [SaidLate(*row) for row in cursor.fetchall()]


def said_late_of(rows: Iterable[dict[str, Any]]) -> list[SaidLate]:
    return [SaidLate(**{**row, "day": date.fromisoformat(row["day"])}) for row in rows]


def loads_said_late(said: Iterable[SaidLate], days: Sequence[date]) -> Floats:
    """The emotional load of each of these days, in points, by that alone; NaN where nothing was said late."""
    by: dict[date, list[SaidLate]] = {}
    for one in said:
        by.setdefault(one.day, []).append(one)
    loads = [_load(by[day]) if day in by else None for day in days]
    return np.array([np.nan if load is None else load for load in loads])


def _load(said: Sequence[SaidLate]) -> float | None:
    stress = [one.stress for one in said if one.stress is not None]
    taps = [(one.valence, one.activation) for one in said if one.valence is not None and one.activation is not None]
    return emotional_load(mean(stress) if stress else None, taps)
