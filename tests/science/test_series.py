from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.science import series
from tests.science import reference
from tests.science.agreement import AGREE, assert_agree, plain, ratings

ZONES = ["UTC", "Europe/Madrid", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"]
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@AGREE
@given(instants, st.sampled_from(ZONES), st.sampled_from(["run", "checkin"]))
def test_it_agrees_with_the_reference_on_local_days(instant: datetime, tz: str, kind: series.EntryKind) -> None:
    expected = reference.local_day(instant.isoformat(), tz, kind)
    assert series.local_day(instant.isoformat(), tz, kind) == expected
    assert series.day_of(instant, tz, kind) == date.fromisoformat(expected)


def test_it_ends_the_day_of_a_feeling_at_four_in_the_morning() -> None:
    late, early = datetime(2026, 7, 2, 1, 59, tzinfo=UTC), datetime(2026, 7, 2, 2, 0, tzinfo=UTC)
    assert series.day_of(late, "Europe/Madrid", "checkin") == date(2026, 7, 1)
    assert series.day_of(early, "Europe/Madrid", "checkin") == date(2026, 7, 2)


@pytest.mark.parametrize("hour", [0, 1])
def test_it_puts_both_half_past_twos_of_autumn_into_the_evening_before(hour: int) -> None:
    instant = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert series.day_of(instant, "Europe/Madrid", "checkin") == date(2026, 10, 24)
    assert series.day_of(instant, "Europe/Madrid", "run") == date(2026, 10, 25)


def test_it_lives_two_days_at_once_across_the_date_line() -> None:
    instant = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)
    days = [series.day_of(instant, tz) for tz in ("Pacific/Kiritimati", "Pacific/Pago_Pago")]
    assert days[0] - days[1] == timedelta(days=2)


def test_it_refuses_an_instant_without_a_zone_and_a_zone_nobody_knows() -> None:
    with pytest.raises(ValueError, match="time zone"):
        series.local_day("2026-06-01T10:30:00", "UTC")
    with pytest.raises(ZoneInfoNotFoundError):
        series.local_day("2026-06-01T10:30:00Z", "Moon/Tranquility")


@pytest.mark.parametrize("kind", ["load", "effort", "feeling"])
@pytest.mark.parametrize("days_late", [-1, 0, 1, 2, 7, 8, 400])
def test_it_agrees_with_the_reference_on_late_answers(kind: series.AnswerKind, days_late: int) -> None:
    assert series.counts_for_score(kind, days_late) is reference.counts_for_score(kind, days_late)


@AGREE
@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 300)), max_size=5))
def test_it_agrees_with_the_reference_on_days_of_several_runs(items: list[tuple[float, float]]) -> None:
    assert_agree(series.day_value(items), reference.day_value(items))
    assert_agree(series.day_value(items[::-1]), series.day_value(items))


@AGREE
@given(ratings(longest=20), st.integers(0, 30))
def test_it_keeps_the_newest_days_and_pads_the_time_before(values: np.ndarray, width: int) -> None:
    newest = series.last_days(values, width)
    for row, found in zip(values, newest, strict=True):
        assert plain(found) == ([None] * width + plain(row))[len(row) :]
