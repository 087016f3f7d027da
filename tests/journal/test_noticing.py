"""What a day is looked at for, beside the reading: the same on its own evening and months later."""

from datetime import date, timedelta

import numpy as np
import pytest

from journal import noticing, standing
from journal.days import Floats
from journal.models import CARRIED

TODAY = date(2026, 3, 18)
NAN = np.nan


def lines(*, head: Floats, legs: Floats, observed: float = 1.0) -> standing.Lines:
    """Both usual bands end at 50."""
    flat, high = np.zeros_like(head), np.full_like(head, 50.0)
    seen = np.full_like(head, observed)
    return standing.Lines(legs, flat, flat, high, head, flat, flat, high, seen)


def level(days: int, *, over: int) -> Floats:
    """Over 50 on the last days, under it before."""
    return np.array([[40.0] * (days - over) + [60.0] * over])


@pytest.mark.parametrize(("head", "legs", "apart"), [(9, 0, (9, 0)), (0, 4, (0, 4)), (9, 4, (0, 0)), (0, 0, (0, 0))])
def test_head_and_legs_are_apart_while_one_alone_is_over(head: int, legs: int, apart: tuple[int, int]) -> None:
    found = noticing._apart(lines(head=level(70, over=head), legs=level(70, over=legs)))
    assert tuple(int(part[0]) for part in found) == apart


@pytest.mark.parametrize(("head", "days"), [(50.3, 0), (50.5, 0), (50.6, 9)])
def test_a_line_is_over_its_usual_in_whole_points_as_it_is_shown(head: float, days: int) -> None:
    heads = np.where(level(70, over=9) > 50, head, 40.0)
    assert noticing._apart(lines(head=heads, legs=level(70, over=0)))[0][0] == days


def test_a_head_that_hardly_rests_on_answers_is_apart_from_nothing() -> None:
    found = noticing._apart(lines(head=level(70, over=9), legs=level(70, over=0), observed=0.2))
    assert [part[0] for part in found] == [0, 0]


def test_what_has_lasted_for_longer_than_anybody_looks_back_is_no_news() -> None:
    found = noticing._apart(lines(head=level(70, over=60), legs=level(70, over=0)))
    assert found[0][0] == 0


def scores(rng: np.random.Generator) -> Floats:
    """A slow wave with noise and gaps, in and out of every level."""
    wave = 45 + 40 * np.sin(np.arange(200) / 11 + np.arange(40)[:, np.newaxis]) + rng.normal(0, 8, (40, 200))
    return np.where(rng.random((40, 200)) < 0.3, NAN, np.clip(wave, 0, 100))


def test_an_episode_began_on_the_day_that_the_whole_history_says() -> None:
    whole = scores(np.random.default_rng(3))
    nothing = np.full((40, len(CARRIED)), NAN)
    first = TODAY - timedelta(days=199)
    exact = standing.replay(whole, first=first, carried=nothing)
    for found, state in zip(noticing._since(whole, TODAY), noticing.LEVELS, strict=True):
        entered = exact.replays[state].entered[:, -1]
        recent = entered >= 200 - noticing.EPISODE_DAYS + 4
        assert recent.any()
        assert np.array_equal(found[recent], first.toordinal() + entered[recent])
        assert np.isnan(found[entered < 0]).all()


def test_a_score_of_long_ago_is_no_episode() -> None:
    silent = np.full((1, 90), NAN)
    silent[0, :60] = 80.0
    assert [bool(np.isnan(part[0])) for part in noticing._since(silent, TODAY)] == [True, True, True]


def test_nothing_is_known_of_somebody_nothing_is_kept_of() -> None:
    assert np.isnan(noticing.unpacked([b"", b"torn"])).all()
    assert noticing.unpacked([]).shape == (0, len(noticing.COLUMNS))
