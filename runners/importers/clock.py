"""Times as devices write them: with strays, with jumps, and from clocks that nobody ever set."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from runners.importers.parsed import FloatArray

# Before this no consumer watch wrote such files: an earlier date means a clock that was never set.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
# Points further than this from the middle one in time carry a broken date.
FAR_S = 10 * 86_400.0
# A clock that goes back by less is only untidy: putting the points in order is enough.
JUMP_S = 60.0
# Up to this share of the points may be strays; more of them are a clock that was set on the way.
STRAYS = 0.01
# So many points on either side of a jump have to agree that it was one.
WITNESSES = 5


def is_set(time: float) -> bool:
    """True for a date a watch can have; False for NaN."""
    return EARLIEST <= time <= LATEST


def plausible(time: FloatArray) -> FloatArray:
    """Unix seconds (n,), NaN for those days away from the others: one broken date would stretch a run over years.

    Where a clock was set in the middle of a run, only the times after that are dates.
    """
    known = np.isfinite(time)
    dated = known & (time >= EARLIEST) & (time <= LATEST)
    if dated.any():
        known = dated
    if not known.any():
        return np.full(time.shape, np.nan)
    return np.where(known & (np.abs(time - np.median(time[known])) <= FAR_S), time, np.nan)


def mended(time: FloatArray, segment: FloatArray) -> FloatArray:
    """Times (n,) in the order of the file, without strays (NaN), and with what was written before the clock
    was put back moved to end where the rest begins. Segments may stand in any order."""
    out = time.copy()
    for number in np.unique(segment):
        here = np.flatnonzero((segment == number) & ~np.isnan(time))
        out[here] = _mended(time[here])
    return out


def _mended(time: FloatArray) -> FloatArray:
    if len(time) < 2 * WITNESSES or np.diff(time).min() >= -JUMP_S:
        return time
    ahead, behind = out_of_order(time)
    wrong = ahead if ahead.sum() <= behind.sum() else behind
    if wrong.sum() <= STRAYS * len(time):
        return np.where(wrong, np.nan, time)
    out = time.copy()
    for at in np.flatnonzero(np.diff(time) < -JUMP_S) + 1:
        before, after = time[max(0, at - WITNESSES) : at], time[at : at + WITNESSES]
        if len(before) == len(after) == WITNESSES and before.min() > after.max():
            out[:at] += time[at] - time[at - 1] - 1.0
    return out


def out_of_order(time: FloatArray) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which times (n,) lie well after one that follows in the file, and which well before one that came earlier."""
    soonest_later = np.minimum.accumulate(time[::-1])[::-1]
    latest_sooner = np.maximum.accumulate(time)
    return time - soonest_later > JUMP_S, latest_sooner - time > JUMP_S
