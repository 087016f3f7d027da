"""What a file becomes. No position is kept, and nothing about the wearer or the device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Sport = Literal["running", "walking", "other"]


@dataclass(frozen=True, eq=False)
class Track:
    """One entry a moment, in the order of time; every array has the same length, NaN where nothing is known.

    t_s: seconds since the start. distance_m: metres since the start, cumulative. elevation_m: metres.
    heart_rate: beats a minute. speed: m/s as the device wrote it, None when it wrote none.
    distance_from: whose distance this is, the device's own or worked out from positions.
    """

    t_s: FloatArray
    distance_m: FloatArray
    elevation_m: FloatArray
    heart_rate: FloatArray
    speed: FloatArray | None
    distance_from: Literal["watch", "positions", "none"]


@dataclass(frozen=True, eq=False)
class ParsedRun:
    """One run. Seconds, metres and beats a minute; None where the file does not say.

    timer_s: while the watch was recording. elapsed_s: from start to end, never less than timer_s.
    moving_s: faster than standing still. ascent_m: as the watch counted it.
    watch_effort: 0..10, watch_feel: 0, 25, 50, 75 or 100, both as answered on the watch.
    sport: "other" when the file does not say. indoor: on a treadmill or in a hall.
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
    laps: int
    watch_effort: float | None
    watch_feel: int | None
    track: Track | None
    warnings: tuple[str, ...]
    format: str
    indoor: bool = False
