"""The plan as a calendar file: whole days, what to run, and nothing of how it is meant to feel."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from journal.queries.plan import Fed

PRODUCT = "-//Evenpace//Plan//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"


def written(events: Iterable[Fed], *, host: str) -> bytes:
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    for fed in events:
        calendar.add_component(_event(fed, host=host))
    document: bytes = calendar.to_ical()
    return document


def _event(fed: Fed, *, host: str) -> Event:
    """A day, not an hour: nobody is busy the whole day for a run."""
    event = Event()
    event.add("uid", f"{fed.uid}@{host}")
    event.add("dtstamp", fed.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", fed.day)
    event.add("dtend", fed.day + timedelta(days=1))
    event.add("summary", fed.summary)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
