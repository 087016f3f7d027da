"""Effort at equal pace: the same runs cost more than they used to.

After Le Meur 2013, doi 10.1152/japplphysiol.01254.2012. Windows and widths are our convention.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from runners.science.series import Array, Ints

# Effort at equal pace: within 5 % of speed and a factor 5/3 of duration, at least five runs.
SAME_SPEED, SAME_DURATION, SAME_MIN = 0.05, math.log(5 / 3) + 1e-9, 5
# Runs to compare with are 15 to 105 days older.
DRIFT_LAG, DRIFT_DAYS = 15, 105


def effort_drifts(days: Ints, effort: Array, speed: Array, minutes: Array, *, newest: int) -> Array:
    """Of the last `newest` of one runner's steady runs, each (runs,) in order of time: effort minus the median of
    comparable earlier runs; NaN with fewer than 5. Effort 0-10, grade-adjusted m/s, minutes; days are whole numbers.
    """
    now = slice(len(days) - newest, None)
    older = days[now, np.newaxis] - days[np.newaxis, :]
    pace, length = np.log(speed), np.log(minutes)
    alike = (older >= DRIFT_LAG) & (older <= DRIFT_DAYS)
    alike &= np.abs(pace[now, np.newaxis] - pace) <= SAME_SPEED
    alike &= np.abs(length[now, np.newaxis] - length) <= SAME_DURATION
    count = alike.sum(axis=1)
    ranked = np.sort(np.where(alike, effort, np.inf), axis=1)
    rows, middle = np.arange(newest), np.maximum(count, 1)
    median = (ranked[rows, (middle - 1) // 2] + ranked[rows, middle // 2]) / 2.0
    return np.where(count >= SAME_MIN, effort[now] - median, np.nan)


def effort_drift(
    rpe: float, speed: float, minutes: float, past: Sequence[tuple[float, float, float]] | Array
) -> float | None:
    """One run: effort minus the median of comparable earlier runs; None with fewer than 5.

    `past`, (n, 3): effort 0-10, grade-adjusted m/s and minutes of steady runs 15 to 105 days old.
    After Le Meur 2013, doi 10.1152/japplphysiol.01254.2012.
    """
    runs = np.asarray(past, dtype=np.float64).reshape(-1, 3)
    near = np.abs(np.log(speed / runs[:, 1])) <= SAME_SPEED
    alike = near & (np.abs(np.log(minutes / runs[:, 2])) <= SAME_DURATION)
    return None if np.count_nonzero(alike) < SAME_MIN else float(rpe - np.median(runs[alike, 0]))
