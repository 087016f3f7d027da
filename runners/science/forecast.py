"""How somebody will feel after a run, from how they start: their own runs, pulled towards what is general.

Linear regression with a normal prior around the general line (Lindley & Smith 1972, J R Stat Soc B 34:1-41): with no
runs of one's own it is the general line, with many it is one's own, and between them a weighted mean of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from runners.science.ledger import t95

Floats = NDArray[np.float64]

# Runs of one's own before anything is guessed: our convention.
LEAST = 10
# Older runs fade: half of the weight is gone after so many runs. Our convention.
HALF_LIFE = 60
# The general line in steps of the map: somebody who starts at 0 ends a little better (after one bout pleasant
# activation rises by d = 0.47: Reed & Ones 2006, more when mood is low, which is the slope below 1), less so the harder
# it is. Sizes are our convention.
GENERAL = np.array([0.8, 0.6, 0.0, -0.05, 0.0])
# How much the own line may differ from the general one, a standard deviation a term: our convention.
APART = np.array([1.5, 0.3, 0.2, 0.15, 0.5])
# Spread around the line before there is enough to know one's own, and for how many runs that counts.
SPREAD, SPREAD_RUNS = 1.2, 8
MIDDLE_EFFORT = 4.0
EDGE = 4.0


class Start(NamedTuple):
    """What is known before a run: the tap, the planned effort (0..10, or None), and whether what is needed is to get
    rid of something."""

    valence: float
    activation: float
    planned: float | None
    escape: bool


@dataclass(frozen=True)
class Forecast:
    """Valence after the run on the map's -4..4, with an interval that holds it nine times of ten; from `n` runs."""

    n: int
    guess: float
    low: float
    high: float

    def surprise(self, valence: float) -> float:
        """How far beside the guess it came out, in steps; 0 within the interval."""
        return valence - self.guess if not self.low <= valence <= self.high else 0.0


def forecast(starts: Sequence[Start], ended: Sequence[float], start: Start) -> Forecast | None:
    """The feeling after a run that begins like `start`, from earlier runs in order of time; None under ten of them.

    `ended` are the valences after them. The guess and its interval stay on the map.
    """
    n = len(starts)
    if n < LEAST:
        return None
    x, y, weight = _terms(starts), np.asarray(ended, dtype=np.float64), _fading(n)
    precision = np.diag((SPREAD / APART) ** 2)
    known = x.T @ (weight[:, None] * x) + precision
    line = np.linalg.solve(known, x.T @ (weight * y) + precision @ GENERAL)
    rest = y - x @ line
    count = float(weight.sum())
    spread = sqrt((float(weight @ rest**2) + SPREAD_RUNS * SPREAD**2) / (count + SPREAD_RUNS))
    here = _terms([start])[0]
    half = t95(n + SPREAD_RUNS) * spread * sqrt(1 + float(here @ np.linalg.solve(known, here)))
    guess = float(here @ line)
    low, guess, high = (min(EDGE, max(-EDGE, value)) for value in (guess - half, guess, guess + half))
    return Forecast(n, guess, low, high)


def _terms(starts: Sequence[Start]) -> Floats:
    """A row a run: 1, valence, activation, planned effort from the middle, and whether it is to be rid of something."""
    rows = [
        (1.0, s.valence, s.activation, 0.0 if s.planned is None else s.planned - MIDDLE_EFFORT, float(s.escape))
        for s in starts
    ]
    return np.array(rows, dtype=np.float64)


def _fading(n: int) -> Floats:
    weights: Floats = 0.5 ** (np.arange(n - 1, -1, -1) / HALF_LIFE)
    return weights
