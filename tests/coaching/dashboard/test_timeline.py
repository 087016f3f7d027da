"""/coach/runners/<id>/days/: everything about one athlete that is shared, day by day."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from coaching.alerts.models import Alert
from coaching.conversations.actions import write_note
from coaching.conversations.models import Message
from coaching.dashboard import timeline
from runners.models import AccessLog, Coachship, Run, User
from tests import making
from tests.coaching.alerts import raised
from tests.coaching.conversations import making as conversing

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")
SAID = ("Enjoyed it 9 of 10", "Steady on purpose", "Alert: Strained", "a private thought")


@pytest.fixture
def lived(runner: User, coach: User, tie: Coachship, now: datetime) -> User:
    """A run with a shared word about it, an alert, and a note of the coach."""
    at = now - timedelta(days=1)
    run = making.run(runner, at=at)
    making.reflection(runner, at=at + timedelta(hours=1), run=run, enjoyment=9, note=SAID[1], note_shared=True)
    raised.alert(runner, now=now - timedelta(days=3))
    write_note(tie, text=SAID[3], key=uuid.uuid4(), now=now)
    making.refreshed(now)
    return runner


def days(client: Client, runner: User, query: str = "") -> str:
    return client.get(reverse("athlete-days", args=[runner.pk]) + query).content.decode()


def pages(client: Client, runner: User, query: str = "") -> Iterator[str]:
    """Page by page back in time, the last of them empty."""
    while True:
        html = days(client, runner, query)
        yield html
        earlier = re.search(r'href="(\?before=[^"]+)">Earlier', html)
        if earlier is None:
            return
        query = unescape(earlier[1])


def test_it_shows_everything_newest_first(lived: User, coach: User, signed_in: SignedIn) -> None:
    html = days(signed_in(coach), lived)
    assert [html.index(words) for words in (SAID[3], SAID[1], SAID[2])] == sorted(
        html.index(words) for words in (SAID[3], SAID[1], SAID[2])
    )
    assert "The newest 3 lines, as far as" in html


def test_a_ride_is_called_a_ride(lived: User, coach: User, signed_in: SignedIn) -> None:
    assert "Run · 45 min" in days(signed_in(coach), lived)
    Run.objects.update(sport="other", activity="cycling")
    assert "Ride · 45 min" in days(signed_in(coach), lived)


def test_what_somebody_came_for_stands_in_their_own_words(
    runner: User, coach: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    making.check_in(runner, at=now - timedelta(days=1), needs=["clear_my_head"])
    assert "Came for “Clear my head”" in days(signed_in(coach), runner)


@pytest.mark.parametrize(
    ("show", "there"), [("runs", SAID[:2]), ("alerts", SAID[2:3]), ("notes", SAID[3:]), ("calls", ())]
)
def test_a_chip_shows_one_kind(
    lived: User, coach: User, signed_in: SignedIn, show: str, there: tuple[str, ...]
) -> None:
    html = days(signed_in(coach), lived, f"?show={show}")
    assert tuple(words for words in SAID if words in html) == there
    assert f'href="?show={show}" aria-current="page"' in html


@pytest.mark.parametrize(("switch", "hidden"), [("balance", SAID[2]), ("reflections", SAID[0]), ("training", "45 min")])
def test_it_shows_nothing_of_what_is_switched_off(
    lived: User, coach: User, signed_in: SignedIn, switch: str, hidden: str
) -> None:
    client = signed_in(coach)
    assert hidden in days(client, lived)
    Coachship.objects.update(**{f"shares_{switch}": False})
    assert hidden not in days(client, lived)


def test_it_goes_back_as_far_as_there_is_anything(
    lived: User, coach: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    write_note(tie, text="years ago", key=uuid.uuid4(), now=now - timedelta(days=900))
    (html,) = pages(signed_in(coach), lived)
    assert (SAID[1] in html, "years ago" in html) == (True, True)
    assert "Nothing further back" in days(signed_in(coach), lived, "?before=2001-01-01")


@pytest.mark.parametrize("show", ["", "runs"])
def test_each_line_is_on_one_page(
    runner: User,
    coach: User,
    tie: Coachship,
    signed_in: SignedIn,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    show: str,
) -> None:
    monkeypatch.setattr(timeline, "MOST", 3)
    for days_ago in range(1, 11):
        run = making.run(runner, at=now - timedelta(days=days_ago))
        making.reflection(runner, at=now - timedelta(days=days_ago - 1), run=run, enjoyment=9)
        write_note(tie, text="Mine.", key=uuid.uuid4(), now=now - timedelta(days=days_ago))
    html = "".join(pages(signed_in(coach), runner, show and f"?show={show}"))
    assert [html.count(words) for words in ("45 min</b>", "Enjoyed it 9 of 10", "A check-in")] == [10, 10, 0]
    assert html.count("Mine.") == (0 if show else 10)


@pytest.mark.parametrize("before", ["soon", "0001-01-01", "9999-12-31", "2026-02-31", ""])
def test_an_address_with_a_strange_day_opens(lived: User, coach: User, signed_in: SignedIn, before: str) -> None:
    html = days(signed_in(coach), lived, f"?before={before}")
    assert (SAID[1] in html) == (before != "0001-01-01")


def test_another_coachs_notes_are_not_in_it(lived: User, stranger: User, signed_in: SignedIn) -> None:
    making.coachship(stranger, lived)
    assert SAID[3] not in days(signed_in(stranger), lived)


def test_whoever_opens_it_is_written_down(lived: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    days(signed_in(coach), lived)
    assert AccessLog.objects.get().actor == coach


def test_a_stranger_and_the_runner_find_nothing(lived: User, stranger: User, signed_in: SignedIn) -> None:
    address = reverse("athlete-days", args=[lived.pk])
    assert [signed_in(person).get(address).status_code for person in (stranger, lived)] == [404, 404]


def test_messages_stand_on_their_days_without_their_words(
    lived: User, coach: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    there = conversing.thread(tie, now=now)
    conversing.said(lived, there, SAID[0], now=now - timedelta(days=2))
    conversing.said(coach, there, "Well done.", now=now - timedelta(days=2))
    conversing.said(lived, there, "Thank you.", now=now - timedelta(days=1))
    html = days(signed_in(coach), lived, "?show=messages")
    assert html.index("One message, they wrote it") < html.index("2 messages, you wrote last")
    assert "Well done." not in html


def test_a_conversation_that_another_coach_reads_is_not_in_it(
    lived: User, coach: User, tie: Coachship, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    there = conversing.thread(making.coachship(stranger, lived), now=now)
    conversing.said(lived, there, "For you alone.", now=now)
    assert "One message" not in days(signed_in(coach), lived)
    assert "One message" in days(signed_in(stranger), lived)


def test_its_athlete_sees_the_same_without_the_coachs_own_notes(
    lived: User, tie: Coachship, signed_in: SignedIn
) -> None:
    client, address = signed_in(lived), reverse("settings-preview-days", args=[tie.pk])
    html = client.get(address).content.decode()
    assert all(words in html for words in SAID[:3])
    assert SAID[3] not in html + client.get(f"{address}?show=notes").content.decode()
    assert "/coach/" not in html.split("<main")[1]
    assert not AccessLog.objects.exists()


def test_a_message_that_has_not_gone_out_is_in_neither_look(
    lived: User, coach: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    conversing.said(coach, conversing.thread(tie, now=now), "Not yet.", now=now)
    Message.objects.update(due_at=now + timedelta(seconds=8))
    own = signed_in(lived).get(reverse("settings-preview-days", args=[tie.pk])).content.decode()
    assert "One message" not in own + days(signed_in(coach), lived)


def test_an_alert_stays_on_the_day_it_was_noticed(lived: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    raised.climbed(Alert.objects.get(), to="talk_today", now=now)
    html = days(signed_in(coach), lived, "?show=alerts")
    assert ("Sunday 15 March" in html, "Wednesday 18 March" in html) == (True, False)
    assert ("Alert: Strained" in html, "Alert: Talk today" in html) == (True, False)
