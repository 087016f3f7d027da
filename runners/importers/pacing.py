"""How even a run was: from its track to the numbers of `runners.science.pacing`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from runners.importers.parsed import FloatArray, ParsedRun, Track
from runners.science.pacing import (
    MAX_RUN_SPEED,
    STOP_SPEED,
    decoupling,
    gap_factor_many,
    near_floor,
    pacing_metrics,
    pacing_windows,
    window_starts,
)

# Above these shares there is no value rather than a poor one. Our convention.
MOST_STOPPED = 0.25
MOST_FAULTS = 0.05
# Elevation is averaged over this way before a grade is taken; the grid is fine enough for that.
GRADE_M = 100.0
GRID_M = 10.0
# With less of the way or of the time covered, elevation or heart rate is not used at all. Our convention.
COVERED = 0.8


@dataclass(frozen=True)
class Pacing:
    """Pacing of one run over windows of one minute of moving time; the first four relative to the mean speed.

    cv: spread. cv_succ: spread from minute to minute, blind to a slow fade. fast_start: first fifth over the
    rest. drift: change from start to end. speeds: of each window, m/s, as on flat ground. starts: of each window,
    seconds since the run's own start. decoupling: speed per heart beat lost in the second half, None without heart
    rate. Positions alone are noisier than the distance of a watch: compare only runs with the same `distance_from`.
    at_floor: as even as shaky fixes make a perfectly steady run look.
    """

    cv: float
    cv_succ: float
    fast_start: float
    drift: float
    speeds: tuple[float, ...]
    starts: tuple[float, ...]
    stopped_s: float
    faults: int
    decoupling: float | None
    distance_from: Literal["watch", "positions", "none"]

    @property
    def windows(self) -> int:
        return len(self.speeds)

    @property
    def speed(self) -> float:
        return float(np.mean(self.speeds))

    @property
    def at_floor(self) -> bool:
        return near_floor(self.cv_succ, self.speed, positions=self.distance_from == "positions")


def pacing_of(parsed: ParsedRun) -> Pacing | None:
    """None on a treadmill, for what the file says is no run, and where `pacing_along` has none."""
    may_be_run = parsed.activity == "running" or not parsed.sport_stated
    return pacing_along(parsed.track) if parsed.track is not None and may_be_run and not parsed.indoor else None


def pacing_along(track: Track) -> Pacing | None:
    """None without distances, when too short, stopped or faulty too much."""
    known = ~np.isnan(track.distance_m)
    if known.sum() < 2:
        return None
    seconds, metres = track.t_s[known], track.distance_m[known]
    grade = grades(metres, track.elevation_m[known])
    samples = np.stack([seconds, metres, grade], axis=1)
    windows = pacing_windows(samples)
    stopped, faults = windows["stopped_s"], windows["faults"]
    if stopped > MOST_STOPPED * (seconds[-1] - seconds[0]) or faults > MOST_FAULTS * (len(seconds) - 1):
        return None
    metrics = pacing_metrics(windows["speeds"])
    if metrics is None:
        return None
    return Pacing(
        **metrics,
        speeds=tuple(windows["speeds"]),
        starts=tuple(window_starts(samples)),
        stopped_s=stopped,
        faults=faults,
        decoupling=decoupled(seconds, metres, grade, track.heart_rate[known]),
        distance_from=track.distance_from,
    )


def grades(metres: FloatArray, elevation: FloatArray) -> FloatArray:
    """Rise over way at each sample (n,), from elevation averaged over GRADE_M; flat where little is known."""
    measured = ~np.isnan(elevation)
    way = np.maximum.accumulate(metres)
    if measured.mean() < COVERED or way[-1] - way[0] < GRADE_M:
        return np.zeros(metres.shape)
    grid = np.arange(way[0], way[-1] + GRID_M, GRID_M)
    heights = np.interp(grid, way[measured], elevation[measured])
    reach = int(GRADE_M / GRID_M) // 2
    padded = np.pad(heights, reach, mode="edge")
    smooth = np.convolve(padded, np.full(2 * reach + 1, 1.0 / (2 * reach + 1)), mode="valid")
    rise: FloatArray = np.gradient(smooth, GRID_M)
    return np.interp(way, grid, rise)


def decoupled(seconds: FloatArray, metres: FloatArray, grade: FloatArray, heart_rate: FloatArray) -> float | None:
    """First half of the moving time against the second: grade-adjusted speed per heart beat. All (n,)."""
    time, way = np.diff(seconds), np.diff(metres)
    moving = (time > 0) & (way >= STOP_SPEED * time) & (way <= MAX_RUN_SPEED * time)
    flat_way = way * gap_factor_many(grade[1:])
    clock = np.cumsum(time * moving)
    halves = []
    for half in (moving & (clock <= clock[-1] / 2), moving & (clock > clock[-1] / 2)):
        beating = half & ~np.isnan(heart_rate[1:])
        spent = time[half].sum()
        if spent == 0 or time[beating].sum() < COVERED * spent:
            return None
        speed = flat_way[half].sum() / spent
        halves.append((float(speed), float(np.average(heart_rate[1:][beating], weights=time[beating]))))
    return decoupling(*halves[0], *halves[1])
