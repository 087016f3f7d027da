"""Mornings and quiet hours on everybody's own wall, through every change of every clock from 2025 to 2030."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from coaching.alerts.quiet import MORNING, Quiet, local_day, next_morning, shown

STEP = timedelta(minutes=15)
DAY = timedelta(days=1)
NIGHTS = (Quiet(time(22), time(6, 30)), Quiet(time(1, 30), time(2, 30)), Quiet(time(23, 30), time(0, 30)))


def offset(name: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(name)).utcoffset() or timedelta()


def turns_of(name: str) -> Iterator[datetime]:
    """A midnight within a day before each change of this zone's clock."""
    at = datetime(2025, 1, 1, tzinfo=UTC)
    while at.year < 2031:
        if offset(name, at) != offset(name, at + 7 * DAY):
            days = (at + ahead * DAY for ahead in range(7))
            yield next(day for day in days if offset(name, day) != offset(name, day + DAY))
        at += 7 * DAY


@cache
def changes() -> list[tuple[str, datetime]]:
    """(zone, midnight before a change of its clock), each behaviour of a zone once."""
    found: dict[tuple[object, ...], str] = {}
    for name in sorted(available_timezones()):
        turns = tuple((turn, offset(name, turn), offset(name, turn + DAY)) for turn in turns_of(name))
        if turns:
            found.setdefault(turns, name)
    return [(name, turn[0]) for turns, name in found.items() for turn in turns]


def walls(name: str, around: datetime) -> Iterator[tuple[datetime, datetime, datetime]]:
    """(instant, what the wall shows, the latest it has shown so far) around a change, a quarter of an hour apart."""
    zone, at = ZoneInfo(name), around - 1.5 * DAY
    latest = (at - DAY).replace(tzinfo=None)
    while at < around + 2 * DAY:
        wall = at.astimezone(zone).replace(tzinfo=None)
        latest = max(latest, wall)
        yield at, wall, latest
        at += STEP


def first_showing(name: str, around: datetime, wanted: datetime) -> datetime:
    """The specification, on foot: walk along until the wall has shown that time or a later one."""
    return next(at for at, _, latest in walls(name, around) if latest >= wanted)


def test_a_digest_comes_once_each_local_day_at_seven_whatever_the_clocks_do(capsys: pytest.CaptureFixture[str]) -> None:
    for name, around in changes():
        at, mornings = around - 3 * DAY, []
        for _ in range(6):
            at = next_morning(name, at)
            mornings.append(at.astimezone(ZoneInfo(name)))
        assert {morning.time() for morning in mornings} == {MORNING}, name
        days = [morning.date() for morning in mornings]
        assert days == [days[0] + ahead * DAY for ahead in range(6)], (name, around)
    with capsys.disabled():
        print(f"\n  {len(changes())} changes of clocks, {len({name for name, _ in changes()})} behaviours of zones")


def test_any_time_of_day_is_the_first_moment_a_wall_shows_it_or_a_later_one() -> None:
    for name, around in changes():
        for day in (local_day(name, around), local_day(name, around + DAY)):
            for clock in (time(0), time(1, 30), time(2), time(2, 30), time(3)):
                wanted = first_showing(name, around, datetime.combine(day, clock))
                assert shown(name, day, clock) == wanted or not_in_quarters(name, wanted), (name, day, clock)


def not_in_quarters(name: str, at: datetime) -> bool:
    """Where a zone is not a whole quarter of an hour ahead: the walk above has too long a step for it."""
    return offset(name, at) % STEP != timedelta()


@pytest.mark.parametrize("quiet", NIGHTS, ids=lambda quiet: f"{quiet.starts:%H%M}-{quiet.ends:%H%M}")
def test_no_quiet_hour_begins_twice_in_a_night_and_each_ends(quiet: Quiet) -> None:
    for name, around in changes():
        if not_in_quarters(name, around):
            continue
        began, before = [], around
        for at in (around - 1.5 * DAY + half * timedelta(minutes=30) for half in range(168)):
            over = quiet.over_at(name, at)
            assert over == at or (at < over < at + 11 * timedelta(hours=1) and quiet.over_at(name, over) == over), (
                name,
                at,
            )
            began += [at] if over > at >= before else []
            before = over
        apart = {round((later - earlier) / DAY, 1) for earlier, later in pairwise(began)}
        assert min(apart) >= 0.9, (name, around)
        assert max(apart) <= 1.1 or (quiet, name) == (NIGHTS[1], "Antarctica/Troll"), (
            name,
            around,
        )  # skipped altogether


def test_the_same_time_twice_means_no_quiet_hours(now: datetime) -> None:
    assert Quiet(time(9), time(9)).over_at("Europe/Dublin", now) == now


@pytest.mark.parametrize(("hour", "until"), [(5, 6), (6, 6), (12, 12), (21, 21), (22, 30)])
def test_what_falls_into_the_night_waits_for_its_end(hour: int, until: int) -> None:
    at = datetime(2026, 1, 5, hour, 29, tzinfo=UTC)
    over = Quiet(time(22), time(6, 30)).over_at("Europe/Dublin", at)
    expected = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(
        hours=until, minutes=30 if until != hour or hour == 6 else 29
    )
    assert over == expected


def test_a_weekly_one_comes_on_its_day() -> None:
    wednesday = datetime(2026, 3, 18, 8, 30, tzinfo=UTC)
    assert next_morning("Europe/Dublin", wednesday, weekday=0) == datetime(2026, 3, 23, 7, tzinfo=UTC)
    assert next_morning("Europe/Dublin", wednesday, weekday=2) == datetime(2026, 3, 25, 7, tzinfo=UTC)


def test_a_zone_nobody_knows_any_more_holds_up_nobody() -> None:
    assert local_day("No/Where", datetime(2026, 3, 18, 23, tzinfo=UTC)) == date(2026, 3, 18)
