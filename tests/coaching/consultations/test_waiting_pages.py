"""The list of a full session in pages: only where it leads somewhere, and nothing typed breaks it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.consultations import actions, queries
from coaching.consultations.models import Booking, Meeting, Offer
from coaching.consultations.problems import Kind, Refused
from coaching.consultations.times import next_times
from runners.models import CoachProfile, User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE


@pytest.fixture
def real() -> datetime:
    day = timezone.now() + timedelta(days=3)
    return day.astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


def full(group: Offer, start: datetime, *, now: datetime, person: User | None = None) -> Meeting:
    date = making.date_of(group, start, now=now)
    for number in range(group.seats):
        held = making.held(group, start, now=now, person=person)
        who = making.details(email=f"early{number}@example.org")
        actions.confirm(actions.fill(held, details=who, person=None, now=now), now=now)
    return date


def refuse_as_busy(*_: object, **__: object) -> None:
    raise Refused(Kind.BUSY)


@pytest.mark.parametrize(
    "start", ["9999-12-31T23:59:00Z", "0001-01-01T00:00:00Z", "2026-12-01T09:00:00", "never", "", "2500-01-01T00:00Z"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_time_that_is_none_is_refused_in_words(client: Client, group: Offer, start: str, method: str) -> None:
    address = reverse("offer-wait", args=["jo", "group"])
    answer = getattr(client, method)(address, {"start": start, "zone": "Asia/Tokyo"})
    assert Kind.NO_TIME.value in answer.content.decode()


@pytest.mark.parametrize(("slug", "hours"), [("group", 2), ("first", 0)])
def test_there_is_no_list_for_a_date_that_is_not_there(
    client: Client, group: Offer, offer: Offer, real: datetime, slug: str, hours: int
) -> None:
    full(group, real, now=timezone.now())
    start = (real + timedelta(hours=hours)).isoformat()
    page = client.get(reverse("offer-wait", args=["jo", slug]), {"start": start}).content.decode()
    assert (Kind.NOT_OFFERED.value in page, "is full" in page) == (True, False)


def test_a_date_with_a_free_seat_has_no_list_yet(client: Client, group: Offer, real: datetime) -> None:
    making.date_of(group, real, now=timezone.now())
    page = client.get(reverse("offer-wait", args=["jo", "group"]), {"start": real.isoformat()}).content.decode()
    assert (Kind.NOT_FULL.value in page, "is full" in page) == (True, False)


def test_a_full_date_leads_to_its_list(client: Client, group: Offer, real: datetime) -> None:
    full(group, real, now=timezone.now())
    page = client.get(making.address(group), {"month": f"{real:%Y-%m}"}).content.decode()
    assert reverse("offer-wait", args=["jo", "group"]) in page


def test_a_full_date_for_a_squad_leads_nowhere(
    signed_in: Callable[[User], Client], runner: User, profile: CoachProfile, real: datetime
) -> None:
    now = timezone.now()
    squad = making.offer(profile, slug="squad", seats=2, for_squad=True)
    full(squad, real, now=now, person=runner)
    page = signed_in(runner).get(making.address(squad), {"month": f"{real:%Y-%m}"}).content.decode()
    assert ", full" in page
    assert "waiting-list" not in page


def test_choosing_another_time_is_not_called_what_choosing_the_first_is(
    client: Client, group: Offer, real: datetime
) -> None:
    making.date_of(group, real, now=timezone.now())
    mine = making.booked(group, real, now=timezone.now())
    moving, choosing = client.get(making.page(mine, "booking-move")), client.get(making.address(group))
    titles = [page.content.decode().partition("<title>")[2].partition("</title>")[0] for page in (moving, choosing)]
    assert titles[0].startswith("Move your call: A group with Jo Okonedo")
    assert titles[1].startswith("A group with Jo Okonedo")


def test_while_moving_a_full_date_leads_nowhere(client: Client, group: Offer, real: datetime) -> None:
    now = timezone.now()
    full(group, real, now=now)
    making.date_of(group, real + timedelta(hours=2), now=now)
    mine = making.booked(group, real + timedelta(hours=2), now=now, email="late@example.org")
    page = client.get(making.page(mine, "booking-move"), {"month": f"{real:%Y-%m}"}).content.decode()
    assert ", full" in page
    assert 'href=""' not in page
    assert "waiting-list" not in page


def test_a_full_session_is_no_free_time(group: Offer, now: datetime) -> None:
    full(group, NINE, now=now)
    making.date_of(group, NINE + timedelta(days=1), now=now)
    assert [slot.start for slot in next_times(group, now=now)] == [NINE + timedelta(days=1)]


def test_the_month_opens_where_a_session_is_even_if_it_is_full(group: Offer, now: datetime) -> None:
    later = NINE + timedelta(days=30)
    full(group, later, now=now)
    asked = queries.asked_for(month="", day="", zone="UTC", own_zone="UTC")
    assert queries.choose_page(group, asked, now=now).month == later.date().replace(day=1)


def test_giving_a_hold_back_twice_gives_it_back_once(offer: Offer, now: datetime) -> None:
    held = making.held(offer, NINE, now=now)
    assert [actions.let_go(held, now=now).pk for _ in range(2)] == [offer.pk] * 2
    assert not Booking.objects.exists()


def test_a_busy_moment_is_said_when_a_hold_is_given_back(
    client: Client, offer: Offer, real: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = making.held(offer, real, now=timezone.now())
    monkeypatch.setattr(actions, "one_at_a_time", refuse_as_busy)
    answer = client.post(making.page(held, "booking-let-go"))
    assert (answer.status_code, Booking.objects.count()) == (409, 1)
    assert Kind.BUSY.value in answer.content.decode()


def test_a_busy_moment_is_said_when_a_date_is_called_off(
    signed_in: Callable[[User], Client], group: Offer, real: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    date = making.date_of(group, real, now=timezone.now())
    monkeypatch.setattr(actions, "one_at_a_time", refuse_as_busy)
    browser = signed_in(group.coach.person)
    answer = browser.post(reverse("date-call-off", args=[date.pk]), {"text": ""}, follow=True)
    assert Kind.BUSY.value in answer.content.decode()
    assert Meeting.objects.get().live
