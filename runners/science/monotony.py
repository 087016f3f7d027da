"""How alike somebody's feelings have been: the spread of their taps on the map, against their own usual spread.

Foster's monotony divides a mean by its spread; on a map with rough on one side and good on the other a mean near the
middle would make that boundless, so here the spread stands alone. A convention of our own. Alike is not bad: it may be
calm, or it may be flat, and no number tells which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt

# Days that are called lately, and days before them that are called usual.
LATELY_DAYS, USUAL_DAYS = 28, 84
# Taps that are needed in each: our convention.
LEAST_LATELY, LEAST_USUAL = 10, 20
# Our convention: below three quarters of the usual spread feelings are called more alike, from a third more on less.
ALIKE, APART = 0.75, 4 / 3
Tap = tuple[float, float]


class Evenness(Enum):
    """How the spread of these weeks lies to the usual one."""

    ALIKE = "alike"
    USUAL = "usual"
    APART = "apart"


@dataclass(frozen=True)
class Monotony:
    """Spreads in steps of the map, with the taps they rest on."""

    lately: float
    usual: float
    n: int
    n_usual: int

    @property
    def evenness(self) -> Evenness:
        if self.lately < ALIKE * self.usual:
            return Evenness.ALIKE
        return Evenness.APART if self.lately > APART * self.usual else Evenness.USUAL


def spread_of(taps: Sequence[Tap]) -> float:
    """Root of the mean squared distance of taps (valence, activation) from their middle, n - 1 in the mean; two at
    least, else `ValueError`."""
    if len(taps) < 2:
        raise ValueError("one tap has no spread")
    middle = [sum(tap[axis] for tap in taps) / len(taps) for axis in (0, 1)]
    squares = sum((tap[axis] - middle[axis]) ** 2 for tap in taps for axis in (0, 1))
    return sqrt(squares / (len(taps) - 1))


def monotony_of(lately: Sequence[Tap], before: Sequence[Tap]) -> Monotony | None:
    """Taps of the last 28 days against those of the 84 before them; None where either has too few, or where the usual
    ones were all the same."""
    if len(lately) < LEAST_LATELY or len(before) < LEAST_USUAL:
        return None
    usual = spread_of(before)
    if usual == 0:
        return None
    return Monotony(spread_of(lately), usual, len(lately), len(before))
