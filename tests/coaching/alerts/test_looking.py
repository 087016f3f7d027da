"""Who has looked at an alert: whoever opened it where it stands, or wrote about it; each coach for themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from coaching.alerts import actions, delivering, standins
from coaching.alerts.models import Alert, Answer, State
from coaching.conversations.models import About
from coaching.conversations.topics import Topic
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised
from tests.coaching.conversations.making import thread

SignedIn = Callable[[User], Client]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def alert(runner: User, coach: User, now: datetime, clock_at_now: object) -> Alert:
    return raised.alert(runner, now=now)


@pytest.fixture
def ana(runner: User) -> User:
    ana = making.person("ana@example.org", name="Ana Silva", is_coach=True)
    making.coachship(ana, runner)
    return ana


def read_by(alert: Alert) -> list[str]:
    return [step.by.first_name for step in alert.steps.filter(after=State.SEEN).order_by("pk") if step.by]


def write(client: Client, alert: Alert) -> object:
    there = reverse("coach-runner-messages", args=[alert.runner_id])
    return client.post(f"{there}?about=alert-{alert.pk}", {"text": "Shall we talk?"})


def note(client: Client, alert: Alert) -> object:
    there = reverse("notes-about", args=[alert.runner_id])
    return client.post(f"{there}?about=alert-{alert.pk}", {"text": "Call on Friday"})


def reply(client: Client, alert: Alert) -> object:
    begun = thread(Coachship.objects.get(), now=alert.raised_at, topic=Topic(About.ALERT, alert.pk))
    return client.post(reverse("coach-thread", args=[begun.pk]), {"text": "Shall we talk?"})


def look(client: Client, alert: Alert) -> object:
    return client.get(reverse("coach-alerts"))


@pytest.mark.parametrize("do", [write, note, reply, look])
def test_whoever_does_something_from_it_has_looked(
    alert: Alert, coach: User, signed_in: SignedIn, do: Callable[[Client, Alert], object]
) -> None:
    do(signed_in(coach), alert)

    alert.refresh_from_db()
    assert (alert.state, read_by(alert)) == (State.SEEN, ["Jo"])


def test_nobody_stands_in_for_a_coach_who_wrote_about_it(
    alert: Alert, coach: User, ana: User, now: datetime, signed_in: SignedIn
) -> None:
    delivering.choose(coach, wishes={"stand_in_id": ana.pk}, paces={})
    write(signed_in(coach), alert)

    assert standins.escalate(now=now + timedelta(hours=25)) == 0


def test_a_message_about_anything_is_no_look_at_it(alert: Alert, coach: User, signed_in: SignedIn) -> None:
    signed_in(coach).post(reverse("coach-runner-messages", args=[alert.runner_id]), {"text": "Hello"})

    alert.refresh_from_db()
    assert alert.state == State.OPEN


def test_the_list_of_alerts_is_read_as_far_as_it_is_shown(
    alert: Alert, coach: User, runner: User, now: datetime, signed_in: SignedIn
) -> None:
    for days in range(1, 21):
        at = now + timedelta(days=days)
        raised.alert(runner, now=at)
    signed_in(coach).get(reverse("coach-alerts"))

    assert list(Alert.objects.filter(state=State.OPEN)) == [alert]


@pytest.mark.django_db(transaction=True)
def test_a_look_does_not_wait_for_what_is_being_worked_on(alert: Alert, coach: User, now: datetime) -> None:
    def look_again() -> None:
        actions.mark_seen(coach, alert_ids=[alert.pk], now=now)
        looked.append(read_by(alert))
        connection.close()

    looked: list[list[str]] = []
    with transaction.atomic():
        Alert.objects.select_for_update().get(pk=alert.pk)
        thread = Thread(target=look_again)
        thread.start()
        thread.join(timeout=5)
        assert looked == [[]]

    look_again()
    assert looked[1:] == [["Jo"]]


def test_the_runner_reads_of_every_coach_who_has_read_it(
    alert: Alert, runner: User, coach: User, ana: User, signed_in: SignedIn
) -> None:
    for person in (coach, ana, ana):
        signed_in(person).get(reverse("coach-alerts"))

    page = signed_in(runner).get(reverse("alerts")).content.decode()
    assert (page.count("Jo read it"), page.count("Ana read it")) == (1, 1)


def test_a_look_changes_nothing_for_whoever_did_something_with_it(
    alert: Alert, coach: User, ana: User, now: datetime
) -> None:
    actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)
    for person in (coach, ana):
        actions.mark_seen(person, alert_ids=[alert.pk], now=now + MINUTE)
    alert.refresh_from_db()
    assert (alert.state, read_by(alert)) == (State.ACKNOWLEDGED, ["Ana"])

    actions.undo_step(coach, alert_id=alert.pk, now=now + 2 * MINUTE)
    alert.refresh_from_db()
    assert (alert.state, read_by(alert)) == (State.SEEN, ["Ana"])


def test_what_was_called_up_again_is_read_anew(
    alert: Alert, runner: User, coach: User, ana: User, now: datetime
) -> None:
    actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)
    actions.answer(runner, alert_id=alert.pk, answer=Answer.TALK, now=now + MINUTE)
    for person in (coach, ana):
        actions.mark_seen(person, alert_ids=[alert.pk], now=now + 2 * MINUTE)

    assert read_by(alert) == ["Jo", "Ana"]


def test_who_only_reads_is_not_waited_for(alert: Alert, coach: User, signed_in: SignedIn) -> None:
    Coachship.objects.update(role=Role.READER)
    signed_in(coach).get(reverse("coach-alerts"))

    alert.refresh_from_db()
    assert (alert.state, read_by(alert)) == (State.OPEN, [])
