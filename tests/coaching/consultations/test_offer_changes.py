"""An offer that changes: seats go to those who wait, and what is booked stays as long as it was."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from coaching.consultations import actions
from coaching.consultations.models import Booking, Meeting, Offer, State
from coaching.consultations.offer_forms import OfferForm
from coaching.consultations.problems import Kind, Refused
from runners.models import User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE
from tests.coaching.consultations.test_desk import OFFER
from tests.coaching.consultations.test_groups import waits


def form_of(offer: Offer, **other: str) -> OfferForm:
    return OfferForm({**OFFER, "seats": str(offer.seats), **other}, coach=offer.coach, offer=offer)


@pytest.fixture
def date(group: Offer, now: datetime) -> Meeting:
    return making.date_of(group, NINE, now=now)


def test_more_seats_go_to_those_who_wait(group: Offer, date: Meeting, now: datetime) -> None:
    for number in range(2):
        making.booked(group, NINE, now=now, email=f"early{number}@example.org")
    booking = waits(group, "kim@example.org", now=now)
    form = form_of(group, seats="3")
    assert form.is_valid(), form.errors
    form.save(now=now)
    booking.refresh_from_db()
    assert (booking.state, booking.from_queue) == (State.HELD, True)


def test_a_session_with_dates_does_not_become_a_call(group: Offer, date: Meeting, now: datetime) -> None:
    form = form_of(group, seats="1")
    assert form.is_valid()
    with pytest.raises(Refused, match=Kind.DATES_OPEN.value[:20]):
        form.save(now=now)
    assert Offer.objects.get().seats == 2
    date.live = False
    date.save()
    assert form.save(now=now).seats == 1


def test_a_busy_moment_is_said_and_nothing_is_kept(
    signed_in: Callable[[User], Client], offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Refused(Kind.BUSY)

    monkeypatch.setattr(actions, "one_at_a_time", busy)
    answer = signed_in(offer.coach.person).post(reverse("offer-edit", args=[offer.pk]), {**OFFER, "title": "Other"})
    assert Kind.BUSY.value in answer.content.decode()
    assert Offer.objects.get().title == "A first call"


def test_what_is_booked_keeps_its_length(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    Offer.objects.update(minutes=20)
    assert Booking.objects.get(pk=booking.pk).meeting.minutes == 60
    reminder = making.sent(NINE - timedelta(hours=24))
    assert all("60 minutes" in letter.body for letter in reminder)
    assert len(reminder) >= 1


def test_pages_say_the_length_of_the_call_itself(
    client: Client, signed_in: Callable[[User], Client], offer: Offer, now: datetime
) -> None:
    booking = making.booked(offer, NINE, now=now)
    Meeting.objects.update(starts_at=NINE + timedelta(days=900), ends_at=NINE + timedelta(days=900, minutes=45))
    desk = signed_in(offer.coach.person)
    for page in (client.get(making.page(booking)), desk.get(reverse("consultation", args=[booking.pk]))):
        assert "45 minutes" in page.content.decode()
        assert "60 minutes" not in page.content.decode()
