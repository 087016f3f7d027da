"""How long a run went above the effort that was meant to be its ceiling, by heart or by pace.

Nobody's heart knows their words, so the ceiling is looked up in the runner's own past: the line of mean heart rate, or
of mean speed as on flat ground, over the efforts they gave those runs. A convention of our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Earlier runs that are needed, and different efforts among them: our convention.
LEAST_RUNS, LEAST_EFFORTS = 8, 3
# Our convention: a line that explains less than this share of what differs between runs tells nothing.
LEAST_SHARE = 0.25
# Effort is given in whole numbers: "4" reaches up to four and a half.
HALF_A_STEP = 0.5
# A gap in the samples is no time above anything.
LONGEST_STEP_S = 10.0


@dataclass(frozen=True)
class Limit:
    """Where the ceiling lies, in the unit of the past values, and the runs it was read from."""

    at: float
    runs: int


def limit_of(efforts: Sequence[float], values: Sequence[float], cap: float) -> Limit | None:
    """The value that goes with an effort half a point above `cap`, by a straight line through earlier runs (efforts
    0..10 and their mean heart rate or speed). None where the line says too little or does not rise."""
    x, y = np.asarray(efforts, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if len(x) < LEAST_RUNS or len(np.unique(x)) < LEAST_EFFORTS:
        return None
    apart, heights = x - x.mean(), y - y.mean()
    shared, spread = float(apart @ heights), float(heights @ heights)
    if shared <= 0 or shared**2 < LEAST_SHARE * spread * float(apart @ apart):
        return None
    slope = shared / float(apart @ apart)
    return Limit(float(y.mean()) + slope * (cap + HALF_A_STEP - float(x.mean())), len(x))


def seconds_above(t_s: Floats, values: Floats, limit: float) -> float:
    """Seconds between samples (samples,) whose value lies above the limit; NaN and gaps over ten seconds count as
    nothing."""
    steps = np.diff(t_s)
    counted = (steps > 0) & (steps <= LONGEST_STEP_S) & (values[1:] > limit)
    return float(steps[counted].sum())
