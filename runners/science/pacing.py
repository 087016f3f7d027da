"""Pacing: how even a run was, on its own ground. Samples are plain arrays; a run too short for a number has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

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
# m/s by which windows of a perfectly steady runner differ: fixes 3 m off at 3 m/s give a cv_succ of 2.5 %, 5 m off
# give 4.2 %, and in m/s that is the same at any speed. A watch smooths what it writes as its distance. Our computation.
NOISE_OF_WATCH, NOISE_OF_POSITIONS = 0.025 * 3.0, 0.042 * 3.0
# Our convention for "from here on it was another run": so much of the spread explained by one step, of so much of the
# speed, with so many windows on either side.
STEP_EXPLAINS, STEP_LEAST, STEP_WINDOWS = 0.3, 0.06, 5
# Our convention for a restless stretch: so few successive windows hold so much of all the change.
RESTLESS_WINDOWS, RESTLESS_SHARE, RESTLESS_TIMES = 6, 0.5, 3.0


class Windows(TypedDict):
    speeds: list[float]
    stopped_s: float
    faults: int


class Step(TypedDict):
    """`window`: the first of the later part; `change`: the later mean speed against the earlier one, -0.1 is slower."""

    window: int
    change: float


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
    sound, moving = _steps(seconds, metres)
    return {
        "speeds": _window_speeds(seconds[moving], metres[moving] * gap_factor_many(grade[moving])),
        "stopped_s": float(seconds[sound & ~moving].sum()),
        "faults": int(sound.size - np.count_nonzero(sound)),
    }


def _steps(seconds: Array, metres: Array) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which steps are sound, and which of those are running; both (n,)."""
    sound = (seconds > 0) & (metres >= 0) & (metres <= MAX_RUN_SPEED * seconds)
    return sound, sound & (metres >= STOP_SPEED * seconds)


def window_starts(samples: Sequence[tuple[float, float, float]] | Array) -> list[float]:
    """When each window of `pacing_windows` begins, in seconds on the samples' own clock, stops and all."""
    table = np.asarray(samples, dtype=np.float64).reshape(-1, 3)
    seconds, metres = np.diff(table[:, 0]), np.diff(table[:, 1])
    _, moving = _steps(seconds, metres)
    begins, clock = table[:-1, 0][moving], np.cumsum(np.append(0.0, seconds[moving]))
    cuts = np.arange(0.0, clock[-1] + SLACK_S, WINDOW_S)[:-1]
    # A cut between two steps belongs to the later one: a window begins when the running goes on.
    step = np.searchsorted(clock, cuts, side="right") - 1
    return [float(start) for start in begins[step] + (cuts - clock[step])]


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


def near_floor(cv_succ: float, speed: float, *, positions: bool) -> bool:
    """Whether so small an unevenness at this mean speed (m/s) could be the noise of satellite fixes alone.

    `positions`: the distance was worked out from raw positions rather than written by the watch.
    """
    return cv_succ * speed <= (NOISE_OF_POSITIONS if positions else NOISE_OF_WATCH)


def step_in(v: Sequence[float]) -> Step | None:
    """Where the windows' speeds `v` (m/s) are best told as two halves, if one clear step explains the spread."""
    speeds = np.asarray(v, dtype=np.float64)
    n = speeds.size
    least = max(STEP_WINDOWS, n // 10)
    spread = float(((speeds - speeds.mean()) ** 2).sum()) if n else 0.0
    if n < max(MIN_WINDOWS, 2 * least) or spread == 0.0:
        return None
    cuts = np.arange(least, n - least + 1)
    sums = np.cumsum(speeds)
    first, second = sums[cuts - 1] / cuts, (sums[-1] - sums[cuts - 1]) / (n - cuts)
    explained = cuts * (first - speeds.mean()) ** 2 + (n - cuts) * (second - speeds.mean()) ** 2
    best = int(explained.argmax())
    change = float(second[best] / first[best] - 1.0)
    if explained[best] < STEP_EXPLAINS * spread or abs(change) < STEP_LEAST:
        return None
    return {"window": int(cuts[best]), "change": change}


def restless_in(v: Sequence[float]) -> tuple[int, int] | None:
    """First and last window of a short stretch with most of the change from window to window; None without one."""
    change = np.diff(np.asarray(v, dtype=np.float64)) ** 2
    reach = RESTLESS_WINDOWS - 1
    if change.size + 1 < MIN_WINDOWS or change.sum() == 0.0:
        return None
    held = np.convolve(change, np.ones(reach), mode="valid") / change.sum()
    at = int(held.argmax())
    if held[at] < max(RESTLESS_SHARE, RESTLESS_TIMES * reach / change.size):
        return None
    return at, at + reach
