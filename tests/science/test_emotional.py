from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.science import emotional
from runners.science.series import Array
from tests.science import reference
from tests.science.agreement import AGREE, assert_agree, plain, ratings, seeds

pad = st.integers(-4, 4)
moments = st.lists(st.tuples(pad, pad), max_size=5)
unit = st.one_of(st.none(), st.floats(0, 1))


@pytest.mark.parametrize("valence", range(-4, 5))
def test_it_agrees_with_the_reference_on_every_point_of_the_pad(valence: int) -> None:
    activation = np.arange(-4, 5)
    many = emotional.unpleasant_many(np.full(9, valence), activation)
    for a, found in zip(activation.tolist(), many.tolist(), strict=True):
        assert_agree(found, reference.unpleasant(valence, a))
        assert_agree(emotional.unpleasant(valence, a), reference.unpleasant(valence, a))
        for word in (False, True):
            assert_agree(emotional.charge(valence, a, word), reference.charge(valence, a, word))


@AGREE
@given(st.one_of(st.none(), st.floats(0, 10)), moments)
def test_it_agrees_with_the_reference_on_a_days_emotional_load(
    stress: float | None, taps: list[tuple[int, int]]
) -> None:
    assert_agree(emotional.emotional_load(stress, taps), reference.emotional_load(stress, taps))
    assert_agree(emotional.emotional_load(stress, taps[::-1]), emotional.emotional_load(stress, taps))


def test_it_gives_a_squads_emotional_load_with_unknown_days_left_unknown() -> None:
    stress, affect = np.array([[7.0, np.nan], [np.nan, 2.0]]), np.array([[0.5, 0.25], [np.nan, np.nan]])
    found = emotional.emotional_load_many(stress, affect)
    np.testing.assert_allclose(found, [[62.0, 25.0], [np.nan, 20.0]])


@AGREE
@given(ratings())
def test_it_agrees_with_the_reference_on_emotional_lines(values: Array) -> None:
    lines = emotional.emotional_lines_many(values * 10)
    for index, row in enumerate(values * 10):
        expected = reference.emotional_lines(plain(row))
        assert_agree(emotional.emotional_lines(plain(row)), expected)
        for name in ("acute", "chronic", "observed"):
            assert_agree(plain(getattr(lines, name)[index]), [day[name] for day in expected])


@AGREE
@given(ratings(longest=60), st.integers(1, 30))
def test_it_leaves_the_chronic_line_alone_on_empty_days(values: Array, silent: int) -> None:
    longer = np.concatenate([values, np.full((len(values), silent), np.nan)], axis=1)
    before, after = emotional.emotional_lines_many(values), emotional.emotional_lines_many(longer)
    np.testing.assert_array_equal(after.chronic[:, : values.shape[1]], before.chronic)
    if values.shape[1]:
        standing = np.repeat(before.chronic[:, -1:], silent, axis=1)
        np.testing.assert_allclose(after.chronic[:, values.shape[1] :], standing, rtol=1e-12)


def test_it_lets_the_acute_line_come_home_in_silence_and_trusts_it_less() -> None:
    lines = emotional.emotional_lines_many(np.array([[20.0] * 30 + [90.0] * 5 + [np.nan] * 40]))
    apart = np.abs(lines.acute - lines.chronic)[0, 34:]
    assert (np.diff(apart) < 0).all()
    assert apart[-1] < 0.3
    assert lines.observed[0, -1] < 0.01 < 0.9 < lines.observed[0, 34]


@AGREE
@given(st.floats(0, 10), st.floats(0, 10), st.floats(-3, 3))
def test_it_agrees_with_the_reference_on_overshoot(rpe: float, planned: float, usual: float) -> None:
    assert_agree(emotional.overshoot(rpe, planned, usual), reference.overshoot(rpe, planned, usual))


@AGREE
@given(st.floats(0.001, 0.5), st.lists(st.floats(0.005, 0.3), max_size=20))
def test_it_agrees_with_the_reference_on_unsteady_runs(cv_succ: float, own: list[float]) -> None:
    assert_agree(emotional.erratic(cv_succ, own), reference.erratic(cv_succ, own))


def test_it_calls_a_perfectly_even_run_steady_and_learns_nothing_from_one() -> None:
    own = [0.03] * 6
    assert emotional.erratic(0.0, own) == 0.0
    assert emotional.erratic(0.06, [*own, 0.0]) == emotional.erratic(0.06, own)
    assert emotional.erratic(0.06, [*own[:5], 0.0]) is None


@AGREE
@given(unit, unit, unit)
def test_it_agrees_with_the_reference_on_charged_runs(a: float | None, b: float | None, c: float | None) -> None:
    assert_agree(emotional.rage_run(a, b, c), reference.rage_run(a, b, c))


def test_it_rates_an_angry_hard_run_above_a_calm_one_and_above_a_sad_gentle_one() -> None:
    own = [0.03, 0.028, 0.035, 0.032, 0.04, 0.026]

    def signal(valence: int, activation: int, anger: bool, effort: float, uneven: float) -> float:
        feeling, push = emotional.charge(valence, activation, anger), emotional.overshoot(effort, 4)
        found = emotional.rage_run(feeling, push, emotional.erratic(uneven, own))
        assert found is not None
        return found

    angry_hard = signal(-3, 3, True, 8, 0.06)
    assert angry_hard > 50
    assert signal(2, -2, False, 8, 0.06) == 0
    assert signal(-3, -3, False, 4, 0.03) == 0
    assert angry_hard > signal(-3, 3, False, 8, 0.06) > signal(-3, 3, False, 6, 0.03) > 0


@AGREE
@given(pad, pad, seeds)
def test_it_never_finds_a_day_heavier_for_a_pleasanter_or_calmer_moment(
    valence: int, activation: int, seed: int
) -> None:
    others = [(int(v), int(a)) for v, a in np.random.default_rng(seed).integers(-4, 5, (2, 2))]
    here = emotional.emotional_load(5, [(valence, activation), *others])
    pleasanter = emotional.emotional_load(5, [(min(4, valence + 1), activation), *others])
    calmer = emotional.emotional_load(5, [(valence, max(-4, activation - 1)), *others])
    assert here is not None
    assert pleasanter is not None
    assert calmer is not None
    assert pleasanter <= here
    assert calmer <= here
