"""What the squad page says of those who stand out though nobody waits, and that its sentences agree."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching.alerts import actions, answering, delivering
from coaching.alerts.models import Alert, State
from coaching.dashboard.sentences import Others, done_words, headline, others_words
from journal.models import RunnerState
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")
TODAY = date(2026, 3, 18)


def strained(coach: User, name: str, *, now: datetime, confidence: float = 0.8) -> User:
    runner = making.person(f"{name.lower()}@example.org", name=name)
    making.coachship(coach, runner)
    raised.standing(runner, now=now, reading="strained", confidence=confidence)
    return runner


def opening(client: Client, query: str = "") -> str:
    return client.get(f"/coach/{query}").content.decode().split('id="triage"')[1].split('class="everyone"')[0]


def step(coach: User, alert: Alert, to: State, now: datetime) -> None:
    actions.take_step(coach, alert_id=alert.pk, to=to, now=now, days=3)


@pytest.mark.parametrize("to", [State.ACKNOWLEDGED, State.SNOOZED, State.ACTED_ON, State.RESOLVED])
def test_a_coach_knows_about_whom_they_saw_to(coach: User, signed_in: SignedIn, now: datetime, to: State) -> None:
    step(coach, raised.alert(strained(coach, "Ada", now=now), now=now), to, now)
    assert "Nothing new today. One person you know about." in opening(signed_in(coach))


def test_a_coach_knows_about_whom_a_letter_told_of(
    coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    alert = raised.alert(strained(coach, "Ada", now=now), now=now)
    delivering.tell(Coachship.objects.select_related("coach").get(runner=alert.runner), alert, now=now)
    making.coachship(stranger, alert.runner)
    step(stranger, alert, State.ACKNOWLEDGED, now)
    assert "One person you know about." in opening(signed_in(coach))


def test_what_another_coach_saw_to_is_said_to_be_theirs(
    coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    alert = raised.alert(strained(coach, "Ada", now=now), now=now)
    making.coachship(stranger, alert.runner)
    step(stranger, alert, State.ACKNOWLEDGED, now)
    html = opening(signed_in(coach))
    assert "<h1>Nothing new today.</h1>" in html
    assert "Another coach has seen to one person." in html


def test_whom_another_coach_set_aside_is_named_with_the_day(
    coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    alert = raised.alert(strained(coach, "Ada", now=now), now=now)
    delivering.tell(Coachship.objects.select_related("coach").get(runner=alert.runner), alert, now=now)
    tie = making.coachship(stranger, alert.runner)
    step(stranger, alert, State.SNOOZED, now)
    html = opening(signed_in(coach), "?at=0")
    assert "Stan set Ada aside until 21 March." in html
    assert "You are done. No other alert waits today." in html
    assert "you know about" not in html
    Coachship.objects.filter(pk=tie.pk).update(ended_at=now)
    assert "Stan" not in opening(signed_in(coach))


def test_nobody_is_known_by_a_reading_that_raised_no_alert(coach: User, signed_in: SignedIn, now: datetime) -> None:
    strained(coach, "Ada", now=now, confidence=0.27)
    html = opening(signed_in(coach), "?at=0")
    assert "<h1>Nothing new today.</h1>" in html
    assert "You are done. No other alert waits today." in html
    assert "One person reads strained, with little to go on yet." in html
    RunnerState.objects.update(confidence=0.8)
    assert "One person reads strained, without an alert." in opening(signed_in(coach))


def test_who_put_their_alert_aside_is_nobody_the_coach_knows_about(
    coach: User, signed_in: SignedIn, now: datetime
) -> None:
    ada = strained(coach, "Ada", now=now)
    alert = raised.alert(ada, now=now)
    answering.say_fine(ada, alert_id=alert.pk, days=3, reason="", shared=False, now=now)
    html = opening(signed_in(coach))
    assert "you know about" not in html
    assert "One person has put their alert aside until 21 March." in html
    Coachship.objects.filter(runner=ada).update(shares_balance=False)
    assert "aside" not in opening(signed_in(coach))


def test_a_new_reader_knows_about_nobody(coach: User, stranger: User, signed_in: SignedIn, now: datetime) -> None:
    ada = strained(coach, "Ada", now=now)
    step(coach, raised.alert(ada, now=now), State.ACKNOWLEDGED, now)
    tie = making.coachship(stranger, ada)
    Coachship.objects.filter(pk=tie.pk).update(role=Role.READER)
    assert "you know about" not in opening(signed_in(stranger))


def test_an_old_alert_explains_no_new_reading(coach: User, signed_in: SignedIn, now: datetime) -> None:
    ada, before = strained(coach, "Ada", now=now), now - timedelta(days=30)
    step(coach, raised.alert(ada, now=before), State.RESOLVED, before)
    assert "without an alert" in opening(signed_in(coach))


@pytest.mark.parametrize(
    ("calls", "others", "words"),
    [
        (0, Others(), ("Nobody needs you today.", "You are done. Nobody else needs you today.", "")),
        (2, Others(), ("Two people could use a word today.", "Nobody else needs you today.", "")),
        (0, Others(known=2, further=2), (
            "Nothing new today. Two people you know about.", "You are done. Nobody else needs you today.", "",
        )),
        (1, Others(known=2, further=2), (
            "One person could use a word today.", "Nobody else needs you today.",
            "Two people further down you know about.",
        )),
        (0, Others(asked=("Ada Low", "Bo Reed")), (
            "Nothing new today.", "You are done. Nobody else needs you today.",
            "Ada and Bo asked to talk, and it has been seen.",
        )),
        (1, Others(little=("strained", "talk_today")), (
            "One person could use a word today.", "No other alert waits today.",
            "Two more read strained or up, with little to go on yet.",
        )),
        (0, Others(aside=(TODAY, TODAY), seen_to=1), (
            "Nothing new today.", "You are done. No other alert waits today.",
            "Two people have put their alerts aside. Another coach has seen to one person.",
        )),
        (1, Others(later=(("Jo", "Ada Low", TODAY), ("", "Bo", TODAY)), seen_to=1), (
            "One person could use a word today.", "No other alert waits today.",
            "Other coaches set Ada and Bo aside. Another coach has seen to one more.",
        )),
    ],
)  # fmt: skip
def test_headline_line_and_the_rest_agree(calls: int, others: Others, words: tuple[str, str, str]) -> None:
    said = (headline(calls, 9, others), done_words(calls, others), others_words(calls, others, today=TODAY))
    assert said == words


def test_it_asks_the_database_no_more_often_for_them(coach: User, signed_in: SignedIn, now: datetime) -> None:
    client, asked = signed_in(coach), []
    for name in ("Ada", "Bo"):
        step(coach, raised.alert(strained(coach, name, now=now), now=now), State.ACKNOWLEDGED, now)
        client.get("/coach/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/coach/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_one_more_waits_in_the_singular(coach: User, signed_in: SignedIn, now: datetime) -> None:
    for number in range(8):
        raised.alert(strained(coach, f"R{number}", now=now), now=now)
    assert "1 more waits under" in opening(signed_in(coach))


@pytest.mark.parametrize(("back_from", "in_turn"), [("R0", "R1"), ("R2", "R0"), ("Seen", "R0")])
def test_coming_back_from_somebody_the_next_one_is_in_focus(
    coach: User, signed_in: SignedIn, now: datetime, back_from: str, in_turn: str
) -> None:
    for hours, name in enumerate(("R2", "R1", "R0")):
        raised.alert(strained(coach, name, now=now), now=now - timedelta(hours=hours))
    step(coach, raised.alert(strained(coach, "Seen", now=now), now=now), State.RESOLVED, now)
    html = opening(signed_in(coach), f"?after={User.objects.get(name=back_from).pk}")
    assert html.count(" autofocus") == 1
    assert html.split(" autofocus>Open<")[1].startswith(f'span class="vh"> {in_turn}<')


def test_coming_back_from_somebody_of_the_rows_nobody_is_in_focus(
    coach: User, runner: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    raised.alert(strained(coach, "Ada", now=now), now=now)
    assert " autofocus" not in opening(signed_in(coach), f"?after={runner.pk}")
