"""Ways of reading the same answers, each a score (runners, days): the higher, the less like usual. NaN: no opinion."""

from collections.abc import Callable

import numpy as np

from runners.science.balance import baseline_many as baseline
from runners.science.balance import (
    facet_many,
    load_facet_many,
    risk_many,
    sustained_many,
    zscore_many,
)
from runners.science.emotional import POINTS_PER_RATING, emotional_load_many
from runners.science.series import Array
from runners.science.strain import ANSWERS
from runners.science.training import alpha_exp, ewma
from tests.signal.worlds import Sample

HOOPER = ("tiredness", "poor_sleep", "stress", "soreness")
Score = Callable[[Sample], Array]


def signals(sample: Sample) -> dict[str, Array]:
    """The six that the balance reads, on the scale of ratings."""
    answers = sample.ratings
    emotional = emotional_load_many(answers["stress"], answers["unpleasant"] / 10.0) / POINTS_PER_RATING
    return {**{name: answers[name] for name in ANSWERS if name != "emotional"}, "emotional": emotional}


def sustained(sample: Sample) -> dict[str, Array]:
    days = sample.loads.shape[1]
    return {name: sustained_many(values, last=days).q for name, values in signals(sample).items()}


def ours(sample: Sample) -> Array:
    """The balance as every page shows it."""
    return risk_many(facets(sample)).score


def facets(sample: Sample) -> dict[str, Array]:
    q = sustained(sample)
    return {
        "exhaustion": facet_many([q["tiredness"], q["poor_sleep"], q["effort_drift"]]),
        "emotional": facet_many([q["emotional"]]),
        "motivation": facet_many([q["joyless"], q["unmet"]]),
        "load": load_facet_many(sample.loads, last=sample.loads.shape[1]),
    }


def plain_mean(sample: Sample) -> Array:
    """The mean of what is known, without facets, ramps or a second one that has to agree."""
    return mean_of(list(sustained(sample).values()))


def mean_of(parts: list[Array]) -> Array:
    stack = np.stack(parts)
    known = ~np.isnan(stack)
    count = known.sum(axis=0)
    total = np.where(known, stack, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def tiredness_alone(sample: Sample) -> Array:
    return sustained(sample)["tiredness"]


def hooper_day(sample: Sample) -> Array:
    """Today's sum of four answers against the runner's own eight weeks."""
    total = np.sum([sample.ratings[name] for name in HOOPER], axis=0)
    own = baseline(total, last=total.shape[1])
    return zscore_many(total, own.mean, own.sd)


def acwr(sample: Sample) -> Array:
    """The week against the mean of four."""
    sums = np.cumsum(np.pad(sample.loads, ((0, 0), (28, 0))), axis=1)
    week, month = sums[:, 28:] - sums[:, 21:-7], sums[:, 28:] - sums[:, :-28]
    return np.where(month > 0, week / np.maximum(month / 4.0, 1e-9), np.nan)


def random_smooth(sample: Sample) -> Array:
    """Knows nothing, and says so for a week on end; other runners, other noise."""
    noise = np.random.default_rng([sample.seed, 1]).normal(0, 1, sample.loads.shape)
    return np.array([ewma(row.tolist(), alpha_exp(7.0)) for row in noise])


BASELINES: dict[str, Score] = {
    "the balance": ours,
    "plain mean": plain_mean,
    "tiredness alone": tiredness_alone,
    "Hooper, one day": hooper_day,
    "acute:chronic load": acwr,
    "random, smooth": random_smooth,
}


# ------------------------------------------------------------------------------------------------ fitted elsewhere


def features(sample: Sample) -> Array:
    """(runners, days, 7): the six sustained deviations and the load facet, gaps filled with nothing unusual."""
    parts = [*sustained(sample).values(), facets(sample)["load"] / 100.0]
    return np.nan_to_num(np.stack(parts, axis=-1), nan=0.0)


def fit_logistic(sample: Sample, *, rounds: int = 25, ridge: float = 1e-3) -> Array:
    """Weights by iteratively reweighted least squares on the days of a sample whose truth is known."""
    judged = sample.inside | sample.quiet
    x, y = features(sample)[judged], sample.inside[judged].astype(float)
    x = np.column_stack([np.ones(len(x)), x])
    weights = np.zeros(x.shape[1])
    for _ in range(rounds):
        chance = 1.0 / (1.0 + np.exp(-x @ weights))
        curve = np.maximum(chance * (1.0 - chance), 1e-6)
        bend = x.T @ (x * curve[:, None]) + ridge * np.eye(len(weights))
        weights = weights + np.linalg.solve(bend, x.T @ (y - chance) - ridge * weights)
    return weights


def logistic(weights: Array) -> Score:
    def score(sample: Sample) -> Array:
        unknown = np.isnan(plain_mean(sample))
        found: Array = weights[0] + features(sample) @ weights[1:]
        return np.where(unknown, np.nan, found)

    return score
