"""Alerts at their edges: more people than one batch, one who cannot be assessed, the same answer twice."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching.alerts import actions, raising
from coaching.alerts.figures import Figures
from coaching.alerts.models import Alert, Answer, Delivery, Kind, KindPace, Pace, Wishes
from journal.sharing import ReadingToday
from runners.models import Outbox, User
from tests import making
from tests.coaching.alerts.raised import LOUD_DAYS, alert, assess, looked, standing


@pytest.fixture
def three(db: None, now: datetime) -> list[User]:
    people = [making.person(f"r{number}@example.org", name=f"R {number}") for number in range(3)]
    for person in people:
        standing(person, now=now, reading="strained")
    return people


def test_it_goes_on_until_everybody_is_assessed(
    three: list[User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raising, "BATCH", 1)
    done = assess(now=now)
    assert (done.assessed, done.alerts) == (3, 3)


def test_one_who_cannot_be_assessed_stops_nobody_and_is_named_by_number(
    three: list[User], now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    figures_of = raising.figures_of

    def broken_for_one(kind: Kind, day: Mapping[str, float], reading: ReadingToday) -> Figures:
        if reading.runner.pk == three[1].pk:
            raise ValueError("what somebody wrote")
        return figures_of(kind, day, reading)

    monkeypatch.setattr(raising, "figures_of", broken_for_one)
    assert assess(now=now).alerts == 2
    assert {raised.runner_id for raised in Alert.objects.all()} == {three[0].pk, three[2].pk}
    assert f"runner {three[1].pk} could not be assessed: ValueError" in caplog.text
    assert "what somebody wrote" not in caplog.text


def squad(coach: User, many: int, kind: str, now: datetime) -> None:
    Wishes.objects.update_or_create(coach=coach, defaults={"by_push": True})
    KindPace.objects.update_or_create(coach=coach, kind=kind, defaults={"pace": Pace.INSTANT})
    for _ in range(many):
        person = making.person(f"{kind}{User.objects.count()}@example.org")
        making.coachship(coach, person)
        before = alert(person, now=now - timedelta(days=60), kind=kind)
        Delivery.objects.create(alert=before, recipient=coach, channel="in_app", created_at=before.raised_at)
        if kind == Kind.BALANCE:
            standing(person, now=now, reading="strained")
        else:
            looked(person, now=now, kind=kind)


@pytest.mark.parametrize("kind", [Kind.BALANCE, *LOUD_DAYS])
def test_it_takes_as_many_statements_for_twelve_as_for_two(coach: User, now: datetime, kind: str) -> None:
    taken = []
    for many in (2, 12):
        squad(coach, many, kind, now)
        with CaptureQueriesContext(connection) as seen:
            assert assess(now=now).alerts == many
        taken.append(len(seen))
    assert taken[0] == taken[1]


def test_the_same_answer_again_is_the_first_one(runner: User, coach: User, now: datetime) -> None:
    raised = alert(runner, now=now)
    for later in (timedelta(0), timedelta(hours=3)):
        actions.answer(runner, alert_id=raised.pk, answer=Answer.TALK, now=now + later)
    raised.refresh_from_db()
    assert raised.answered_at == now


def test_a_new_coach_hears_nothing_of_an_alert_whose_episode_is_over(runner: User, coach: User, now: datetime) -> None:
    alert(runner, now=now)
    standing(runner, now=now, reading="steady", score=20.0, episode_on=None)
    raising._tell_new_readers(now=now)
    assert not Outbox.objects.exists()
    assert not Delivery.objects.filter(recipient=coach).exists()
