from __future__ import annotations

import numpy as np
import pytest

from runners.importers.clock import mended, plausible
from tests.runners.importers.making import START

NOW = START.timestamp()
STEADY = NOW + np.arange(300.0)
ONE = np.zeros(300)


def test_times_in_order_are_left_alone_whatever_gaps_it_finds() -> None:
    gaps = STEADY + np.where(np.arange(300) > 100, 5000.0, 0.0)
    assert (mended(gaps, ONE) == gaps).all()
    assert (plausible(gaps) == gaps).all()


@pytest.mark.parametrize("by", [90.0, 3600.0, 86_400.0, -90.0, -3600.0])
def test_a_stray_time_is_dropped_it_is_not_put_at_the_end(by: float) -> None:
    time = STEADY.copy()
    time[150] += by
    out = mended(time, ONE)
    assert np.isnan(out[150])
    assert np.nanmax(out) - np.nanmin(out) <= 300.0
    assert np.isnan(out).sum() == 1


@pytest.mark.parametrize("back", [100.0, 3600.0])
def test_what_was_before_a_clock_put_back_ends_where_the_rest_begins_it_keeps_its_steps(back: float) -> None:
    time = STEADY - np.where(np.arange(300) >= 60, back, 0.0)
    out = mended(time, ONE)
    assert (np.diff(out) == 1.0).all()
    assert out[60] == time[60]


def test_segments_in_another_order_are_no_jump_it_leaves_them_to_sorting() -> None:
    segment = np.where(np.arange(300) < 150, 1.0, 2.0)
    time = np.concatenate([STEADY[150:], STEADY[:150]])
    assert (mended(time, segment) == time).all()


def test_a_clock_that_was_set_on_the_way_counts_from_there_it_drops_what_was_before() -> None:
    time = np.where(np.arange(300) < 200, 1000.0 + np.arange(300), STEADY)
    assert np.isnan(plausible(time)).sum() == 200
    assert np.isnan(plausible(np.full(3, np.nan))).all()


def test_a_clock_that_was_never_set_keeps_its_steps_it_may_be_asked_about() -> None:
    assert (plausible(1000.0 + np.arange(300)) == 1000.0 + np.arange(300)).all()
