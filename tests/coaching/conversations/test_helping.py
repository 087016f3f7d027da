"""Whoever writes of it reads where help is, wherever they wrote; nobody else is told, and nothing nudges."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.conversations import letters
from coaching.conversations.models import Message, Thread
from runners.models import Coachship, Easing, User, WeekAhead
from tests.coaching.conversations.making import said, thread
from tests.coaching.planning import making as planned

SignedIn = Callable[[User], Client]
WORDS = "I want to kill myself."
PANEL = 'id="support-panel"'


@pytest.fixture
def there(tie: Coachship, now: datetime) -> Thread:
    return thread(tie, now=now)


def rests(person: User) -> bool:
    person.refresh_from_db()
    return person.nudges_paused_until == person.day(timezone.now()) + timedelta(days=7)


def landed(client: Client, address: str, **sent: object) -> tuple[str, str]:
    """Where a post leads to, and what stands there."""
    answer = client.post(address, sent)
    return answer["Location"], client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("name", ["message-thread", "coach-thread", "message-new", "coach-runner-messages"])
def test_a_message_leads_to_where_help_is(
    there: Thread, runner: User, coach: User, signed_in: SignedIn, name: str
) -> None:
    pk = {"message-new": [], "coach-runner-messages": [runner.pk]}.get(name, [there.pk])
    writer, other = (coach, runner) if name.startswith("coach") else (runner, coach)
    address, page = landed(signed_in(writer), reverse(name, args=pk), text=WORDS)
    assert address.endswith("#support-panel")
    assert PANEL in page
    assert rests(writer)
    assert other.nudges_paused_until is None


def test_other_words_lead_to_themselves_and_nothing_rests(there: Thread, runner: User, signed_in: SignedIn) -> None:
    address, page = landed(
        signed_in(runner), reverse("message-thread", args=[there.pk]), text="I want to kill this hill."
    )
    assert address.endswith("#newest")
    assert PANEL not in page
    assert not rests(runner)


def test_an_older_message_that_is_changed_leads_there_too(there: Thread, runner: User, signed_in: SignedIn) -> None:
    now = timezone.now()
    older = said(runner, there, "Heavy legs.", now=now)
    said(runner, there, "See you.", now=now)
    for _ in ("changed", "left as it was"):
        address, page = landed(signed_in(runner), reverse("message-edit", args=[older.pk]), text=WORDS)
        assert address.endswith("#support-panel")
        assert PANEL in page
    assert rests(runner)


def test_an_answer_by_the_link_rests_nudges(
    there: Thread, runner: User, coach: User, client: Client, now: datetime
) -> None:
    asked = said(coach, there, "How are you?", now=now)
    client.post(reverse("message-answer", args=[letters.link_token(asked, runner)]), {"text": WORDS})
    assert rests(runner)


def test_a_message_to_many_shows_its_writer_where_help_is(tie: Coachship, coach: User, signed_in: SignedIn) -> None:
    sent = {"runner": tie.runner_id, "text": WORDS, "key": uuid.uuid4(), "step": "send"}
    _, page = landed(signed_in(coach), reverse("messages-many"), **sent)
    assert PANEL in page
    assert rests(coach)


@pytest.mark.parametrize("name", ["message-thread", "message-new", "message-edit"])
def test_words_that_cannot_be_sent_are_answered_all_the_same(
    there: Thread, runner: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, now: datetime, name: str
) -> None:
    older = said(runner, there, "Heavy legs.", now=now)
    monkeypatch.setattr("coaching.conversations.writing.MOST_AN_HOUR", 0)
    pk = {"message-new": [], "message-edit": [older.pk]}.get(name, [there.pk])
    assert PANEL in signed_in(runner).post(reverse(name, args=pk), {"text": WORDS}).content.decode()
    assert rests(runner)


@pytest.fixture
def offer(tie: Coachship) -> Easing:
    now = timezone.now()
    plan = planned.run(tie, day=tie.runner.day(now) + timedelta(days=1), now=now)
    return planned.easing(tie, plan, now=now)


def test_an_answer_to_lighter_days_leads_there(offer: Easing, runner: User, signed_in: SignedIn) -> None:
    address, page = landed(signed_in(runner), f"/plan/ease/{offer.pk}/", answer="keep", words=WORDS)
    assert address == f"/plan/ease/{offer.pk}/"
    assert PANEL in page
    assert rests(runner)


@pytest.mark.parametrize("why", ["taken back", "taken back at that moment", "answered before", "too long", "no answer"])
def test_words_to_lighter_days_that_are_not_kept_are_answered_all_the_same(
    offer: Easing, runner: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    client, address = signed_in(runner), f"/plan/ease/{offer.pk}/"
    if why == "taken back":
        offer.delete()
    elif why == "taken back at that moment":
        monkeypatch.setattr("journal.plan_answers.answer_easing", Mock(side_effect=Easing.DoesNotExist))
    elif why == "answered before":
        client.post(address, {"answer": "keep", "words": "I need it."})
    words, answer = WORDS * 1_000 if why == "too long" else WORDS, "" if why == "no answer" else "keep"
    page = client.post(address, {"answer": answer, "words": words}, follow=True).content.decode()
    assert (PANEL in page, WORDS in page, rests(runner)) == (True, True, True)
    assert all(WORDS not in message.text for message in Message.objects.select_related("thread"))


def test_what_will_be_heavy_next_week_leads_there(runner: User, signed_in: SignedIn) -> None:
    address, page = landed(signed_in(runner), reverse("week-ahead"), days=[1], heavy=WORDS)
    assert address.startswith(reverse("week-ahead"))
    assert PANEL in page
    assert rests(runner)
    assert landed(signed_in(runner), reverse("week-ahead"), heavy="Work.")[0] == reverse("plan")


@pytest.mark.parametrize("why", ["too long", "over"])
def test_what_will_be_heavy_and_cannot_be_kept_is_answered_all_the_same(
    runner: User, signed_in: SignedIn, why: str
) -> None:
    words, day = (WORDS * 1_000, "") if why == "too long" else (WORDS, "?day=2020-01-06")
    page = signed_in(runner).post(reverse("week-ahead") + day, {"heavy": words}).content.decode()
    assert (PANEL in page, WORDS in page, rests(runner)) == (True, True, True)
    assert not WeekAhead.objects.exists()
