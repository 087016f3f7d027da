"""Thirty days lent for one call: only what was ticked, only until it is over, and the runner sees who looked."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coaching.consultations import actions
from coaching.consultations.models import Booking, Loan, Meeting, Offer, State
from runners.actions import leave_coach, set_shares
from runners.models import AccessLog, Coachship, User
from runners.models.people import SHARES, Shares
from tests import making as diary
from tests.coaching.consultations import making


@pytest.fixture
def lent(offer: Offer, signed_in: Callable[[User], Client], runner: User) -> Booking:
    """Runs are lent, feelings are not."""
    day = timezone.now() + timedelta(days=3)
    nine = day.astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)
    yesterday = timezone.now() - timedelta(days=1)
    diary.run(runner, at=yesterday, minutes=47)
    diary.check_in(runner, at=yesterday, needs=["settle_down"], note="mine alone")
    browser = signed_in(runner)
    held = making.choose(browser, offer, nine)
    assert browser.post(held["Location"], {"name": "Mia", "lends": ["training"]}).status_code == 302
    return Booking.objects.get()


@pytest.fixture
def desk(signed_in: Callable[[User], Client], coach: User) -> Client:
    return signed_in(coach)


def page(booking: Booking) -> str:
    return f"/coach/consultations/{booking.pk}/lent/"


def test_the_coach_sees_what_was_ticked_and_the_runner_who_looked(desk: Client, lent: Booking, coach: User) -> None:
    seen = desk.get(page(lent)).content.decode()
    assert "47 min" in seen
    assert not any(words in seen for words in ("Settle down", "mine alone"))
    assert AccessLog.objects.filter(actor=coach, subject=lent.person).count() == 1


def test_it_ends_by_itself_when_the_call_is_over(desk: Client, lent: Booking) -> None:
    now = timezone.now()
    Meeting.objects.update(starts_at=now - timedelta(hours=1), ends_at=now)
    assert desk.get(page(lent)).status_code == 404


def test_it_ends_when_the_call_is_called_off_or_it_is_taken_back(desk: Client, lent: Booking, client: Client) -> None:
    Booking.objects.update(state=State.CANCELLED)
    assert desk.get(page(lent)).status_code == 404
    Booking.objects.update(state=State.BOOKED)
    assert desk.get(page(lent)).status_code == 200
    assert "Taken back" in client.post(making.page(lent, "booking-take-back")).content.decode()
    assert desk.get(page(lent)).status_code == 404


def test_leaving_the_coach_ends_it_on_the_next_request(desk: Client, lent: Booking, runner: User, coach: User) -> None:
    tie = Coachship.objects.get(coach=coach, runner=runner)
    assert desk.get(page(lent)).status_code == 200
    leave_coach(runner, coachship=tie, now=timezone.now())
    assert desk.get(page(lent)).status_code == 404
    assert "lend you" not in desk.get(f"/coach/consultations/{lent.pk}/").content.decode()


def test_leaving_ends_it_where_no_switch_was_on_to_be_turned_off(
    desk: Client, lent: Booking, runner: User, coach: User
) -> None:
    off = {f"shares_{name}": False for name in SHARES}
    Coachship.objects.filter(coach=coach, runner=runner).update(**off)
    assert desk.get(page(lent)).status_code == 200
    leave_coach(runner, coachship=Coachship.objects.get(coach=coach, runner=runner), now=timezone.now())
    assert desk.get(page(lent)).status_code == 404


def test_coming_back_to_the_coach_opens_nothing_that_was_lent_before(
    desk: Client, lent: Booking, runner: User, coach: User
) -> None:
    leave_coach(runner, coachship=Coachship.objects.get(coach=coach, runner=runner), now=timezone.now())
    diary.coachship(coach, runner)
    assert desk.get(page(lent)).status_code == 404


def test_a_switch_turned_off_takes_its_part_along(desk: Client, lent: Booking, runner: User, coach: User) -> None:
    Loan.objects.update(emotional=True)
    tie = Coachship.objects.get(coach=coach, runner=runner)
    set_shares(runner, coachship=tie, shares=Shares(emotional=True), now=timezone.now())
    seen = desk.get(page(lent)).content.decode()
    assert ("Settle down" in seen, "47 min" in seen) == (True, False)
    set_shares(runner, coachship=tie, shares=Shares(), now=timezone.now())
    assert desk.get(page(lent)).status_code == 404


def test_a_switch_that_was_off_before_leaves_what_was_lent_knowingly(
    desk: Client, lent: Booking, runner: User, coach: User
) -> None:
    tie = Coachship.objects.get(coach=coach, runner=runner)
    before = Loan.objects.get().lent_at - timedelta(minutes=1)
    set_shares(runner, coachship=tie, shares=Shares(), now=before)
    assert desk.get(page(lent)).status_code == 200


def test_the_sharing_page_shows_it_and_takes_it_back(
    signed_in: Callable[[User], Client], desk: Client, lent: Booking, runner: User
) -> None:
    Coachship.objects.all().delete()
    browser, there = signed_in(runner), "/settings/sharing/"
    shown = browser.get(there).content.decode()
    assert "Runs, and how hard they were" in shown
    assert "Beside what you lend, nobody" in shown
    browser.post(making.page(lent, "booking-take-back"))
    assert "Nobody but you sees anything" in browser.get(there).content.decode()
    assert desk.get(page(lent)).status_code == 404


def test_another_coach_sees_nothing_of_it(signed_in: Callable[[User], Client], lent: Booking, stranger: User) -> None:
    assert signed_in(stranger).get(page(lent)).status_code == 404


def test_nothing_is_lent_unless_ticked_and_never_by_a_visitor(offer: Offer, now: datetime) -> None:
    making.booked(offer, making.NINE, now=now)
    held = making.held(offer, making.NINE + timedelta(hours=1), now=now)
    said = actions.Details("Kim", "kim@example.org", (), lends=("training",))
    actions.fill(held, details=said, person=None, now=now)
    assert not Loan.objects.exists()


def test_it_is_closed_the_moment_the_runner_is_leaving(desk: Client, lent: Booking) -> None:
    assert desk.get(page(lent)).status_code == 200
    User.objects.filter(pk=lent.person_id).update(leaving_at=timezone.now() + timedelta(days=7))
    assert desk.get(page(lent)).status_code == 404


def test_before_a_coach_says_yes_nothing_is_seen(desk: Client, lent: Booking, client: Client) -> None:
    Booking.objects.update(state=State.PENDING)
    assert desk.get(page(lent)).status_code == 404
    assert "Lent for this call" in client.get(making.page(lent)).content.decode()
    assert "Taken back" in client.post(making.page(lent, "booking-take-back")).content.decode()
    Booking.objects.update(state=State.BOOKED)
    assert desk.get(page(lent)).status_code == 404


def test_the_days_seen_are_those_before_the_call(desk: Client, lent: Booking) -> None:
    start = timezone.now() + timedelta(days=40)
    Meeting.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    seen = desk.get(page(lent)).content.decode()
    assert "nothing in these 30 days yet" in seen
