"""What a runner says to an offer of lighter days, and of planned runs, reaches the coach who planned them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.live import menu
from coaching.conversations import writing
from coaching.conversations.eased import tell
from coaching.conversations.models import Message, Thread
from coaching.conversations.topics import Topic
from coaching.planning.lately import answered_runs
from journal import plan_answers
from runners.models import Coachship, Easing, User
from tests import making
from tests.coaching.planning import making as planned

SignedIn = Callable[[User], Client]
WORDS = "I need Tuesday"
DAY = timedelta(days=1)


@pytest.fixture
def offer(tie: Coachship, now: datetime) -> Easing:
    return planned.easing(tie, planned.run(tie, day=tie.runner.day(now) + DAY, now=now), now=now)


def answered(offer: Easing, now: datetime, *, accepts: bool = False) -> None:
    runner = offer.coachship.runner
    plan_answers.answer_easing(runner, pk=offer.pk, accepts=accepts, words=WORDS, tell=tell, now=now)


def test_the_answer_is_a_message_the_coach_has_not_read(offer: Easing, coach: User, now: datetime) -> None:
    answered(offer, now)
    message = Message.objects.select_related("thread").get()
    assert message.text == f"You offered lighter days. I keep the plan as it is.\n\n{WORDS}"
    assert menu(coach, now=now)["unread_as_coach"] == 1


def test_the_form_tells_it_in_the_conversation_about_that_run(
    offer: Easing, runner: User, coach: User, signed_in: SignedIn
) -> None:
    signed_in(runner).post(f"/plan/ease/{offer.pk}/", {"answer": "accept", "words": WORDS})
    thread = Thread.objects.get()
    html = signed_in(coach).get(reverse("coach-thread", args=[thread.pk])).content.decode()
    assert all(words in html for words in ("Yes, make them lighter.", WORDS, "The run planned for"))


def test_an_answer_given_twice_is_told_once(offer: Easing, now: datetime) -> None:
    answered(offer, now)
    answered(offer, now, accepts=True)
    assert Message.objects.count() == 1


def test_words_for_one_coach_stay_with_the_offer_where_another_takes_part(
    offer: Easing, runner: User, stranger: User, now: datetime
) -> None:
    thread = writing.begin(offer.coachship, topic=Topic(), now=now)
    ties = [offer.coachship_id, making.coachship(stranger, runner).pk]
    writing.choose_readers(runner, thread_id=thread.pk, ties=ties, now=now)
    offer.runs.all().delete()
    answered(offer, now)
    assert WORDS not in Message.objects.select_related("thread").get().text
    assert Easing.objects.select_related("coachship").get().answer == WORDS


def test_the_answer_stands_whatever_else_was_written_within_the_hour(
    offer: Easing, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_AN_HOUR", 0)
    answered(offer, now)
    assert (Easing.objects.get().state, Message.objects.count()) == ("declined", 0)


def test_the_runners_page_and_their_days_have_the_answer(
    offer: Easing, runner: User, coach: User, signed_in: SignedIn
) -> None:
    answered(offer, timezone.now())
    pages = ("athlete", "athlete-days")
    found = [signed_in(coach).get(reverse(page, args=[runner.pk])).content.decode() for page in pages]
    assert ["kept the plan as it was" in found[0], "Kept as it was" in found[1]] == [True, True]
    assert all(f"“{WORDS}”" in html for html in found)


@pytest.mark.parametrize("name", ["athlete", "athlete-days"])
def test_what_came_of_a_plan_is_read_as_far_as_it_is_shared(
    tie: Coachship, runner: User, coach: User, signed_in: SignedIn, name: str
) -> None:
    at = timezone.now()
    plan = planned.run(tie, day=runner.day(at), now=at)
    plan_answers.say_how_it_went(runner, pk=plan.pk, went="harder", felt="no", now=at)
    client, address = signed_in(coach), reverse(name, args=[runner.pk])
    page = client.get(address).content.decode()
    assert "Steady, 40 minutes, effort 4. Meant to feel settled." in page
    assert "Harder · Felt as meant: not this time" in page
    Coachship.objects.update(shares_training=False, shares_emotional=False)
    assert "Steady, 40 minutes" not in client.get(address).content.decode()


def test_a_run_with_only_a_hidden_answer_is_listed_as_little_as_one_without(
    tie: Coachship, runner: User, coach: User, now: datetime
) -> None:
    today = runner.day(now)
    plan = planned.run(tie, day=today, now=now)
    making.run(runner, at=now, minutes=40)
    plan_answers.say_how_it_went(runner, pk=plan.pk, went="", felt="no", now=now)
    tie.shares_emotional = True
    assert [line.came for line in answered_runs(tie, since=today, until=today, now=now)] == [
        ("Ran 40 minutes", "Felt as meant: not this time")
    ]
    tie.shares_emotional = False
    assert answered_runs(tie, since=today, until=today, now=now) == []
