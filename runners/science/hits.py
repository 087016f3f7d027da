"""How often something was so, as a share with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from runners.science.ledger import Z95

# Our convention: fewer times are told as such, without a share.
LEAST = 8


@dataclass(frozen=True)
class Share:
    """`times` of `n`, with a 90 % interval for the share: Wilson 1927, J Am Stat Assoc 22:209-12."""

    times: int
    n: int
    low: float
    high: float


def share_of(times: int, n: int) -> Share | None:
    """None under eight. Times above n: `ValueError`."""
    if not 0 <= times <= n:
        raise ValueError("more often than there were times")
    if n < LEAST:
        return None
    rate, grow = times / n, Z95**2 / n
    middle = (rate + grow / 2) / (1 + grow)
    half = Z95 * sqrt(rate * (1 - rate) / n + grow / (4 * n)) / (1 + grow)
    return Share(times, n, max(0.0, middle - half), min(1.0, middle + half))
