"""A made-up squad for one smoke test. Everything in it is invented: no claim about real runners follows.

Seven answers a day wander around each runner's own mean: a day everybody shares in part, noise that carries
over to the next day, a slow drift, rounded to whole ratings. About three answers in four are given, fewer in
hard times; three of them exist on run days only. Hassles, illnesses and camps disturb at random. Half of the
runners go through one hard time: it builds up for 14-28 days, stays for 10-21 and shows in each answer more
or less, in some not at all. The noise is set so that nine calm days in ten score under about 30.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from runners.science.series import Array, Bools, Ints

# How strongly a hard time shows in each answer, in own SDs at the peak.
SHOWS = {"tired": 1.3, "sleep": 0.9, "stress": 1.05, "affect": 1.05, "drift": 0.8, "joy": 1.15, "unmet": 0.9}
AFTER_RUNS = ("drift", "joy", "unmet")
# What else disturbs: (how often a month, at most this many days, own SDs by answer).
DECOYS = (
    (0.6, 5, {"stress": 1.2, "affect": 0.8}),
    (0.15, 9, {"tired": 1.5, "sleep": 1.0, "joy": 0.6}),
    (0.1, 10, {"tired": 1.0, "drift": 0.8}),
)


@dataclass(frozen=True)
class Squad:
    """`answers` 0..10, higher is worse, NaN when not given, and `loads` in points: (runners, days). `onset`
    and `event` are the first and last day of the hard time, (runners,), -1 without one."""

    answers: dict[str, Array]
    loads: Array
    onset: Ints
    event: Ints


def simulated_squad(*, runners: int, days: int, seed: int) -> Squad:
    rng = np.random.default_rng(seed)
    onset, event, depth = _hard_times(rng, runners, days)
    runs = rng.random((runners, days)) < rng.uniform(3, 6, (runners, 1)) / 7
    given = rng.random((runners, days)) < rng.beta(6, 2, (runners, 1)) * (1 - 0.25 * depth)
    shared, disturbed = _wandering(rng, runners, days), _disturbances(rng, runners, days)
    answers = {}
    for name, shows in SHOWS.items():
        shown = shows * rng.uniform(0.3, 1.5, (runners, 1)) * (rng.random((runners, 1)) > 0.2)
        apart = 0.6 * shared + 0.8 * _wandering(rng, runners, days) + shown * depth + disturbed[name]
        rating = rng.uniform(2, 5, (runners, 1)) + rng.uniform(0.9, 1.7, (runners, 1)) * apart
        answered = given & runs if name in AFTER_RUNS else given
        answers[name] = np.where(answered, np.clip(np.round(rating), 0, 10), np.nan)
    return Squad(answers, _loads(rng, runs), onset, event)


def _hard_times(rng: np.random.Generator, runners: int, days: int) -> tuple[Ints, Ints, Array]:
    has_one = np.arange(runners) % 2 == 0
    build, stay = rng.integers(14, 29, runners), rng.integers(10, 22, runners)
    onset = rng.integers(80, days - 70, runners)
    since = np.arange(days) - onset[:, None]
    event = onset + build + stay
    fading = np.clip(1 - (np.arange(days) - event[:, None]) / 14, 0, 1)
    depth = np.clip(since / build[:, None], 0, 1) * fading * has_one[:, None]
    return np.where(has_one, onset, -1), np.where(has_one, event, -1), depth


def _wandering(rng: np.random.Generator, runners: int, days: int) -> Array:
    steps = rng.normal(size=(runners, days))
    near, far = np.zeros((runners, days)), np.zeros((runners, days))
    for day in range(1, days):
        near[:, day] = 0.4 * near[:, day - 1] + 0.75 * steps[:, day]
        far[:, day] = 0.98 * far[:, day - 1] + 0.10 * steps[:, day - 1]
    return near + far


def _disturbances(rng: np.random.Generator, runners: int, days: int) -> dict[str, Array]:
    total = {name: np.zeros((runners, days)) for name in SHOWS}
    for monthly, longest, effects in DECOYS:
        starts: Bools = rng.random((runners, days)) < monthly / 30.4
        for runner, start in np.argwhere(starts):
            stop = start + rng.integers(2, longest + 1)
            for name, effect in effects.items():
                total[name][runner, start:stop] += effect
    return total


def _loads(rng: np.random.Generator, runs: Bools) -> Array:
    weeks = np.arange(runs.shape[1]) // 7
    block = np.where(weeks % 4 == 3, 0.7, 1.0 + 0.08 * (weeks % 4))
    return np.where(runs, rng.lognormal(4.0, 0.4, runs.shape) * block, 0.0)
