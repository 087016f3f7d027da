"""A second way to read the same answers: strain as a level nobody sees, which answers reveal as well as they do.

It runs beside the balance and decides nothing (ADR 17). Two hidden states for each runner, a slow strain and the mood
of the day, each fading towards nothing: strain(t) = 0.95 strain(t-1) + w, mood(t) = 0.4 mood(t-1) + v, both of unit
variance. An answer, as a deviation from the runner's own two weeks old normal in own SDs, is z = a * strain + b * mood
+ noise. A Kalman filter (Kalman 1960, J Basic Eng 82:35) takes one answer after the other: what was not answered
moves nothing and widens the doubt. The estimate is linear in the answers, so that what each one adds is carried along
and the parts make up the whole.

The loadings were learned on invented runners, from what answers share a week apart and on the same day, without telling
which of them were in an episode (`make bench-signal`). No study stands behind them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from runners.science.balance import baseline_many, zscore_many
from runners.science.series import Array

VERSION = "strain-1"
ANSWERS = ("tiredness", "poor_sleep", "effort_drift", "emotional", "joyless", "unmet")
# More doubt than this about the level, of 1 for no idea, and it is unknown: about ten days without an answer.
NO_IDEA = 0.85
# Where an episode begins and ends, for about as many alerts on quiet days as the balance sends at 50 and 35.
ENTER, EXIT = 1.9, 1.2


@dataclass(frozen=True)
class Model:
    """For each answer (answers,): how it shows strain and mood, and the variance that is its own. How both fade."""

    strain: Array
    mood: Array
    noise: Array
    phi: float = 0.95
    phi_mood: float = 0.4


LEARNED = Model(
    strain=np.array([0.34, 0.26, 0.23, 0.23, 0.26, 0.23]),
    mood=np.array([0.49, 0.52, 0.49, 0.61, 0.50, 0.49]),
    noise=np.array([2.08, 1.93, 2.05, 1.60, 2.04, 1.99]),
)


@dataclass(frozen=True)
class Strain:
    """`level` (runners, days) and `parts` (answers, runners, days) that add up to it, in units of how far as much as
    has been heard usually moves it: who answers seldom is not read as calm. `doubt` 0..1, 1 for no idea. `level` is
    NaN while next to nothing has been heard lately."""

    level: Array
    parts: Array
    doubt: Array


def deviations_many(signals: Mapping[str, Array]) -> Array:
    """(answers, runners, days) in own SDs within +-3, NaN without an answer or an own normal.

    `signals` are ratings 0..10 (runners, days) named as in `ANSWERS`, higher is worse; emotional load over 10.
    """
    found = []
    for name in ANSWERS:
        own = baseline_many(signals[name], last=signals[name].shape[1])
        found.append(zscore_many(signals[name], own.mean, own.sd))
    return np.stack(found)


def strain_many(deviations: Array, *, model: Model = LEARNED) -> Strain:
    """Day by day and answer by answer, all runners at once; the first day begins with no idea."""
    answers, runners, days = deviations.shape
    belief = _Belief(model, runners)
    parts, doubt = np.zeros((answers, runners, days)), np.empty((runners, days))
    for day in range(days):
        belief.a_day_passes()
        for answer in range(answers):
            belief.hears(answer, deviations[answer, :, day])
        parts[:, :, day], doubt[:, day] = belief.parts[0], belief.covariance[:, 0, 0]
    parts /= np.sqrt(np.maximum(1.0 - doubt, 1e-9))
    return Strain(np.where(doubt <= NO_IDEA, parts.sum(axis=0), np.nan), parts, doubt)


class _Belief:
    """Means as parts (2 states, answers, runners) and one covariance for each runner (runners, 2, 2)."""

    def __init__(self, model: Model, runners: int) -> None:
        self.model = model
        self.fade = np.array([model.phi, model.phi_mood])
        self.parts = np.zeros((2, len(model.strain), runners))
        self.covariance = np.tile(np.eye(2), (runners, 1, 1))

    def a_day_passes(self) -> None:
        self.parts *= self.fade[:, None, None]
        self.covariance = self.covariance * np.outer(self.fade, self.fade) + np.diag(1.0 - self.fade**2)

    def hears(self, answer: int, z: Array) -> None:
        """One answer of everybody who gave it, NaN for the others."""
        given = ~np.isnan(z)
        shows = np.array([self.model.strain[answer], self.model.mood[answer]])
        reach = self.covariance @ shows
        gain = np.where(given[:, None], reach / (reach @ shows + self.model.noise[answer])[:, None], 0.0)
        expected = np.einsum("s,sir->ir", shows, self.parts)
        self.parts -= gain.T[:, None, :] * expected[None]
        self.parts[:, answer] += gain.T * np.where(given, z, 0.0)
        self.covariance = self.covariance - gain[:, :, None] * reach[:, None, :]
