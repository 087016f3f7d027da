"""From which strength of the signs somebody is asked whether a run ran them: a threshold their own answers move.

Where the own answers turn from no to yes is looked for along 20..45, starting from 30 (science: section 4.2): a
cumulative Cauchy curve, whose long tails let one odd answer to strong signs say little, with a normal prior for its
middle, weighed out on a grid. Conventions of our own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

START = 30.0
# However the answers were, it is never asked more often than from here on, or more rarely than from there on.
LEAST, MOST = 20.0, 45.0
# How sure the start is, and how soon a no turns into a yes, in points.
DOUBT, SLOPE = 8.0, 10.0
# The newest answers count; older ones were about another time.
MOST_ANSWERS = 20


def threshold(answers: Sequence[tuple[float, bool]]) -> float:
    """Points from which to ask, 20..45, from answers (points they rested on, said yes), newest first."""
    grid = np.arange(LEAST, MOST + 0.25, 0.5)
    before = after = -0.5 * ((grid - START) / DOUBT) ** 2
    for points, said_yes in answers[:MOST_ANSWERS]:
        side = np.arctan((points - grid) / SLOPE) / np.pi
        after = after + np.log(0.5 + side if said_yes else 0.5 - side)
    # The bounds cut the start unevenly: only what the answers moved is counted.
    return min(MOST, max(LEAST, START + (_middle(grid, after) - _middle(grid, before))))


def _middle(grid: Floats, log_weight: Floats) -> float:
    weight = np.exp(log_weight - log_weight.max())
    return float((weight * grid).sum() / weight.sum())
