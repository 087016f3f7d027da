"""What time forgets, and what a copy of everything still has."""

from datetime import datetime, timedelta

from coaching.consultations import actions, clearing, owned
from coaching.consultations.models import Booking, Offer, State
from runners.models import User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE

LATER = timedelta(days=8)


def test_what_was_taken_back_before_it_was_confirmed_goes_after_a_week(offer: Offer, now: datetime) -> None:
    booking = actions.call_off(making.pending(offer, NINE, now=now), now=now)
    assert (booking.state, booking.confirmed_at) == (State.CANCELLED, None)
    clearing.forget(now=now + timedelta(days=6))
    assert Booking.objects.exists()
    clearing.forget(now=now + LATER)
    assert not Booking.objects.exists()


def test_what_was_booked_and_called_off_stays(offer: Offer, now: datetime) -> None:
    actions.call_off(making.booked(offer, NINE, now=now), now=now)
    clearing.forget(now=now + LATER)
    assert Booking.objects.exists()


def test_a_copy_has_what_was_booked_with_other_letters_of_the_address(
    offer: Offer, runner: User, stranger: User, now: datetime
) -> None:
    booking = making.booked(offer, NINE, now=now, email=runner.email.upper())
    assert list(owned.bookings_of(runner.pk)) == [booking]
    assert list(owned.bookings_of(stranger.pk)) == []
