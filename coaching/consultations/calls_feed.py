"""A coach's calls for their own calendar: when, what and with whom. Never what anybody answered or asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.http import Http404

from coaching.consultations.ics import Entry
from coaching.consultations.models import Booking, CallsFeed, State
from runners.models import CoachProfile
from runners.ties import listed

BACK = timedelta(days=30)
SHOWN = (State.BOOKED, State.DONE)


def made_at(coach: CoachProfile) -> datetime | None:
    return CallsFeed.objects.filter(coach=coach).values_list("made_at", flat=True).first()


def stop(coach: CoachProfile) -> None:
    CallsFeed.objects.filter(coach=coach).delete()


def entries(token: str, *, now: datetime) -> tuple[Entry, ...]:
    """Of the last month and everything ahead. An unknown link, or an old one, is no page."""
    open_to = {"coach__person__is_active": True, "coach__person__leaving_at": None, "coach__person__is_coach": True}
    feed = CallsFeed.objects.filter(token_hash=CallsFeed.digest(token), **open_to).first()
    if feed is None:
        raise Http404
    return tuple(_entries(feed, since=now - BACK))


def _entries(feed: CallsFeed, *, since: datetime) -> Iterator[Entry]:
    """One for each meeting, however many come to it."""
    rows = Booking.objects.filter(coach=feed.coach_id, state__in=SHOWN, meeting__ends_at__gt=since)
    rows = rows.select_related("meeting__offer").order_by("meeting__starts_at", "meeting", "pk")
    for meeting, bookings in groupby(rows, key=lambda row: row.meeting):
        there = list(bookings)
        yield Entry(
            uid=there[0].uid,
            start=meeting.starts_at,
            end=meeting.ends_at,
            summary=f"{meeting.offer.title}: {listed([row.name for row in there])}",
            location=meeting.offer.venue,
            written_at=max(row.decided_at or row.made_at for row in there),
            sequence=max(row.sequence for row in there),
        )
