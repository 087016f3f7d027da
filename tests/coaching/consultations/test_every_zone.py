"""Slots around every change of the clock: checked minute by minute against the zone itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

import pytest

from coaching.consultations.slots import Availability, Busy, Terms, WeeklyRule, slots
from coaching.consultations.why import why_not

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ODD_ZONES = (
    *("Europe/Berlin", "America/New_York", "America/St_Johns", "America/Havana", "America/Santiago", "America/Nuuk"),
    *("Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Gaza", "Australia/Lord_Howe", "Pacific/Chatham"),
    *("Antarctica/Troll", "Atlantic/Azores"),
)
OFFERS = [Terms(20, step_minutes=15), Terms(60, step_minutes=30), Terms(90, step_minutes=45)]


@dataclass
class Count:
    zones: int = 0
    transitions: int = 0
    slots: int = 0


def transitions(zone: ZoneInfo, first: int, last: int) -> Iterator[datetime]:
    """By asking the zone at every noon, and then every minute of a day that ends otherwise than it began."""
    day, end = datetime(first, 1, 1, 12, tzinfo=UTC), datetime(last + 1, 1, 1, 12, tzinfo=UTC)
    before = day.astimezone(zone).utcoffset()
    while day < end:
        day += DAY
        after = day.astimezone(zone).utcoffset()
        if after != before:
            minutes = (day - DAY + MINUTE * n for n in range(1, 1441))
            yield next(at for at in minutes if at.astimezone(zone).utcoffset() == after)
        before = after


def of_its_own() -> list[str]:
    """The zones of the pinned data, each clock once: an alias is the same file under another name."""
    folder = resources.files("tzdata") / "zoneinfo"
    files = {folder.joinpath(*key.split("/")).read_bytes(): key for key in sorted(available_timezones(), reverse=True)}
    return sorted(files.values())


def first_time(zone: ZoneInfo, wall: datetime) -> datetime | None:
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == wall else None


def on_the_wall(zone: ZoneInfo, terms: Terms, at: datetime, opens: datetime, closes: datetime, every: int) -> bool:
    """Each of its minutes is in the hours, and shows on the wall for the first time."""
    walls = [(at + MINUTE * n).astimezone(zone) for n in [*range(0, terms.minutes, every), terms.minutes - 1]]
    return all(not wall.fold and opens <= wall.replace(tzinfo=None) < closes for wall in walls)


def expected(zone: ZoneInfo, terms: Terms, opens: datetime, closes: datetime, every: int) -> set[datetime]:
    walls = (opens + MINUTE * n for n in range(0, (closes - opens) // MINUTE, terms.step_minutes))
    starts = {at for at in (first_time(zone, wall) for wall in walls) if at}
    return {at for at in starts if on_the_wall(zone, terms, at, opens, closes, every)}


def check_around(zone: ZoneInfo, change: datetime, terms: Terms, length: timedelta, every: int) -> int:
    """Hours that begin a little before the clock changes, on that one weekday."""
    opens = (change - MINUTE).astimezone(zone).replace(tzinfo=None, fold=0) - HOUR + MINUTE
    closes = opens + length
    rule = WeeklyRule(opens.weekday(), opens.time(), closes.time())
    found = slots(
        Availability(zone, (rule,), (), terms),
        first_day=opens.date() - DAY,
        last_day=opens.date() + 2 * DAY,
        now=change - 20 * DAY,
    )
    assert all(slot.end - slot.start == MINUTE * terms.minutes for slot in found)
    assert [slot.start for slot in found] == sorted(expected(zone, terms, opens, closes, every)), (zone, change, terms)
    return len(found)


def check(names: list[str], first: int, last: int, every: int) -> Count:
    count = Count()
    for name in names:
        zone = ZoneInfo(name)
        changes = list(transitions(zone, first, last))
        count.zones += bool(changes)
        count.transitions += len(changes)
        for change in changes:
            for terms in OFFERS:
                count.slots += check_around(zone, change, terms, 5 * HOUR, every)
                count.slots += check_around(zone, change, terms, 90 * MINUTE, every)
    print(f"{count.zones} zones, {count.transitions} changes of the clock {first}-{last}, {count.slots} slots")
    return count


def test_it_keeps_wall_time_and_true_lengths_around_odd_changes() -> None:
    count = check(list(ODD_ZONES), 2026, 2026, every=5)
    assert count.zones == len(ODD_ZONES)
    assert count.transitions == 2 * count.zones
    assert count.slots > 500


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_it_keeps_wall_time_and_true_lengths_in_every_zone() -> None:
    count = check(of_its_own(), 2025, 2030, every=1)
    assert count.zones > 100
    assert count.transitions > 1200


NAMED = [
    ("America/New_York", date(2026, 3, 8), time(1, 30), time(3, 30), "06:30 07:00"),
    ("America/New_York", date(2026, 11, 1), time(0, 30), time(2, 30), "04:30 05:00 05:30 07:00"),
    ("Australia/Lord_Howe", date(2026, 10, 4), time(1, 30), time(3, 30), "15:00 15:30 16:00"),
    ("America/Havana", date(2026, 3, 8), time(0), time(2), "05:00 05:30"),
    ("Africa/Cairo", date(2026, 4, 24), time(0), time(2), "22:00 22:30"),
    ("America/Santiago", date(2026, 9, 6), time(0), time(2), "04:00 04:30"),
    ("Pacific/Apia", date(2011, 12, 30), time(9), time(17), ""),
    ("Asia/Kathmandu", date(2028, 2, 29), time(9), time(10), "03:15 03:45"),
    ("Pacific/Kiritimati", date(2027, 1, 1), time(0), time(1), "10:00 10:30"),
    ("Etc/GMT+12", date(2026, 12, 31), time(23), time(0), "11:00 11:30"),
]


@pytest.mark.parametrize(("name", "day", "from_", "until", "starts"), NAMED)
def test_it_gives_the_times_worked_out_by_hand(name: str, day: date, from_: time, until: time, starts: str) -> None:
    hours = Availability(ZoneInfo(name), (WeeklyRule(day.weekday(), from_, until),), (), Terms(30))
    now = datetime.combine(day, time(), UTC) - 10 * DAY
    found = slots(hours, first_day=day, last_day=day, now=now)
    assert [f"{slot.start:%H:%M}" for slot in found] == starts.split()


@pytest.mark.parametrize("name", ODD_ZONES)
def test_it_offers_the_same_whatever_days_are_asked_together(name: str) -> None:
    zone = ZoneInfo(name)
    rules = tuple(WeeklyRule(day, time(22), time(4)) for day in range(7))
    change = next(transitions(zone, 2026, 2026))
    first = change.date() - 3 * DAY
    hours = Availability(zone, rules, (), Terms(45, step_minutes=20))
    ask = {"now": change - 9 * DAY}
    whole = slots(hours, first_day=first, last_day=first + 6 * DAY, **ask)
    single = [slots(hours, first_day=first + DAY * n, last_day=first + DAY * n, **ask) for n in range(7)]
    assert whole == [slot for day in single for slot in day]
    assert len(whole) > 80


@pytest.mark.parametrize("name", ODD_ZONES)
def test_it_has_a_reason_for_exactly_what_it_does_not_offer(name: str) -> None:
    zone = ZoneInfo(name)
    change = next(transitions(zone, 2026, 2026))
    now, near = change - 10 * DAY, change - HOUR
    rules = tuple(WeeklyRule(day, time(0), time(0)) for day in range(7))
    busy = (Busy(near - 2 * HOUR, near - HOUR),)
    hours = Availability(zone, rules, (), Terms(30, 10, 5, per_day=30, step_minutes=15), busy)
    offered = {slot.start for slot in slots(hours, first_day=near.date(), last_day=near.date() + 2 * DAY, now=now)}
    for at in (near - 3 * HOUR + MINUTE * n for n in range(0, 400, 5)):
        if near.date() <= at.astimezone(zone).date():
            assert (why_not(hours, at=at, now=now) is None) == (at in offered), at


def test_it_leaves_a_booking_where_it_is_when_the_hours_and_the_zone_change() -> None:
    start = datetime(2026, 10, 25, 8, tzinfo=UTC)
    booked = Busy(start, start + HOUR)
    berlin = Availability(
        ZoneInfo("Europe/Berlin"), (WeeklyRule(6, time(6), time(14)),), (), Terms(60, step_minutes=60), (booked,)
    )
    ask = {"first_day": start.date(), "last_day": start.date(), "now": start - 30 * DAY}
    moved = replace(berlin, zone=ZoneInfo("America/St_Johns"), rules=(WeeklyRule(6, time(3), time(12)),))
    for hours in (berlin, moved):
        met = [slot for slot in slots(hours, **ask) if slot.start < booked.end and slot.end > booked.start]
        assert not met
        free = slots(replace(hours, busy=()), **ask)
        assert any(slot.start < booked.end and slot.end > booked.start for slot in free)
