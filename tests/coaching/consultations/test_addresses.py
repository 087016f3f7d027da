"""Letters about the calls of somebody with an account go where they are now, and links in their old mailbox end."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.consultations import actions, deciding
from coaching.consultations.models import Booking, Meeting, Offer
from runners.models import CoachProfile, User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE


@pytest.fixture
def booking(offer: Offer, runner: User, now: datetime) -> Booking:
    held = making.held(offer, NINE, now=now, person=runner)
    return actions.fill(held, details=making.details(email=runner.email), person=runner, now=now)


def moves_house(person: User) -> None:
    User.objects.filter(pk=person.pk).update(email="new@example.org")


def test_a_letter_about_a_call_goes_to_the_address_of_now(booking: Booking, runner: User, now: datetime) -> None:
    moves_house(runner)
    deciding.call_off(booking, words="", now=now)
    assert "new@example.org" in [to for letter in making.sent(now) for to in letter.to]


@pytest.mark.parametrize("name", ["booking", "booking-call-off", "booking-take-back"])
def test_a_link_in_an_old_mailbox_opens_nothing(booking: Booking, runner: User, client: Client, name: str) -> None:
    Meeting.objects.update(ends_at=timezone.now())
    old = making.page(booking, name)
    assert client.get(making.page(booking)).status_code == 200
    moves_house(runner)
    assert client.post(old).status_code == 410
    assert client.get(making.page(Booking.objects.get())).status_code == 200


def test_the_newest_link_goes_to_the_address_of_now(
    booking: Booking, runner: User, client: Client, now: datetime
) -> None:
    making.sent(now)
    old = making.page(booking, "booking-newest")
    moves_house(runner)
    client.post(old)
    assert [letter.to for letter in making.sent(datetime.now(now.tzinfo))] == [["new@example.org"]]


def test_a_coach_answers_by_a_link_that_came_to_them(profile: CoachProfile, client: Client) -> None:
    day = (timezone.now() + timedelta(days=3)).astimezone(making.DUBLIN)
    soon = day.replace(hour=9, minute=0, second=0, microsecond=0)
    asked = making.booked(making.offer(profile, approves=True), soon, now=timezone.now())
    old = reverse("booking-decide", args=[asked.decision_token])
    assert client.get(old).status_code == 200
    moves_house(profile.person)
    assert client.post(old, {"yes": "yes"}).status_code == 410


def test_a_coach_still_knows_whom_they_run_with(
    booking: Booking, runner: User, coach: User, signed_in: Callable[[User], Client]
) -> None:
    """And sees the address they were given, not the one there is now."""
    moves_house(runner)
    page = signed_in(coach).get(reverse("consultation", args=[booking.pk])).content.decode()
    assert reverse("consultation-invite", args=[booking.pk]) not in page
    assert "new@example.org" not in page
