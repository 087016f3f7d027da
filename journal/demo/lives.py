"""A generative model of believable runners: what happens to them, and what they would answer. No database.

The shape follows the simulation in the science notes: correlated daily answers around a person's own level, weeks that
build and ease, hassles, illness, camps and holidays as ordinary noise, and for some an episode that builds up slowly.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Story(StrEnum):
    """What the squad page should have to tell about somebody."""

    ORDINARY = "ordinary"
    LIFE_HEAVY = "life_heavy"  # the head sinks while the legs rest
    BOTH_CLIMBING = "both_climbing"  # training and stress rise together
    TALK = "talk"  # a strong episode in full
    EARLY = "early"  # the first days of a mild one
    PAST = "past"  # an episode some weeks ago, over now
    CHARGED = "charged"  # often runs angry
    NEW = "new"  # joined last week
    QUIET = "quiet"  # stopped answering two weeks ago


STORIES: dict[int, Story] = {
    2: Story.TALK,
    5: Story.LIFE_HEAVY,
    7: Story.NEW,
    9: Story.CHARGED,
    11: Story.QUIET,
    14: Story.BOTH_CLIMBING,
    17: Story.PAST,
    19: Story.EARLY,
    21: Story.PAST,
}
SQUAD = 24


def story_of(number: int) -> Story:
    return STORIES.get(number % SQUAD, Story.ORDINARY)


@dataclass(frozen=True)
class Spell:
    """Some days out of the ordinary, as added to the answers of each day."""

    length: tuple[int, int]
    a_month: float
    tiredness: float = 0.0
    stress: float = 0.0
    joy: float = 0.0
    volume: float = 1.0
    answering: float = 1.0


SPELLS = (
    Spell((3, 6), 0.6, stress=2.2, joy=-0.4),  # a hassle
    Spell((4, 7), 0.15, tiredness=2.5, joy=-1.5, volume=0.0),  # an illness
    Spell((6, 9), 0.10, tiredness=1.5, joy=1.0, volume=1.7),  # a camp
    Spell((6, 10), 0.15, stress=-1.0, volume=0.2, answering=0.3),  # a holiday
)


@dataclass
class Life:
    """One runner's days, each array (days,): what was felt and done, before it becomes answers."""

    tiredness: Floats
    sleep: Floats
    stress: Floats
    joy: Floats
    valence: Floats
    activation: Floats
    volume: Floats
    drift: Floats
    answering: Floats
    episode: Floats = field(default_factory=lambda: np.zeros(0))


def live(rng: Generator, *, days: int, story: Story) -> Life:
    episode = _episode(rng, days, story)
    spells = _spells(rng, days)
    shared = _wander(rng, days, 0.55, 0.8) + _wander(rng, days, 0.98, 0.3)
    own = rng.normal(0, 0.5, 6)

    def level(usual: float, sign: float, noise: float = 0.7) -> Floats:
        return usual + sign * shared + rng.normal(0, noise, days)

    load_driven = story is Story.BOTH_CLIMBING
    return Life(
        tiredness=level(3.6 + own[0], 0.9) + 2.2 * episode + spells["tiredness"],
        sleep=level(7.2 + own[1], -0.7) - 1.7 * episode,
        stress=level(3.2 + own[2], 0.9) + 2.3 * episode + spells["stress"],
        joy=level(7.0 + own[3], -0.7) - 1.9 * episode + spells["joy"],
        valence=level(1.3 + own[4], -0.8) - 2.0 * episode - 0.5 * spells["stress"],
        activation=level(0.4 + own[5], 0.3, 1.2) + (1.2 if story is Story.CHARGED else 0.4) * episode,
        volume=spells["volume"] * (1 + (0.45 if load_driven else -0.25) * np.clip(episode, 0, 1)),
        drift=1.1 * episode,
        answering=_answering(rng, days, story) * spells["answering"],
        episode=episode,
    )


def _wander(rng: Generator, days: int, keep: float, sd: float) -> Floats:
    """An AR(1) walk with that spread."""
    steps = rng.normal(0, sd * np.sqrt(1 - keep**2), days)
    out, value = np.empty(days), rng.normal(0, sd)
    for i, step in enumerate(steps):
        value = keep * value + step
        out[i] = value
    return out


# Where the plateau ends (days before the last one), how long it lasts, how long it built up, and how strong it is.
EPISODES: dict[Story, tuple[int, int, int, float]] = {
    Story.TALK: (0, 6, 13, 1.5),
    Story.LIFE_HEAVY: (0, 5, 12, 1.1),
    Story.BOTH_CLIMBING: (0, 4, 12, 1.1),
    Story.EARLY: (0, 3, 9, 0.75),
    Story.PAST: (48, 14, 18, 1.2),
}


def _episode(rng: Generator, days: int, story: Story) -> Floats:
    out = np.zeros(days)
    if story not in EPISODES:
        return out
    ended, plateau, build, strength = EPISODES[story]
    stop = max(0, days - ended)
    rise = np.concatenate([np.linspace(0, 1, build + 1)[1:], np.ones(plateau)])[-stop:]
    out[stop - len(rise) : stop] = strength * rise
    return out


def _spells(rng: Generator, days: int) -> dict[str, Floats]:
    out = {name: np.zeros(days) for name in ("tiredness", "stress", "joy")}
    out |= {name: np.ones(days) for name in ("volume", "answering")}
    for spell in SPELLS:
        for _ in range(rng.poisson(spell.a_month * days / 30)):
            start = int(rng.integers(0, days))
            # The last weeks stay free of chance spells, so that today's page tells the stories meant.
            part = slice(start, min(start + int(rng.integers(*spell.length)), max(start, days - 25)))
            for name in ("tiredness", "stress", "joy"):
                out[name][part] += getattr(spell, name)
            for name in ("volume", "answering"):
                out[name][part] *= getattr(spell, name)
    return out


def _answering(rng: Generator, days: int, story: Story) -> Floats:
    """How likely an answer is on each day: around three of four, and nothing at all from somebody quiet."""
    out = np.full(days, max(0.7 if story is Story.ORDINARY else 0.85, rng.beta(9, 2)))
    if story is Story.QUIET:
        out[-16:] = 0.0
    return out


def plan_week(rng: Generator, *, runs: int, week: int) -> dict[int, tuple[str, float, float]]:
    """Weekday -> (kind, minutes, planned effort): three weeks that build, one that eases, a long run on Sunday."""
    size = (0.9, 1.0, 1.1, 0.75)[week % 4]
    days = sorted(rng.choice(6, size=runs - 1, replace=False).tolist())
    plan: dict[int, tuple[str, float, float]] = {6: ("steady", 85 * size, 4)}
    for place, day in enumerate(days):
        plan[day] = ("intervals", 50 * size, 7) if place == 1 else ("steady", float(rng.uniform(38, 55)) * size, 3)
    return plan
