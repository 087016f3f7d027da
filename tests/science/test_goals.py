"""Sizes that weeks bear out, and the ladder to a distance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.science.goals import MOST_GROWTH, Size, ladder, sizes, smaller

EIGHT = [95, 130, 120, 0, 150, 110, 140, 125]
totals = st.lists(st.floats(0, 2000), min_size=4, max_size=8)


def test_sizes_come_from_the_weeks_and_say_how_often_they_were_reached() -> None:
    assert sizes(EIGHT, step=5) == (Size(110, 6, 8), Size(125, 4, 8), Size(140, 2, 8))


def test_equal_weeks_give_one_size_and_empty_weeks_none() -> None:
    assert sizes([3, 3, 3, 3], step=1) == (Size(3, 4, 4),)
    assert sizes([0] * 8, step=5) == ()


def test_three_weeks_say_nothing() -> None:
    assert sizes([100, 100, 100], step=5) == ()


@given(totals, st.sampled_from([1, 5, 10]))
def test_every_size_was_reached_in_a_quarter_of_the_weeks_at_least(weeks: list[float], step: int) -> None:
    for size in sizes(weeks, step=step):
        assert size.reached / size.weeks >= 0.25
        assert size.a_week % step == 0


@given(totals)
def test_order_does_not_matter(weeks: list[float]) -> None:
    assert sizes(weeks, step=5) == sizes(weeks[::-1], step=5)


@pytest.mark.parametrize(("a_week", "step", "then"), [(120, 5, 95), (4, 1, 3), (2, 1, 1), (1, 1, 1), (5, 5, 5)])
def test_smaller_is_a_fifth_less_and_never_nothing(a_week: int, step: int, then: int) -> None:
    assert smaller(a_week, step=step) == then


def test_a_ladder_grows_by_a_tenth_at_most() -> None:
    found = ladder(longest_m=10_000, distance_m=21_097.5)
    assert found is not None
    assert (round(found.next_m), found.runs) == (11_000, 8)


@given(st.floats(1000, 40_000), st.floats(1000, 100_000))
def test_so_many_runs_of_a_tenth_more_reach_it_and_one_fewer_does_not(longest: float, distance: float) -> None:
    found = ladder(longest_m=longest, distance_m=distance)
    assert found is not None
    assert longest * MOST_GROWTH**found.runs >= distance * (1 - 1e-6)
    assert found.runs == 1 or longest * MOST_GROWTH ** (found.runs - 1) < distance


def test_a_distance_run_already_is_one_run_away() -> None:
    assert ladder(longest_m=12_000, distance_m=10_000) is not None
    assert ladder(longest_m=0, distance_m=10_000) is None


def test_a_step_is_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        sizes(EIGHT, step=0)
