"""From hours to slots: windows, overrides, pauses, notice, horizon and limits."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coaching.consultations.slots import (
    Availability,
    Busy,
    Kind,
    Override,
    Slot,
    Terms,
    WeeklyRule,
    Window,
    away,
    slots,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 6, 1)
NOW = datetime(2026, 5, 20, 8, tzinfo=UTC)
MORNING = WeeklyRule(0, time(9), time(12))
HOURS = Availability(BERLIN, (MORNING,), (), Terms(60, step_minutes=60))


def at(clock: str, day: date = MONDAY) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day, time(hour, minute), BERLIN)


def starts(hours: Availability, day: date = MONDAY, *, until: date | None = None, now: datetime = NOW) -> str:
    found = slots(hours, first_day=day, last_day=until or day, now=now)
    return " ".join(f"{slot.start.astimezone(BERLIN):%H:%M}" for slot in found)


def test_it_offers_what_fits_into_the_hours_whole() -> None:
    assert starts(HOURS) == "09:00 10:00 11:00"
    assert starts(replace(HOURS, terms=Terms(50, step_minutes=45))) == "09:00 09:45 10:30"
    assert starts(replace(HOURS, terms=Terms(240))) == ""
    assert starts(HOURS, MONDAY + timedelta(days=1)) == ""


def test_it_joins_windows_that_touch_and_keeps_those_apart_that_do_not() -> None:
    split = (WeeklyRule(0, time(10), time(11)), WeeklyRule(0, time(9), time(10)), WeeklyRule(0, time(14), time(15)))
    assert starts(replace(HOURS, rules=split, terms=Terms(90))) == "09:00 09:30"
    assert starts(replace(HOURS, rules=split)) == "09:00 10:00 14:00"
    uneven = (WeeklyRule(0, time(9), time(10, 10)), WeeklyRule(0, time(9, 50), time(12)))
    assert starts(replace(HOURS, rules=uneven)) == "09:00 10:00 11:00"


def test_it_goes_on_past_midnight_unless_the_next_day_is_away() -> None:
    late = replace(HOURS, rules=(WeeklyRule(0, time(22), time(2)),))
    tuesday = MONDAY + timedelta(days=1)
    assert starts(late, until=tuesday) == "22:00 23:00 00:00 01:00"
    assert starts(late, tuesday) == "00:00 01:00"
    assert starts(replace(late, overrides=(Override(tuesday),)), until=tuesday) == "22:00 23:00"


def test_it_lets_a_call_run_over_midnight_from_one_window_into_the_next() -> None:
    rules = (WeeklyRule(0, time(23), time(0)), WeeklyRule(1, time(0), time(1)))
    assert starts(replace(HOURS, rules=rules, terms=Terms(60, step_minutes=30))) == "23:00 23:30"


def test_it_takes_an_override_in_place_of_the_week() -> None:
    other = Override(MONDAY, (Window(time(15), time(17)),))
    assert starts(replace(HOURS, overrides=(other,))) == "15:00 16:00"
    assert starts(replace(HOURS, overrides=(other,)), MONDAY + timedelta(days=7)) == "09:00 10:00 11:00"


def test_it_offers_nothing_while_away_whatever_else_is_said_about_the_day() -> None:
    holiday = away(MONDAY - timedelta(days=3), MONDAY)
    assert len(holiday) == 4
    extra = Override(MONDAY, (Window(time(15), time(17)),))
    assert starts(replace(HOURS, overrides=(extra, *holiday))) == ""


def test_it_keeps_its_pauses_from_what_is_booked() -> None:
    call = (at("10:00"), at("10:30"))
    booked = Busy(at("09:50"), at("10:40"), call=call)
    assert starts(replace(HOURS, terms=Terms(30), busy=(booked,))) == "09:00 11:00 11:30"
    calm = Terms(30, buffer_before=25, buffer_after=0)
    assert starts(replace(HOURS, terms=calm, busy=(booked,))) == "09:00 11:30"
    calm = Terms(30, buffer_before=0, buffer_after=21)
    assert starts(replace(HOURS, terms=calm, busy=(booked,))) == "11:00 11:30"


def test_it_lets_calls_touch_without_a_pause() -> None:
    booked = Busy(at("10:00"), at("11:00"))
    assert starts(replace(HOURS, busy=(booked,))) == "09:00 11:00"
    longer = replace(booked, end=at("11:00") + timedelta(microseconds=1))
    assert starts(replace(HOURS, busy=(longer,))) == "09:00"


@pytest.mark.parametrize("kind", Kind)
def test_it_offers_nothing_on_top_of_any_kind_of_busy_time(kind: Kind) -> None:
    week = Busy(at("00:00") - timedelta(days=30), at("10:30"), kind)
    assert starts(replace(HOURS, busy=(week,))) == "11:00"


def test_it_keeps_the_notice_to_the_second() -> None:
    asks = replace(HOURS, terms=Terms(60, step_minutes=60, notice_minutes=24 * 60))
    day_before = at("10:00") - timedelta(days=1)
    assert starts(asks, now=day_before) == "10:00 11:00"
    assert starts(asks, now=day_before + timedelta(microseconds=1)) == "11:00"


def test_it_measures_notice_in_real_hours_when_clocks_change() -> None:
    sunday = date(2026, 3, 29)
    hours = Availability(BERLIN, (WeeklyRule(6, time(8), time(11)),), (), Terms(60, 0, 0, 24 * 60, step_minutes=60))
    assert starts(hours, sunday, now=at("08:00", sunday - timedelta(days=1))) == "09:00 10:00"


def test_it_stops_at_the_horizon_in_the_days_of_the_coach() -> None:
    daily = replace(HOURS, rules=tuple(WeeklyRule(day, time(23), time(0)) for day in range(7)))
    near = replace(daily, terms=Terms(60, horizon_days=2))
    late = datetime(2026, 5, 31, 22, 30, tzinfo=UTC)  # 00:30 on Monday in Berlin
    found = slots(near, first_day=date.min, last_day=date.max, now=late)
    assert [slot.start.astimezone(BERLIN).day for slot in found] == [1, 2, 3]


def test_it_keeps_the_limits_in_the_days_and_weeks_of_the_coach() -> None:
    daily = replace(HOURS, rules=tuple(WeeklyRule(day, time(0), time(3)) for day in range(7)))
    booked = Busy(at("00:00").astimezone(UTC), at("01:00").astimezone(UTC))  # Sunday evening there
    sunday, tuesday = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    by_day = replace(daily, busy=(booked,), terms=Terms(60, per_day=1, step_minutes=60))
    assert [starts(by_day, day) for day in (sunday, MONDAY, tuesday)] == ["00:00 01:00 02:00", "", "00:00 01:00 02:00"]
    by_week = replace(by_day, terms=Terms(60, per_week=1, step_minutes=60))
    assert starts(by_week, sunday) == "00:00 01:00 02:00"
    assert starts(by_week, MONDAY, until=MONDAY + timedelta(days=6)) == ""
    assert starts(by_week, MONDAY + timedelta(days=7)) == "00:00 01:00 02:00"


def test_it_counts_holds_for_the_limits_and_the_own_calendar_not() -> None:
    limited = replace(HOURS, terms=Terms(60, per_day=1, step_minutes=60))
    for kind, left in ((Kind.HELD, ""), (Kind.CALENDAR, "10:00 11:00")):
        assert starts(replace(limited, busy=(Busy(at("09:00"), at("10:00"), kind),))) == left


def test_it_says_what_a_slot_takes_with_its_pauses() -> None:
    slot = Slot(at("10:00"), at("11:00"))
    assert Terms(60, 15, 5).span(slot) == (at("09:45"), at("11:05"))


def test_it_offers_the_same_with_thousands_of_calls_elsewhere() -> None:
    others = [Busy(at("08:00") + timedelta(days=n), at("08:30") + timedelta(days=n)) for n in range(-1000, 1000)]
    busy = (*others, Busy(at("10:00"), at("11:00")))
    assert starts(replace(HOURS, busy=busy)) == "09:00 11:00"
