from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.science import pacing
from tests.science import reference
from tests.science.agreement import AGREE, assert_agree, seeds

grades = st.floats(-1, 1)
speeds = st.lists(st.floats(1, 6), max_size=60)


def recorded(seed: int, steps: int, every: float = 1.0) -> list[tuple[float, float, float]]:
    """A run with hills, stops, clocks that stand still and leaps of the fix."""
    rng = np.random.default_rng(seed)
    seconds = rng.choice([every, every, 5.0, 0.0, 130.0, -1.0], steps, p=[0.5, 0.3, 0.1, 0.04, 0.03, 0.03])
    pace = rng.choice([3.0, 0.5, 1.0, 12.0, -1.0], steps, p=[0.8, 0.08, 0.04, 0.04, 0.04]) * rng.uniform(
        0.8, 1.2, steps
    )
    metres = np.cumsum(np.abs(seconds) * pace)
    rows = zip(np.cumsum(seconds), metres, rng.uniform(-0.5, 0.5, steps), strict=True)
    return [(float(t), float(d), float(g)) for t, d, g in rows]


@AGREE
@given(grades)
def test_it_agrees_with_the_reference_on_grades(grade: float) -> None:
    assert_agree(pacing.minetti(grade), reference.minetti(grade))
    assert_agree(pacing.gap_factor(grade), reference.gap_factor(grade))
    assert_agree(float(pacing.gap_factor_many(np.full((2, 3), grade))[1, 2]), reference.gap_factor(grade))


@AGREE
@given(seeds, st.integers(0, 900), st.sampled_from([1.0, 0.25, 2.5]))
def test_it_agrees_with_the_reference_on_windows(seed: int, steps: int, every: float) -> None:
    samples = recorded(seed, steps, every)
    expected = reference.pacing_windows(samples)
    assert_agree(pacing.pacing_windows(samples), expected)
    assert_agree(pacing.pacing_windows(np.array(samples)), expected)


@AGREE
@given(speeds)
def test_it_agrees_with_the_reference_on_evenness(values: list[float]) -> None:
    assert_agree(pacing.pacing_metrics(values), reference.pacing_metrics(values))


def test_it_agrees_with_the_reference_on_decoupling() -> None:
    assert_agree(pacing.decoupling(3.2, 150, 3.0, 158), reference.decoupling(3.2, 150, 3.0, 158))


def test_it_closes_the_last_minute_in_spite_of_rounding() -> None:
    tenths = [(i * 0.1, i * 0.3, 0.0) for i in range(36001)]
    assert len(pacing.pacing_windows(tenths)["speeds"]) == 60


@pytest.mark.parametrize("samples", [[], [(0.0, 0.0, 0.0)]])
def test_it_has_nothing_to_say_without_two_samples(samples: list[tuple[float, float, float]]) -> None:
    assert pacing.pacing_windows(samples) == {"speeds": [], "stopped_s": 0.0, "faults": 0}


def test_it_sees_jerks_and_overlooks_a_slow_fade() -> None:
    fade = [3.4 - 0.03 * i for i in range(20)]
    jerky = [3.0 + 0.3 * (-1) ** i for i in range(20)]
    steady = [3.0 + 0.02 * math.sin(i) for i in range(20)]
    of = {name: pacing.pacing_metrics(v) for name, v in (("fade", fade), ("jerky", jerky), ("steady", steady))}
    assert of["fade"]["cv"] > 5 * of["steady"]["cv"]
    assert of["fade"]["cv_succ"] < 0.01 < 0.1 < of["jerky"]["cv_succ"]
    assert of["fade"]["drift"] < -0.15 < of["jerky"]["drift"]
    assert of["fade"]["fast_start"] > 1.09


def test_it_makes_a_climb_worth_more_than_the_flat() -> None:
    flat = pacing.pacing_windows([(i * 10.0, i * 25.0, 0.0) for i in range(61)])
    climb = pacing.pacing_windows([(i * 10.0, i * 25.0, 0.06) for i in range(61)])
    assert min(climb["speeds"]) > 1.2 * max(flat["speeds"])


def test_it_takes_a_stop_out_and_goes_on_behind_it() -> None:
    walking_on = [(float(t), 3.0 * min(t, 30) + 3.0 * max(t - 90, 0), 0.0) for t in range(0, 121, 5)]
    found = pacing.pacing_windows(walking_on)
    assert found["stopped_s"] == 60.0
    assert found["speeds"] == pytest.approx([3.0])


@pytest.mark.parametrize(
    ("speed", "what"), [(8.0, "run"), (8.1, "fault"), (1.0, "run"), (0.9, "stop"), (-0.1, "fault")]
)
def test_it_tells_running_from_stops_and_faults_by_speed(speed: float, what: str) -> None:
    found = pacing.pacing_windows([(0.0, 100.0, 0.0), (60.0, 100.0 + 60.0 * speed, 0.0)])
    kind = "run" if found["speeds"] else "stop" if found["stopped_s"] else "fault"
    assert (kind, found["faults"]) == (what, int(what == "fault"))


def test_it_needs_twelve_windows() -> None:
    assert pacing.pacing_metrics([3.0] * 11) is None
    assert pacing.pacing_metrics([3.0] * 12) == {"cv": 0.0, "cv_succ": 0.0, "fast_start": 1.0, "drift": 0.0}


@pytest.mark.parametrize("stop_at", [30, 90, 120])
def test_it_says_when_each_window_began_stops_and_all(stop_at: int) -> None:
    """A minute of standing lies before the window that begins behind it, wherever in the minute it fell."""
    samples = [(float(t), 3.0 * min(t, stop_at) + 3.0 * max(t - stop_at - 60, 0), 0.0) for t in range(241)]
    expected = {30: [0.0, 120.0], 90: [0.0, 60.0], 120: [0.0, 60.0]}[stop_at] + [180.0]
    assert pacing.window_starts(samples) == pytest.approx(expected)
    assert len(pacing.pacing_windows(samples)["speeds"]) == 3


@AGREE
@given(seeds, st.integers(0, 600))
def test_it_begins_as_many_windows_as_it_measures(seed: int, steps: int) -> None:
    samples = recorded(seed, steps)
    starts = pacing.window_starts(samples)
    assert len(starts) == len(pacing.pacing_windows(samples)["speeds"])


def test_it_knows_what_shaky_fixes_make_of_a_steady_runner() -> None:
    assert pacing.near_floor(0.025, 3.0, positions=False)
    assert not pacing.near_floor(0.03, 3.0, positions=False)
    assert pacing.near_floor(0.03, 3.0, positions=True)
    assert not pacing.near_floor(0.03, 5.0, positions=True)


def test_it_finds_the_step_that_explains_a_run() -> None:
    faded = [3.3 + 0.02 * (-1) ** i for i in range(20)] + [2.9 + 0.02 * (-1) ** i for i in range(10)]
    step = pacing.step_in(faded)
    assert step is not None
    assert (step["window"], round(step["change"], 3)) == (20, -0.121)
    assert pacing.step_in([3.0 + 0.2 * (-1) ** i for i in range(30)]) is None
    assert pacing.step_in([3.0] * 14 + [2.9] * 16) is None
    jerky = [3.2 + 0.8 * (-1) ** i for i in range(16)] + [2.9 + 0.8 * (-1) ** i for i in range(14)]
    assert pacing.step_in(jerky) is None
    assert pacing.step_in([3.0] * 7 + [2.0] * 4) is None


def test_it_finds_a_stretch_that_holds_most_of_the_change() -> None:
    calm, restless = [3.0, 3.02] * 9, [2.6, 3.4, 2.5, 3.5, 2.7]
    found = pacing.restless_in(calm + restless + calm)
    assert found is not None
    assert 15 <= found[0] <= 18 <= found[1] <= 23
    assert pacing.restless_in([3.0 + 0.2 * (-1) ** i for i in range(40)]) is None
    assert pacing.restless_in([3.0] * 20) is None
