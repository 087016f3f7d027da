"""Some of somebody's runs beside all others, on numbers that can be counted and on runners whose truth is known."""

from dataclasses import dataclass

import numpy as np
import pytest

from runners.science.insight import LOOK, Difference, differences, holds, two_sided
from tests.science.simulated_insights import DAYS, Year, runner_year

WEEK = 7


def one(before: list[float], after: list[float], inside: int) -> Difference | None:
    """The first `inside` runs are the group."""
    group = np.arange(len(before)) < inside
    return differences(np.array(before, dtype=float), np.array(after, dtype=float), group[None])[0]


@pytest.mark.parametrize(("inside", "count"), [(7, 20), (13, 20)])
def test_it_says_nothing_under_eight_runs_on_either_side(inside: int, count: int) -> None:
    assert one([0, 1] * (count // 2), [1, 2] * (count // 2), inside) is None


def test_it_finds_the_difference_between_runs_that_began_alike() -> None:
    found = one([0, 1] * 10, [2, 3] * 5 + [1, 2] * 5, 10)
    assert found is not None
    assert (found.n, found.others) == (10, 10)
    assert found.mean == pytest.approx(1.0)
    assert found.low < 1.0 < found.high


def test_it_does_not_praise_a_group_for_starting_low() -> None:
    """Runs that begin lower gain more, and every one of them lies on the same line."""
    before = [-4.0, -3, -2, -1, 0] * 2 + [-1.0, 0, 1, 2, 3] * 2
    after = [0.5 * value + 1 for value in before]
    found = one(before, after, 10)
    assert found is not None
    assert found.mean == pytest.approx(0.0, abs=1e-9)


def test_it_says_nothing_where_the_start_alone_tells_the_group() -> None:
    assert one([-2.0] * 10 + [2.0] * 10, [0.0] * 10 + [1.0] * 10, 10) is None


def test_it_copes_with_runs_that_all_began_at_one_point() -> None:
    found = one([1.0] * 20, [3.0] * 10 + [1.0] * 10, 10)
    assert found is not None
    assert found.mean == pytest.approx(2.0)


def test_answers_without_any_spread_are_no_certainty() -> None:
    found = one([0.0, 1.0] * 10, [1.0, 2.0] * 10, 10)
    assert found is not None
    assert found.high - found.low > 0.4


def test_an_interval_of_more_than_a_step_to_either_side_is_no_use() -> None:
    rng = np.random.default_rng(1)
    loud = one([0.0] * 20, rng.choice([-4.0, 4.0], 20).tolist(), 10)
    assert loud is not None
    assert not loud.useful


@pytest.mark.parametrize(("ps", "expected"), [([0.001, 0.5], [True, False]), ([0.03, 0.2, 0.9], [False] * 3), ([], [])])
def test_a_comparison_has_to_be_clearer_the_more_there_are(ps: list[float], expected: list[bool]) -> None:
    assert holds(ps, 0.05) == expected


def test_one_that_falls_takes_all_weaker_ones_with_it() -> None:
    assert holds([0.04, 0.001, 0.03], 0.05) == [False, True, False]
    assert holds([0.04, 0.001, 0.02], 0.05) == [True, True, True]


@pytest.mark.parametrize(
    ("t", "df", "p"),
    [(0.0, 9, 1.0), (2.262157, 9, 0.05), (-2.262157, 9, 0.05), (1.983972, 100, 0.05), (4.781, 9, 0.001)],
)
def test_the_chance_of_a_t_is_that_of_the_tables(t: float, df: int, p: float) -> None:
    assert two_sided(t, df) == pytest.approx(p, abs=2e-6)


@dataclass(frozen=True)
class Tally:
    """Shares over many invented runners."""

    covered: float
    covered_nothing: float
    found: float
    misled: float


def tally(runners: int, *, every: int, seed: int) -> Tally:
    rng = np.random.default_rng(seed)
    real = [runner_year(rng, effect=0.8) for _ in range(runners)]
    shown = [(year, differences(year.before, year.after, year.groups)) for year in real]
    told = [(year.true, each[0]) for year, each in shown if each[0]]
    nothing = [one for _, each in shown for one in each[6:] if one]  # not the place: the other factors do nothing
    return Tally(
        covered=float(np.mean([one.low <= true <= one.high for true, one in told])),
        covered_nothing=float(np.mean([one.low <= 0 <= one.high for one in nothing])),
        found=float(np.mean([finds(year, LOOK)[:1] == [0] for year in real])),
        misled=float(np.mean([misled(runner_year(rng), every=every) for _ in range(runners)])),
    )


def finds(year: Year, level: float, *, until: int = DAYS) -> list[int]:
    """The groups that are said in a sentence on a day."""
    then = year.day < until
    found = differences(year.before[then], year.after[then], year.groups[:, then])
    useful = [(place, one) for place, one in enumerate(found) if one and one.useful]
    kept = holds([one.p for _, one in useful], level)
    return [place for (place, _), fine in zip(useful, kept, strict=True) if fine]


def misled(year: Year, *, every: int) -> bool:
    """Whether any look in the year shows anything to somebody for whom there is nothing to see."""
    return any(finds(year, LOOK, until=day) for day in range(every, DAYS + 1, every))


def test_its_intervals_hold_the_truth_and_nobody_is_told_stories(capsys: pytest.CaptureFixture[str]) -> None:
    """A short look: 70 runners of each sort, the diary read every eight weeks."""
    shares = tally(70, every=8 * WEEK, seed=3)
    told(shares, capsys)
    assert 0.84 <= shares.covered <= 0.96
    assert 0.86 <= shares.covered_nothing <= 0.94
    assert shares.found >= 0.4
    assert shares.misled <= 0.10


@pytest.mark.long
@pytest.mark.timeout(900)
def test_its_intervals_hold_the_truth_over_many_runners_and_weekly_looks(capsys: pytest.CaptureFixture[str]) -> None:
    shares = tally(1000, every=WEEK, seed=4)
    told(shares, capsys)
    assert 0.86 <= shares.covered <= 0.94
    assert 0.86 <= shares.covered_nothing <= 0.94
    assert shares.misled <= 0.10


def told(shares: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(
            f"\n  90 % intervals hold an effect {shares.covered:.1%}, its absence {shares.covered_nothing:.1%};"
            f" 0.8 steps found {shares.found:.1%}; runners told of nothing in a year {shares.misled:.1%}"
        )
