"""Small pieces of knowing oneself: shares, spread, when to ask, and the time above a ceiling."""

import numpy as np
import pytest

from runners.science.asking import LEAST, MOST, START, threshold
from runners.science.ceiling import limit_of, seconds_above
from runners.science.hits import share_of
from runners.science.monotony import Evenness, Monotony, monotony_of, spread_of

TAPS = [(2.0, 0.0), (-2.0, 0.0)]


def test_a_share_begins_at_eight_times() -> None:
    assert share_of(7, 7) is None
    found = share_of(6, 8)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(0.4602, abs=1e-4), pytest.approx(0.9134, abs=1e-4))


@pytest.mark.parametrize(("times", "edge"), [(0, "low"), (10, "high")])
def test_a_share_stays_between_none_and_all(times: int, edge: str) -> None:
    found = share_of(times, 10)
    assert found is not None
    assert getattr(found, edge) == pytest.approx(times / 10)
    assert found.low < found.high


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="more often"):
        share_of(9, 8)


def test_the_spread_is_how_far_taps_lie_from_their_middle() -> None:
    assert spread_of([(1.0, 1.0)] * 5) == 0
    assert spread_of(TAPS) == pytest.approx(np.sqrt(8))
    with pytest.raises(ValueError, match="one tap"):
        spread_of(TAPS[:1])


def test_alike_is_against_the_own_usual_and_needs_taps() -> None:
    assert monotony_of(TAPS * 4, TAPS * 20) is None
    assert monotony_of(TAPS * 5, TAPS * 9) is None
    assert monotony_of(TAPS * 5, [(1.0, 1.0)] * 20) is None
    found = monotony_of([(0.5, 0.0), (-0.5, 0.0)] * 5, TAPS * 10)
    assert found is not None
    assert (found.n, found.n_usual, found.evenness) == (10, 20, Evenness.ALIKE)


@pytest.mark.parametrize(
    ("lately", "word"),
    [(0.74, Evenness.ALIKE), (0.75, Evenness.USUAL), (1.33, Evenness.USUAL), (1.34, Evenness.APART)],
)
def test_it_has_three_words_for_a_spread(lately: float, word: Evenness) -> None:
    assert Monotony(lately, 1.0, 10, 20).evenness is word


def test_without_answers_it_asks_from_thirty_on() -> None:
    assert threshold([]) == START


def test_a_no_asks_later_and_a_yes_sooner() -> None:
    assert threshold([(34.0, False)] * 3) > START > threshold([(34.0, True)] * 3)


def test_it_moves_little_for_what_everybody_would_say() -> None:
    assert threshold([(95.0, True)]) == pytest.approx(START, abs=0.6)


@pytest.mark.parametrize(("yes", "bound"), [(True, LEAST), (False, MOST)])
def test_it_stays_within_its_bounds(yes: bool, bound: float) -> None:
    extreme = threshold([(21.0 if yes else 50.0, yes)] * 500)
    assert LEAST <= extreme <= MOST
    assert abs(extreme - bound) < 3


def test_an_odd_no_to_strong_signs_says_little() -> None:
    assert threshold([(80.0, True)] * 15 + [(80.0, False)] * 5) == pytest.approx(START, abs=4)


def test_only_the_newest_twenty_answers_count() -> None:
    recent = [(35.0, False)] * 20
    assert threshold(recent + [(25.0, True)] * 50) == threshold(recent)


def test_the_ceiling_lies_half_a_point_above_the_effort() -> None:
    efforts = [2, 3, 4, 5, 6, 7, 3, 5]
    found = limit_of(efforts, [100 + 10 * effort for effort in efforts], 4)
    assert found is not None
    assert (found.at, found.runs) == (pytest.approx(145.0), 8)


@pytest.mark.parametrize(
    ("efforts", "values"),
    [
        ([2, 3, 4] * 2, [1, 2, 3] * 2),
        ([2, 4] * 5, [1, 2] * 5),
        ([2, 3, 4] * 4, [3, 2, 1] * 4),
        ([2, 3, 4, 2, 3, 4] * 2, [1, 9, 2, 9, 1, 9] * 2),
        ([2, 3, 4] * 4, [5, 5, 5] * 4),
    ],
    ids=["few runs", "two efforts", "falling", "hardly a line", "flat"],
)
def test_there_is_no_ceiling_without_a_rising_line(efforts: list[float], values: list[float]) -> None:
    assert limit_of(efforts, values, 4) is None


def test_time_above_leaves_gaps_and_missing_beats_out() -> None:
    t_s = np.array([0.0, 1.0, 2.0, 3.0, 63.0, 64.0])
    beats = np.array([150.0, 150.0, np.nan, 139.0, 150.0, 150.0])
    assert seconds_above(t_s, beats, 140.0) == 2.0
