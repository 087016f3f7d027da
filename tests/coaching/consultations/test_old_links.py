"""What is no longer offered, or by nobody who is still here, cannot be booked by an older link either."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from coaching.consultations import actions, deciding, moving
from coaching.consultations.models import Offer, State
from coaching.consultations.problems import Kind, Refused
from runners.models import CoachProfile, Coachship, User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE

TEN = NINE + timedelta(hours=1)


def closed(offer: Offer, now: datetime) -> None:
    deciding.close(offer, now=now)


def unlisted(offer: Offer, now: datetime) -> None:
    CoachProfile.objects.filter(pk=offer.coach_id).update(listed_at=None)


def leaving(offer: Offer, now: datetime) -> None:
    User.objects.filter(pk=offer.coach_id).update(leaving_at=now)


def for_squad(offer: Offer, now: datetime) -> None:
    Offer.objects.filter(pk=offer.pk).update(for_squad=True)


every_end = pytest.mark.parametrize("ends", [closed, unlisted, leaving, for_squad])
not_offered = pytest.raises(Refused, match=Kind.NOT_OFFERED.value[:20])
End = Callable[[Offer, datetime], None]


@every_end
def test_no_new_hold(offer: Offer, now: datetime, ends: End) -> None:
    ends(offer, now)
    with not_offered:
        making.held(offer, NINE, now=now)


@every_end
def test_a_hold_that_ran_out_does_not_come_back(offer: Offer, now: datetime, ends: End) -> None:
    booking = making.held(offer, NINE, now=now)
    ends(offer, now)
    with not_offered:
        actions.fill(booking, details=making.details(), person=None, now=now + timedelta(minutes=9))


@every_end
def test_a_late_confirmation_does_not_book(offer: Offer, now: datetime, ends: End) -> None:
    booking = making.pending(offer, NINE, now=now)
    ends(offer, now)
    with not_offered:
        actions.confirm(booking, now=now + actions.CONFIRM_WITHIN)


@every_end
def test_what_is_booked_stays_and_does_not_move(offer: Offer, now: datetime, ends: End) -> None:
    booking = making.booked(offer, NINE, now=now)
    ends(offer, now)
    with not_offered:
        moving.move(booking, start=TEN, now=now)
    booking.refresh_from_db()
    assert (booking.state, booking.meeting.starts_at, booking.meeting.live) == (State.BOOKED, NINE, True)


def test_time_kept_for_a_squad_goes_with_the_tie(profile: CoachProfile, runner: User, now: datetime) -> None:
    kept = making.offer(profile, slug="kept", for_squad=True)
    tie = Coachship.objects.get(coach=profile.person, runner=runner)
    booking = making.held(kept, NINE, now=now, person=runner)
    booking = actions.fill(booking, details=making.details(email=runner.email), person=runner, now=now)
    assert booking.state == State.BOOKED
    tie.ended_at = now
    tie.save()
    with not_offered:
        moving.move(booking, start=TEN, now=now)
    with not_offered:
        making.held(kept, TEN, now=now, person=runner)


def test_a_seat_the_coach_said_yes_to_is_not_moved_past_them(profile: CoachProfile, now: datetime) -> None:
    offer = making.offer(profile, approves=True, seats=6)
    for start in (NINE, TEN):
        making.date_of(offer, start, now=now)
    booking = deciding.approve(making.booked(offer, NINE, now=now), now=now)
    with pytest.raises(Refused, match=Kind.ASK_AGAIN.value[:20]):
        moving.move(booking, start=TEN, now=now)
    booking.refresh_from_db()
    assert (booking.state, booking.meeting.starts_at) == (State.BOOKED, NINE)
