"""A guess from one's own runs, pulled towards what is general."""

import pytest

from runners.science.forecast import LEAST, Forecast, Start, forecast

HERE = Start(-2, 0, 4, False)


def habit(times: int, *, ended: int) -> Forecast | None:
    return forecast([HERE] * times, [ended] * times, HERE)


def test_it_says_nothing_under_ten_runs() -> None:
    assert habit(LEAST - 1, ended=2) is None
    assert habit(LEAST, ended=2) is not None


def test_few_runs_lean_on_what_is_general_and_many_do_not() -> None:
    """From -2 the general line ends at -0.4; this runner ends at 3."""
    few, many = habit(10, ended=3), habit(200, ended=3)
    assert few is not None
    assert many is not None
    assert -0.4 < few.guess < many.guess < 3.0
    assert many.guess == pytest.approx(3.0, abs=0.1)


def test_it_gets_surer_with_runs() -> None:
    few, many = habit(10, ended=1), habit(200, ended=1)
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


def test_it_never_leaves_the_map() -> None:
    found = forecast([Start(4, 0, None, False)] * 40, [4] * 40, Start(4, 4, None, False))
    assert found is not None
    assert found.low >= -4
    assert found.high == 4.0


def test_older_runs_fade() -> None:
    changed = forecast([HERE] * 240, [-2] * 120 + [2] * 120, HERE)
    assert changed is not None
    assert changed.guess > 0.5


@pytest.mark.parametrize(("valence", "surprise"), [(0, 0.0), (3, 3.0), (-3, -3.0)])
def test_only_what_lies_beyond_the_interval_is_a_surprise(valence: int, surprise: float) -> None:
    assert Forecast(20, 0.0, -2.0, 2.0).surprise(valence) == surprise
