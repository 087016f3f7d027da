"""What a guest does with a time: hold it, say who they are, confirm, call off, take a seat.

Everything happens under one lock a coach, and the database forbids what the lock might miss: no two live meetings of
a coach overlap. What has run out is ended first, in the same transaction, so that it never stands in anybody's way.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, transaction
from psycopg.errors import LockNotAvailable

from coaching.consultations import lending, posting
from coaching.consultations.models import LIVE, Booking, Meeting, Offer, State
from coaching.consultations.offered import still_offered
from coaching.consultations.problems import BY_REASON, Kind, Refused
from coaching.consultations.times import availability_of, zone_of
from coaching.consultations.why import why_not
from runners.models import User

HELD_FOR = timedelta(minutes=5)
CONFIRM_WITHIN = timedelta(minutes=30)
ANSWER_WITHIN = timedelta(hours=72)
SEAT_WAITS = timedelta(hours=12)
TURNS_UNCONFIRMED = 2  # held, and asked for once
MOST_AHEAD = 3  # live bookings of one address with one coach


@dataclass(frozen=True)
class Details:
    """Who comes, and what they said: pairs of a question and its answer."""

    name: str
    email: str
    answers: tuple[tuple[str, str], ...]
    lends: tuple[str, ...] = ()


@contextmanager
def one_at_a_time(coach_id: int, *, now: datetime) -> Iterator[None]:
    try:
        with transaction.atomic():
            Booking.objects.lock_coach(coach_id)
            end_what_ran_out(coach_id, now=now)
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Refused(Kind.BUSY) from error
        raise


def hold(
    offer: Offer, *, start: datetime, key: uuid.UUID, time_zone: str, person: User | None, now: datetime
) -> Booking:
    """Five minutes to say who one is. The same key twice is the same hold. Raises Refused."""
    with one_at_a_time(offer.coach_id, now=now):
        known = _held_by(key, offer)
        if known is not None and (known.meeting.offer_id, known.meeting.starts_at) == (offer.pk, start):
            return known
        if known is not None:  # they went back and chose another time
            known.delete()
            leave(known.meeting, now=now)
        meeting = place_in(offer, start, person=person, now=now)
        return Booking.objects.create(
            meeting=meeting,
            coach=offer.coach,
            person=person,
            key=fresh_key(key),
            held_until=now + HELD_FOR,
            time_zone=time_zone,
            made_at=now,
        )


def _held_by(key: uuid.UUID, offer: Offer) -> Booking | None:
    """A hold that is nobody's yet. A key stands in a form, so it opens nothing that is somebody's."""
    holds = Booking.objects.filter(key=key, coach=offer.coach_id, state=State.HELD, email="", from_queue=False)
    return holds.select_related("meeting").first()


def fresh_key(key: uuid.UUID) -> uuid.UUID:
    return uuid.uuid4() if Booking.objects.filter(key=key).exists() else key


def place_in(
    offer: Offer, start: datetime, *, person: User | None, now: datetime, without: Meeting | None = None
) -> Meeting:
    if not still_offered(offer, person=person, now=now):
        raise Refused(Kind.NOT_OFFERED)
    return _seat_in(offer, start, now=now) if offer.is_group else _time_of(offer, start, now=now, without=without)


def _time_of(offer: Offer, start: datetime, *, now: datetime, without: Meeting | None) -> Meeting:
    day = start.astimezone(zone_of(offer.coach)).date()
    availability = availability_of(offer, first_day=day, last_day=day, now=now, without=without)
    problem = why_not(availability, at=start, now=now)
    if problem is not None:
        raise Refused(BY_REASON[problem.reason])
    return open_meeting(offer, start, now=now)


def open_meeting(offer: Offer, start: datetime, *, now: datetime, fixed: bool = False) -> Meeting:
    try:
        with transaction.atomic():
            return Meeting.objects.create(
                coach=offer.coach,
                offer=offer,
                starts_at=start,
                ends_at=start + timedelta(minutes=offer.minutes),
                takes=offer.span(start),
                fixed=fixed,
                made_at=now,
            )
    except IntegrityError as error:
        raise Refused(Kind.TAKEN) from error


def _seat_in(offer: Offer, start: datetime, *, now: datetime) -> Meeting:
    if start <= now:
        raise Refused(Kind.PAST)
    dates = Meeting.objects.live().select_for_update().filter(offer=offer, fixed=True, starts_at=start)
    meeting = dates.first()
    if meeting is None:
        raise Refused(Kind.NOT_OFFERED)
    if free_seats(meeting, offer) < 1:
        raise Refused(Kind.FULL)
    return meeting


def free_seats(meeting: Meeting, offer: Offer) -> int:
    return offer.seats - Booking.objects.live().filter(meeting=meeting).count()


def locked(booking: Booking) -> Booking:
    """As it is now, whatever the page that led here was showing."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related(
        "meeting__offer__coach__person", "person", "wanted"
    )
    return rows.get(pk=booking.pk)


def fill(found: Booking, *, details: Details, person: User | None, now: datetime) -> Booking:
    """Whose time it is. Signed in it is theirs at once; else when they open the link in a mail. Raises Refused."""
    with one_at_a_time(found.coach_id, now=now):
        booking = locked(found)
        if booking.state in (State.PENDING, State.BOOKED):
            return booking  # sent twice
        if not may_come_back(booking):
            raise Refused(Kind.ASKED_TWICE)
        _still_has_its_time(booking, now=now)
        if person is not None:
            _refuse_too_many(booking, details.email, now=now)
        if person is None and posting.has_had_enough(details.email, now=now):
            raise Refused(Kind.TOO_MANY_LETTERS)
        booking.name, booking.email, booking.person = details.name, details.email, person
        booking.answers, booking.asked_at = json.dumps(details.answers), now
        if person is not None:
            lending.lend(booking, details.lends, now=now)
            return _settle(booking, now=now)
        return ask_to_confirm(booking, State.PENDING, now=now)


def may_come_back(booking: Booking) -> bool:
    """What was asked for and never confirmed gets a second chance, and no third one."""
    return booking.state != State.LAPSED or not booking.email or booking.turn <= TURNS_UNCONFIRMED


def _still_has_its_time(booking: Booking, *, now: datetime) -> None:
    """What ran out comes back while nobody else has taken it."""
    if booking.state == State.HELD:
        return
    if booking.state != State.LAPSED:
        raise Refused(Kind.OVER)
    meeting = booking.meeting
    try:
        booking.meeting = place_in(meeting.offer, meeting.starts_at, person=booking.person, now=now)
    except Refused as refused:
        raise Refused(Kind.RAN_OUT if refused.kind in (Kind.TAKEN, Kind.FULL) else refused.kind) from refused
    booking.ended_by = ""


def _refuse_too_many(booking: Booking, email: str, *, now: datetime) -> None:
    """Only of an address that is theirs: what others typed it into does not count, and they learn nothing of it."""
    ahead = Booking.objects.of_address(email).live().filter(coach=booking.coach_id, confirmed_at__isnull=False)
    if ahead.filter(meeting__ends_at__gt=now).exclude(pk=booking.pk).count() >= MOST_AHEAD:
        raise Refused(Kind.TOO_MANY)


def ask_to_confirm(booking: Booking, state: State, *, now: datetime) -> Booking:
    booking.state, booking.confirmed_at = state, None
    booking.held_until = now + CONFIRM_WITHIN if state == State.PENDING else None
    turn(booking)
    posting.to_guest(booking, "booking-confirm", now=now)
    return booking


def turn(booking: Booking) -> None:
    """Every change makes a new link; the older ones open nothing any more."""
    booking.turn += 1
    booking.save()


def confirm(found: Booking, *, now: datetime) -> Booking:
    """They opened the link in the mail: the address is theirs. Saying so twice changes nothing. Raises Refused."""
    with one_at_a_time(found.coach_id, now=now):
        booking = locked(found)
        if booking.confirmed_at is not None and booking.state != State.LAPSED:
            return booking
        if booking.state == State.WAITING:
            booking.confirmed_at = now
            turn(booking)
            posting.to_guest(booking, "booking-waiting", now=now)
            fill_seats(booking.meeting, now=now)
            return locked(booking)  # a seat may be free, and theirs
        if booking.state != State.PENDING:
            _still_has_its_time(booking, now=now)
        _refuse_too_many(booking, booking.email, now=now)
        return _settle(booking, now=now)


def _settle(booking: Booking, *, now: datetime) -> Booking:
    """Booked, or for the coach to say yes to."""
    booking.confirmed_at, booking.held_until = now, None
    if booking.meeting.offer.approves and not booking.from_queue:
        booking.state = State.PENDING
        booking.held_until = min(now + ANSWER_WITHIN, booking.meeting.starts_at)
        turn(booking)
        posting.to_coach(booking, "booking-ask", now=now)
        posting.to_guest(booking, "booking-asked", now=now)
        return booking
    book(booking, now=now)
    posting.to_coach(booking, "booking-news", now=now)
    return booking


def book(booking: Booking, *, now: datetime) -> None:
    booking.state, booking.decided_at, booking.held_until = State.BOOKED, now, None
    turn(booking)
    posting.to_guest(booking, "booking-booked", now=now)
    posting.remind(booking, now=now)


def take_seat(found: Booking, *, now: datetime) -> Booking:
    """The seat kept for whoever was next on the waiting list. Raises Refused."""
    with one_at_a_time(found.coach_id, now=now):
        booking = locked(found)
        if booking.state == State.BOOKED:
            return booking
        if booking.state != State.HELD or not booking.from_queue:
            raise Refused(Kind.RAN_OUT if booking.state == State.LAPSED else Kind.OVER)
        return _settle(booking, now=now)


def refuse_late(booking: Booking, *, now: datetime) -> None:
    if not may_change(booking, now=now):
        raise Refused(Kind.TOO_LATE)


def may_change(booking: Booking, *, now: datetime) -> bool:
    """By themselves, that is: later they write a line instead."""
    return now <= booking.change_until


def call_off(found: Booking, *, now: datetime) -> Booking:
    """The guest does not come. What was never confirmed can go at any time. Raises Refused."""
    with one_at_a_time(found.coach_id, now=now):
        booking = locked(found)
        if booking.state == State.CANCELLED:
            return booking
        if not booking.may_go(State.CANCELLED):
            raise Refused(Kind.OVER)
        was_known = booking.state == State.BOOKED or booking.waits_for_coach
        if booking.state == State.BOOKED:
            refuse_late(booking, now=now)
        end(booking, State.CANCELLED, by=Booking.By.GUEST, now=now)
        if was_known:
            posting.to_guest(booking, "booking-cancelled", now=now)
            posting.to_coach(booking, "booking-news", now=now)
        return booking


def end(booking: Booking, state: State, *, by: Booking.By, now: datetime) -> None:
    """It keeps nobody's time any more, and nobody is reminded of it."""
    was_live = booking.state in LIVE
    forget_wanted(booking)
    booking.state, booking.ended_by, booking.decided_at, booking.held_until = state, by, now, None
    booking.sequence += 1
    turn(booking)
    posting.forget_reminders(booking)
    if was_live:
        leave(booking.meeting, now=now)


def forget_wanted(booking: Booking) -> None:
    """The other time they asked for is free again; the call itself stays where it is."""
    if booking.wanted is not None:
        booking.wanted.live = False
        booking.wanted.save(update_fields=["live"])
    booking.wanted = booking.wanted_until = None


def leave(meeting: Meeting, *, now: datetime) -> None:
    """Somebody's place in it is free: for the next on the list, or for everybody."""
    if meeting.fixed:
        fill_seats(meeting, now=now)
    elif meeting.live and not Booking.objects.live().filter(meeting=meeting).exists():
        meeting.live = False
        meeting.save(update_fields=["live"])


def fill_seats(meeting: Meeting, *, now: datetime) -> None:
    """Each free seat is kept for the next on the waiting list, for a while."""
    if not meeting.live or meeting.starts_at <= now:
        return
    free = free_seats(meeting, meeting.offer)
    queue = Booking.objects.queue(meeting).select_for_update(of=("self",)).select_related("meeting__offer")
    for booking in list(queue[: max(free, 0)]):
        booking.state, booking.from_queue = State.HELD, True
        booking.held_until = min(now + SEAT_WAITS, meeting.starts_at)
        turn(booking)
        posting.to_guest(booking, "booking-seat", now=now)


def let_go(found: Booking, *, now: datetime) -> Offer:
    """A hold given back before its time: nothing of it is kept."""
    with one_at_a_time(found.coach_id, now=now):
        offer = found.meeting.offer
        if not Booking.objects.filter(pk=found.pk).exists():
            return offer  # sent twice
        booking = locked(found)
        meeting = booking.meeting
        if booking.state in (State.HELD, State.LAPSED) and not booking.from_queue:
            booking.delete()
            leave(meeting, now=now)
        return offer


def end_what_ran_out(coach_id: int, *, now: datetime) -> int:
    """Under the coach's lock. Whoever waited for the coach is told; the others see it on their page."""
    rows = Booking.objects.run_out(now).filter(coach=coach_id).order_by("pk")
    over = list(rows.select_for_update(of=("self",)).select_related("meeting__offer__coach__person", "person"))
    for booking in over:
        unanswered = booking.waits_for_coach
        booking.state = State.DECLINED if unanswered else State.LAPSED
        booking.ended_by, booking.held_until = Booking.By.TIME, None
        booking.save()
        if unanswered:
            posting.to_guest(booking, "booking-declined", now=now)
        leave(booking.meeting, now=now)
    unanswered_moves = end_unanswered_moves(coach_id, now=now)
    Meeting.objects.left_alone(coach_id, now=now).update(live=False)
    return len(over) + unanswered_moves


def end_unanswered_moves(coach_id: int, *, now: datetime) -> int:
    """No answer is a no: the call stays where it was, and the guest is told."""
    rows = Booking.objects.unanswered_moves(now).filter(coach=coach_id).order_by("pk")
    over = list(rows.select_for_update(of=("self",)).select_related("meeting__offer__coach__person", "wanted"))
    for booking in over:
        stays(booking, by=Booking.By.TIME, now=now)
    return len(over)


def stays(booking: Booking, *, by: Booking.By, now: datetime) -> None:
    """The other time is not possible."""
    forget_wanted(booking)
    booking.ended_by = by
    turn(booking)
    posting.to_guest(booking, "booking-stays", now=now)


def remind_at(found: Booking, *, hours: list[int], now: datetime) -> Booking:
    with one_at_a_time(found.coach_id, now=now):
        booking = locked(found)
        if booking.state != State.BOOKED:
            raise Refused(Kind.OVER)
        booking.reminders = sorted(hours, reverse=True)
        booking.save(update_fields=["reminders"])
        posting.remind(booking, now=now)
        return booking
