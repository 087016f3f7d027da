"""A place on the waiting list of a full group call.

Whoever is not signed in hears the same whatever is known of the address they typed: the mail alone says more.
"""

import json
import uuid
from datetime import datetime

from coaching.consultations import actions, posting
from coaching.consultations.actions import Details
from coaching.consultations.models import Booking, BookingSet, Meeting, Offer, State
from coaching.consultations.problems import Kind, Refused
from runners.models import User


def wait(
    offer: Offer,
    *,
    start: datetime,
    key: uuid.UUID,
    details: Details,
    time_zone: str,
    person: User | None,
    now: datetime,
) -> Booking | None:
    """The place of somebody signed in; for anybody else a letter and None. Raises Refused."""
    with actions.one_at_a_time(offer.coach_id, now=now):
        meeting = full_date(offer, start, now=now)
        there = _known(meeting, details.email, person)
        if there is not None and there.confirmed_at is not None and (person is None or there.person != person):
            posting.send_newest(there, now=now)  # nothing of it changes for whoever typed its address
            return None
        if person is None and posting.has_had_enough(details.email, now=now):
            return None
        fresh = Booking(meeting=meeting, coach=offer.coach, key=actions.fresh_key(key), made_at=now)
        booking = there or fresh
        booking.name, booking.email, booking.person = details.name, details.email, person
        booking.answers, booking.asked_at = json.dumps(details.answers), booking.asked_at or now
        booking.time_zone = time_zone
        if person is None:
            actions.ask_to_confirm(booking, State.WAITING, now=now)
            return None
        booking.state, booking.confirmed_at = State.WAITING, booking.confirmed_at or now
        actions.turn(booking)
        _unconfirmed(meeting, details.email).delete()  # else its link would make a second place of it
        return booking


def full_date(offer: Offer, start: datetime, *, now: datetime) -> Meeting:
    """The date there is something to wait for. Raises Refused for any other."""
    meeting = Meeting.objects.live().filter(offer=offer, fixed=True, starts_at=start, starts_at__gt=now).first()
    if meeting is None:
        raise Refused(Kind.NOT_OFFERED)
    if actions.free_seats(meeting, offer) > 0:
        raise Refused(Kind.NOT_FULL)
    return meeting


def _unconfirmed(meeting: Meeting, email: str) -> BookingSet:
    return Booking.objects.of_address(email).filter(meeting=meeting, state=State.WAITING, confirmed_at=None)


def _known(meeting: Meeting, email: str, person: User | None) -> Booking | None:
    """What waits already under that address: confirmed, or asked for by the same somebody."""
    rows = Booking.objects.of_address(email).filter(meeting=meeting, state=State.WAITING).select_related("person")
    confirmed = rows.filter(confirmed_at__isnull=False).order_by("asked_at", "pk").first()
    return confirmed or _unconfirmed(meeting, email).filter(person=person).order_by("pk").first()
