"""Whether runs of one stretch were more for getting away from something than those of another.

People who run to get rid of a feeling and people who run towards one fare differently (Stenseng 2023, on the two sorts
of escape in running); that a month differs from the ones before says no more than that. The numbers are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

from runners.science.hits import LEAST

# So many whole months are laid beside so many before them.
LATELY, BEFORE = 3, 6
# The chance of a mistake in one look. Somebody looks once a month, and moods come in stretches:
# tests/science/test_outlets.py shows what comes of it in a year.
LOOK = 0.0005


@dataclass(frozen=True)
class Drift:
    """`away` of `n` runs now, `away_before` of `n_before` runs before; `p` is the two-sided chance of at least as much
    where nothing changed."""

    away: int
    n: int
    away_before: int
    n_before: int
    p: float

    @property
    def more(self) -> bool:
        return self.p < LOOK and self.away * self.n_before > self.away_before * self.n

    @property
    def less(self) -> bool:
        return self.p < LOOK and not self.more


def drift_of(away: int, n: int, *, away_before: int, n_before: int) -> Drift | None:
    """None under eight runs on either side. More away than runs: `ValueError`."""
    if not (0 <= away <= n and 0 <= away_before <= n_before):
        raise ValueError("more often than there were times")
    if min(n, n_before) < LEAST:
        return None
    return Drift(away, n, away_before, n_before, exact_p(away, n, away_before, n_before))


def exact_p(a: int, n: int, b: int, m: int) -> float:
    """Two-sided p that `a` of `n` and `b` of `m` are one share: Fisher 1935, J R Stat Soc 98:39-82.

    The sum of the chances of all tables with the same margins that are no likelier than this one.
    """
    every, marked = comb(n + m, a + b), range(max(0, a + b - m), min(n, a + b) + 1)
    ways = [comb(n, x) * comb(m, a + b - x) for x in marked]
    here = comb(n, a) * comb(m, b)
    return sum(way for way in ways if way <= here) / every
