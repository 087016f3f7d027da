"""How settled a habit is: recent times weigh most, pauses freeze it, and one missed time breaks nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.science.habit import HALF_LIFE, strength

Kept = list[bool | None]


def test_it_is_silent_under_three_times() -> None:
    assert strength([True, True, None, None]) is None
    assert strength([]) is None


def test_it_is_whole_when_kept_and_nothing_when_never_kept() -> None:
    assert strength([True] * 12) == pytest.approx(1)
    assert strength([False] * 12) == 0


def test_it_halves_the_weight_of_a_time_after_its_half_life() -> None:
    late, early = strength([False] * 4 + [True]), strength([True] + [False] * 4)
    assert late is not None
    assert early is not None
    assert early / late == pytest.approx(0.5 ** (4 / HALF_LIFE))


def test_one_missed_time_takes_a_sixth_from_a_long_kept_one() -> None:
    assert strength([True] * 60 + [False]) == pytest.approx(0.5 ** (1 / HALF_LIFE), abs=1e-3)


@given(st.lists(st.booleans(), min_size=3, max_size=30), st.integers(0, 30))
def test_a_pause_changes_nothing(kept: Kept, at: int) -> None:
    assert strength([*kept[:at], None, None, *kept[at:]]) == strength(kept)


@given(st.lists(st.booleans(), min_size=3, max_size=30))
def test_it_lies_between_none_and_all_and_grows_when_kept(kept: Kept) -> None:
    now, then = strength(kept), strength([*kept, True])
    assert now is not None
    assert then is not None
    assert 0 <= now <= 1 + 1e-12
    assert then >= now - 1e-12


def test_a_half_life_is_positive() -> None:
    with pytest.raises(ValueError, match="half-life"):
        strength([True] * 3, half_life=0)
