"""The calls of a coach in their own calendar: behind a secret link, and with no word of what anybody answered."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from coaching.consultations import calls_feed, ics
from coaching.consultations.models import Booking, CallsFeed, Offer, State
from runners.models import CoachProfile, User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE

SignedIn = Callable[[User], Client]


def read(coach: CoachProfile, now: datetime) -> str:
    return ics.published(calls_feed.entries(CallsFeed.issue(coach, now=now), now=now)).decode()


def test_it_holds_the_calls_with_their_names_and_nothing_they_answered(
    profile: CoachProfile, offer: Offer, now: datetime
) -> None:
    booking = making.booked(offer, NINE, now=now)
    document = read(profile, now)
    (event,) = Calendar.from_ical(document).walk("VEVENT")
    assert (str(event["summary"]), event["dtstart"].dt, str(event["uid"])) == (
        "A first call: Sam Field", NINE, booking.uid,
    )  # fmt: skip
    for words in ("Clear my head", "What do you need", "sam@example.org", "ATTENDEE", "DESCRIPTION"):
        assert words not in document


def test_a_group_session_is_one_entry_with_all_who_come(profile: CoachProfile, group: Offer, now: datetime) -> None:
    making.date_of(group, NINE, now=now)
    making.booked(group, NINE, now=now)
    making.booked(group, NINE, now=now, name="Kim Ito", email="kim@example.org")
    (event,) = Calendar.from_ical(read(profile, now)).walk("VEVENT")
    assert event["summary"] == "A group: Sam Field and Kim Ito"


@pytest.mark.parametrize("state", [State.PENDING, State.CANCELLED, State.DECLINED, State.LAPSED])
def test_what_is_not_booked_is_not_in_it(profile: CoachProfile, offer: Offer, now: datetime, state: State) -> None:
    Booking.objects.filter(pk=making.booked(offer, NINE, now=now).pk).update(state=state)
    assert "VEVENT" not in read(profile, now)


def test_a_name_adds_no_line_of_its_own(profile: CoachProfile, offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    Booking.objects.filter(pk=booking.pk).update(name="Sam\r\nATTENDEE:mailto:x@example.org")
    (event,) = Calendar.from_ical(read(profile, now)).walk("VEVENT")
    assert event["summary"] == "A first call: Sam ATTENDEE:mailto:x@example.org"
    assert "attendee" not in event


def test_the_link_is_shown_once_changed_and_taken_away(
    client: Client, coach: User, profile: CoachProfile, signed_in: SignedIn
) -> None:
    page, own = reverse("calls-feed"), signed_in(coach)

    def made() -> str:
        return own.post(page).content.decode().split('readonly value="')[1].split('"')[0]

    first, second = made(), made()
    assert client.get(first).status_code == 404
    assert client.get(second)["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in client.get(second)["Cache-Control"]
    assert second not in own.get(page).content.decode()
    own.post(page, {"remove": "yes"})
    assert client.get(second).status_code == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"leaving_at": NINE}, {"is_coach": False}])
def test_it_opens_for_nobody_who_is_gone(
    client: Client, coach: User, profile: CoachProfile, now: datetime, change: dict[str, object]
) -> None:
    token = CallsFeed.issue(profile, now=now)
    User.objects.filter(pk=coach.pk).update(**change)
    assert client.get(reverse("calls-calendar", args=[token])).status_code == 404


def test_a_call_that_was_moved_is_the_newer_one_for_a_calendar(
    profile: CoachProfile, offer: Offer, now: datetime
) -> None:
    Booking.objects.filter(pk=making.booked(offer, NINE, now=now).pk).update(sequence=3)
    (event,) = Calendar.from_ical(read(profile, now)).walk("VEVENT")
    assert event["sequence"] == 3


def test_what_is_long_over_is_not_in_it(profile: CoachProfile, offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    past = {"starts_at": now - timedelta(days=32), "ends_at": now - timedelta(days=31)}
    type(booking.meeting).objects.update(**past)
    assert "VEVENT" not in read(profile, now)
