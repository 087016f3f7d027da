"""Sizes of goals that somebody's own weeks bear out, and the way to a long run. Plans, never predictions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Our convention: under four weeks nothing can be called usual.
LEAST_WEEKS = 4
# Our convention: what was reached in three weeks of four is easy, in half of them fair, in one of four a stretch.
SHARES = (0.75, 0.5, 0.25)
# Frandsen 2025, doi 10.1136/bjsports-2024-109380: single runs over 1.10 times the longest of the 30 days before went
# with more injuries. Association, not proof.
MOST_GROWTH = 1.10


@dataclass(frozen=True)
class Size:
    """So much a week, and in how many of how many weeks there was at least that."""

    a_week: int
    reached: int
    weeks: int


def sizes(totals: Sequence[float], *, step: int) -> tuple[Size, ...]:
    """Easy, fair and stretching sizes from the totals of whole weeks (any unit and order), in multiples of `step`.

    Each is rounded down, so that it was reached at least as often as its share says; the same size is not said twice,
    and none is under one step. Empty under four weeks. ValueError: a step that is not positive.
    """
    if step <= 0:
        raise ValueError("a step is positive")
    if len(totals) < LEAST_WEEKS:
        return ()
    falling = sorted(totals, reverse=True)
    found = {_rounded(falling[math.ceil(share * len(falling)) - 1], step) for share in SHARES}
    return tuple(size_of(a_week, totals) for a_week in sorted(found) if a_week >= step)


def _rounded(total: float, step: int) -> int:
    return math.floor(total / step) * step


def size_of(a_week: int, totals: Sequence[float]) -> Size:
    """How often a size was reached in these weeks."""
    return Size(a_week, sum(total >= a_week for total in totals), len(totals))


def smaller(a_week: int, *, step: int) -> int:
    """Four fifths of it in whole steps, but at least one step less and never under one step."""
    return max(step, min(a_week * 4 // 5 // step * step, a_week - step))


@dataclass(frozen=True)
class Ladder:
    """The way from the longest run of 30 days to a distance: the next long run in metres at most, and how many there
    are to come, the last one being the distance itself."""

    next_m: float
    runs: int


def ladder(*, longest_m: float, distance_m: float) -> Ladder | None:
    """Steps of at most a tenth over the longest run before. None without a positive longest run or distance."""
    if longest_m <= 0 or distance_m <= 0:
        return None
    if distance_m <= longest_m:
        return Ladder(distance_m, 1)
    runs = math.ceil(math.log(distance_m / longest_m) / math.log(MOST_GROWTH) - 1e-9)
    return Ladder(min(distance_m, longest_m * MOST_GROWTH), runs)
