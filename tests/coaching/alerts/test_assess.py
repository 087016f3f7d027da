from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from coaching.alerts import raising
from coaching.alerts.models import Alert, AlertStep, Assessment, Delivery, State
from journal import sharing
from runners.models import Coachship, Outbox, User
from tests import making
from tests.coaching.alerts import raised


def test_it_raises_one_alert_for_the_runner_and_their_coach(runner: User, coach: User, now: datetime) -> None:
    raised.standing(runner, now=now, reading="strained")

    done = raised.assess(now=now)

    alert = Alert.objects.get()
    ways = set(Delivery.objects.values_list("recipient__name", "channel"))
    assert (done.assessed, done.alerts) == (1, 1)
    assert (alert.runner, alert.state, alert.score) == (runner, State.OPEN, 54.4)
    assert ways == {("Mia Thorne", "in_app"), ("Jo Okonedo", "in_app"), ("Jo Okonedo", "email")}
    assert Outbox.objects.get().recipient == coach


def test_it_raises_one_for_a_drifting_runner_from_entries_alone(runner: User, coach: User, now: datetime) -> None:
    making.drifting_month(runner, until=runner.day(now))
    making.refreshed(now)

    raised.assess(now=now)

    assert Alert.objects.get().contributions["exhaustion"] > 0


def test_a_reading_keeps_the_number_of_the_formula_that_made_it(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for formula, day in ((1, now), (2, now + timedelta(days=1))):
        monkeypatch.setattr(raising, "FORMULA", formula)
        raised.standing(runner, now=day, reading="steady")
        raised.assess(now=day)
    assert list(Assessment.objects.order_by("local_day").values_list("formula", flat=True)) == [1, 2]


@pytest.mark.parametrize("reading", ["steady", "worth_a_look", "quiet", "learning"])
def test_it_raises_none_below_strained(runner: User, now: datetime, reading: str) -> None:
    raised.standing(runner, now=now, reading=reading, episode_on=runner.day(now))

    raised.assess(now=now)

    assert not Alert.objects.exists()


@pytest.mark.parametrize(("confidence", "alerts"), [(0.39, 0), (0.4, 1)])
def test_it_raises_one_only_when_enough_is_known(runner: User, now: datetime, confidence: float, alerts: int) -> None:
    raised.standing(runner, now=now, reading="talk_today", confidence=confidence)

    raised.assess(now=now)

    assert Alert.objects.count() == alerts


@pytest.mark.parametrize(("days_ago", "alerts"), [(0, 1), (1, 1), (2, 0)])
def test_it_raises_one_for_today_or_yesterday_only(runner: User, now: datetime, days_ago: int, alerts: int) -> None:
    day = runner.day(now) - timedelta(days=days_ago)
    raised.standing(runner, now=now, reading="strained", day=day)

    raised.assess(now=now)

    assert Alert.objects.count() == alerts


def test_it_raises_one_alert_an_episode_however_long(runner: User, now: datetime) -> None:
    began = runner.day(now)
    for days in range(40):
        later = now + timedelta(days=days)
        raised.standing(runner, now=later, reading="strained", episode_on=began)
        raised.assess(now=later)

    assert Alert.objects.count() == 1


@pytest.mark.parametrize(("days", "alerts"), [(13, 1), (14, 2)])
def test_it_waits_fourteen_days_before_the_next_episode(runner: User, now: datetime, days: int, alerts: int) -> None:
    later = now + timedelta(days=days)
    for moment in (now, later):
        raised.standing(runner, now=moment, reading="strained", episode_on=runner.day(moment))
        raised.assess(now=moment)

    assert Alert.objects.count() == alerts


def test_it_still_raises_one_in_the_middle_of_an_episode(runner: User, now: datetime) -> None:
    raised.standing(runner, now=now, reading="strained", episode_on=runner.day(now) - timedelta(days=20))

    raised.assess(now=now)

    assert Alert.objects.count() == 1


def test_it_changes_nothing_the_second_time(runner: User, coach: User, now: datetime) -> None:
    raised.standing(runner, now=now, reading="strained")
    raised.assess(now=now)

    raised.standing(runner, now=now, reading="strained", score=61.0)
    raised.assess(now=now)

    assert (Alert.objects.count(), Delivery.objects.count(), Outbox.objects.count()) == (1, 3, 1)
    assert Assessment.objects.get().score == 61.0


def test_it_tells_no_coach_without_the_balance_check(runner: User, coach: User, tie: Coachship, now: datetime) -> None:
    Coachship.objects.update(shares_balance=False)
    raised.standing(runner, now=now, reading="strained")

    raised.assess(now=now)

    assert [d.recipient for d in Delivery.objects.all()] == [runner]
    assert not Outbox.objects.exists()


def test_it_tells_a_coach_who_was_let_in_later_once(runner: User, coach: User, now: datetime) -> None:
    Coachship.objects.update(shares_balance=False)
    raised.standing(runner, now=now, reading="strained")
    raised.assess(now=now)
    Coachship.objects.update(shares_balance=True)
    assert Alert.objects.unfinished().untold().exists()

    raised.assess(now=now + timedelta(hours=1))
    assert not Alert.objects.unfinished().untold().exists()
    raised.assess(now=now + timedelta(hours=2))

    assert Delivery.objects.filter(recipient=coach).count() == 2
    assert Outbox.objects.count() == 1


def test_it_lets_an_alert_end_with_its_episode(runner: User, coach: User, now: datetime) -> None:
    alert = raised.alert(runner, now=now, state=State.ACKNOWLEDGED)
    raised.standing(runner, now=now, reading="worth_a_look")

    done = raised.assess(now=now)

    alert.refresh_from_db()
    step = AlertStep.objects.get()
    assert (done.resolved, alert.state) == (1, State.RESOLVED)
    assert (step.by, step.before, step.after, step.at) == (None, State.ACKNOWLEDGED, State.RESOLVED, now)


def test_it_does_not_take_silence_for_an_end(runner: User, now: datetime) -> None:
    raised.alert(runner, now=now)
    raised.standing(runner, now=now, reading="quiet", quiet_days=12, episode_on=now.date())

    raised.assess(now=now)

    assert Alert.objects.get().state == State.OPEN


def test_it_leaves_a_closed_alert_alone(runner: User, now: datetime) -> None:
    raised.alert(runner, now=now, state=State.NOT_THIS_TIME)
    raised.standing(runner, now=now, reading="steady")

    raised.assess(now=now)

    assert Alert.objects.get().state == State.NOT_THIS_TIME
    assert not AlertStep.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_leaves_a_reading_to_whoever_holds_it(now: datetime) -> None:
    runner = making.person("mia@example.org")
    raised.standing(runner, now=now, reading="strained")
    counted: list[int] = []

    def other() -> None:
        counted.append(raised.assess(now=now).assessed)
        connection.close()

    with transaction.atomic():
        assert len(sharing.take_readings(10)) == 1
        thread = Thread(target=other)
        thread.start()
        thread.join(timeout=20)

    assert counted == [0]
    assert not Alert.objects.exists()
