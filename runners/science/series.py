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


def ratio_where(usable: Bools, above: Array, below: Array) -> Array:
    """`above / below` where `usable`, NaN elsewhere; one shape."""
    return above / np.where(usable, below, np.nan)


def last_days(values: Array, width: int) -> Array:
    """The newest `width` days, (runners, width); days before the first one are NaN."""
    runners, days = values.shape
    if days >= width:
        return values[:, days - width :]
    return np.concatenate([np.full((runners, width - days), np.nan), values], axis=1)
