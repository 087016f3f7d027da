"""The second reading of the answers: a level that is heard through noise, in parts that add up."""

import numpy as np
import pytest

from runners.science.strain import ANSWERS, LEARNED, NO_IDEA, Model, deviations_many, strain_many

ONE = Model(np.array([0.5]), np.zeros(1), np.array([2.0]), phi=0.9)


def heard(*days: float, runners: int = 1, answers: int = len(ANSWERS)) -> np.ndarray:
    return np.tile(np.array(days, dtype=float), (answers, runners, 1))


def test_parts_add_up_to_the_level() -> None:
    rng = np.random.default_rng(5)
    given = np.where(rng.random((6, 20, 60)) < 0.6, rng.normal(0, 1, (6, 20, 60)), np.nan)
    found = strain_many(given)
    known = ~np.isnan(found.level)
    assert known.mean() > 0.8
    np.testing.assert_allclose(found.parts.sum(axis=0)[known], found.level[known])


def test_it_agrees_with_the_textbook_for_one_state() -> None:
    found = strain_many(heard(1.5, answers=1), model=ONE)
    gain = 0.5 / (0.25 + 2.0)
    assert found.doubt[0, 0] == pytest.approx(1.0 - gain * 0.5)
    assert found.parts[0, 0, 0] == pytest.approx(gain * 1.5 / np.sqrt(gain * 0.5))


def test_a_day_without_an_answer_moves_nothing_and_widens_the_doubt() -> None:
    found = strain_many(heard(2.0, np.nan, answers=1), model=ONE)
    assert found.doubt[0, 1] > found.doubt[0, 0]
    raw = found.parts[0, 0] * np.sqrt(1.0 - found.doubt[0])
    assert raw[1] == pytest.approx(0.9 * raw[0])


def test_silence_ends_in_no_opinion_never_in_a_number() -> None:
    found = strain_many(heard(*[1.0] * 30, *[np.nan] * 30))
    assert found.level[0, 29] > 0
    assert np.isnan(found.level[0, -1])
    assert found.doubt[0, -1] > NO_IDEA


def test_who_never_answered_has_no_level() -> None:
    assert np.isnan(strain_many(heard(*[np.nan] * 40)).level).all()


def test_a_usual_stretch_stays_near_nothing_and_a_bad_one_climbs() -> None:
    found = strain_many(heard(*[0.0] * 40, *[1.5] * 20))
    assert abs(found.level[0, 39]) < 1e-9
    assert np.all(np.diff(found.level[0, 40:50]) > 0)


def test_runners_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(6)
    given = rng.normal(0, 1, (6, 5, 50))
    np.testing.assert_allclose(strain_many(given[:, 2:3]).level, strain_many(given).level[2:3])


def test_deviations_need_an_own_normal() -> None:
    rng = np.random.default_rng(7)
    ratings = {name: rng.integers(2, 7, (3, 100)).astype(float) for name in ANSWERS}
    found = deviations_many(ratings)
    assert found.shape == (len(LEARNED.strain), 3, 100)
    assert np.isnan(found[:, :, :20]).all()
    assert np.abs(found[:, :, 60:]).max() <= 3.0
