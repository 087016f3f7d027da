"""Replays and lines that are taken up from a kept day come out where those of the whole history do."""

from __future__ import annotations

import numpy as np
import pytest

from runners.science import balance, drift, emotional, episodes, training
from runners.science.series import Array

FORGET = 10_000
LEVELS = ((40.0, 25.0), (50.0, 35.0), (70.0, 50.0))


def scores(seed: int, runners: int = 40, days: int = 160) -> Array:
    rng = np.random.default_rng(seed)
    walk = 45 + np.cumsum(rng.normal(0, 9, (runners, days)), axis=1) * 0.5
    return np.where(rng.random((runners, days)) < rng.random((runners, 1)), np.clip(walk, 0, 100), np.nan)


def taken_up(values: Array, cut: int, *, enter: float, exit_: float) -> tuple[Array, Array]:
    """Elevated and entered of the whole history, the days from `cut` on taken up from what was kept before them."""
    nothing = np.full((len(values), episodes.KEPT_SCORES), np.nan)
    ones = np.ones(len(values), dtype=np.int64)
    before = episodes.scores_of(values[:, :cut], before=nothing, back=ones, forget=FORGET)
    first = episodes.replay_many(before, elevated=np.zeros(len(values), bool), enter=enter, exit_=exit_)
    newest = before.newest[:, -1]
    back = np.where(newest == episodes.NEVER, 1, cut - newest)
    after = episodes.scores_of(values[:, cut:], before=episodes.last_scores(before, cut - 1), back=back, forget=FORGET)
    then = episodes.replay_many(after, elevated=first.elevated[:, -1], enter=enter, exit_=exit_)
    began = np.where(then.entered >= 0, then.entered + cut, -1)
    began = np.where(then.entered == episodes.BEFORE, first.entered[:, -1:], began)
    elevated = np.concatenate([first.elevated, then.elevated], axis=1)
    return elevated, np.concatenate([np.maximum(first.entered, -1), began], axis=1)


@pytest.mark.parametrize("cut", [1, 3, 28, 84, 159])
@pytest.mark.parametrize(("enter", "exit_"), LEVELS)
def test_it_replays_the_same_episodes_from_a_kept_day(cut: int, enter: float, exit_: float) -> None:
    values = scores(cut)
    whole = balance.run_states_many(values, enter=enter, exit_=exit_)
    elevated, entered = taken_up(values, cut, enter=enter, exit_=exit_)
    assert whole.elevated.any()
    np.testing.assert_array_equal(elevated, whole.elevated)
    np.testing.assert_array_equal(entered, whole.entered)


def test_it_starts_anew_after_a_long_silence() -> None:
    high = np.full((1, 60), np.nan)
    high[0, :5] = high[0, 50:52] = 90.0
    nothing = np.full((1, episodes.KEPT_SCORES), np.nan)
    kept = episodes.scores_of(high, before=nothing, back=np.ones(1, np.int64), forget=42)
    replay = episodes.replay_many(kept, elevated=np.zeros(1, bool), enter=50, exit_=35)
    assert replay.elevated[0, 49]
    assert not replay.elevated[0, 50]
    assert np.isnan(episodes.last_scores(kept, 51)).tolist() == [[True, True, False, False]]


def test_it_knows_a_silence_that_began_before_the_kept_day() -> None:
    before = np.array([[90.0, 90.0, 90.0, 90.0]])
    kept = episodes.scores_of(np.array([[90.0]]), before=before, back=np.array([43]), forget=42)
    assert not episodes.replay_many(kept, elevated=np.ones(1, bool), enter=50, exit_=35).elevated.any()
    near = episodes.scores_of(np.array([[90.0]]), before=before, back=np.array([42]), forget=42)
    assert episodes.replay_many(near, elevated=np.ones(1, bool), enter=50, exit_=35).elevated.all()


@pytest.mark.parametrize("cut", [1, 20, 100])
def test_it_goes_on_with_the_load_lines_as_if_they_had_never_stopped(cut: int) -> None:
    rng = np.random.default_rng(cut)
    loads = np.where(rng.random((20, 130)) < 0.5, rng.gamma(4, 60, (20, 130)), 0.0)
    loads[np.arange(130) < rng.integers(0, 60, 20)[:, None]] = np.nan
    whole = training.load_lines_many(loads)
    begun = training.days_begun(~np.isnan(loads))[:, cut - 1]
    past = training.LoadPast(whole.acute[:, cut - 1], whole.chronic[:, cut - 1], begun)
    later = training.load_lines_many(loads[:, cut:], past=past)
    for name in ("acute", "chronic", "form"):
        np.testing.assert_allclose(getattr(later, name), getattr(whole, name)[:, cut:], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("cut", [1, 20, 100])
def test_it_goes_on_with_the_emotional_lines_as_if_they_had_never_stopped(cut: int) -> None:
    rng = np.random.default_rng(cut)
    felt = np.where(rng.random((20, 130)) < 0.4, rng.uniform(0, 100, (20, 130)), np.nan)
    whole = emotional.emotional_lines_many(felt)
    known = ~np.isnan(felt)
    at = [getattr(whole, name)[:, cut - 1] for name in ("acute", "chronic", "observed")]
    past = emotional.EmotionalPast(*at, known[:, :cut].sum(axis=1), training.days_begun(known)[:, cut - 1])
    later = emotional.emotional_lines_many(felt[:, cut:], past=past)
    for name in ("acute", "chronic", "observed"):
        np.testing.assert_allclose(getattr(later, name), getattr(whole, name)[:, cut:], rtol=1e-9, atol=1e-9)


def test_it_compares_many_runs_at_once_as_it_does_one_by_one() -> None:
    rng = np.random.default_rng(5)
    day = np.sort(rng.integers(0, 200, 80))
    effort, speed = rng.integers(2, 9, 80).astype(float), rng.normal(3, 0.08, 80)
    minutes = rng.uniform(25, 90, 80)
    many = drift.effort_drifts(day, effort, speed, minutes, newest=50)
    for place, k in enumerate(range(30, 80)):
        past = [(effort[j], speed[j], minutes[j]) for j in range(80) if 15 <= day[k] - day[j] <= 105]
        one = drift.effort_drift(effort[k], speed[k], minutes[k], past) if past else None
        assert many[place] == pytest.approx(one) if one is not None else np.isnan(many[place])
    assert np.isfinite(many).sum() > 5
