"""The alert an athlete's page speaks of: which of them it is, what it says, and that no other counts as read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.alerts.models import Alert, Kind, State
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now", "coach")
FIGURES: dict[str, dict[str, Any]] = {
    "charged": {"runs": 3},
    "divergence": {"over": "head", "days": 7, "head": 71.2, "head_usual": [29, 46], "legs": 30, "legs_usual": [22, 31]},
    "quiet": {"days": 15},
    "spike": {"metres": 23_100.0, "longest": 15_000.0},
}


def called(runner: User, kind: str, *, now: datetime, **more: Any) -> Alert:
    return raised.alert(runner, now=now, kind=kind, figures=FIGURES.get(kind, {}), **more)


def page_of(client: Client, runner: User) -> str:
    html = client.get(reverse("athlete", args=[runner.pk])).content.decode()
    return html.split("<main")[1].split('aria-labelledby="notes"')[0]


def acknowledges(alert: Alert) -> str:
    return reverse("alert-step", args=[alert.pk, "acknowledge"])


def state_of(alert: Alert) -> str:
    alert.refresh_from_db()
    return alert.state


@pytest.mark.parametrize(
    ("kind", "line", "opener"),
    [
        ("charged", "They say that 3 runs of the last 28 days", "Some runs seem to have had a will of their own"),
        ("divergence", "Head over its usual for 7 days (71 points, usual 29 to 46)", "Your training is steady."),
        ("spike", "23.1 km in one run, 15.0 km was the longest", "That was a long one."),
    ],
)
def test_an_alert_has_its_place_where_no_reading_is_shared(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, kind: str, line: str, opener: str
) -> None:
    Coachship.objects.update(shares_balance=False)
    raised.standing(runner, now=now)
    alert = called(runner, kind, now=now)
    html = page_of(signed_in(coach), runner)
    for words in (Kind(kind).label, line, opener, "Noticed Wednesday 18 March", acknowledges(alert)):
        assert words in html
    assert state_of(alert) == State.SEEN


def test_it_is_named_beside_a_reading_that_does_not_tell_of_it(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now)
    alert = called(runner, "charged", now=now)
    html, reading = page_of(signed_in(coach), runner).split('aria-labelledby="reading"')
    assert '<span class="chip">Runs driven by feelings</span>' in html
    assert acknowledges(alert) in html
    assert acknowledges(alert) not in reading


@pytest.mark.parametrize(("reading", "told"), [("strained", True), ("talk_today", True), ("steady", False)])
def test_todays_reading_tells_of_an_alert_about_the_balance_while_it_is_loud(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, reading: str, told: bool
) -> None:
    raised.standing(runner, now=now, reading=reading)
    called(runner, "balance", now=now, on=runner.day(now) - timedelta(days=3))
    html = page_of(signed_in(coach), runner)
    assert ('id="alert"' in html) != told
    assert ("7 days to 15 March" in html) != told
    assert html.count("/acknowledge/") == 1


def test_silence_is_said_once_and_has_ways_in(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    raised.standing(runner, now=now, reading="quiet", quiet_days=18)
    called(runner, "quiet", now=now)
    html = page_of(signed_in(coach), runner)
    assert html.count("That says nothing about how") == 1
    assert "Hello, just a hello." in html


def test_who_has_paused_is_asked_nothing(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    since = {"paused_as": "ill", "paused_on": runner.day(now), "score": None}
    raised.standing(runner, now=now, reading="strained", **since)
    called(runner, "balance", now=now - timedelta(days=6))
    html = page_of(signed_in(coach), runner)
    assert "7 days to 12 March" in html
    assert "Ways in" not in html


def test_it_acts_on_the_alert_of_the_list_and_not_on_the_newest(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now, reading="talk_today")
    older = called(runner, "balance", now=now - timedelta(hours=5))
    newer = called(runner, "spike", now=now)
    html = page_of(signed_in(coach), runner)
    assert acknowledges(older) in html
    assert acknowledges(newer) not in html
    assert "Alerts</a>: A much longer run" in html
    assert (state_of(older), state_of(newer)) == (State.SEEN, State.OPEN)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"kind": "charged"}, {"kind": "divergence"}),
        ({"kind": "quiet"}, {"kind": "balance", "state": State.ACKNOWLEDGED}),
        ({"kind": "spike", "answer": "talk"}, {"kind": "balance"}),
        ({"kind": "balance", "state": State.ACKNOWLEDGED}, {"kind": "spike"}),
    ],
)
def test_what_waits_and_is_most_urgent_comes_first(
    runner: User, coach: User, signed_in: SignedIn, now: datetime, first: dict[str, Any], second: dict[str, Any]
) -> None:
    raised.standing(runner, now=now)
    asked = {"answered_at": now} if "answer" in first else {}
    alert = called(runner, now=now - timedelta(days=1), **first, **asked)
    called(runner, now=now, **second)
    html = page_of(signed_in(coach), runner)
    assert reverse("alert-step", args=[alert.pk, "not-this-time"]) in html
    assert html.count("/not-this-time/") == 1


def test_the_list_and_the_page_speak_of_the_same_alert(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now)
    for hours, kind in enumerate(FIGURES):
        called(runner, kind, now=now - timedelta(hours=hours), answer="talk" if kind == "spike" else "",
               answered_at=now if kind == "spike" else None)  # fmt: skip
    client, spike = signed_in(coach), Alert.objects.get(kind="spike")
    assert acknowledges(spike) in client.get("/coach/").content.decode()
    assert acknowledges(spike) in page_of(client, runner)


def test_a_count_stands_on_the_page_once(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    raised.standing(runner, now=now, runs_ran_them=5)
    called(runner, "charged", now=now, on=runner.day(now) - timedelta(days=3))
    html = page_of(signed_in(coach), runner)
    assert html.count("5 runs of the last 28 days") == 1
    assert "3 runs" not in html


def test_the_runner_sees_what_it_says_without_its_buttons(
    runner: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now)
    alert = called(runner, "charged", now=now)
    html = signed_in(runner).get(reverse("settings-preview", args=[tie.pk])).content.decode().split("<main")[1]
    assert "They say that 3 runs of the last 28 days" in html
    assert "<form" not in html.split("</main")[0]
    assert state_of(alert) == State.OPEN


def test_it_asks_the_database_for_nothing_more_than_the_alert_has(
    runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now)
    other = making.person("other@example.org", name="Sol Vann")
    making.coachship(coach, other)
    raised.standing(other, now=now)
    called(runner, "charged", now=now)
    client, counts = signed_in(coach), []
    for person in (runner, other):
        page_of(client, person)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, person)
        counts.append(len(queries))

    assert counts[0] == counts[1] + 2  # who has looked at it, and what the runner says is fine
