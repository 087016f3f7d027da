"""One visitor holds two times at once and no more."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coaching.consultations import actions
from coaching.consultations.models import Booking, Meeting, Offer, State
from tests.coaching.consultations import making

HOME = "2001:db8:1:2::"


@pytest.fixture
def nine() -> datetime:
    day = timezone.now() + timedelta(days=3)
    return day.astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


def choose(offer: Offer, start: datetime, network: str) -> None:
    making.choose(Client(REMOTE_ADDR=network), offer, start)


def test_a_third_time_lets_the_first_go(offer: Offer, nine: datetime) -> None:
    """Also from another address of the same household."""
    for hours in range(3):
        choose(offer, nine + timedelta(hours=hours), f"{HOME}{hours + 1}")
    assert list(Booking.objects.order_by("pk").values_list("state", flat=True)) == ["lapsed", "held", "held"]
    assert Meeting.objects.live().count() == 2


def test_whoever_is_elsewhere_holds_their_own(offer: Offer, nine: datetime) -> None:
    for hours, network in enumerate(("2001:db8:1:2::1", "2001:db8:1:3::1", "::ffff:192.0.2.1")):
        choose(offer, nine + timedelta(hours=hours), network)
    assert Booking.objects.filter(state=State.HELD).count() == 3


def test_what_was_let_go_is_still_theirs_while_it_is_free(offer: Offer, nine: datetime) -> None:
    for hours in range(3):
        choose(offer, nine + timedelta(hours=hours), "192.0.2.1")
    first = Booking.objects.earliest("pk")
    filled = actions.fill(first, details=making.details(), person=None, now=timezone.now())
    assert (filled.state, filled.meeting.starts_at) == (State.PENDING, nine)
