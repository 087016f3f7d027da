"""Pacing: how even a run was, on its own ground. Samples are plain arrays; a run too short for a number has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from runners.science.series import Array

# Minetti 2002, doi 10.1152/japplphysiol.01177.2001: joules per kilogram and metre, highest power first, ...
MINETTI = (155.4, -30.4, -43.3, 46.3, 19.5, 3.6)
# ... and the slopes between which it was measured.
GRADE_LIMIT = 0.45
# Our convention: the laboratory's gain downhill is not met on a road.
GAP_FLOOR = 0.88
# Our convention, m/s: faster samples are faults of the satellite fix, slower ones are stops.
MAX_RUN_SPEED, STOP_SPEED = 8.0, 1.0
# Our convention: a minute of moving time keeps the noise of a watch's fixes near 2.5 %.
WINDOW_S = 60
MIN_WINDOWS = 12
# Seconds of moving time by which a last window may fall short through rounding.
SLACK_S = 1e-6


class Windows(TypedDict):
    speeds: list[float]
    stopped_s: float
    faults: int


class Metrics(TypedDict):
    cv: float
    cv_succ: float
    fast_start: float
    drift: float


def minetti_many(grade: Array) -> Array:
    """Energy cost of running, J/kg/m, for grades (rise over distance) of any shape, clamped to +-0.45."""
    return np.polyval(np.array(MINETTI), np.clip(grade, -GRADE_LIMIT, GRADE_LIMIT))


def minetti(i: float) -> float:
    """`minetti_many` for one grade."""
    return float(minetti_many(np.array([i]))[0])


def gap_factor_many(grade: Array) -> Array:
    """Speed on the flat over speed on this grade at the same cost, never under 0.88; any shape."""
    return np.maximum(GAP_FLOOR, minetti_many(grade) / MINETTI[-1])


def gap_factor(i: float) -> float:
    """`gap_factor_many` for one grade."""
    return float(gap_factor_many(np.array([i]))[0])


def pacing_windows(samples: Sequence[tuple[float, float, float]] | Array) -> Windows:
    """Grade-adjusted mean speeds (m/s) of consecutive windows of 60 s moving time.

    `samples`, (n, 3): seconds, cumulative metres, smoothed grade at the end of the step. Steps that stand
    still in time, go back or are faster than 8 m/s are counted as faults, steps under 1 m/s as `stopped_s`;
    the window goes on behind them. What is left at the end is dropped.
    """
    table = np.asarray(samples, dtype=np.float64).reshape(-1, 3)
    seconds, metres, grade = np.diff(table[:, 0]), np.diff(table[:, 1]), table[1:, 2]
    sound = (seconds > 0) & (metres >= 0) & (metres <= MAX_RUN_SPEED * seconds)
    moving = sound & (metres >= STOP_SPEED * seconds)
    return {
        "speeds": _window_speeds(seconds[moving], metres[moving] * gap_factor_many(grade[moving])),
        "stopped_s": float(seconds[sound & ~moving].sum()),
        "faults": int(sound.size - np.count_nonzero(sound)),
    }


def _window_speeds(seconds: Array, metres: Array) -> list[float]:
    """Cut the run at whole minutes of moving time; inside a step speed is constant."""
    time, way = np.cumsum(np.append(0.0, seconds)), np.cumsum(np.append(0.0, metres))
    cuts = np.arange(0.0, time[-1] + SLACK_S, WINDOW_S)
    return [float(speed) for speed in np.diff(np.interp(cuts, time, way)) / WINDOW_S]


def pacing_metrics(v: Sequence[float]) -> Metrics | None:
    """How even the windows' speeds `v` (m/s) were, each number relative to their mean; None under 12 windows.

    `cv`: sample SD. `cv_succ`: SD from successive differences, blind to a slow fade. `fast_start`: first
    fifth over the rest. `drift`: fitted line, end to end.
    """
    n = len(v)
    if n < MIN_WINDOWS:
        return None
    speeds = np.asarray(v, dtype=np.float64)
    mean, first = float(speeds.mean()), n // 5
    steps = np.arange(n) - (n - 1) / 2.0
    slope = float(steps @ (speeds - mean) / (steps @ steps))
    return {
        "cv": float(speeds.std(ddof=1)) / mean,
        "cv_succ": float(np.sqrt((np.diff(speeds) ** 2).sum() / (2.0 * (n - 1)))) / mean,
        "fast_start": float(speeds[:first].mean() / speeds[first:].mean()),
        "drift": slope * (n - 1) / mean,
    }


def decoupling(speed1: float, hr1: float, speed2: float, hr2: float) -> float:
    """The share of speed per heart beat lost from the first half to the second; above 0 is worse."""
    first, second = speed1 / hr1, speed2 / hr2
    return (first - second) / first
