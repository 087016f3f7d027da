"""Invented runners: loads, answers and, for half of them, one episode in which strain builds up and stays.

Arrays are (runners, days); answers are ratings 0..10 turned so that higher is worse, NaN where nothing was answered.
All constants are our assumptions about how strain might show. None of them was fitted to people.
"""

from dataclasses import dataclass, field

import numpy as np

from runners.science.series import Array, Bools, Ints

DAYS = 240
BURN_IN = 70  # before it no episode begins and no day is judged: eight weeks of own normal, and two more
DAYS_A_MONTH = 30.44
# How strongly each answer follows strain; asked after a run, or once a day.
DAILY = {"tiredness": 1.0, "poor_sleep": 0.7, "stress": 0.8, "unpleasant": 0.8, "soreness": 0.5}
AFTER_RUNS = {"joyless": 0.9, "unmet": 0.6, "effort_drift": 0.6}
ITEMS = {**DAILY, **AFTER_RUNS}
PEAK_SD = 1.3  # of the runner's own spread, at the height of an episode
SILENT, MASKERS, MASKED = 0.20, 0.10, 0.2  # answers that say nothing; runners who show little, and how little
HASSLES, ILLNESSES, CAMPS, HOLIDAYS = 0.6, 0.15, 0.10, 0.15  # a month, each
SHARED, OWN, WANDER = 0.5, 0.75, 0.43  # parts of an answer's spread: the day's, the answer's own, a slow one
PHI_DAY, PHI_OWN, PHI_WANDER = 0.4, 0.4, 0.985


@dataclass(frozen=True)
class World:
    """What is true: how strong episodes show, how often people answer, what drives them, what silence means."""

    name: str
    effect: float = 1.0
    answers: float = 0.75
    load_driven: float = 0.4
    silence: float = 0.25  # check-ins are this much rarer at the height of an episode


WORLDS = (
    World("medium"),
    World("weak", effect=0.6),
    World("strong", effect=1.5),
    World("half the check-ins", answers=0.5),
    World("all driven by load", load_driven=1.0),
    World("missing at random", silence=0.0),
)


@dataclass(frozen=True)
class Sample:
    """`strain` 0..1; `onset` and `event` are day numbers, -1 for runners without an episode."""

    loads: Array
    ratings: dict[str, Array]
    strain: Array
    onset: Ints
    event: Ints
    answered: Bools = field(repr=False)
    seed: int

    @property
    def inside(self) -> Bools:
        """Days that count as part of an episode: from three days after its onset to its event."""
        days = np.arange(self.loads.shape[1])
        return (self.onset[:, None] >= 0) & (days >= self.onset[:, None] + 3) & (days <= self.event[:, None])

    @property
    def quiet(self) -> Bools:
        """Days on which an alert is a false one: judged days away from any episode and the four weeks after it."""
        days = np.arange(self.loads.shape[1])
        near = (self.onset[:, None] >= 0) & (days >= self.onset[:, None]) & (days <= self.event[:, None] + 28)
        return np.broadcast_to(days >= BURN_IN, near.shape) & ~near


def simulate(world: World, *, runners: int, seed: int, days: int = DAYS) -> Sample:
    """The same seed gives the same runners."""
    rng = np.random.default_rng(seed)
    onset, plateau, event = _episodes(rng, runners, days)
    strain = _strain(onset, plateau, event, days)
    by_load = (onset >= 0) & (rng.random(runners) < world.load_driven)
    ill = _spells(rng, runners, days, a_month=ILLNESSES, least=4, most=7)
    loads = _loads(rng, runners, days, strain=strain * by_load[:, None], ill=ill)
    answered = _answered(rng, world, strain)
    ratings = _ratings(rng, world, loads, strain, ill)
    ran = loads > 0
    kept = {
        name: np.where(answered & ran if name in AFTER_RUNS else answered, ratings[name], np.nan) for name in ratings
    }
    return Sample(loads, kept, strain, onset, event, answered, seed)


def _episodes(rng: np.random.Generator, runners: int, days: int) -> tuple[Ints, Ints, Ints]:
    """Onset, beginning of the plateau, and its end; -1 for the half without one."""
    build_up, plateau = rng.integers(14, 29, runners), rng.integers(10, 22, runners)
    onset = rng.integers(BURN_IN, days - 56, runners)
    without = rng.random(runners) < 0.5
    starts = (onset, onset + build_up, onset + build_up + plateau)
    one, two, three = (np.where(without, -1, day) for day in starts)
    return one, two, three


def _strain(onset: Ints, plateau: Ints, event: Ints, days: int) -> Array:
    """Up in a line, level, and down again within two weeks."""
    day = np.arange(days)[None, :]
    up = (day - onset[:, None]) / np.maximum(plateau - onset, 1)[:, None]
    down = 1.0 - (day - event[:, None]) / 14.0
    return np.where((onset >= 0)[:, None], np.clip(np.minimum(up, down), 0.0, 1.0), 0.0)


def _spells(rng: np.random.Generator, runners: int, days: int, *, a_month: float, least: int, most: int) -> Bools:
    """Stretches of `least` to `most` days that begin at random."""
    begins = rng.random((runners, days)) < a_month / DAYS_A_MONTH
    lengths = rng.integers(least, most + 1, (runners, days))
    inside = np.zeros((runners, days), dtype=bool)
    for lag in range(most):
        inside[:, lag:] |= (begins & (lengths > lag))[:, : days - lag]
    return inside


def _loads(rng: np.random.Generator, runners: int, days: int, *, strain: Array, ill: Bools) -> Array:
    """Three to six runs a week in blocks of three weeks and an easier one, with a long run; points of a day."""
    weekday = np.arange(days) % 7
    order = rng.permuted(np.tile(np.arange(7), (runners, 1)), axis=1)
    runs_on = order[:, weekday] < rng.integers(3, 7, runners)[:, None]
    block = np.array([0.95, 1.05, 1.15, 0.7])[np.arange(days) // 7 % 4]
    long_run = np.where(order[:, weekday] == 0, 1.8, 1.0)
    drift = np.exp(np.cumsum(rng.normal(0, 0.01, (runners, days)), axis=1))
    noise = np.exp(rng.normal(0, 0.3, (runners, days)))
    size = rng.uniform(25, 60, runners)[:, None] * block * long_run * drift * noise
    camp = _spells(rng, runners, days, a_month=CAMPS, least=6, most=9)
    away = _spells(rng, runners, days, a_month=HOLIDAYS, least=5, most=10)
    size = size * np.where(camp, 1.6, 1.0) * np.where(away, 0.4, 1.0) * (1.0 + 0.6 * strain)
    rests = ~(runs_on | camp) | ill | (away & (rng.random((runners, days)) < 0.5))
    return np.where(rests, 0.0, size)


def _answered(rng: np.random.Generator, world: World, strain: Array) -> Bools:
    share = rng.beta(8 * world.answers, 8 * (1 - world.answers), len(strain))[:, None]
    return rng.random(strain.shape) < share * (1.0 - world.silence * strain)


def _ratings(rng: np.random.Generator, world: World, loads: Array, strain: Array, ill: Bools) -> dict[str, Array]:
    shape = strain.shape
    day, hassle = _wave(rng, shape, PHI_DAY), _spells(rng, *shape, a_month=HASSLES, least=2, most=4)
    shows = np.where(rng.random(shape[0]) < MASKERS, MASKED, 1.0)
    tired = np.clip(_heavier_than_usual(loads), -1.5, 1.5)
    return {
        name: _rating(
            rng,
            SHARED * day
            + world.effect * PEAK_SD * ITEMS[name] * _expressed(rng, shows)[:, None] * strain
            + _decoys(name, hassle, ill, tired),
        )
        for name in ITEMS
    }


def _expressed(rng: np.random.Generator, shows: Array) -> Array:
    """How much of the strain this answer of each runner tells."""
    says = rng.random(len(shows)) >= SILENT
    told: Array = shows * says * rng.uniform(0.3, 1.5, len(shows))
    return told


def _decoys(name: str, hassle: Bools, ill: Bools, tired: Array) -> Array:
    """What moves answers without any episode: a bad week at work, a cold, a camp."""
    of_hassle = {"stress": 1.5, "unpleasant": 1.0, "poor_sleep": 0.5}.get(name, 0.0)
    of_illness = {"tiredness": 1.5, "poor_sleep": 0.7, "effort_drift": 1.0, "joyless": 0.7}.get(name, 0.2)
    of_load = {"tiredness": 0.3, "soreness": 0.5, "effort_drift": 0.2}.get(name, 0.0)
    return of_hassle * hassle + of_illness * ill + of_load * tired


def _rating(rng: np.random.Generator, moved: Array) -> Array:
    """Whole numbers around the runner's own mean, on the runner's own spread."""
    spread = rng.uniform(0.8, 2.0, len(moved))[:, None]
    middle = rng.normal(4.0, 1.2, len(moved))[:, None]
    own = OWN * _wave(rng, moved.shape, PHI_OWN) + WANDER * _wave(rng, moved.shape, PHI_WANDER)
    return np.clip(np.round(middle + spread * (moved + own)), 0.0, 10.0)


def _wave(rng: np.random.Generator, shape: tuple[int, ...], phi: float) -> Array:
    """An AR(1) of unit variance along the days."""
    steps = rng.normal(0, 1, shape)
    out = np.empty(shape)
    out[:, 0] = steps[:, 0]
    for day in range(1, shape[1]):
        out[:, day] = phi * out[:, day - 1] + np.sqrt(1 - phi**2) * steps[:, day]
    return out


def _heavier_than_usual(loads: Array) -> Array:
    """The week against the six before it, in shares of them."""
    sums = np.cumsum(np.pad(loads, ((0, 0), (49, 0))), axis=1)
    week, before = sums[:, 49:] - sums[:, 42:-7], sums[:, 42:-7] - sums[:, :-49]
    heavier: Array = week / np.maximum(before / 6.0, 1.0) - 1.0
    return heavier
