""" "I would like to talk" reaches the coaches of the runner, whatever they had done with the alert before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts import actions, delivering
from coaching.alerts.emails import WRITERS
from coaching.alerts.live import live_alerts, menu
from coaching.alerts.models import Alert, Answer, Kind, Preset, State
from coaching.alerts.pushes import LOOKS
from runners import mail
from runners.models import Coachship, Outbox, Push, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
LONG_RUN = {"metres": 20_000, "longest": 9_000}


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


@pytest.fixture
def spike(runner: User, tie: Coachship, now: datetime) -> Alert:
    """Worth knowing, and nobody waits for an answer to it."""
    raised.standing(runner, now=now)
    return raised.alert(runner, now=now, kind=Kind.SPIKE, figures=LONG_RUN, reading="steady")


@pytest.mark.usefixtures("clock_at_now")
def test_asked_under_an_alert_that_nobody_waits_for_it_is_urgent_all_the_same(
    spike: Alert, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    client = signed_in(coach)
    assert "Nobody needs you today." in client.get("/coach/").content.decode()
    ask(spike, now)

    assert "One person could use a word today." in (page := client.get("/coach/").content.decode())
    assert f"“{Answer.TALK.label}”" in page
    assert menu(coach, now=now)["open_alerts"] == 1
    actions.take_step(coach, alert_id=spike.pk, to=State.ACKNOWLEDGED, now=now)
    assert live_alerts(coach, now=now).to_talk == {spike.runner_id}


@pytest.mark.usefixtures("clock_at_now")
def test_it_stands_before_what_else_there_is_about_somebody(
    spike: Alert, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.alert(spike.runner, now=now + timedelta(minutes=1), on=now.date() - timedelta(days=1))
    ask(spike, now)

    assert live_alerts(coach, now=now).alerts == [spike]
    assert f"“{Answer.TALK.label}”" in signed_in(coach).get(f"/coach/runners/{spike.runner_id}/").content.decode()


@pytest.mark.parametrize(("state", "over"), [(State.OPEN, 0), (State.ACKNOWLEDGED, 0), (State.ACTED_ON, 1)])
def test_it_does_not_end_by_itself_before_there_was_a_talk(
    spike: Alert, now: datetime, state: State, over: int
) -> None:
    ask(spike, now)
    Alert.objects.update(state=state)
    later = now + timedelta(days=8)
    raised.standing(spike.runner, now=later)

    assert raised.assess(now=later).resolved == over


def test_nor_does_it_make_room_for_the_next_episode(alert: Alert, coach: User, now: datetime) -> None:
    delivering.tell(Coachship.objects.get(coach=coach), alert, now=now)
    ask(alert, now)
    later = now + timedelta(days=15)
    raised.standing(alert.runner, now=later, reading="strained", episode_on=alert.runner.day(later))
    raised.assess(now=later)

    assert list(Alert.objects.order_by("pk").values_list("state", "answer")) == [("open", "talk"), ("open", "")]


@pytest.mark.usefixtures("clock_at_now")
def test_a_good_week_asks_for_no_excuse(runner: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    raised.standing(runner, now=now, facts=raised.GOOD)
    figures = {"head": 18.0, "head_usual": 38.0, "answers": 6, "gave": 8.0, "gave_usual": 6.0, "runs": 3}
    good = raised.alert(runner, now=now, kind=Kind.GOOD_WEEK, figures=figures, reading="steady")
    client = signed_in(runner)
    page = client.get("/alerts/").content.decode()

    assert Answer.TALK.label in page
    assert not [words for words in (Answer.BUSY.label, Answer.ROOM.label, "This is fine") if words in page]
    client.post(reverse("alert-answer", args=[good.pk]), {"answer": "busy"})
    assert Alert.objects.get().answer == ""
    assert client.get(reverse("alert-fine", args=[good.pk])).status_code == 404
