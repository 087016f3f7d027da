"""Whether something is offered at all, whatever link led to it."""

from datetime import datetime

from coaching.consultations.models import Booking, Offer
from coaching.consultations.problems import Kind
from runners.models import User


def still_offered(offer: Offer, *, person: User | None, now: datetime) -> bool:
    """Open, by a coach who is here; what is kept for a squad, to those who run with that coach today."""
    found = Offer.objects.filter(pk=offer.pk)
    if found.public(now).exists():
        return True
    return person is not None and found.for_runner(person).exists()


def no_move(booking: Booking, *, now: datetime) -> Kind | None:
    """Why a call that is booked has no other times to move to; None when it has."""
    offer = booking.meeting.offer
    if not still_offered(offer, person=booking.person, now=now):
        return Kind.CLOSED
    return Kind.ASK_AGAIN if offer.approves and offer.is_group else None
