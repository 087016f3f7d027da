"""What a file becomes. No position is kept, and nothing about the wearer or the device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Sport = Literal["running", "walking", "other"]
Activity = Literal["running", "walking", "cycling", "swimming", "strength", "skiing", "rowing", "other"]
DistanceFrom = Literal["watch", "positions", "none"]
SPORTS: tuple[Sport, ...] = get_args(Sport)
ACTIVITIES: tuple[Activity, ...] = get_args(Activity)


@dataclass(frozen=True)
class Lap:
    """start_s: seconds since the start of the run. timer_s, distance_m: of this lap alone, as the watch has them."""

    start_s: float
    timer_s: float | None
    distance_m: float | None


@dataclass(frozen=True, eq=False)
class Track:
    """One entry a moment, in the order of time; every array has the same length, NaN where nothing is known.

    t_s: seconds since the start. distance_m: metres since the start, cumulative. elevation_m: metres.
    heart_rate: beats a minute. speed: m/s as the device wrote it, None when it wrote none.
    cadence: steps a minute of both feet together, only on foot.
    distance_from: whose distance this is, the device's own or worked out from positions.
    """

    t_s: FloatArray
    distance_m: FloatArray
    elevation_m: FloatArray
    heart_rate: FloatArray
    cadence: FloatArray
    speed: FloatArray | None
    distance_from: DistanceFrom


@dataclass(frozen=True, eq=False)
class ParsedRun:
    """One run, or one other activity. Seconds, metres and beats a minute; None where the file does not say.

    timer_s: while the watch was recording. elapsed_s: from start to end, never less than timer_s.
    moving_s: faster than standing still. ascent_m: as the watch counted it.
    pauses: (from, to) of the timer standing still, seconds since the start.
    watch_effort: 0..10, watch_feel: 0, 25, 50, 75 or 100, both as answered on the watch.
    sport: "other" for every other activity, and when the file does not say; `sport_stated` tells the two apart.
    partial: the file is damaged or breaks off, and a part of the activity is all there is.
    indoor: on a treadmill or in a hall.
    """

    started_at: datetime
    sport: Sport
    timer_s: float
    elapsed_s: float
    moving_s: float | None
    distance_m: float | None
    avg_hr: float | None
    max_hr: int | None
    ascent_m: float | None
    points: int
    laps: tuple[Lap, ...]
    watch_effort: float | None
    watch_feel: int | None
    track: Track | None
    warnings: tuple[str, ...]
    format: str
    indoor: bool = False
    activity: Activity = "other"
    sport_stated: bool = True
    pauses: tuple[tuple[float, float], ...] = ()
    partial: bool = False
