"""A smoke test over invented runners: the whole chain from answers to alerts, against chance."""

from __future__ import annotations

import numpy as np
import pytest

from runners.science import balance
from runners.science.emotional import POINTS_PER_RATING, emotional_load_many
from runners.science.series import Array
from tests.science.simulated_squad import Squad, simulated_squad

RUNNERS, DAYS = 50, 240
FIRST_SCORED = 40
DAYS_A_MONTH = 30.4


def scores_of(squad: Squad) -> Array:
    answers = squad.answers
    emotional = emotional_load_many(answers["stress"], answers["affect"] / 10) / POINTS_PER_RATING
    q = {name: balance.sustained_many(values, last=DAYS).q for name, values in answers.items()}
    facets = {
        "exhaustion": balance.facet_many([q["tired"], q["sleep"], q["drift"]]),
        "emotional": balance.facet_many([balance.sustained_many(emotional, last=DAYS).q]),
        "motivation": balance.facet_many([q["joy"], q["unmet"]]),
        "load": balance.load_facet_many(squad.loads, last=DAYS),
    }
    return balance.risk_many(facets).score


def false_alerts_a_month(squad: Squad, alerts: np.ndarray) -> float:
    days = np.arange(DAYS)
    hard = (squad.onset[:, None] >= 0) & (days >= squad.onset[:, None]) & (days <= squad.event[:, None] + 21)
    calm = ~hard & (days >= FIRST_SCORED)
    return float((alerts & calm).sum() / (calm.sum() / DAYS_A_MONTH))


def share_found(squad: Squad, alerts: np.ndarray) -> float:
    episodes = [(r, squad.onset[r] + 3, squad.event[r]) for r in np.flatnonzero(squad.onset >= 0)]
    return float(np.mean([alerts[r, first : last + 1].any() for r, first, last in episodes]))


def share_found_by_chance(squad: Squad, a_month: float) -> float:
    """What an alarm rung at random, as often as ours rings falsely, would find."""
    lengths = (squad.event - squad.onset - 2)[squad.onset >= 0]
    return float(np.mean(1 - (1 - a_month / DAYS_A_MONTH) ** lengths))


@pytest.fixture(params=[1, 2, 3])
def squad(request: pytest.FixtureRequest) -> Squad:
    return simulated_squad(runners=RUNNERS, days=DAYS, seed=request.param)


def test_it_finds_hard_times_clearly_better_than_chance_with_few_false_alerts(squad: Squad) -> None:
    alerts = balance.run_states_many(scores_of(squad)).alert
    false = false_alerts_a_month(squad, alerts)
    assert 0.05 <= false <= 0.25
    assert share_found(squad, alerts) >= share_found_by_chance(squad, false) + 0.2


def test_it_scores_almost_every_day_once_a_normal_is_known(squad: Squad) -> None:
    scored = ~np.isnan(scores_of(squad))
    assert not scored[:, :23].any()
    assert scored[:, 60:].mean() > 0.9
