"""How settled a habit is: a share of the times it was kept, in which the latest times weigh most. There are no streaks.

Automatic action grows along a curve that flattens out, and one missed opportunity makes no material difference to it
(Lally 2010, Eur J Soc Psychol 40:998, doi 10.1002/ejsp.674, general knowledge). Exponential smoothing has both
properties; the half-life is a convention of our own, and so is every word made of the number.
"""

from collections.abc import Sequence

# Our convention: times, not days. For something done once a week, four weeks.
HALF_LIFE = 4.0
# Our convention: fewer times than this say nothing.
LEAST = 3


def strength(kept: Sequence[bool | None], *, half_life: float = HALF_LIFE) -> float | None:
    """Between 0 and 1: the share of `kept`, oldest first, each time weighing half of that `half_life` times later.

    None in the sequence is a paused time: it counts neither way and lets nothing fade. None under three times. The sum
    of the weights is divided by, so that a young habit does not start from nothing. ValueError: no positive half-life.
    """
    if half_life <= 0:
        raise ValueError("a half-life is positive")
    counted = [done for done in kept if done is not None]
    if len(counted) < LEAST:
        return None
    weights = [0.5 ** (age / half_life) for age in range(len(counted) - 1, -1, -1)]
    kept_weight = sum(weight for weight, done in zip(weights, counted, strict=True) if done)
    return float(kept_weight / sum(weights))
