"""Calendar files that go out with a booking: an invitation, its changes, its end (RFC 5545 and 5546).

Times are in UTC, so that no calendar can shift them. The uid stays and the sequence rises with each change. Whatever
people typed is cleaned and escaped here: no name can add a line of its own.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Evenpace//Consultations//EN"
FILE_NAME = "invite.ics"
CONTENT_TYPE_REQUEST = "text/calendar; method=REQUEST; charset=utf-8"
CONTENT_TYPE_PUBLISH = "text/calendar; charset=utf-8"
CONTENT_TYPE_CANCEL = "text/calendar; method=CANCEL; charset=utf-8"
NAME_LENGTH, SUMMARY_LENGTH, TEXT_LENGTH = 100, 200, 4_000
_ADDRESS = re.compile(r"[^\s<>\"(),:;@\\]+@[^\s<>\"(),:;@\\]+")
_KEY, _HOST = re.compile(r"[0-9A-Za-z-]{8,80}"), re.compile(r"[0-9a-z.-]{1,200}")
_LINK = re.compile(r"https?://[!-~]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # would turn the text around them, too


@dataclass(frozen=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True)
class Meeting:
    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    organizer: Person
    attendees: tuple[Person, ...]
    written_at: datetime
    description: str = ""
    location: str = ""
    url: str = ""


def uid_for(key: str, host: str) -> str:
    """A name for the booking in every calendar; `key` is random, so that nobody can guess another's."""
    if not _KEY.fullmatch(key) or not _HOST.fullmatch(host):
        raise ValueError("A uid is made of a random key and a host name.")
    return f"{key}@{host}"


def request(meeting: Meeting) -> bytes:
    """It takes place: a first invitation, or the same one changed."""
    return _written(meeting, method="REQUEST", status="CONFIRMED")


@dataclass(frozen=True)
class Entry:
    """A call in its coach's own calendar, which nobody is invited to from there."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    location: str
    written_at: datetime
    sequence: int


def published(entries: Iterable[Entry]) -> bytes:
    """A whole calendar, for a program that subscribes to it."""
    calendar = _calendar("PUBLISH")
    for entry in entries:
        calendar.add_component(_of_entry(entry))
    document: bytes = calendar.to_ical()
    return document


def _of_entry(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    for name, at in (("dtstamp", entry.written_at), ("dtstart", entry.start), ("dtend", entry.end)):
        event.add(name, at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("summary", _line(entry.summary, SUMMARY_LENGTH))
    if location := _line(entry.location, TEXT_LENGTH):
        event.add("location", location)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def cancel(meeting: Meeting) -> bytes:
    """It does not take place any more."""
    return _written(meeting, method="CANCEL", status="CANCELLED")


def _written(meeting: Meeting, *, method: str, status: str) -> bytes:
    calendar = _calendar(method)
    event = _event(meeting)
    event.add("status", status)
    calendar.add_component(event)
    document: bytes = calendar.to_ical()
    return document


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name, value)
    return calendar


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    for name, at in (("dtstamp", meeting.written_at), ("dtstart", meeting.start), ("dtend", meeting.end)):
        event.add(name, at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", _line(meeting.summary, SUMMARY_LENGTH))
    for name, text in (("description", _text(meeting.description)), ("location", _line(meeting.location, TEXT_LENGTH))):
        if text:
            event.add(name, text)
    if meeting.url:
        event.add("url", _link(meeting.url))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(meeting.organizer))
    for person in meeting.attendees:
        event.add("attendee", _attendee(person))
    return event


def _attendee(person: Person) -> vCalAddress:
    """They booked it themselves, so calendars need not ask them again whether they come."""
    address = _address(person)
    address.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    return address


def _address(person: Person) -> vCalAddress:
    if not _ADDRESS.fullmatch(person.email):
        raise ValueError("This is no e-mail address a calendar could hold.")
    address = vCalAddress(f"mailto:{person.email}")
    name = _line(person.name, NAME_LENGTH).replace('"', "'")
    if name:
        address.params["CN"] = name
    return address


def _link(url: str) -> str:
    if not _LINK.fullmatch(url):
        raise ValueError("This is no link.")
    return url


def _line(text: str, length: int) -> str:
    """One line: no control characters, nothing that turns the writing direction, at most so long."""
    return " ".join(_shown(text).split())[:length].strip()


def _text(text: str) -> str:
    lines = (" ".join(_shown(line).split()) for line in text.splitlines())
    return "\n".join(lines).strip()[:TEXT_LENGTH]


def _shown(text: str) -> str:
    kept = _BIDI.sub("", text)
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in kept)
