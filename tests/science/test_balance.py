from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.science import balance, drift
from runners.science.series import Array
from tests.science import reference
from tests.science.agreement import AGREE, assert_agree, loads, missing, plain, ratings, seeds

NAMES = list(balance.FACET_WEIGHTS)
level = st.one_of(st.none(), st.sampled_from([0.0, 40.0, 100.0]), st.floats(0, 100))
facets = st.fixed_dictionaries(dict.fromkeys(NAMES, level))


def number(value: float | None) -> float:
    return math.nan if value is None else value


# ------------------------------------------------------------------------------------------------ signals


@AGREE
@given(ratings(), st.integers(1, 120))
def test_it_agrees_with_the_reference_on_each_days_own_baseline_and_deviation(values: Array, last: int) -> None:
    base, found = balance.baseline_many(values, last=last), balance.sustained_many(values, last=last)
    for runner, row in enumerate(values):
        for column in range(last):
            history = plain(row[: max(0, len(row) - last + column + 1)])
            expected, normal = reference.sustained(history), reference.baseline(history)
            assert_agree(plain(found.q[runner])[column], expected and expected["q"])
            assert_agree(plain(base.mean[runner])[column], normal and normal[0])
            assert_agree(plain(base.sd[runner])[column], normal and normal[1])
            if expected is not None:
                assert_agree(float(found.den[runner, column]), expected["den"])
                assert_agree(int(found.n[runner, column]), expected["n"])


@AGREE
@given(ratings())
def test_it_agrees_with_the_reference_on_one_runners_day(values: Array) -> None:
    history = plain(values[0])
    assert_agree(balance.baseline(history), reference.baseline(history))
    assert_agree(balance.sustained(history), reference.sustained(history))


def test_it_keeps_its_digits_when_an_old_answer_was_far_off() -> None:
    history = [9e4, *[4.0, 5.0] * 40]
    assert_agree(balance.baseline(history), reference.baseline(history))
    assert_agree(balance.baseline(history[:50]), reference.baseline(history[:50]))


def test_it_counts_answers_and_weight_even_while_it_learns() -> None:
    found = balance.sustained_many(np.full((1, 22), 4.0), last=1)
    assert (int(found.n[0, 0]), math.isnan(found.q[0, 0]), math.isnan(found.mean[0, 0])) == (8, True, True)
    assert 0.9 < found.den[0, 0] < 1


@AGREE
@given(st.floats(0, 10), st.floats(0, 10), st.floats(0.4, 5))
def test_it_agrees_with_the_reference_on_deviations(x: float, mean: float, sd: float) -> None:
    assert_agree(balance.zscore(x, mean, sd), reference.zscore(x, mean, sd))


def test_it_sees_a_runner_tire_and_recover_against_their_own_normal() -> None:
    usual = [3.0, 4.0, 5.0, 4.0] * 15
    tired, rested = [*usual, *[7.0] * 12], [*usual, *[7.0] * 12, *[4.0] * 21]
    for offset in (0.0, 3.0):  # somebody who always answers higher is not more tired
        of = [balance.sustained([day + offset for day in days]) for days in (usual, tired, rested)]
        q = [found["q"] for found in of if found is not None]
        assert q[0] == pytest.approx(0, abs=0.15)
        assert q[1] > 1.5
        assert q[2] < 0.5


def test_it_knows_nothing_after_two_silent_weeks() -> None:
    assert balance.sustained([4.0] * 60 + [None] * 14) is None
    assert balance.sustained([4.0] * 60 + [None] * 6) is not None


@AGREE
@given(seeds, st.integers(0, 30))
def test_it_agrees_with_the_reference_on_effort_at_equal_pace(seed: int, runs: int) -> None:
    rng = np.random.default_rng(seed)
    past = [(float(e), float(s), float(d)) for e, s, d in rng.uniform([0, 2.9, 35], [10, 3.2, 80], (runs, 3))]
    assert_agree(drift.effort_drift(6.0, 3.0, 48.0, past), reference.effort_drift(6.0, 3.0, 48.0, past))
    assert_agree(drift.effort_drift(6.0, 3.0, 48.0, np.array(past)), drift.effort_drift(6.0, 3.0, 48.0, past[::-1]))


@pytest.mark.parametrize(("minutes", "counts"), [(75.0, True), (27.0, True), (75.1, False), (26.9, False)])
def test_it_compares_runs_up_to_five_thirds_as_long(minutes: float, counts: bool) -> None:
    past = [(4.0, 3.0, minutes)] * 5
    assert drift.effort_drift(6.0, 3.0, 45.0, past) == (2.0 if counts else None)


@AGREE
@given(st.integers(0, 40), st.floats(0, 12))
def test_it_agrees_with_the_reference_on_silence(days: int, usual: float) -> None:
    assert balance.silence(days, usual) == reference.silence(days, usual)


# ------------------------------------------------------------------------------------------------ facets


@AGREE
@given(st.lists(st.lists(st.one_of(st.none(), st.floats(-3, 3)), min_size=4, max_size=4), min_size=1, max_size=3))
def test_it_agrees_with_the_reference_on_facets(signals: list[list[float | None]]) -> None:
    many = balance.facet_many([np.array([signal], dtype=float) for signal in signals])
    for day in range(4):
        qs = [signal[day] for signal in signals]
        assert_agree(plain(many[0])[day], reference.facet(qs))
        assert_agree(balance.facet(qs), reference.facet(qs))
        assert_agree(balance.facet(qs[::-1]), balance.facet(qs))


def test_it_has_no_facet_without_signals() -> None:
    assert balance.facet([]) is None


@AGREE
@given(loads(longest=90, late=True), st.integers(1, 95))
def test_it_agrees_with_the_reference_on_each_days_load_facet(values: Array, last: int) -> None:
    found = balance.load_facet_many(values, last=last)
    for runner, row in enumerate(values):
        for column in range(last):
            days = [day for day in plain(row[: max(0, len(row) - last + column + 1)]) if day is not None]
            whole = min(len(days) // 7, 9)
            weeks = [sum(days[len(days) - 7 * k : len(days) - 7 * k + 7]) for k in range(whole, 0, -1)]
            assert_agree(plain(found[runner])[column], reference.load_facet(weeks, days[-7:]))
            assert_agree(balance.load_facet(weeks, days[-7:]), reference.load_facet(weeks, days[-7:]))


@pytest.mark.parametrize("first", range(0, 80, 7))
def test_it_compares_a_week_with_four_to_eight_weeks_before(first: int) -> None:
    days = np.round(np.random.default_rng(first).gamma(2.0, 40.0 + np.linspace(0, 60, 80)))[first:].tolist()
    weeks = [sum(days[len(days) - 7 * k :][:7]) for k in range(min(len(days) // 7, 9), 0, -1)]
    found = balance.load_facet_many(np.array([days]), last=1)
    assert_agree(plain(found[0]), [reference.load_facet(weeks, days[-7:])])


@pytest.mark.parametrize("points", [50.0, 33.3, 0.1])
def test_it_finds_the_same_run_every_day_monotonous(points: float) -> None:
    assert balance.load_facet_many(np.full((1, 60), points), last=3).tolist() == [[100.0] * 3]


def test_it_raises_the_load_facet_for_a_jump_and_for_a_monotonous_week_but_not_for_rest() -> None:
    usual = [60.0, 0.0, 45.0, 50.0, 0.0, 100.0, 50.0] * 6

    def today(week: list[float]) -> float:
        return float(balance.load_facet_many(np.array([usual + week]), last=1)[0, 0])

    assert today(usual[:7]) == 0
    assert today([2 * day for day in usual[:7]]) == 100
    assert today([48.0] * 7) == 100
    assert today([20.0] * 7) == 0


# ------------------------------------------------------------------------------------------------ score


@AGREE
@given(st.lists(facets, min_size=1, max_size=5))
def test_it_agrees_with_the_reference_on_the_score(days: list[dict[str, float | None]]) -> None:
    many = balance.risk_many({name: np.array([[number(day[name]) for day in days]]) for name in NAMES})
    for column, day in enumerate(days):
        expected = reference.risk(day)
        assert_agree(balance.risk(day), expected)
        assert_agree(plain(many.score[0])[column], expected and expected["score"])
        for name in NAMES:
            part = expected["contributions"].get(name) if expected else None
            assert_agree(plain(many.contributions[name][0])[column], part)


@AGREE
@given(facets)
def test_it_adds_up_to_the_score_whatever_the_order(day: dict[str, float | None]) -> None:
    found = balance.risk(day)
    if found is not None:
        assert sum(found["contributions"].values()) == pytest.approx(found["score"], abs=1e-12)
        assert 0 <= found["score"] <= 100 + 1e-9
    assert_agree(balance.risk(dict(reversed(day.items()))), found)


def test_it_takes_a_facet_that_is_not_given_as_unknown() -> None:
    two = {"exhaustion": np.array([50.0]), "motivation": np.array([30.0])}
    found = balance.risk_many(two)
    assert_agree(float(found.score[0]), reference.risk({"exhaustion": 50.0, "motivation": 30.0})["score"])
    assert set(found.contributions) == set(two)
    assert balance.risk({"emotional": 100.0}) is None


@pytest.mark.parametrize("loud", balance.PERSON_FACETS)
def test_it_needs_two_areas_to_agree(loud: str) -> None:
    alone = dict.fromkeys(balance.PERSON_FACETS, 0.0) | {loud: 100.0, "load": 100.0}
    found = balance.risk(alone)
    assert found is not None
    assert found["score"] < balance.EXIT


@AGREE
@given(facets, st.sampled_from(NAMES))
def test_it_never_scores_lower_for_a_worse_facet(day: dict[str, float | None], name: str) -> None:
    before, value = balance.risk(day), day[name]
    if before is not None and value is not None:
        worse = balance.risk(day | {name: min(100.0, value + 20)})
        assert worse is not None
        assert worse["score"] >= before["score"] - 1e-9


@AGREE
@given(st.integers(0, 60), st.floats(0, 1), st.integers(0, 4))
def test_it_agrees_with_the_reference_on_confidence(n: int, den: float, have: int) -> None:
    assert_agree(balance.confidence(n, den, have), reference.confidence(n, den, have))


# ------------------------------------------------------------------------------------------------ states


@st.composite
def scores(draw: st.DrawFn) -> Array:
    """Long enough runs of high and low days to enter and leave, on the thresholds too."""
    rng = np.random.default_rng(draw(seeds))
    shape = (draw(st.integers(1, 3)), draw(st.integers(0, 90)))
    stretches = np.repeat(rng.choice([15.0, 34.0, 50.0, 70.0], (shape[0], 30)), 3, axis=1)
    rows = stretches[:, : shape[1]] + rng.choice([0.0, 0.0, 1.0, -20.0], shape)
    return np.where(rng.random(shape) < draw(missing), np.nan, rows)


@AGREE
@given(
    scores(), st.sampled_from([(40.0, 25.0), (50.0, 35.0), (70.0, 50.0), (50.0, 50.0)]), st.sampled_from([0, 14, 30])
)
def test_it_agrees_with_the_reference_on_states(values: Array, levels: tuple[float, float], cooldown: int) -> None:
    enter, exit_ = levels
    states = balance.run_states_many(values, enter=enter, exit_=exit_, cooldown=cooldown)
    for runner, row in enumerate(values):
        expected = reference.run_states(plain(row), enter, exit_, cooldown)
        assert balance.run_states(plain(row), enter, exit_, cooldown) == expected
        assert states.elevated[runner].tolist() == [state == "elevated" for state, _ in expected]
        assert states.alert[runner].tolist() == [alert for _, alert in expected]
        begun = -1
        for day, (state, _) in enumerate(expected):
            begun = -1 if state == "steady" else day if begun < 0 else begun
            assert states.entered[runner, day] == begun


def test_it_needs_three_days_of_four_and_lets_go_after_five_quiet_ones() -> None:
    high, low, none = 60.0, 20.0, math.nan
    found = balance.run_states_many(np.array([[high, low, high, none, high, none, low, low, low, low, low, high]]))
    assert found.elevated[0].tolist() == [False] * 4 + [True] * 6 + [False] * 2
    assert found.entered[0].tolist() == [-1] * 4 + [4] * 6 + [-1] * 2
    assert np.flatnonzero(found.alert[0]).tolist() == [4]


def test_it_alerts_once_an_episode_and_not_again_within_the_cooldown() -> None:
    episode = [60.0] * 3 + [20.0] * 5
    found = balance.run_states_many(np.array([episode * 3]), cooldown=14)
    assert np.flatnonzero(found.alert[0]).tolist() == [2, 18]
    assert np.unique(found.entered[0]).tolist() == [-1, 2, 10, 18]


def test_it_refuses_to_leave_above_where_it_enters() -> None:
    with pytest.raises(ValueError, match="cannot end above"):
        balance.run_states_many(np.zeros((1, 3)), enter=35, exit_=50)


# ------------------------------------------------------------------------------------------------ usual band


def band_of(line: list[float | None], ratio: float, least: float) -> tuple[float | None, float | None]:
    """One day's band in plain Python; `line` ends today, None on days that do not count."""
    today = len(line) - 1
    seen = [x for x in line[max(0, today - 55) : max(0, today - 13)] if x is not None]
    if len(seen) < 10:
        return None, None
    mean = statistics.fmean(seen)
    half = max(1.28 * statistics.stdev(seen), ratio * mean, least)
    return max(0.0, mean - half), mean + half


@AGREE
@given(ratings(longest=75), st.sampled_from([0.0, 0.15]), st.sampled_from([0.0, 5.0]), st.sampled_from([None, 1, 80]))
def test_it_draws_the_usual_band_from_the_own_line(line: Array, ratio: float, least: float, last: int | None) -> None:
    observed = np.floor(np.nan_to_num(line) * 7) % 3 > 0
    lows, highs = balance.usual_band_many(line, observed=observed, floor_ratio=ratio, floor_abs=least, last=last)
    for runner, row in enumerate(np.where(observed, line, np.nan)):
        for column in range(lows.shape[1]):
            day = len(row) - lows.shape[1] + column
            expected = band_of(plain(row[: max(0, day + 1)]), ratio, least)
            assert_agree((plain(lows[runner])[column], plain(highs[runner])[column]), expected)


def test_it_keeps_a_flat_lines_band_wide_enough_and_off_the_negative() -> None:
    known = np.ones((1, 60), dtype=bool)
    for height, ratio, least, band in ((60.0, 0.15, 0.0, (51.0, 69.0)), (2.0, 0.0, 5.0, (0.0, 7.0))):
        lows, highs = balance.usual_band_many(
            np.full((1, 60), height), observed=known, floor_ratio=ratio, floor_abs=least, last=1
        )
        assert (lows[0, 0], highs[0, 0]) == pytest.approx(band)


def test_it_draws_no_band_from_fewer_than_ten_observed_days() -> None:
    observed = np.zeros((1, 60), dtype=bool)
    observed[0, 10:19] = True
    lows, highs = balance.usual_band_many(np.full((1, 60), 30.0), observed=observed)
    assert np.isnan(lows).all()
    assert np.isnan(highs).all()
