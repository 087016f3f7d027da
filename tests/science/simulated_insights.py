"""Invented runners whose runs do what we say they do: a year of feelings before and after, habits, weather, moods.

Moods wander over days and months, places come in seasons, needs go with how somebody feels, and answers are whole steps
of a map with an edge. Nothing but the chosen group moves how a run ends.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
DAYS = 365


@dataclass(frozen=True)
class Year:
    """One runner's runs with both answers, in order: (runs,), and which runs are in which group: (groups, runs).

    `true` is what being in the first group moved the answers by, on average over its runs.
    """

    day: NDArray[np.int64]
    before: Floats
    after: Floats
    groups: Bools
    true: float


def wandering(rng: np.random.Generator, keep: float, sd: float, days: int) -> Floats:
    steps, values = rng.normal(0, sd * np.sqrt(1 - keep**2), days), np.empty(days)
    value = rng.normal(0, sd)
    for day, step in enumerate(steps):
        values[day] = value = keep * value + step
    return values


def seasonal(rng: np.random.Generator, levels: int, days: int) -> NDArray[np.int64]:
    """A habit: the same again on most days, something else now and then, and a favourite that changes by itself."""
    shares = rng.dirichlet(np.full(levels, 1.5))
    chosen = np.empty(days, dtype=np.int64)
    usual = int(rng.choice(levels, p=shares))
    for day in range(days):
        if rng.random() < 0.03:
            usual = int(rng.choice(levels, p=shares))
        chosen[day] = usual if rng.random() < 0.6 else int(rng.choice(levels, p=shares))
    return chosen


def runner_year(rng: np.random.Generator, *, effect: float = 0.0, days: int = DAYS) -> Year:
    """`effect` in steps of the map, of the place that is chosen most often, on how a run ends."""
    mood = rng.normal(0.8, 0.6) + wandering(rng, 0.55, 0.9, days) + wandering(rng, 0.98, 0.4, days)
    started = mood + rng.normal(0, 0.7, days)
    place, company, hour = seasonal(rng, 6, days), seasonal(rng, 4, days), seasonal(rng, 4, days)
    rough = 1 / (1 + np.exp(1.2 * started))
    need = np.where(rng.random(days) < rough, rng.integers(0, 4, days), rng.integers(4, 9, days))
    length = np.digitize(rng.lognormal(3.8, 0.35, days), (35, 60))
    own = wandering(rng, 0.5, 0.45, days)
    best = int(np.bincount(place).argmax())
    ended = 0.9 + rng.uniform(0.35, 0.75) * started + own + rng.normal(0, rng.uniform(0.6, 1.0), days)
    moved = _tapped(ended + effect * (place == best))
    told = rng.random(days) < rng.uniform(2, 5.5) / 7 * rng.beta(6, 2)
    factors = ((place, 6), (company, 4), (hour, 4), (need, 9), (length, 3))
    names = [(values, level) for values, levels in factors for level in range(levels)]
    names.insert(0, names.pop(best))
    groups = np.array([values == level for values, level in names])
    here = told & (place == best)
    true = float((moved - _tapped(ended))[here].mean()) if here.any() else 0.0
    return Year(np.flatnonzero(told), _tapped(started[told]), moved[told], groups[:, told], true)


def _tapped(felt: Floats) -> Floats:
    return np.clip(np.rint(felt), -4, 4)
