"""Two records of one activity: told apart from two activities, whatever the format, the order or the damage."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.imports import copies
from runners.imports.copies import Record, is_fuller, is_same

AT = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
RUN = Record(AT, timer_s=2700, elapsed_s=2760, distance_m=8100, points=2700, avg_hr=150)
TYPED = Record(AT + timedelta(minutes=20), timer_s=2700, distance_m=8000, typed=True)


def changed(record: Record = RUN, *, later_s: float = 0, **fields: object) -> Record:
    moved = record.started_at + timedelta(seconds=later_s)
    return dataclasses.replace(record, started_at=moved, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        RUN,
        changed(later_s=89),
        changed(later_s=-60, timer_s=2760),
        changed(timer_s=2755, elapsed_s=2755),
        changed(distance_m=8400),
        changed(distance_m=None),
        changed(timer_s=2700, elapsed_s=5000),
        changed(later_s=5, distance_m=6000),
    ],
)
def test_it_is_one_activity(other: Record) -> None:
    assert is_same(RUN, other)
    assert is_same(other, RUN)


@pytest.mark.parametrize(
    "other",
    [
        changed(later_s=91),
        changed(timer_s=2000, elapsed_s=2100),
        changed(later_s=30, distance_m=9000),
        changed(later_s=3600),
        changed(later_s=900),
        changed(distance_m=4000),
        changed(later_s=20, distance_m=6000),
        changed(later_s=600, timer_s=900, elapsed_s=900, distance_m=2500),
    ],
)
def test_it_is_another_activity(other: Record) -> None:
    assert not is_same(RUN, other)
    assert not is_same(other, RUN)


@pytest.mark.parametrize(
    "part",
    [
        changed(timer_s=1300, elapsed_s=1300, distance_m=3900, partial=True),
        changed(later_s=1400, timer_s=1300, elapsed_s=1350, distance_m=3900, partial=True),
        changed(timer_s=1300, elapsed_s=1300, distance_m=None, partial=True),
    ],
)
def test_a_damaged_half_is_the_same_activity(part: Record) -> None:
    assert is_same(RUN, part)
    assert is_same(part, RUN)


def test_a_part_that_reaches_beyond_the_whole_is_none_of_it() -> None:
    assert not is_same(RUN, changed(later_s=2000, timer_s=1300, elapsed_s=1300, distance_m=3900, partial=True))
    assert not is_same(RUN, changed(timer_s=1300, elapsed_s=1300, distance_m=9500, partial=True))


def test_two_short_ones_in_a_row_are_two() -> None:
    walk = Record(AT, timer_s=45, elapsed_s=45, distance_m=68)
    run = Record(AT + timedelta(seconds=78), timer_s=57, elapsed_s=57, distance_m=158)
    assert not is_same(walk, run)
    assert not is_same(run, walk)


@pytest.mark.parametrize(("later_s", "same"), [(0, True), (-5400, True), (5400, True), (9000, False)])
def test_a_typed_run_is_near_enough(later_s: float, same: bool) -> None:
    """Somebody who types a run in knows the hour, not the minute."""
    assert is_same(TYPED, changed(later_s=1200 + later_s)) is same
    assert not is_same(TYPED, changed(timer_s=5400, elapsed_s=5400))
    assert not is_same(TYPED, changed(distance_m=12_000))


@pytest.mark.parametrize(
    ("later_s", "timer_s", "same"),
    [(7200, 2700, True), (-34_200, 2702, True), (7200, 2760, True), (7200, 2650, False), (7000, 2700, False)],
)
def test_a_list_without_a_zone_may_be_off_by_whole_quarters(later_s: float, timer_s: float, same: bool) -> None:
    line = Record(AT, timer_s=timer_s, distance_m=8100, typed=True, shift=timedelta(hours=26))
    assert is_same(RUN, changed(line, later_s=later_s)) is same


@given(st.integers(-7200, 7200), st.integers(60, 9000), st.integers(0, 30_000), st.booleans())
def test_it_is_the_same_from_both_sides(later_s: int, timer_s: int, metres: int, partial: bool) -> None:
    other = changed(later_s=later_s, timer_s=timer_s, elapsed_s=timer_s, distance_m=metres, partial=partial)
    assert is_same(RUN, other) == is_same(other, RUN)


def test_it_survives_the_way_through_a_column() -> None:
    assert Record.from_json(RUN.to_json()) == RUN


def test_it_knows_which_of_two_has_more_to_tell() -> None:
    poor = changed(avg_hr=None, points=600)
    assert copies.gains(poor, RUN) == ("heart rate",)
    assert copies.gains(RUN, poor) == ()
    assert is_fuller(RUN, poor)
    assert not is_fuller(poor, RUN)
    assert is_fuller(changed(poor, points=60), TYPED)
    assert is_fuller(changed(avg_hr=None, distance_m=None), changed(partial=True))
    assert is_fuller(RUN, changed(points=500))
    assert not is_fuller(RUN, changed(points=2600))
