"""Days, and rows of days.

A series is one number a calendar day. Arrays of series are shaped (runners, days), the newest day last, NaN
where nothing is known. Everything here is pure: instants and zones are arguments.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

EntryKind: TypeAlias = Literal["run", "checkin"]
AnswerKind: TypeAlias = Literal["load", "effort", "feeling"]

# Our convention: a note at 02:30 belongs to the evening before; a run belongs to the date on which it starts.
DAY_ENDS_AFTER_MIDNIGHT: dict[EntryKind, timedelta] = {"run": timedelta(0), "checkin": timedelta(hours=4)}

# Our convention: what somebody remembers of a feeling fades faster than what they remember of an effort.
DAYS_LATE_AT_MOST: dict[AnswerKind, float] = {"load": math.inf, "effort": 7, "feeling": 1}


def day_of(instant: datetime, tz: str, kind: EntryKind = "run") -> date:
    """The calendar day an entry belongs to, in the zone it was made in.

    `tz` is an IANA name; an unknown one raises `ZoneInfoNotFoundError`, a naive instant `ValueError`.
    Keep the result with the entry: a later journey must not move it.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    wall = instant.astimezone(ZoneInfo(tz)).replace(tzinfo=None)
    return (wall - DAY_ENDS_AFTER_MIDNIGHT[kind]).date()


def local_day(utc_iso: str, tz: str, kind: EntryKind = "run") -> str:
    """`day_of` for an instant written in ISO 8601, as an ISO date."""
    return day_of(datetime.fromisoformat(utc_iso.replace("Z", "+00:00")), tz, kind).isoformat()


def counts_for_score(kind: AnswerKind, days_late: int) -> bool:
    """Whether an answer given `days_late` days after its day enters baselines and scores. Unknown kinds: `KeyError`."""
    return days_late <= DAYS_LATE_AT_MOST[kind]


def day_value(items: Sequence[tuple[float, float]]) -> float | None:
    """One value for a day of several runs: the mean of (value, minutes) weighted by minutes; None without minutes."""
    minutes = sum(spent for _, spent in items)
    return None if minutes <= 0 else float(sum(value * spent for value, spent in items) / minutes)


def one_row(values: Sequence[float | None]) -> Array:
    """One runner's days as an array (1, days), None as NaN."""
    return np.array(values, dtype=np.float64).reshape(1, -1)


def or_none(value: float | np.float64) -> float | None:
    """A plain float, or None for NaN."""
    return None if math.isnan(value) else float(value)


def or_zero(values: Array) -> Array:
    """The values, with 0 for what is not known (`nan_to_num`, which also looks for infinities, takes five times as
    long on a single runner)."""
    return np.where(np.isnan(values), 0.0, values)


def ratio_where(usable: Bools, above: Array, below: Array) -> Array:
    """`above / below` where `usable`, NaN elsewhere; one shape."""
    return above / np.where(usable, below, np.nan)


def moving_spread(values: Array, width: int) -> tuple[Array, Array, Array]:
    """Of every `width` days in a row: how many are known, their mean, and their squares around it.

    `values` (runners, days), NaN where unknown; each result (runners, days - width + 1). Stretches are put together
    by doubling, each around its own mean: a line that hardly moves keeps its spread, which running sums would lose.
    """
    known = ~np.isnan(values)
    part = (known.astype(np.float64), np.where(known, values, 0.0), np.zeros(values.shape))
    count = values.shape[1] - width + 1
    whole, reach, span = None, 0, 1
    while span <= width:
        if width & span:
            piece = _columns(part, slice(reach, reach + count))
            whole = piece if whole is None else _joined(whole, piece)
            reach += span
        part = _joined(_columns(part, slice(None, -span)), _columns(part, slice(span, None)))
        span *= 2
    assert whole is not None
    return whole


_Spread: TypeAlias = tuple[Array, Array, Array]


def _columns(part: _Spread, days: slice) -> _Spread:
    return part[0][:, days], part[1][:, days], part[2][:, days]


def _joined(one: _Spread, other: _Spread) -> _Spread:
    """Counts, means and squares of two stretches together."""
    n = one[0] + other[0]
    share = other[0] / np.maximum(n, 1.0)
    apart = other[1] - one[1]
    return n, one[1] + apart * share, one[2] + other[2] + apart * apart * one[0] * share


def last_days(values: Array, width: int) -> Array:
    """The newest `width` days, (runners, width); days before the first one are NaN."""
    runners, days = values.shape
    if days >= width:
        return values[:, days - width :]
    return np.concatenate([np.full((runners, width - days), np.nan), values], axis=1)
