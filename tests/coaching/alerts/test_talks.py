""" "I would like to talk" reaches the coaches of the runner, whatever they had done with the alert before."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent
from django.utils import timezone

from coaching.alerts import actions, delivering
from coaching.alerts.emails import WRITERS
from coaching.alerts.models import Alert, Answer, Preset, State
from coaching.alerts.pushes import LOOKS
from runners import mail
from runners.models import Coachship, Outbox, Push, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised


@pytest.fixture
def alert(runner: User, coach: User, now: datetime) -> Alert:
    """Jo has acknowledged it."""
    alert = raised.alert(runner, now=now)
    actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)
    return alert


def ask(alert: Alert, now: datetime, answer: Answer | None = Answer.TALK) -> None:
    actions.answer(alert.runner, alert_id=alert.pk, answer=answer, now=now)


def drain(now: datetime) -> mail.Drained:
    return mail.drain(now=now, writers=WRITERS, clock=lambda: now)


def test_the_coach_hears_of_it_and_of_no_reason(alert: Alert, now: datetime) -> None:
    ask(alert, now)

    assert drain(now).sent == 1
    letter = sent.outbox[0]
    assert (letter.to, letter.subject) == (["jo@example.org"], "Someone in your squad would like to talk")
    assert "Mia would like to talk with you." in str(letter.body)
    assert not any(word in str(letter.body) for word in ("Thorne", "strained", "unlike"))


def test_in_quiet_hours_it_waits_for_their_end(alert: Alert, now: datetime) -> None:
    ask(alert, datetime(2026, 3, 18, 23, tzinfo=UTC))

    assert Outbox.objects.get().due_at == datetime(2026, 3, 19, 6, 30, tzinfo=UTC)


def test_said_again_on_the_same_day_it_is_one_letter(alert: Alert, now: datetime) -> None:
    for answer in (Answer.TALK, None, Answer.TALK):
        ask(alert, now, answer)

    assert Outbox.objects.count() == 1
    ask(alert, now, None)
    ask(alert, now + timedelta(days=1))
    assert Outbox.objects.count() == 2


@pytest.mark.parametrize("answer", [Answer.BUSY, Answer.ROOM])
def test_other_answers_send_nothing(alert: Alert, now: datetime, answer: Answer) -> None:
    ask(alert, now, answer)

    assert not Outbox.objects.exists()


@pytest.mark.parametrize("change", [{"role": Role.READER}, {"shares_balance": False}, {"ended_at": timezone.now()}])
def test_nobody_hears_of_it_whom_it_is_not_for(alert: Alert, now: datetime, change: dict[str, object]) -> None:
    Coachship.objects.update(**change)
    ask(alert, now)

    assert not Outbox.objects.exists()


def test_a_coach_who_has_not_heard_of_the_alert_does_not_hear_of_the_answer(alert: Alert, now: datetime) -> None:
    Alert.objects.update(level=Preset.WATCHFUL)
    ask(alert, now)

    assert not Outbox.objects.exists()


@pytest.mark.parametrize("change", [{"state": State.ACTED_ON}, {"answer": "", "answered_at": None}])
def test_once_it_is_over_no_letter_goes(alert: Alert, now: datetime, change: dict[str, object]) -> None:
    ask(alert, now)
    Alert.objects.update(**change)

    assert (drain(now).cancelled, sent.outbox) == (1, [])


def test_a_phone_says_so_too_as_long_as_it_is_true(alert: Alert, coach: User, now: datetime) -> None:
    delivering.choose(coach, wishes={"by_push": True}, paces={})
    making.phone(coach, at=now)
    ask(alert, now)
    push = Push.objects.get()

    assert LOOKS[push.kind](push, now) == "/coach/alerts/"
    Coachship.objects.update(shares_balance=False)
    assert LOOKS[push.kind](push, now) is None
