"""The mark on an alert whose day has been worked out again with another result."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from coaching.alerts.models import Alert
from journal.models import DailyCheck
from runners.models import Stale, User
from tests import making
from tests.coaching.alerts import raised


@pytest.fixture
def drifting(runner: User, coach: User, now: datetime) -> Alert:
    making.drifting_month(runner, until=runner.day(now))
    making.refreshed(now)
    raised.assess(now=now)
    return Alert.objects.get()


def changed_later(runner: User, now: datetime) -> None:
    """The heavy days were no such days: what they said is put right."""
    since = runner.day(now) - timedelta(days=13)
    DailyCheck.objects.filter(runner=runner, local_day__gte=since).update(tiredness=4, stress=4, sleep=6)
    Stale.objects.mark(runner.pk, since)
    making.refreshed(now)
    raised.assess(now=now)


def test_it_says_what_the_day_comes_to_now(
    runner: User, drifting: Alert, now: datetime, signed_in: Callable[[User], Client]
) -> None:
    changed_later(runner, now + timedelta(minutes=5))
    drifting.refresh_from_db()
    then, later = round(drifting.score), round(drifting.score_now)
    assert then != later

    page = signed_in(runner).get("/alerts/").content.decode()

    assert f"that day came to {then} then, and comes to {later} now." in page


def test_the_same_again_is_no_change(runner: User, drifting: Alert, now: datetime) -> None:
    Stale.objects.mark(runner.pk, runner.day(now))
    making.refreshed(now + timedelta(minutes=5))
    raised.assess(now=now + timedelta(minutes=5))
    drifting.refresh_from_db()
    assert (drifting.changed_at, drifting.score_later) == (None, None)


def test_what_was_shown_to_be_stays_in_the_log(runner: User, drifting: Alert, now: datetime) -> None:
    before = drifting.score, drifting.reading, drifting.contributions
    changed_later(runner, now + timedelta(minutes=5))
    drifting.refresh_from_db()
    assert (drifting.score, drifting.reading, drifting.contributions) == before
