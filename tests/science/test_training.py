from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.science import training
from runners.science.series import Array
from tests.science import reference
from tests.science.agreement import AGREE, assert_agree, loads, plain, seeds

seed = st.one_of(st.none(), st.floats(0, 150))
share = st.just(0.0) | st.floats(0.001, 0.5)
minutes = st.lists(st.floats(0, 200), min_size=5, max_size=5)


@AGREE
@given(st.floats(0, 10), st.floats(0, 300), st.floats(1, 6), st.floats(60, 200), st.booleans(), minutes)
def test_it_agrees_with_the_reference_on_points_of_a_run(
    rpe: float, spent: float, speed: float, hr: float, female: bool, zones: list[float]
) -> None:
    calls: list[tuple[str, tuple[object, ...]]] = [
        ("srpe_au", (rpe, spent)),
        ("load_points", (rpe, spent)),
        ("pace_points", (spent * 60, speed, 4.0)),
        ("trimp_banister", (spent, hr, 50, 190, female)),
        ("hr_points", (spent, hr, 50, 190, 172, female)),
        ("trimp_edwards", (zones,)),
        ("trimp_lucia", (zones[:3],)),
    ]
    for name, args in calls:
        assert_agree(getattr(training, name)(*args), getattr(reference, name)(*args))


@AGREE
@given(st.floats(0, 60), st.lists(st.just(0.0) | st.floats(0.1, 40), max_size=6))
def test_it_agrees_with_the_reference_on_spikes(distance: float, before: list[float]) -> None:
    assert_agree(training.session_spike(distance, before), reference.session_spike(distance, before))


@pytest.mark.parametrize(("km", "band"), [(11.0, "none"), (11.1, "small"), (13.1, "moderate"), (20.1, "large")])
def test_it_names_the_band_of_a_longer_run(km: float, band: str) -> None:
    assert training.session_spike(km, [10.0, 4.0]) == {"ratio": pytest.approx(km / 10), "band": band}


@AGREE
@given(st.floats(0.05, 1), share, share)
def test_it_agrees_with_the_reference_on_polarisation(z1: float, z2: float, z3: float) -> None:
    assert_agree(training.polarization_index(z1, z2, z3), reference.polarization_index(z1, z2, z3))


@pytest.mark.parametrize("shares", [(0.0, 0.5, 0.5), (0.0, 0.0, 1.0), (0.01, 0.0, 0.99)])
def test_it_has_no_polarisation_without_easy_running(shares: tuple[float, float, float]) -> None:
    assert training.polarization_index(*shares) is None


def test_it_reads_an_empty_middle_zone_as_polarised() -> None:
    assert_agree(training.polarization_index(0.8, 0.0, 0.2), reference.polarization_index(0.8, 0.0, 0.2))


@AGREE
@given(loads(late=True))
def test_it_agrees_with_the_reference_on_weeks(values: Array) -> None:
    monotony, sums = training.monotony_many(values), training.week_sums_many(values)
    for row, evenness, total in zip(values, plain_rows(monotony), plain_rows(sums), strict=True):
        for day in range(len(row)):
            week = plain(row[max(0, day - 6) : day + 1])
            whole = len(week) == 7 and None not in week
            assert_agree(evenness[day], reference.monotony(week) if whole else None)
            assert_agree(total[day], sum(week) if whole else None)
            if whole:
                assert_agree(training.strain(week), reference.strain(week))


def plain_rows(values: Array) -> list[list[float | None]]:
    return [plain(row) for row in values]


@pytest.mark.parametrize("function", [training.monotony, training.strain])
def test_it_refuses_a_week_that_is_not_seven_days(function: Callable[[list[float]], object]) -> None:
    with pytest.raises(ValueError, match="seven days"):
        function([1.0] * 6)


def test_it_finds_a_week_of_equal_days_monotonous_and_an_empty_week_nothing() -> None:
    assert training.monotony([40.0] * 7) == training.MONOTONY_CAP
    assert training.monotony([0.0] * 7) is None
    hard_easy, every_day = (
        training.monotony([120, 0, 90, 0, 0, 150, 0]),
        training.monotony([50, 45, 55, 50, 50, 60, 50]),
    )
    assert hard_easy is not None
    assert every_day is not None
    assert hard_easy < 1 < 4 < every_day


@AGREE
@given(loads(late=True), seed, seed)
def test_it_agrees_with_the_reference_on_load_lines(values: Array, acute: float | None, chronic: float | None) -> None:
    seeded = {"seed_acute": acute, "seed_chronic": chronic}
    many = training.load_lines_many(
        values,
        **{name: None if start is None else np.full(len(values), start) for name, start in seeded.items()},
    )
    for index, row in enumerate(values):
        days = [day for day in plain(row) if day is not None]
        rows = zip(*(plain(line[index]) for line in (many.acute, many.chronic, many.form)), strict=True)
        found = [dict(zip(("acute", "chronic", "form"), day, strict=True)) for day in rows]
        nothing = dict.fromkeys(("acute", "chronic", "form"))
        expected = reference.load_lines(days, acute, chronic)
        assert_agree(found, [nothing] * (len(row) - len(days)) + expected)
        assert_agree(training.load_lines(days, acute, chronic), expected)


def test_it_lets_each_runner_bring_a_seed_or_none() -> None:
    values = np.array([[50.0, 0.0], [50.0, 0.0]])
    lines = training.load_lines_many(values, seed_acute=np.array([np.nan, 38.0]), seed_chronic=None)
    assert_agree(plain(lines.acute[0]), [row["acute"] for row in reference.load_lines([50.0, 0.0])])
    assert_agree(plain(lines.acute[1]), [row["acute"] for row in reference.load_lines([50.0, 0.0], 38.0)])


def test_it_agrees_with_the_reference_over_many_years() -> None:
    values = np.random.default_rng(5).gamma(2.0, 40.0, 5000)
    expected = reference.load_lines(list(values))
    assert_agree(training.load_lines(list(values)), expected)


@AGREE
@given(seeds, st.integers(0, 400), st.floats(0, 0.95), st.floats(-100, 100))
def test_it_agrees_with_the_reference_on_any_exponential_line(seed: int, days: int, alpha: float, start: float) -> None:
    xs = [float(x) for x in np.random.default_rng(seed).normal(0, 100, days)]
    for found, expected in zip(training.ewma(xs, alpha, start), reference.ewma(xs, alpha, start), strict=True):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_it_shows_a_first_day_as_itself_and_a_constant_load_as_that_constant() -> None:
    lines = training.load_lines_many(np.full((1, 100), 60.0))
    assert lines.acute[0] == pytest.approx(60.0)
    assert lines.chronic[0] == pytest.approx(60.0)
    assert lines.form[0, 1:] == pytest.approx(0.0)


def test_it_counts_an_unknown_day_inside_a_history_as_rest() -> None:
    gap, rest = np.array([[np.nan, 50.0, np.nan, 70.0]]), np.array([[np.nan, 50.0, 0.0, 70.0]])
    np.testing.assert_array_equal(training.load_lines_many(gap).acute, training.load_lines_many(rest).acute)
    np.testing.assert_array_equal(training.since_first_day(gap), rest)


def test_it_says_the_legs_are_fresh_after_rest_and_loaded_after_a_hard_week() -> None:
    month = [50.0] * 40
    assert training.load_lines([*month, *[0.0] * 8])[-1]["form"] > 20
    assert training.load_lines([*month, *[120.0] * 8])[-1]["form"] < -20


@AGREE
@given(loads(late=True), seeds)
def test_it_treats_runners_independently(values: Array, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(values))
    whole, shuffled = training.load_lines_many(values), training.load_lines_many(values[order])
    np.testing.assert_array_equal(whole.acute[order], shuffled.acute)
    np.testing.assert_array_equal(whole.form[order], shuffled.form)


def test_it_has_a_week_from_the_seventh_day_on() -> None:
    sums, evenness = training.week_sums_many(np.ones((1, 7))), training.monotony_many(np.ones((1, 7)))
    assert plain(sums[0]) == [None] * 6 + [7.0]
    assert plain(evenness[0]) == [None] * 6 + [training.MONOTONY_CAP]
