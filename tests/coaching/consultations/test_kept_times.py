"""Time a coach keeps for their own runners: beside an alert, and nobody else's."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coaching.alerts.models import Alert
from coaching.consultations.models import Booking, Offer, State, WeeklyRule
from runners.models import CoachProfile, User
from tests.coaching.consultations import making


@pytest.fixture
def kept(profile: CoachProfile) -> Offer:
    """From noon to two is for the squad alone."""
    for weekday in range(7):
        WeeklyRule.objects.create(
            coach=profile, weekday=weekday, from_time=time(12), until_time=time(14), for_squad=True
        )
    return making.offer(profile, title="A word this week", slug="word", for_squad=True, notice_hours=0)


def alerted(runner: User) -> None:
    today = timezone.now()
    Alert.objects.create(
        runner=runner, local_day=today, episode_on=today, reading="strained", score=60,
        contributions={"emotional": 60.0}, facts={}, raised_at=today,
    )  # fmt: skip


def test_a_runner_books_from_the_alert(
    signed_in: Callable[[User], Client], runner: User, coach: User, kept: Offer
) -> None:
    browser = signed_in(runner)
    alerted(runner)
    page = browser.get("/alerts/").content.decode()
    assert "Jo keeps time for you" in page
    assert f'href="/squad-times/{kept.pk}/"' in page
    noon = (
        (timezone.now() + timedelta(days=2))
        .astimezone(making.DUBLIN)
        .replace(hour=12, minute=0, second=0, microsecond=0)
    )
    held = making.choose(browser, kept, noon)
    booked = browser.post(held["Location"], {"name": "Mia"})
    assert booked.status_code == 302
    found = Booking.objects.get()
    assert (found.state, found.person, found.email) == (State.BOOKED, runner, runner.email)


def test_without_an_alert_there_is_nothing_to_say(
    signed_in: Callable[[User], Client], runner: User, kept: Offer
) -> None:
    assert "keeps time" not in signed_in(runner).get("/alerts/").content.decode()


def test_kept_times_are_no_strangers(signed_in: Callable[[User], Client], kept: Offer, stranger: User) -> None:
    assert signed_in(stranger).get(f"/squad-times/{kept.pk}/").status_code == 404
    assert Client().get("/work-with-me/jo/word/").status_code == 404
    assert "A word this week" not in Client().get("/work-with-me/jo/").content.decode()


def test_a_visitor_is_offered_none_of_the_kept_hours(kept: Offer, offer: Offer, runner: User, now: datetime) -> None:
    noon = making.NINE + timedelta(hours=3)
    with pytest.raises(making.actions.Refused, match="not offered"):
        making.held(offer, noon, now=now)
    assert making.held(kept, noon, now=now, person=runner).state == State.HELD
