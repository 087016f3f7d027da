"""Shifts of feeling: a mean with an interval that holds what it says, and silence when there is too little."""

import numpy as np
import pytest

from runners.science.ledger import LEAST, shift_of, t95

# Student's t, 95th percentile, from any printed table.
TABLE = {4: 2.132, 5: 2.015, 7: 1.895, 10: 1.812, 20: 1.725, 60: 1.671, 1000: 1.646}


@pytest.mark.parametrize(("df", "printed"), TABLE.items())
def test_the_percentile_is_that_of_the_tables(df: int, printed: float) -> None:
    assert t95(df) == pytest.approx(printed, abs=0.0025)


def test_it_is_silent_under_five_times() -> None:
    assert shift_of([1.0] * (LEAST - 1)) is None
    assert shift_of([]) is None


def test_it_is_the_mean_between_its_bounds() -> None:
    shift = shift_of([1, 2, 3, 4, 5])
    assert shift is not None
    assert (shift.n, shift.mean) == (5, 3)
    assert shift.high - shift.mean == pytest.approx(2.132 * 1.5811 / 5**0.5, abs=0.01)
    assert shift.low == pytest.approx(2 * shift.mean - shift.high)


def test_order_does_not_matter_and_more_times_are_narrower() -> None:
    few, same, many = shift_of([0, 1, 2, 1, 3]), shift_of([3, 1, 2, 1, 0]), shift_of([0, 1, 2, 1, 3] * 6)
    assert few is not None
    assert many is not None
    assert few == same
    assert many.high - many.low < few.high - few.low


def test_the_same_answer_five_times_is_no_certainty() -> None:
    shift = shift_of([1] * 5)
    assert shift is not None
    assert shift.low < 0.7 < 1 < 1.3 < shift.high


@pytest.mark.parametrize("times", [5, 12, 40])
@pytest.mark.parametrize("true", [0.0, 1.3])
def test_nine_of_ten_intervals_hold_the_truth(times: int, true: float, capsys: pytest.CaptureFixture[str]) -> None:
    """Simulated runners: taps on whole steps, before and after, with the noise of a day."""
    rng = np.random.default_rng([times, int(true * 10)])
    before = rng.normal(0, 1.2, (3000, times))
    moved = np.rint(before + true + rng.normal(0, 1.0, before.shape)) - np.rint(before)
    shifts = [shift_of(list(row)) for row in moved]
    held = np.mean([shift is not None and shift.low <= true <= shift.high for shift in shifts])
    with capsys.disabled():
        print(f"\n  {times} times, true shift {true}: {held:.1%} of the intervals hold it")
    assert 0.86 <= held <= 0.94
