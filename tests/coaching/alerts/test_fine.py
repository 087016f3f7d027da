"""“This is fine because …”: it holds, it is remembered, and the words are the runner's own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from coaching.alerts import actions, answering
from coaching.alerts.fine import fine_for_coach
from coaching.alerts.models import LONGEST_REASON, Alert, AlertStep, Answer, Fine, State
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

SignIn = Callable[[User], Client]
WORDS = "the move is over on Friday"


def say(runner: User, alert: Alert, now: datetime, *, days: int = 14, shared: bool = False) -> None:
    answering.say_fine(runner, alert_id=alert.pk, days=days, reason=WORDS, shared=shared, now=now)


@pytest.fixture
def alert(runner: User, coach: User, now: datetime) -> Alert:
    return raised.alert(runner, now=now)


def test_it_sets_the_alert_aside_until_then(runner: User, alert: Alert, now: datetime) -> None:
    say(runner, alert, now)
    alert.refresh_from_db()
    assert (alert.state, AlertStep.objects.get().by) == (State.SNOOZED, runner)
    assert alert.snoozed_until is not None
    assert runner.day(alert.snoozed_until) == runner.day(now) + timedelta(days=15)


@pytest.mark.parametrize(("days", "alerts"), [(14, 1), (15, 2)])
def test_nothing_of_its_kind_is_raised_until_then(
    runner: User, alert: Alert, now: datetime, days: int, alerts: int
) -> None:
    say(runner, alert, now)
    actions.take_step(alert_coach(runner), alert_id=alert.pk, to=State.RESOLVED, now=now)
    later = now + timedelta(days=days)
    raised.standing(runner, now=later, reading="strained")

    raised.assess(now=later)

    assert Alert.objects.count() == alerts


def alert_coach(runner: User) -> User:
    return User.objects.get(email="jo@example.org")


def test_another_kind_is_raised_all_the_same(runner: User, alert: Alert, now: datetime) -> None:
    say(runner, alert, now)
    raised.looked(runner, now=now, kind="charged", episode_on=runner.day(now))

    raised.assess(now=now)

    assert set(Alert.objects.values_list("kind", flat=True)) == {"balance", "charged"}


def test_the_words_are_sealed(runner: User, alert: Alert, now: datetime) -> None:
    say(runner, alert, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM alerts_fine")
        (kept,) = cursor.fetchone()
    assert WORDS not in kept
    assert Fine.objects.get().reason == WORDS


@pytest.mark.parametrize("shared", [True, False])
def test_a_coach_reads_until_when_and_the_words_only_if_they_may(
    runner: User, coach: User, alert: Alert, signed_in: SignIn, shared: bool
) -> None:
    say(runner, alert, timezone.now(), shared=shared)
    page = signed_in(coach).get("/coach/alerts/").content.decode()
    assert "Says that it is fine until" in page
    assert (WORDS in page) is shared


def test_words_given_to_an_earlier_coach_are_not_the_next_ones(
    runner: User, tie: Coachship, stranger: User, alert: Alert, now: datetime
) -> None:
    say(runner, alert, now, shared=True)
    alert.refresh_from_db()
    said = [fine_for_coach(alert, one, now=now) for one in (tie, making.coachship(stranger, runner, at=now))]
    assert [fine.reason for fine in said if fine] == [WORDS, ""]


def test_the_runners_page_says_it_and_who_set_it_aside(
    runner: User, coach: User, alert: Alert, signed_in: SignIn
) -> None:
    raised.standing(runner, now=timezone.now(), reading="strained")
    say(runner, alert, timezone.now(), shared=True)
    page = signed_in(coach).get(f"/coach/runners/{runner.pk}/").content.decode()
    assert all(words in page for words in ("Mia says that it is fine until", WORDS, "Set aside by Mia"))
    assert "Later, until" not in page


def test_next_time_it_says_what_was_said_last_time(
    runner: User, alert: Alert, now: datetime, signed_in: SignIn
) -> None:
    say(runner, alert, now)
    Alert.objects.update(state=State.RESOLVED)
    raised.alert(runner, now=now + timedelta(days=40), on=runner.day(now) + timedelta(days=40))

    page = signed_in(runner).get("/alerts/").content.decode()

    assert f"Last time you said: “{WORDS}”" in page


def test_it_is_taken_back_and_the_alert_is_open_again(runner: User, alert: Alert, now: datetime) -> None:
    say(runner, alert, now)
    for _ in range(2):
        answering.take_back(runner, alert_id=alert.pk, now=now)
    alert.refresh_from_db()
    assert (alert.state, alert.snoozed_until) == (State.OPEN, None)
    assert not Fine.objects.holding(runner.day(now)).exists()
    assert Fine.objects.get().reason == WORDS


def test_asking_for_a_talk_ends_the_hold(runner: User, alert: Alert, now: datetime) -> None:
    say(runner, alert, now)
    actions.answer(runner, alert_id=alert.pk, answer=Answer.TALK, now=now)
    alert.refresh_from_db()
    assert alert.state == State.OPEN
    assert not Fine.objects.holding(runner.day(now)).exists()


def test_the_newer_word_counts(runner: User, alert: Alert, now: datetime) -> None:
    say(runner, alert, now)
    say(runner, alert, now, days=3)
    assert Fine.objects.get().until_on == runner.day(now) + timedelta(days=3)


def test_the_form_says_it(runner: User, alert: Alert, signed_in: SignIn) -> None:
    browser = signed_in(runner)
    assert alert.reading == "strained"
    assert "This is fine because" in browser.get("/alerts/").content.decode()
    sent = browser.post(f"/alerts/{alert.pk}/fine/", {"days": "7", "reason": WORDS}, follow=True)
    assert "You said that this is fine until" in sent.content.decode()
    assert not Fine.objects.get().reason_shared


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"reason": WORDS}, "Choose for how long"),
        ({"days": "29", "reason": WORDS}, "Choose for how long"),
        ({"days": "7", "reason": "x" * (LONGEST_REASON + 1)}, "A reason holds up to 300 characters"),
        ({"days": "7", "reason": "a\x00b"}, "cannot be"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(
    runner: User, alert: Alert, signed_in: SignIn, said: dict[str, str], sentence: str
) -> None:
    page = signed_in(runner).post(f"/alerts/{alert.pk}/fine/", said).content.decode()
    assert sentence in page or "character" in page
    assert not Fine.objects.exists()


def test_words_that_sound_heavy_show_the_writer_where_help_is(
    runner: User, coach: User, alert: Alert, signed_in: SignIn
) -> None:
    said = {"days": "7", "reason": "I want to die", "shared": "on"}
    page = signed_in(runner).post(f"/alerts/{alert.pk}/fine/", said, follow=True).content.decode()
    assert "You do not have to carry it alone" in page
    assert "carry it alone" not in signed_in(coach).get("/coach/alerts/").content.decode()


def test_nobody_else_says_it(coach: User, stranger: User, alert: Alert, signed_in: SignIn) -> None:
    for person in (coach, stranger):
        assert signed_in(person).post(f"/alerts/{alert.pk}/fine/", {"days": "7"}).status_code == 404
        assert signed_in(person).post(f"/alerts/{alert.pk}/fine/back/").status_code == 404


def test_an_alert_that_is_over_takes_no_word(runner: User, alert: Alert, now: datetime, signed_in: SignIn) -> None:
    Alert.objects.update(state=State.RESOLVED)
    with pytest.raises(answering.Over):
        say(runner, alert, now)
    page = signed_in(runner).post(f"/alerts/{alert.pk}/fine/", {"days": "7"}, follow=True)
    assert "This one is over" in page.content.decode()
