"""/coach/: who could use a word, then everybody, as far as each of them shares."""

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.alerts.models import State
from coaching.dashboard.drawn import Ago, drawn_rows
from coaching.dashboard.rows import initials
from coaching.dashboard.sentences import Others, headline
from coaching.dashboard.triage import MOST_CALLS
from journal import charts
from runners.actions import Shares, set_shares
from runners.models import Coachship, User
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")
UP, DOWN = (f'class="{side}"><path class="band"' for side in ("up", "down"))
HIDDEN_TRAINING = ("<b>331</b>", "224–318", "usual 987", "1213 points", UP)
HIDDEN_EMOTIONAL = ("<b>71</b>", "29–46", "usual 38", "days 68", "usual 3.1", DOWN, "Tense", "n-settle_down")
HIDDEN_REFLECTIONS = ("usual 7.7", "days 4.1", "enjoying")


def page_of(client: Client) -> str:
    answer = client.get("/coach/")
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def somebody(coach: User, n: int, *, now: datetime, reading: str = "steady", loud: bool = False) -> User:
    runner = making.person(f"runner{n}@example.org", name=f"Runner {n:03}")
    making.coachship(coach, runner)
    felt = {"last_check_in_at": now, "last_need": "settle_down", "last_valence": -4, "last_activation": 2}
    raised.standing(runner, now=now, reading=reading, **raised.spark(), **raised.HALVES, **felt)
    if loud:
        raised.alert(runner, now=now)
    return runner


@pytest.mark.parametrize(
    ("calls", "people", "words"),
    [
        (0, 0, "Nobody is in your squad yet."),
        (0, 5, "Nobody needs you today."),
        (1, 5, "One person could use a word today."),
        (3, 5, "Three people could use a word today."),
        (11, 20, "11 people could use a word today."),
    ],
)
def test_it_opens_with_a_sentence(calls: int, people: int, words: str) -> None:
    assert headline(calls, people, Others()) == words


def test_it_invites_somebody_into_an_empty_squad(stranger: User, signed_in: SignedIn) -> None:
    html = page_of(signed_in(stranger))

    assert "Nobody is in your squad yet." in html
    assert reverse("invites") in html
    assert "<table" not in html


def test_it_shows_everything_that_is_shared(coach: User, signed_in: SignedIn, now: datetime) -> None:
    somebody(coach, 1, now=now, reading="strained", loud=True)

    html = page_of(signed_in(coach))

    for words in (
        "One person could use a word today.",
        "Runner 001",
        "Strained",
        "head and energy",
        "<b>331</b>",
        "224–318",
    ):
        assert words in html
    for words in ("<b>71</b>", "29–46", "above usual", "Tense", "n-settle_down", "Just now", UP, DOWN):
        assert words in html
    assert "mean 68, usual 38, from 7 answers in 7 days" in html
    assert "Nobody else needs you today." in html


@pytest.mark.parametrize(
    ("off", "hidden"),
    [
        ({"training"}, HIDDEN_TRAINING),
        ({"emotional"}, HIDDEN_EMOTIONAL),
        ({"reflections"}, HIDDEN_REFLECTIONS),
    ],
)
def test_it_shows_nothing_of_a_half_that_is_off(
    coach: User, signed_in: SignedIn, now: datetime, off: set[str], hidden: tuple[str, ...]
) -> None:
    runner = somebody(coach, 1, now=now, reading="strained", loud=True)
    Coachship.objects.filter(runner=runner).update(**{f"shares_{name}": False for name in off})

    html = page_of(signed_in(coach))

    assert "Runner 001" in html
    assert not [number for number in hidden if number in html]


def test_it_shows_no_reading_and_no_alert_without_the_balance_check(
    coach: User, signed_in: SignedIn, now: datetime
) -> None:
    runner = somebody(coach, 1, now=now, reading="talk_today", loud=True)
    Coachship.objects.filter(runner=runner).update(shares_balance=False)

    html = page_of(signed_in(coach))

    assert "Nobody needs you today." in html
    assert not [words for words in ("Talk today", "Strained", "energy", "sev-") if words in html]


def test_nothing_shared_looks_like_nothing_logged(coach: User, signed_in: SignedIn, now: datetime) -> None:
    runner = somebody(coach, 1, now=now, reading="talk_today", loud=True)
    Coachship.objects.filter(runner=runner).update(**{f"shares_{name}": False for name in Shares().__dict__})
    making.coachship(coach, making.person("new@example.org", name="Runner 001"))
    client = signed_in(coach)

    rows = [row.split("</tr>")[0] for row in page_of(client).split("<tr>")[2:] if "Runner 001" in row]

    shown = {row.split('href="')[1].split("/", 4)[4] for row in rows}
    assert len(rows) == 2
    assert len(shown) == 1


def test_it_follows_the_switches_from_the_next_request_on(
    coach: User, runner: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now, reading="strained", **raised.HALVES)
    client = signed_in(coach)
    assert "<b>331</b>" in page_of(client)

    set_shares(runner, coachship=tie, shares=Shares(), now=now)

    assert "<b>331</b>" not in page_of(client)


def test_it_sorts_by_reading_then_by_name(coach: User, signed_in: SignedIn, now: datetime) -> None:
    order = ["talk_today", "strained", "worth_a_look", "steady", "steady", "learning", "quiet"]
    for n, reading in enumerate(reversed(order)):
        somebody(coach, n, now=now, reading=reading)

    html = page_of(signed_in(coach))

    names = [cell.split("</b>")[0] for cell in html.split("<b>Runner ")[1:]]
    assert names == ["006", "005", "004", "002", "003", "001", "000"]


def test_it_says_quiet_and_learning_without_a_score(coach: User, signed_in: SignedIn, now: datetime) -> None:
    raised.standing(somebody(coach, 1, now=now), now=now, reading="quiet", quiet_days=12)
    raised.standing(somebody(coach, 2, now=now), now=now, reading="learning", score=None, days_answered=12)

    html = page_of(signed_in(coach))

    assert "Quiet for 12 days" in html
    assert "12 of about 24 days with an answer." in html


def test_it_calls_at_most_seven_talk_today_first(coach: User, signed_in: SignedIn, now: datetime) -> None:
    for n in range(MOST_CALLS + 2):
        somebody(coach, n, now=now, reading="talk_today" if n == 8 else "strained", loud=True)

    html = page_of(signed_in(coach))

    assert "Nine people could use a word today." in html
    assert html.count("<article") == MOST_CALLS
    assert html.index("Talk today") < html.index("Strained")
    assert "2 more wait under" in html
    assert "Nobody else needs you" not in html


def test_it_calls_each_runner_once_and_only_while_it_is_live(coach: User, signed_in: SignedIn, now: datetime) -> None:
    twice = somebody(coach, 1, now=now, reading="strained", loud=True)
    raised.alert(twice, now=now - timedelta(days=20))
    raised.alert(somebody(coach, 2, now=now), now=now, state=State.ACKNOWLEDGED)
    raised.alert(somebody(coach, 3, now=now), now=now, state=State.SNOOZED, snoozed_until=now + timedelta(days=1))

    html = page_of(signed_in(coach))

    assert html.count("<article") == 1
    assert "One person" in html


def test_it_words_an_older_alert_when_today_is_no_longer_loud(coach: User, signed_in: SignedIn, now: datetime) -> None:
    runner = somebody(coach, 1, now=now, reading="worth_a_look", loud=True)
    raised.standing(runner, now=now, reading="worth_a_look", contributions={"load": 41.0}, score=41.0)

    article = page_of(signed_in(coach)).split("<article")[1].split("</article>")[0]

    assert "Strained" in article
    assert "68, usual 38, from 7" in article


def test_it_is_not_read_by_looking_at_the_list(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert = raised.alert(runner, now=now)

    page_of(signed_in(coach))

    alert.refresh_from_db()
    assert alert.state == State.OPEN


def test_it_shows_a_stranger_none_of_them(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(runner, now=now, reading="strained", **raised.HALVES)
    raised.alert(runner, now=now)

    assert "Mia" not in page_of(signed_in(stranger))
    assert signed_in(runner).get("/coach/").status_code == 404
    assert Client().get("/coach/")["Location"].startswith(reverse("account_login"))


def test_it_asks_the_database_as_often_for_five_as_for_two_hundred(
    coach: User, signed_in: SignedIn, now: datetime
) -> None:
    client = signed_in(coach)
    counts = []
    for people in (range(5), range(5, 200)):
        for n in people:
            somebody(coach, n, now=now, reading="strained", loud=n % 20 == 0)
        drawn_rows.forget()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            html = page_of(client)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 6
    assert html.count("<tr>") == 202  # with the head and the runner of the cast


def test_it_stays_light_with_two_hundred(coach: User, signed_in: SignedIn, now: datetime) -> None:
    rng = np.random.default_rng(8)
    for n in range(200):
        lines = rng.normal(40, 8, (2, 56)).cumsum(axis=1) / np.arange(1, 57) + rng.normal(0, 4, (2, 56))
        sparks = charts.sparks(lines, np.full((2, 56), 34.0), np.full((2, 56), 46.0))
        halves = dict(zip(("training_spark", "emotional_spark"), sparks, strict=True))
        raised.standing(somebody(coach, n, now=now), now=now, **halves, **raised.HALVES)

    answer = signed_in(coach).get("/coach/")

    assert answer.content.count(b'<g class="down">') == 200
    assert len(gzip.compress(answer.content, 6)) <= 90_000


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(minutes=20), "Just now"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=13), "Yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=16), "2 Mar"),
        (timedelta(days=400), "11 Feb 2025"),
    ],
)
def test_it_says_when_somebody_checked_in(now: datetime, before: timedelta, words: str) -> None:
    assert Ago(now)((now - before).timestamp()) == words


def test_it_says_today_late_in_the_evening(now: datetime) -> None:
    assert Ago(now.replace(hour=20))(now.replace(hour=6).timestamp()) == "Today"


@pytest.mark.parametrize(("name", "letters"), [("Mia Thorne", "MT"), ("Jean-Luc Petit", "JP"), ("Mia", "M"), ("", "")])
def test_it_draws_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_it_does_not_say_nobody_of_people_who_are_still_strained() -> None:
    assert headline(0, 5, Others(known=2)) == "Nothing new today. Two people you know about."
