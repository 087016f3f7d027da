"""Limits a day and a week count every call there was, also when it is over."""

from datetime import datetime, timedelta

import pytest

from coaching.consultations import clearing, deciding, kept
from coaching.consultations.models import Booking, Offer, State
from coaching.consultations.problems import Kind, Refused
from coaching.consultations.times import free_times
from runners.models import CoachProfile
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE

OVER = NINE + timedelta(hours=1)


@pytest.fixture
def one_a_day(profile: CoachProfile) -> Offer:
    return making.offer(profile, per_day=1, notice_hours=0)


@pytest.mark.parametrize("state", [State.DONE, State.NO_SHOW])
def test_a_call_that_is_over_still_counts_for_its_day(one_a_day: Offer, now: datetime, state: State) -> None:
    booking = making.booked(one_a_day, NINE, now=now)
    deciding.mark(booking, state=state, now=OVER)
    with pytest.raises(Refused, match=Kind.TAKEN.value[:30]):
        making.held(one_a_day, NINE + timedelta(hours=2), now=OVER)
    day = NINE.date()
    near = free_times(one_a_day, first_day=day, last_day=day, now=OVER)
    assert [slot for slot in near if slot.start.date() == day] == []


def test_a_call_said_missed_while_it_lasts_still_counts(one_a_day: Offer, now: datetime) -> None:
    booking = making.booked(one_a_day, NINE, now=now)
    during = NINE + timedelta(minutes=15)
    deciding.mark(booking, state=State.NO_SHOW, now=during)
    with pytest.raises(Refused, match=Kind.TAKEN.value[:30]):
        making.held(one_a_day, NINE + timedelta(hours=2), now=during)


def test_a_call_counts_for_its_week(profile: CoachProfile, now: datetime) -> None:
    offer = making.offer(profile, per_week=1, notice_hours=0)
    making.booked(offer, NINE, now=now)
    clearing.clear(now=OVER)
    assert Booking.objects.get().state == State.DONE
    with pytest.raises(Refused, match=Kind.TAKEN.value[:30]):
        making.held(offer, NINE + timedelta(days=1), now=OVER)


def test_a_kept_month_knows_of_calls_that_are_over(one_a_day: Offer, now: datetime) -> None:
    booking = making.booked(one_a_day, NINE, now=now)
    Booking.objects.update(state=State.DONE)
    counted = kept.calendar("jo", one_a_day.slug, now=OVER)
    Booking.objects.filter(pk=booking.pk).update(state=State.CANCELLED)
    assert counted != kept.calendar("jo", one_a_day.slug, now=OVER)
