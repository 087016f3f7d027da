"""What went with how a run left somebody: some of their own runs beside all their others.

A convention of our own. Whoever starts rough mostly ends better whatever they do, so that a group of runs is never
judged by its mean shift: feelings after are compared between runs that began at the same point (analysis of covariance,
Fisher 1932, Statistical Methods for Research Workers). What is left is a description: nobody drew lots about which run
was to be which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np
from numpy.typing import NDArray

from runners.science.ledger import GRAIN, t95

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Our convention: so many runs in a group, and so many beside it, before anything is said about it.
LEAST = 8
# Our convention: an interval that reaches further than one step of the map to either side says nothing.
WIDEST = 1.0
# The chance of a mistake shared by all comparisons of one look. Somebody looks many times a year at entries that are
# mostly the same: tests/science/test_insight.py shows what comes of it in a year.
LOOK = 0.004
# Our convention: a run is seen together with the four before and after it.
RUNS_BACK = 4
# A run that pulls the line all to itself would grow without end.
LEAST_FREE = 0.1
# Less than this is left of a group that is all but told by where its runs began.
LEAST_ROOM = 1.0


@dataclass(frozen=True)
class Difference:
    """How many steps of the map further towards good runs of a group ended than `others` from the same start, with a
    90 % interval; `p` is the two-sided chance of at least as much where there is nothing."""

    n: int
    others: int
    mean: float
    low: float
    high: float
    p: float

    @property
    def useful(self) -> bool:
        return (self.high - self.low) / 2 <= WIDEST


def differences(before: Floats, after: Floats, groups: Bools) -> list[Difference | None]:
    """One answer a group, None for a group that is too small or has too little beside it, or no start of its own.

    Runs stand in order of time. `before` and `after` (runs,) on the map's -4..4, `groups` (groups, runs) says which
    runs are in which.
    """
    n, count = groups.sum(axis=1), len(before)
    enough = (n >= LEAST) & (count - n >= LEAST)
    if not enough.any():
        return [None] * len(n)
    inside, left = _beyond(before, groups.astype(np.float64)), _beyond(before, after)
    room = (inside**2).sum(axis=1)
    told = enough & (room >= LEAST_ROOM)
    safe = np.where(told, room, 1.0)
    mean = inside @ left / safe
    # Whole steps of a map have a grain: the same answer again and again is no certainty.
    error = np.maximum(_errors(before, inside, left - mean[:, None] * inside, safe), GRAIN / np.sqrt(safe))
    columns = zip(n.tolist(), mean.tolist(), error.tolist(), told.tolist(), strict=True)
    return [_difference(count, *column) if known else None for *column, known in columns]


def _difference(count: int, n: int, mean: float, error: float) -> Difference:
    half = t95(count - 3) * error
    return Difference(n, count - n, mean, mean - half, mean + half, two_sided(mean / error, count - 3))


def _errors(before: Floats, inside: Floats, rest: Floats, room: Floats) -> Floats:
    """Standard errors that trust neither an even spread nor one run to know nothing of the one before it.

    Each rest is grown by what its own run pulled the line (HC3: MacKinnon & White 1985, J Econometrics 29:305-25), and
    the rests of runs close to each other are taken together (Newey & West 1987, Econometrica 55:703-8).
    """
    start = before - before.mean()
    spread = float(start @ start)
    pull = 1 / len(before) + inside**2 / room[:, None] + (start**2 / spread if spread > 0 else 0.0)
    grown = inside * rest / np.maximum(1 - pull, LEAST_FREE)
    alone = (grown**2).sum(axis=1)
    together = alone.copy()
    for back in range(1, RUNS_BACK + 1):
        together += 2 * (1 - back / (RUNS_BACK + 1)) * (grown[:, back:] * grown[:, :-back]).sum(axis=1)
    errors: Floats = np.sqrt(np.maximum(alone, together)) / room
    return errors


def _beyond(before: Floats, values: Floats) -> Floats:
    """What of the values, (..., runs), a straight line through where the runs began does not say."""
    start, apart = before - before.mean(), values - values.mean(axis=-1, keepdims=True)
    spread = float(start @ start)
    slope = apart @ start / spread if spread > 0 else np.zeros(values.shape[:-1])
    left: Floats = apart - slope[..., None] * start
    return left


def holds(ps: Sequence[float], level: float = LOOK) -> list[bool]:
    """Which of all comparisons of one look stand together: Holm 1979, Scand J Statist 6:65-70.

    The chance that any of them is mistaken is `level` at most, however they hang together.
    """
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    kept = [False] * len(ps)
    for rank, place in enumerate(order):
        if ps[place] > level / (len(ps) - rank):
            break
        kept[place] = True
    return kept


def two_sided(t: float, df: int) -> float:
    """Chance of a Student's t with `df` degrees of freedom at least as far from 0.

    The regularized incomplete beta function by its continued fraction (Abramowitz & Stegun 26.5.8).
    """
    x = df / (df + t * t)
    a, b = df / 2, 0.5
    if x < (a + 1) / (a + b + 2):
        return _beta(x, a, b)
    return 1.0 - _beta(1.0 - x, b, a)


def _beta(x: float, a: float, b: float) -> float:
    if x <= 0.0:
        return 0.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    value = 1.0
    for m in range(TERMS, 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        value = 1 + even / (1 + odd / value)
    return front / (1 + -(a + b) * x / (a + 1) / value)


# Far more terms than the fraction needs for sixteen digits where it is used.
TERMS = 60
