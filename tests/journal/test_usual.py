"""When somebody usually does something, also where the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.usual import MINUTES, Moment, Quiet, instant, minute_at, moment_of, on_the_wall, usual_minute

NIGHT = Quiet(time(21, 30), time(7))
MONDAY, TUESDAY = 0, 1


def test_it_is_the_median_of_that_weekday() -> None:
    moments = [Moment(MONDAY, minute) for minute in (120, 130, 700)] + [Moment(TUESDAY, 900)] * 9
    assert usual_minute(moments, weekday=MONDAY, any_day=False) == 130


def test_it_is_that_of_all_days_where_one_day_has_too_few() -> None:
    moments = [Moment(MONDAY, 100), Moment(TUESDAY, 200), Moment(2, 300)]
    assert usual_minute(moments, weekday=MONDAY, any_day=True) == 200
    assert usual_minute(moments, weekday=MONDAY, any_day=False) is None
    assert usual_minute(moments[:2], weekday=MONDAY, any_day=True) is None


def test_half_past_midnight_is_late_and_not_early() -> None:
    at = datetime(2026, 3, 18, 0, 30, tzinfo=UTC)
    late = moment_of(at, zone="UTC", day=date(2026, 3, 17))
    assert (late.weekday, late.minute) == (1, 20 * 60 + 30)
    assert on_the_wall(late.minute) == time(0, 30)


@pytest.mark.parametrize(
    ("wall", "moved"),
    [
        (time(12), time(12)),
        (time(21, 29), time(21, 29)),
        (time(21, 30), time(21, 15)),
        (time(23), time(21, 15)),
        (time(5), time(7, 15)),
        (time(6, 59), time(7, 15)),
        (time(7), time(7)),
    ],
)
def test_it_keeps_out_of_the_quiet_hours_on_the_same_day(wall: time, moved: time) -> None:
    near = NIGHT.around(minute_at(wall))
    assert near is not None
    assert on_the_wall(near) == moved


@pytest.mark.parametrize(("starts", "ends"), [(time(0), time(9)), (time(9), time(17)), (time(4), time(3, 59))])
def test_no_minute_it_names_is_quiet(starts: time, ends: time) -> None:
    quiet = Quiet(starts, ends)
    named = [quiet.around(minute) for minute in range(MINUTES)]
    assert not any(quiet.holds(minute) for minute in named if minute is not None)


def test_the_same_time_twice_means_no_quiet_hours() -> None:
    assert not any(Quiet(time(9), time(9)).holds(minute) for minute in range(MINUTES))


@pytest.mark.parametrize(
    ("day", "wall", "utc"),
    [
        (date(2026, 3, 28), time(7, 30), "06:30"),  # the clocks go forward in the night after
        (date(2026, 3, 29), time(7, 30), "05:30"),
        (date(2026, 10, 24), time(7, 30), "05:30"),
        (date(2026, 10, 25), time(7, 30), "06:30"),
    ],
)
def test_the_time_on_the_wall_stays_when_clocks_change(day: date, wall: time, utc: str) -> None:
    assert f"{instant(day, minute_at(wall), 'Europe/Berlin'):%H:%M}" == utc


def test_a_time_the_clocks_skip_lands_just_after_the_gap() -> None:
    """02:30 of the Sunday belongs to the Saturday, as every time before four does."""
    at = instant(date(2026, 3, 28), minute_at(time(2, 30)), "Europe/Berlin")
    assert at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d %H:%M") == "29 03:30"


def test_a_time_the_clocks_show_twice_is_the_first() -> None:
    at = instant(date(2026, 10, 24), minute_at(time(2, 30)), "Europe/Berlin")
    assert at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_a_year_of_days_has_one_such_moment_each(zone: str) -> None:
    days = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    found = [instant(day, minute_at(time(6, 45)), zone).astimezone(ZoneInfo(zone)) for day in days]
    assert [at.date() for at in found] == days
    assert {at.strftime("%H:%M") for at in found} == {"06:45"}
