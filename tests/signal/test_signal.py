"""What the bench of the signal rests on: invented runners, ways of judging, and the challenger's arithmetic."""

import numpy as np
import pytest

from journal.standing import LEVELS
from runners.science.strain import ANSWERS, LEARNED
from tests.signal import latent, rules, scores
from tests.signal.judging import alerts, auroc, judge, sweep
from tests.signal.worlds import AFTER_RUNS, BURN_IN, WORLDS, Sample, simulate


@pytest.fixture(scope="module")
def sample() -> Sample:
    return simulate(WORLDS[0], runners=80, seed=7)


def test_the_same_seed_gives_the_same_runners(sample: Sample) -> None:
    again = simulate(WORLDS[0], runners=80, seed=7)
    other = simulate(WORLDS[0], runners=80, seed=9)
    assert all(np.array_equal(again.ratings[name], sample.ratings[name], equal_nan=True) for name in sample.ratings)
    assert not np.array_equal(other.loads, sample.loads)


def test_strain_is_there_in_episodes_and_nowhere_else(sample: Sample) -> None:
    without = sample.onset < 0
    assert 0.3 < without.mean() < 0.7
    assert sample.strain[without].max() == 0
    assert sample.strain[sample.inside].min() > 0
    assert (sample.onset[~without] >= BURN_IN).all()
    assert not (sample.inside & sample.quiet).any()


def test_answers_are_whole_ratings_and_those_after_runs_need_a_run(sample: Sample) -> None:
    for name, values in sample.ratings.items():
        given = values[~np.isnan(values)]
        assert ((given >= 0) & (given <= 10) & (given == np.round(given))).all(), name
        if name in AFTER_RUNS:
            assert np.isnan(values[sample.loads == 0]).all()


def test_people_answer_as_often_as_their_world_says() -> None:
    half = simulate(WORLDS[3], runners=400, seed=3)
    assert half.answered[half.strain == 0].mean() == pytest.approx(0.5, abs=0.03)


def test_a_perfect_a_reversed_and_an_empty_score(sample: Sample) -> None:
    perfect = sample.inside.astype(float)
    judged = [auroc(score, sample.inside, sample.quiet) for score in (perfect, -perfect, perfect * 0)]
    assert judged == [1.0, 0.0, 0.5]


def test_a_perfect_score_finds_all_without_a_false_alert(sample: Sample) -> None:
    found = judge(sample.inside.astype(float), sample)
    assert (found.auroc, found.at_10.found, found.at_80.false) == (1.0, 1.0, 0.0)


def test_it_says_how_early_at_each_number_of_false_alerts(sample: Sample) -> None:
    """Three days after the onset begin the days that count; two more make three of four."""
    late = judge(sample.inside.astype(float), sample)
    whole = np.median((sample.event - sample.onset)[sample.onset >= 0])
    assert late.at_80.lead == late.at_20.lead == late.at_10.lead == whole - 5


def test_an_alert_needs_three_of_four_days_and_then_waits_two_weeks() -> None:
    score = np.zeros((1, 40))
    score[0, 5], score[0, 10:40] = 1, 1
    assert np.nonzero(alerts(score, 0.5)[0])[0].tolist() == [12, 26]


def test_a_higher_threshold_never_finds_more(sample: Sample) -> None:
    found = [one.found for one in sweep(scores.plain_mean(sample), sample)]
    assert found[0] > found[-1]
    assert found[0] == max(found)


def test_what_stands_is_sent_once_an_episode_and_not_twice_in_two_weeks(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    score = np.full((1, 60), 20.0)
    score[0, 5:12] = score[0, 17:40] = 60
    monkeypatch.setattr(rules, "ours", lambda of: score)
    assert np.nonzero(rules.readings(50, 35)(sample)[0])[0].tolist() == [7, 21]


def test_a_line_that_is_not_moved_is_crossed_on_one_day(sample: Sample) -> None:
    score = np.array([[1.0, 1.6, 1.6, np.nan, 1.5] + [1.4] * 10 + [1.7]])
    assert np.nonzero(rules.one_day(lambda of: score, 1.5)(sample)[0])[0].tolist() == [1, 15]


def test_the_lines_are_those_that_are_shipped(sample: Sample) -> None:
    worth_a_look, strained, talk_today = LEVELS
    for name, reading in {"watchful": worth_a_look, "balanced": strained, "calm": talk_today}.items():
        rule = next(rule for title, rule in rules.RULES.items() if title.startswith(name))
        np.testing.assert_array_equal(rule(sample), rules.readings(*LEVELS[reading])(sample))


def test_chance_is_another_one_for_other_runners(sample: Sample) -> None:
    other = simulate(WORLDS[0], runners=80, seed=9)
    assert not np.array_equal(scores.random_smooth(sample), scores.random_smooth(other))


def test_chance_is_chance_and_the_balance_is_better(sample: Sample) -> None:
    judged = {name: auroc(score(sample), sample.inside, sample.quiet) for name, score in scores.BASELINES.items()}
    assert judged["random, smooth"] == pytest.approx(0.5, abs=0.07)
    assert judged["the balance"] > judged["random, smooth"] + 0.1


def test_a_logistic_that_was_told_the_truth_uses_it(sample: Sample) -> None:
    weights = scores.fit_logistic(sample)
    told = auroc(scores.logistic(weights)(sample), sample.inside, sample.quiet)
    assert told > auroc(scores.plain_mean(sample), sample.inside, sample.quiet)


def test_loadings_tell_which_answers_say_more() -> None:
    learned = latent.learn(simulate(WORLDS[2], runners=300, seed=11))
    told = dict(zip(ANSWERS, learned.strain, strict=True))
    assert told["tiredness"] > told["unmet"]


def test_the_loadings_in_use_are_those_that_are_learned() -> None:
    learned = latent.learn(simulate(WORLDS[0], runners=300, seed=101))
    for name in ("strain", "mood", "noise"):
        np.testing.assert_allclose(getattr(learned, name), getattr(LEARNED, name), atol=0.006)
