"""/coach/alerts/<pk>/outcome/: what came of an alert, and whether it was of use. One tap each, or none."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from coaching.alerts import actions
from coaching.alerts.models import CLOSING, Alert, AlertStep, Outcome, State, Useful
from coaching.alerts.moving import move
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")


def closed(runner: User, coach: User, *, now: datetime, to: State = State.RESOLVED) -> Alert:
    return actions.take_step(coach, alert_id=raised.alert(runner, now=now).pk, to=to, now=now)


def tell(client: Client, alert: Alert, **said: str) -> int:
    return client.post(reverse("alert-outcome", args=[alert.pk]), said).status_code


@pytest.mark.parametrize("to", CLOSING)
def test_it_is_asked_once_an_alert_is_closed(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, to: State
) -> None:
    raised.standing(runner, now=now, reading="strained")
    client = signed_in(coach)
    alert = raised.alert(runner, now=now)
    pages = ("/coach/alerts/", f"/coach/runners/{runner.pk}/")
    assert not [page for page in pages if "What helped?" in client.get(page).content.decode()]

    actions.take_step(coach, alert_id=alert.pk, to=to, now=now)

    assert all("What helped?" in client.get(page).content.decode() for page in pages)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("useful", Useful)
def test_it_keeps_each_tap_beside_the_other(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, outcome: Outcome, useful: Useful
) -> None:
    alert, client = closed(runner, coach, now=now), signed_in(coach)

    assert tell(client, alert, outcome=outcome.value) == tell(client, alert, useful=useful.value) == 302

    step = AlertStep.objects.get()
    assert (step.outcome, step.useful) == (outcome, useful)
    assert f"You resolved it: {outcome.label}" in client.get("/coach/alerts/").content.decode()


@pytest.mark.parametrize(
    ("outcome", "read"),
    [
        ("talked", "Jo talked with you about it"),
        ("eased", "Jo eased the week with you"),
        ("wrong", "Jo resolved it"),
        ("nothing", "Jo resolved it"),
        ("other", "Jo resolved it"),
    ],
)
def test_the_runner_reads_neutral_words(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, outcome: str, read: str
) -> None:
    tell(signed_in(coach), closed(runner, coach, now=now), outcome=outcome, useful="not_really")

    html = signed_in(runner).get("/alerts/").content.decode()

    assert read in html
    assert not [words for words in ("Wrong alarm", "Nothing needed", "something else", "Not really") if words in html]


def test_it_is_asked_of_the_one_who_closed_it_and_for_two_weeks(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    second = making.person("sam@example.org", name="Sam Fell", is_coach=True)
    making.coachship(second, runner)
    alert = closed(runner, coach, now=now - timedelta(days=13))
    assert "What helped?" in signed_in(coach).get("/coach/alerts/").content.decode()
    assert "What helped?" not in signed_in(second).get("/coach/alerts/").content.decode()
    assert tell(signed_in(second), alert, outcome="talked") == 404

    AlertStep.objects.update(at=now - timedelta(days=15))
    assert "What helped?" not in signed_in(coach).get("/coach/alerts/").content.decode()


def test_whoever_acknowledged_it_is_asked_of_its_use_and_again_when_it_is_over(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    alert, client = closed(runner, coach, now=now - timedelta(days=20), to=State.ACKNOWLEDGED), signed_in(coach)
    assert "Was it of use?" not in client.get("/coach/alerts/").content.decode()
    move(alert, State.RESOLVED, by=None, now=now)
    assert "Was it of use?" in client.get("/coach/alerts/").content.decode()
    assert "What helped?" not in client.get("/coach/alerts/").content.decode()
    assert (tell(client, alert, outcome="talked"), tell(client, alert, useful="knew")) == (404, 302)
    assert AlertStep.objects.get(by=coach).useful == "knew"


def test_what_was_said_when_it_was_taken_up_is_not_asked_again(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    alert, client = closed(runner, coach, now=now, to=State.ACTED_ON), signed_in(coach)
    tell(client, alert, useful="yes", outcome="eased")
    actions.take_step(coach, alert_id=alert.pk, to=State.RESOLVED, now=now)
    page = client.get("/coach/alerts/").content.decode()
    assert page.count('aria-pressed="true"') == 2
    assert "What helped? Eased the week" in page


def test_its_use_and_its_end_are_called_by_different_names(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    closed(runner, coach, now=now, to=State.ACTED_ON)
    page = signed_in(coach).get("/coach/alerts/").content.decode()
    assert (page.count(">Not this time<"), page.count(">Not useful this time<")) == (1, 1)


@pytest.mark.parametrize("said", [{"outcome": "shrug"}, {"useful": "\x00"}, {"useful": "talked"}])
def test_it_takes_only_what_is_on_offer(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, said: dict[str, str]
) -> None:
    alert, client = closed(runner, coach, now=now), signed_in(coach)

    assert tell(client, alert, **said) == 302

    assert "Nothing was changed." in client.get("/coach/alerts/").content.decode()
    assert AlertStep.objects.get().outcome == AlertStep.objects.get().useful == ""


def test_it_is_404_for_others_and_without_a_step(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    unclosed = raised.alert(runner, now=now - timedelta(days=30))
    assert tell(signed_in(coach), unclosed, outcome="talked") == 404

    alert = closed(runner, coach, now=now)
    assert tell(signed_in(stranger), alert, outcome="talked") == 404
    assert tell(signed_in(runner), alert, outcome="talked") == 404
    Coachship.objects.update(shares_balance=False)
    assert tell(signed_in(coach), alert, outcome="talked") == 404
    assert AlertStep.objects.get().outcome == ""


def test_it_says_nothing_and_changes_nothing_without_a_tap(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    alert, client = closed(runner, coach, now=now), signed_in(coach)
    tell(client, alert, outcome="eased")

    assert tell(client, alert) == 302
    assert AlertStep.objects.get().outcome == "eased"


@pytest.mark.parametrize(
    "wrong",
    [
        {"after": "seen", "outcome": "talked"},
        {"after": "seen", "useful": "yes"},
        {"after": "acknowledged", "outcome": "talked"},
        {"after": "resolved", "outcome": "shrug"},
        {"after": "resolved", "useful": "so"},
    ],
)
def test_the_database_keeps_outcomes_with_closing_steps(
    runner: User, coach: User, now: datetime, wrong: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError):
        AlertStep.objects.create(alert=raised.alert(runner, now=now), by=coach, before="open", at=now, **wrong)
