"""How long somebody moved: without standing still, and without taking a late watch for a stop."""

from __future__ import annotations

import numpy as np
import pytest

from runners.importers.parsed import FloatArray, Track
from runners.importers.track import moving_s


def track(distance_m: FloatArray, t_s: FloatArray | None = None) -> Track:
    nothing = np.full(len(distance_m), np.nan)
    time = np.arange(len(distance_m), dtype=np.float64) if t_s is None else t_s
    return Track(time, distance_m, nothing, nothing, nothing, None, "watch")


def along(steps_m: list[float]) -> FloatArray:
    return np.cumsum([0.0, *steps_m])


@pytest.mark.parametrize(("stood", "moved"), [(4, 124), (5, 120), (90, 120)])
def test_it_leaves_out_standing_at_a_light_though_the_timer_ran_on(stood: int, moved: float) -> None:
    assert moving_s(track(along([3.0] * 60 + [0.1] * stood + [3.0] * 60))) == moved


def test_it_takes_a_watch_that_is_late_with_every_other_place_for_moving() -> None:
    assert moving_s(track(along([0.0, 0.0, 9.0] * 40))) == 120.0


def test_it_knows_no_moving_time_of_a_file_that_never_moves() -> None:
    assert moving_s(track(np.zeros(60))) is None
    assert moving_s(track(np.array([5.0]))) is None


def test_it_counts_a_gap_between_points_by_the_way_that_was_made_in_it() -> None:
    times, places = np.array([0.0, 10.0, 110.0, 210.0]), np.array([0.0, 30.0, 330.0, 331.0])
    assert moving_s(track(places, times)) == 110.0
