"""A call at another time: at once, or once the coach has said yes to it.

While it waits for a yes both times are taken: the old one is given up for nothing less than the new one.
"""

from datetime import datetime

from coaching.consultations import posting
from coaching.consultations.actions import (
    ANSWER_WITHIN,
    forget_wanted,
    leave,
    locked,
    one_at_a_time,
    place_in,
    refuse_late,
    stays,
    turn,
)
from coaching.consultations.models import Booking, Meeting, State
from coaching.consultations.problems import Kind, Refused


def move(found: Booking, *, start: datetime, now: datetime) -> Booking:
    """To another time of the same offer; calendar entries move along. Raises Refused, and nothing has changed then."""
    with one_at_a_time(found.coach_id, now=now):
        booking = locked(found)
        if booking.state != State.BOOKED:
            raise Refused(Kind.OVER)
        if booking.meeting.starts_at == start:
            return _stay(booking)
        refuse_late(booking, now=now)
        if booking.meeting.offer.approves:
            return _ask(booking, start, now=now)
        return _go(booking, start, now=now)


def _stay(booking: Booking) -> Booking:
    """They chose the time they have: whatever else they asked for is taken back."""
    if booking.asks_to_move:
        forget_wanted(booking)
        turn(booking)
    return booking


def _go(booking: Booking, start: datetime, *, now: datetime) -> Booking:
    forget_wanted(booking)  # asked for while the coach still said yes to each
    booking.ended_by, before = "", booking.meeting
    if not before.fixed:  # its own old time is free for the new one
        before.live = False
        before.save(update_fields=["live"])
    to = place_in(before.offer, start, person=booking.person, now=now, without=before)
    return _moved(booking, to, now=now)


def _moved(booking: Booking, to: Meeting, *, now: datetime) -> Booking:
    before, booking.meeting = booking.meeting, to
    booking.sequence += 1
    turn(booking)
    leave(before, now=now)
    posting.to_guest(booking, "booking-booked", now=now)
    posting.to_coach(booking, "booking-news", now=now)
    posting.remind(booking, now=now)
    return booking


def _ask(booking: Booking, start: datetime, *, now: datetime) -> Booking:
    if booking.meeting.offer.is_group:
        raise Refused(Kind.ASK_AGAIN)
    if booking.wanted is not None and booking.wanted.starts_at == start:
        return booking  # sent twice
    forget_wanted(booking)
    booking.wanted = place_in(booking.meeting.offer, start, person=booking.person, now=now)
    booking.wanted_until = min(now + ANSWER_WITHIN, start, booking.meeting.starts_at)
    booking.ended_by = ""
    turn(booking)
    posting.to_coach(booking, "booking-ask", now=now)
    posting.to_guest(booking, "booking-asked", now=now)
    return booking


def allow(booking: Booking, *, now: datetime) -> Booking:
    """The coach says yes. Under the coach's lock."""
    assert booking.wanted is not None
    to, booking.wanted, booking.wanted_until = booking.wanted, None, None
    booking.decided_at = now
    return _moved(booking, to, now=now)


def refuse(booking: Booking, *, words: str, now: datetime) -> Booking:
    """The coach says no: the call stays where it is. Under the coach's lock."""
    booking.words = words
    stays(booking, by=Booking.By.COACH, now=now)
    return booking
