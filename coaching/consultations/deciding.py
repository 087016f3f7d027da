"""What a coach does with a booking: yes, no with other times, calling off, who came, a line afterwards."""

import uuid
from datetime import datetime
from enum import Enum

from coaching.consultations import actions, moving, posting
from coaching.consultations.models import Booking, Meeting, Offer, State
from coaching.consultations.problems import Kind, Refused
from runners import invites
from runners.models import CoachProfile

SAID_TO_COACH = {
    Kind.TAKEN: "You have another call or hold at that time. Choose another, or call that one off first.",
    Kind.PAST: "Choose a day and time that is still to come.",
    Kind.BUSY: Kind.BUSY.value,
}
INVITED = uuid.UUID("0f5c2f6e-6d0a-5a8e-9a39-6a0f3f1d7f10")


def approve(found: Booking, *, now: datetime) -> Booking:
    """Said twice, it is said once. Raises Refused."""
    with actions.one_at_a_time(found.coach_id, now=now):
        booking = actions.locked(found)
        if booking.asks_to_move:
            return moving.allow(booking, now=now)
        if booking.state == State.BOOKED and not booking.ended_by:
            return booking
        if not booking.waits_for_coach:  # or the yes to another time came too late: the call stays
            raise Refused(Kind.OVER)
        actions.book(booking, now=now)
        return booking


def ran_out(booking: Booking, *, now: datetime) -> bool:
    """Nobody answered in time, whether that has been noted already or not."""
    until = booking.wanted_until if booking.asks_to_move else booking.held_until
    late = (booking.state == State.PENDING or booking.asks_to_move) and until is not None and until <= now
    return late or (booking.state == State.DECLINED and booking.ended_by == Booking.By.TIME)


def decline(found: Booking, *, words: str, now: datetime) -> Booking:
    """The guest is told, with the coach's words and other times that are free."""
    with actions.one_at_a_time(found.coach_id, now=now):
        booking = actions.locked(found)
        if booking.asks_to_move:
            return moving.refuse(booking, words=words, now=now)
        if booking.state == State.DECLINED or _stayed(booking):
            return booking
        if not booking.waits_for_coach:
            raise Refused(Kind.OVER)
        booking.words = words
        actions.end(booking, State.DECLINED, by=Booking.By.COACH, now=now)
        posting.to_guest(booking, "booking-declined", now=now)
        return booking


def _stayed(booking: Booking) -> bool:
    """The coach has said no to another time, and the call is where it was."""
    return booking.state == State.BOOKED and booking.ended_by == Booking.By.COACH


def call_off(found: Booking, *, words: str, now: datetime) -> Booking:
    with actions.one_at_a_time(found.coach_id, now=now):
        booking = actions.locked(found)
        if booking.state == State.CANCELLED:
            return booking
        if booking.state != State.BOOKED or booking.meeting.starts_at <= now:
            raise Refused(Kind.OVER)
        _call_off(booking, words, now=now)
        return booking


def _call_off(booking: Booking, words: str, *, now: datetime) -> None:
    booking.words = words
    actions.end(booking, State.CANCELLED, by=Booking.By.COACH, now=now)
    posting.to_guest(booking, "booking-cancelled", now=now)


def mark(found: Booking, *, state: State, now: datetime) -> Booking:
    """Took place, or did not come: once it has begun, and as often as the coach corrects it."""
    with actions.one_at_a_time(found.coach_id, now=now):
        booking = actions.locked(found)
        if booking.state == state:
            return booking
        if not booking.may_go(state) or booking.meeting.starts_at > now:
            raise Refused(Kind.OVER)
        booking.state, booking.decided_at = state, now
        actions.turn(booking)
        return booking


def follow_up(found: Booking, *, words: str, now: datetime) -> Booking:
    """A line after the call."""
    with actions.one_at_a_time(found.coach_id, now=now):
        booking = actions.locked(found)
        if booking.meeting.starts_at > now or booking.state not in (State.BOOKED, State.DONE, State.NO_SHOW):
            raise Refused(Kind.OVER)
        booking.words, booking.followed_up_at = words, now
        actions.turn(booking)
        posting.to_guest(booking, "booking-follow-up", now=now)
        return booking


class Invited(Enum):
    """What became of it."""

    SENT = "sent"
    BEFORE = "before"
    NO_MAIL = "no mail"
    OVER = "over"


def invite(booking: Booking, *, now: datetime) -> Invited:
    """The guest becomes a runner of this coach, once they say yes. Raises runners.invites.TooManyInvites."""
    made = _invite_of(booking, now=now)
    if not made.fresh:
        return Invited.BEFORE if made.usable else Invited.OVER
    return Invited.SENT if invites.send(made) else Invited.NO_MAIL


def _invite_of(booking: Booking, *, now: datetime) -> invites.Made:
    """The one that is out, or a new one when nobody said yes to the last in time."""
    coach, key = booking.meeting.offer.coach.person, uuid.uuid5(INVITED, str(booking.key))
    made = invites.make(coach, key=key, email=booking.email, now=now)
    while made.lapsed:
        key = uuid.uuid5(INVITED, str(key))
        made = invites.make(coach, key=key, email=booking.email, now=now)
    return made


def add_date(offer: Offer, *, start: datetime, now: datetime) -> Meeting:
    """A date of a group call. Raises Refused when the coach has something else then."""
    with actions.one_at_a_time(offer.coach_id, now=now):
        if start <= now:
            raise Refused(Kind.PAST)
        return actions.open_meeting(offer, start, now=now, fixed=True)


def call_date_off(coach: CoachProfile, *, meeting: Meeting, words: str, now: datetime) -> None:
    """Everybody who had a seat or waited for one is told."""
    with actions.one_at_a_time(coach.pk, now=now):
        fresh = Meeting.objects.select_for_update().get(pk=meeting.pk)
        fresh.live = False
        fresh.save(update_fields=["live"])
        theirs = Booking.objects.filter(
            meeting=fresh, state__in=(State.BOOKED, State.PENDING, State.WAITING, State.HELD)
        )
        for booking in theirs:
            known = bool(booking.email)
            booking = actions.locked(booking)
            booking.words = words
            actions.end(booking, State.CANCELLED, by=Booking.By.COACH, now=now)
            if known:
                posting.to_guest(booking, "booking-cancelled", now=now)


def close(offer: Offer, *, now: datetime) -> None:
    """No new bookings. What is booked stays."""
    offer.closed_at = offer.changed_at = now
    offer.save(update_fields=["closed_at", "changed_at"])


def reopen(offer: Offer, *, now: datetime) -> None:
    offer.closed_at, offer.changed_at = None, now
    offer.save(update_fields=["closed_at", "changed_at"])
