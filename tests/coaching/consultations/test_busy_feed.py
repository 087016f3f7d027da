"""Busy times out of other people's calendars, well made and hostile."""

import time as clock
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from coaching.consultations.busy_feed import Reading, read_busy
from coaching.consultations.calendar_lines import MOST_BYTES, MOST_EVENTS, Problem, Refused
from coaching.consultations.slots import Kind

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)


def calendar(*events: str, head: str = "") -> bytes:
    inside = "".join(f"BEGIN:VEVENT\nUID:{n}\n{event.strip()}\nEND:VEVENT\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{inside}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(document: bytes) -> Reading:
    return read_busy(document, zone=BERLIN, first=FIRST, last=LAST)


def times(document: bytes) -> str:
    """As day, and from when to when in UTC."""
    found = read(document).busy
    assert all(each.kind is Kind.CALENDAR for each in found)
    return ", ".join(f"{each.start:%d %H:%M}-{each.end:%H:%M}" for each in found)


def test_it_reads_times_in_utc_in_a_zone_and_without_one() -> None:
    assert times(calendar("DTSTART:20260602T100000Z\nDTEND:20260602T110000Z")) == "02 10:00-11:00"
    assert times(calendar("DTSTART;TZID=America/New_York:20260602T100000\nDURATION:PT90M")) == "02 14:00-15:30"
    assert times(calendar("DTSTART:20260602T100000\nDURATION:PT1H")) == "02 08:00-09:00"
    lisbon = "X-WR-TIMEZONE:Europe/Lisbon\n"
    assert times(calendar("DTSTART:20260602T100000\nDURATION:PT1H", head=lisbon)) == "02 09:00-10:00"


@pytest.mark.parametrize(
    "zone",
    [
        "America/New_York",
        '"America/New_York"',
        "Eastern Standard Time",
        "/of.example/Tzfile/America/New_York",
    ],
)
def test_it_knows_a_zone_by_its_other_names(zone: str) -> None:
    assert times(calendar(f"DTSTART;TZID={zone}:20260602T100000\nDURATION:PT1H")) == "02 14:00-15:00"


@pytest.mark.parametrize("zone", ["Customized Time Zone", "../../etc/passwd", "Europe", "", "/", "x" * 5000, "\u0660"])
def test_it_takes_the_coachs_zone_for_one_it_does_not_know(zone: str) -> None:
    assert times(calendar(f"DTSTART;TZID={zone}:20260602T100000\nDURATION:PT1H")) == "02 08:00-09:00"


def test_it_reads_whole_days_as_days_of_the_coach() -> None:
    assert times(calendar("DTSTART;VALUE=DATE:20260602\nDTEND;VALUE=DATE:20260604")) == "01 22:00-22:00"
    found = read(calendar("DTSTART;VALUE=DATE:20260602\nDTEND;VALUE=DATE:20260604")).busy[0]
    assert (found.start, found.end) == (datetime(2026, 6, 1, 22, tzinfo=UTC), datetime(2026, 6, 3, 22, tzinfo=UTC))
    assert times(calendar("DTSTART;VALUE=DATE:20260602")) == "01 22:00-22:00"


@pytest.mark.parametrize(
    "line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "transp:transparent", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_it_leaves_out_what_does_not_make_busy(line: str) -> None:
    assert times(calendar(f"DTSTART:20260602T100000Z\nDTEND:20260602T110000Z\n{line}")) == ""


def test_it_joins_what_touches_and_cuts_off_what_lies_outside() -> None:
    long = "DTSTART:20200101T000000Z\nDTEND:20260601T030000Z"
    near = "DTSTART:20260601T030000Z\nDTEND:20260601T040000Z"
    far = "DTSTART:20260701T000000Z\nDTEND:20260701T040000Z"
    assert times(calendar(far, near, long)) == "01 00:00-04:00"


def test_it_repeats_an_event_with_its_exceptions() -> None:
    weekly = """DTSTART;TZID=Europe/Berlin:20200106T100000
DTEND;TZID=Europe/Berlin:20200106T110000
RRULE:FREQ=WEEKLY;BYDAY=MO
EXDATE;TZID=Europe/Berlin:20260608T100000
RDATE;TZID=Europe/Berlin:20260610T150000"""
    assert times(calendar(weekly)) == "01 08:00-09:00, 10 13:00-14:00, 15 08:00-09:00, 22 08:00-09:00, 29 08:00-09:00"
    ended = weekly.replace("BYDAY=MO", "UNTIL=20260615T080000Z").partition("EXDATE")[0]
    assert times(calendar(ended)) == "01 08:00-09:00, 08 08:00-09:00, 15 08:00-09:00"
    assert times(calendar(ended.replace("080000Z", "075959Z"))) == "01 08:00-09:00, 08 08:00-09:00"


def test_it_leaves_out_days_of_a_series_of_whole_days() -> None:
    daily = "DTSTART;VALUE=DATE:20260620\nRRULE:FREQ=DAILY;UNTIL=20260623\nEXDATE;VALUE=DATE:20260621"
    assert times(calendar(daily)) == "19 22:00-22:00, 21 22:00-22:00"
    first, second = read(calendar(daily)).busy
    assert (first.end - first.start).days == 1
    assert (second.end - second.start).days == 2


def test_it_moves_and_calls_off_single_ones_of_a_series() -> None:
    series = "DTSTART:20260601T100000Z\nDTEND:20260601T110000Z\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "UID:0\nRECURRENCE-ID:20260608T100000Z\nDTSTART:20260609T120000Z\nDTEND:20260609T123000Z"
    off = "UID:0\nRECURRENCE-ID;TZID=Europe/Berlin:20260615T120000\nSTATUS:CANCELLED\nDTSTART:20260615T100000Z"
    document = calendar(series, moved, off).replace(b"UID:1\r\n", b"").replace(b"UID:2\r\n", b"")
    assert times(document) == "01 10:00-11:00, 09 12:00-12:30"


def test_it_reads_lists_of_busy_times() -> None:
    lists = """BEGIN:VFREEBUSY
FREEBUSY;FBTYPE=BUSY:20260602T100000Z/PT1H,20260603T100000Z/20260603T113000Z
FREEBUSY;FBTYPE=FREE:20260604T100000Z/PT1H
END:VFREEBUSY
"""
    assert times(calendar(head=lists)) == "02 10:00-11:00, 03 10:00-11:30"


def test_it_reads_folded_lines_and_passes_over_alarms() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:-PT5M\nDURATION:PT9H\nEND:VALARM"
    event = f"{alarm}\nDTSTART;TZID=Europe\n /Berlin:20260602\n\tT100000\nDURATION:PT1H\nSUMMARY:BEGIN:VEVENT"
    assert times(calendar(event)) == "02 08:00-09:00"


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:no beginning",
        "DTSTART:soon",
        "DTSTART:20260230T100000Z",
        "DTSTART:2026-06-02T10:00:00Z",
        "DTSTART:20260602T100000Z\nDTEND:20260602T090000Z",
        "DTSTART:20260602T100000Z\nDURATION:P99999999999999D",
        "DTSTART:20260602T100000Z\nDURATION:-PT1H",
        "DTSTART:20260602T100000Z\nDTEND:20260602T110000Z\nRRULE:FREQ=SECONDLY",
        "DTSTART:20260602T100000Z\nDTEND:20260602T110000Z\nRRULE:FREQ=DAILY;UNTIL=x",
        "DTSTART:00010101T000000\nDTEND:99991231T235959",
        "DTSTART;VALUE=DATE:99991231",
        'DTSTART;TZID="a:20260602T100000',
    ],
)
def test_it_counts_an_event_it_cannot_read_and_keeps_the_others(event: str) -> None:
    found = read(calendar("DTSTART:20260603T100000Z\nDURATION:PT1H", event))
    assert found.unread == 1
    assert any(f"{each.start:%d %H:%M}" == "03 10:00" for each in found.busy)


NEVER = "DTSTART:00020101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
COUNTING = "DTSTART:00020101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=1000000"
HOSTILE = [
    (b"", Problem.NOT_A_CALENDAR),
    (b"<!doctype html><title>Sign in</title>", Problem.NOT_A_CALENDAR),
    (b"\x00\xff" * 1000, Problem.NOT_A_CALENDAR),
    (b"BEGIN:VCALENDAR\r\n" + b"x" * MOST_BYTES, Problem.TOO_BIG),
    (calendar("DTSTART:20260602T100000Z")[:-20], Problem.CUT_OFF),
    (calendar("DTSTART:20260602T100000Z").partition(b"END:VEVENT")[0], Problem.CUT_OFF),
    (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n", Problem.CUT_OFF),
    (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 100_000, Problem.CUT_OFF),
    (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", Problem.CUT_OFF),
    (calendar(*["X:"] * (MOST_EVENTS + 1)), Problem.TOO_MANY),
    (calendar("DTSTART:20260602T100000Z\nEXDATE:" + "20260602T100000Z," * 20_000), Problem.TOO_MANY),
    (calendar(*[COUNTING] * 3), Problem.TOO_MANY),
    (calendar(*["DTSTART:20260601T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"] * 4_000), Problem.TOO_MANY),
]


@pytest.mark.parametrize(("document", "problem"), HOSTILE, ids=[f"{n}-{p.value}" for n, (_, p) in enumerate(HOSTILE)])
def test_it_refuses_a_hostile_calendar_in_a_sentence_and_soon(document: bytes, problem: Problem) -> None:
    before = clock.process_time()
    with pytest.raises(Refused) as refusal:
        read(document)
    assert refusal.value.problem is problem
    assert str(refusal.value).endswith(".")
    assert clock.process_time() - before < 15


def test_it_comes_to_an_end_with_events_that_never_take_place() -> None:
    assert read(calendar(*[NEVER] * 500)) == Reading((), 0)


def test_it_never_looks_at_what_an_event_is_about() -> None:
    event = "SUMMARY:Doctor\nATTENDEE;CN=Ada:mailto:ada@runner.example\nDTSTART:20260602T100000Z\nDURATION:PT1H"
    assert "Doctor" not in repr(read(calendar(event)))
    assert "ada" not in repr(read(calendar(event)))
