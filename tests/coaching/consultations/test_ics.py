"""Invitations, read back with another library than the one that wrote them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from coaching.consultations.ics import Meeting, Person, cancel, request, uid_for

START = datetime(2026, 10, 25, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
MEETING = Meeting(
    uid=uid_for("5d0c8f5e-9d0e-4d6a-8f5e-9d0e4d6a8f5e", "evenpace.example"),
    sequence=0,
    start=START,
    end=START + timedelta(minutes=20),
    summary="A first call with Nora",
    organizer=Person("Nora Field", "nora@coach.example"),
    attendees=(Person("Ada Hill", "ada@runner.example"),),
    written_at=datetime(2026, 10, 1, 12, 0, 0, 123456, tzinfo=UTC),
    description="Bring nothing.\nA glass of water, perhaps.",
    url="https://evenpace.example/bookings/eyJh:1x-Z_/",
)
NASTY = [
    "Ada\r\nATTENDEE:mailto:eve@evil.example",
    "Ada\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR",
    'Ada"; CN="Eve":mailto:eve@evil.example',
    "Ada\u2028BEGIN:VALARM\u2029\x0b\x0c\x85x\x00\x1b[2J",
    "a,b;c:d\\n\\,^n",
    "דוד בן גוריון \u202emoc.live\u202c",
    "\ud800 half a letter",
    "x" * 10_000,
    "é" * 10_000,
    "",
    " \t\r\n",
]


def read(document: bytes) -> Any:
    """The one event of the one calendar in it."""
    calendars = list(vobject.readComponents(document.decode()))
    assert len(calendars) == 1
    assert [child.name for child in calendars[0].components()] == ["VEVENT"]
    assert not list(calendars[0].vevent.components())
    return calendars[0]


def test_it_invites_with_everything_a_calendar_needs() -> None:
    calendar = read(request(MEETING))
    event = calendar.vevent
    assert (calendar.method.value, calendar.version.value, event.status.value) == ("REQUEST", "2.0", "CONFIRMED")
    assert (event.uid.value, event.sequence.value) == (MEETING.uid, "0")
    assert (event.dtstart.value, event.dtend.value) == (START, START + timedelta(minutes=20))
    assert (event.summary.value, event.description.value) == (MEETING.summary, MEETING.description)
    assert (event.organizer.value, event.organizer.params["CN"]) == ("mailto:nora@coach.example", ["Nora Field"])
    assert (event.attendee.value, event.attendee.params["CN"]) == ("mailto:ada@runner.example", ["Ada Hill"])
    assert (event.url.value, event.dtstamp.value) == (MEETING.url, datetime(2026, 10, 1, 12, tzinfo=UTC))


def test_it_writes_times_in_utc_and_lines_a_mail_can_carry() -> None:
    document = request(replace(MEETING, summary="ü" * 150, description="ü" * 900))
    assert b"DTSTART:20261025T083000Z\r\nDTEND:20261025T085000Z" in document
    assert b"VALARM" not in document
    assert b"TZID" not in document
    assert document.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in document.split(b"\r\n"))


def test_it_changes_and_cancels_under_the_same_uid() -> None:
    moved = replace(MEETING, sequence=1, start=START + timedelta(hours=1), end=START + timedelta(hours=2))
    files = [read(request(MEETING)), read(request(moved)), read(cancel(replace(moved, sequence=2)))]
    assert {each.vevent.uid.value for each in files} == {MEETING.uid}
    assert [each.vevent.sequence.value for each in files] == ["0", "1", "2"]
    assert [each.method.value for each in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert files[2].vevent.status.value == "CANCELLED"


@pytest.mark.parametrize("text", NASTY)
def test_it_lets_no_text_add_a_line_or_an_attendee(text: str) -> None:
    person = Person(text, "ada@runner.example")
    nasty = replace(
        MEETING, summary=text, description=text, location=text, organizer=person, attendees=(person, person)
    )
    event = read(request(nasty)).vevent
    names = [line.name for line in event.lines()]
    assert names.count("ATTENDEE") == 2
    assert names.count("ORGANIZER") == names.count("SUMMARY") == 1
    assert set(names) - {"DESCRIPTION", "LOCATION"} == {line.name for line in read(request(MEETING)).vevent.lines()} - {
        "DESCRIPTION"
    }
    assert {line.value for line in event.lines() if line.name == "ATTENDEE"} == {"mailto:ada@runner.example"}
    assert not {"\u202e", "\x00", "\x1b", "\u2028"} & set(request(nasty).decode())
    assert len(request(nasty)) < 40_000


def test_it_keeps_letters_of_every_script_and_signs_as_they_were_typed() -> None:
    for text in ("דוד בן גוריון", "مها", "Nguyễn", "a,b;c:d\\n^n", "🏃‍♀️ run"):
        event = read(request(replace(MEETING, summary=text, attendees=(Person(text, "a@b.example"),)))).vevent
        assert event.summary.value == text
        assert event.attendee.params["CN"][0].replace("^^", "^") == text


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "a@b@c",
        "a@b.example\r\nX:1",
        "a b@c.example",
        "<a@b.example>",
        "a@b.example,c@d.example",
        "a@",
        "a;b@c",
    ],
)
def test_it_takes_no_address_that_is_none(email: str) -> None:
    with pytest.raises(ValueError, match="no e-mail address"):
        request(replace(MEETING, attendees=(Person("Ada", email),)))


def test_it_takes_no_link_and_no_uid_that_could_break_a_line() -> None:
    for url in ("https://a.example/\r\nX:1", "javascript:alert(1)", "https://a.example/a b"):
        with pytest.raises(ValueError, match="no link"):
            request(replace(MEETING, url=url))
    for key, host in (
        ("short", "a.example"),
        ("12345678\n", "a.example"),
        ("12345678", "a.example\n"),
        ("1234567@8", "b"),
    ):
        with pytest.raises(ValueError, match="uid"):
            uid_for(key, host)
