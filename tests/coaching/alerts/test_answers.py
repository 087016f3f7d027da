"""/alerts/<pk>/answer/: the runner has a word in it, from a closed set."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from coaching.alerts import actions
from coaching.alerts.models import Alert, AlertStep, Answer, State
from runners.models import Coachship, User
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")


def say(client: Client, alert: Alert, answer: str) -> int:
    return client.post(reverse("alert-answer", args=[alert.pk]), {"answer": answer}).status_code


@pytest.mark.parametrize("answer", Answer)
def test_it_is_seen_by_the_coach_wherever_the_alert_is(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, answer: Answer
) -> None:
    raised.standing(runner, now=now, reading="strained")
    alert = raised.alert(runner, now=now)

    assert say(signed_in(runner), alert, answer.value) == 302

    for page in ("/coach/", "/coach/alerts/", f"/coach/runners/{runner.pk}/"):
        assert f"“{answer.label}”" in signed_in(coach).get(page).content.decode(), page
    assert f"You said: “{answer.label}”" in signed_in(runner).get("/alerts/").content.decode()


def test_it_goes_with_the_consent(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    say(signed_in(runner), raised.alert(runner, now=now), "talk")
    Coachship.objects.update(shares_balance=False)

    pages = ("/coach/", "/coach/alerts/", f"/coach/runners/{runner.pk}/")
    assert not [page for page in pages if "like to talk" in signed_in(coach).get(page).content.decode()]


def test_it_is_offered_only_where_somebody_would_read_it(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    alert = raised.alert(runner, now=now)
    assert "/answer/" in signed_in(runner).get("/alerts/").content.decode()

    Coachship.objects.update(shares_balance=False)
    assert "/answer/" not in signed_in(runner).get("/alerts/").content.decode()

    Coachship.objects.update(shares_balance=True)
    Alert.objects.filter(pk=alert.pk).update(state=State.RESOLVED)
    assert "/answer/" not in signed_in(runner).get("/alerts/").content.decode()


def test_it_may_be_changed_and_taken_back(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert, client = raised.alert(runner, now=now), signed_in(runner)

    said = []
    for answer in ("busy", "room", ""):
        say(client, alert, answer)
        alert.refresh_from_db()
        said.append((alert.answer, alert.answered_at))

    assert said == [("busy", now), ("room", now), ("", None)]


@pytest.mark.parametrize("state", [State.ACKNOWLEDGED, State.SNOOZED])
def test_asking_for_a_talk_calls_up_what_was_put_away(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, state: State
) -> None:
    alert = raised.alert(runner, now=now)
    actions.take_step(coach, alert_id=alert.pk, to=state, now=now, days=7)
    assert "Nobody needs you today." in signed_in(coach).get("/coach/").content.decode()

    actions.answer(runner, alert_id=alert.pk, answer=Answer.TALK, now=now + timedelta(hours=1))

    assert "One person could use a word today." in signed_in(coach).get("/coach/").content.decode()
    assert "Mia asked for a word" in signed_in(coach).get("/coach/alerts/").content.decode()
    assert "You asked for a word" in signed_in(runner).get("/alerts/").content.decode()


@pytest.mark.parametrize(("state", "answer"), [(State.ACKNOWLEDGED, Answer.ROOM), (State.ACTED_ON, Answer.TALK)])
def test_nothing_else_calls_it_up(runner: User, now: datetime, state: State, answer: Answer) -> None:
    alert = raised.alert(runner, now=now, state=state)

    actions.answer(runner, alert_id=alert.pk, answer=answer, now=now)

    assert Alert.objects.get().state == state
    assert not AlertStep.objects.exists()


def test_it_says_so_when_the_alert_is_over(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert, client = raised.alert(runner, now=now, state=State.RESOLVED), signed_in(runner)

    assert say(client, alert, "talk") == 302

    assert "This one is over. Nothing was changed." in client.get("/alerts/").content.decode()
    assert Alert.objects.get().answer == ""


@pytest.mark.parametrize("answer", ["shout", "<b>", "\x00"])
def test_it_takes_no_other_words(runner: User, signed_in: SignedIn, now: datetime, answer: str) -> None:
    alert, client = raised.alert(runner, now=now), signed_in(runner)

    say(client, alert, answer)

    assert "Nothing was changed." in client.get("/alerts/").content.decode()
    assert Alert.objects.get().answer == ""


def test_nobody_answers_for_somebody_else(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    alert = raised.alert(runner, now=now)

    for person in (coach, stranger):
        assert say(signed_in(person), alert, "busy") == say(signed_in(person), Alert(pk=987654), "busy") == 404
    assert Alert.objects.get().answer == ""


def test_the_database_knows_the_answers(runner: User, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        raised.alert(runner, now=now, answer="busy", answered_at=None)
