"""How feelings moved while something was done: a mean with its interval, and nothing about why.

A convention of our own. Whoever turns to a tool on a rough day is likely to feel better later whatever they do, and no
number here can tell that apart from the tool; so it is said as a description and never as an effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

LEAST = 5
# The 95th percentile of the normal distribution: 90 % lie between minus and plus this.
Z95 = 1.6448536269514722


@dataclass(frozen=True)
class Shift:
    """Mean of `n` differences in steps of the map, with a 90 % interval for it."""

    n: int
    mean: float
    low: float
    high: float


def t95(df: int) -> float:
    """95th percentile of Student's t for `df` degrees of freedom, df >= 4.

    The expansion of Fisher and Cornish (1960, Technometrics 2:209) around the normal one; off by less than 0.002.
    """
    z, z3, z5, z7 = Z95, Z95**3, Z95**5, Z95**7
    return (
        z
        + (z3 + z) / (4 * df)
        + (5 * z5 + 16 * z3 + 3 * z) / (96 * df**2)
        + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * df**3)
    )


def shift_of(differences: Sequence[float]) -> Shift | None:
    """After minus before, one number for each time (any order). None under five times."""
    n = len(differences)
    if n < LEAST:
        return None
    mean = sum(differences) / n
    spread = sqrt(sum((value - mean) ** 2 for value in differences) / (n - 1))
    # Whole steps of a map have a grain: five times the same answer is no certainty.
    half = t95(n - 1) * max(spread, GRAIN) / sqrt(n)
    return Shift(n=n, mean=mean, low=mean - half, high=mean + half)


# Standard deviation of a difference of two answers that were each rounded to a whole step: sqrt(2 / 12).
GRAIN = sqrt(1 / 6)
