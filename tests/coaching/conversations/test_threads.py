"""Conversations between a runner and their coaches: who reads them, what they say, and what waits unread."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coaching.alerts.live import live_alerts, menu
from coaching.conversations import habits, writing
from coaching.conversations.models import About, Message, Reader, Thread, Unread, Within
from coaching.conversations.topics import Topic
from runners import actions as people
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making
from tests.coaching.conversations.making import said, thread

SignedIn = Callable[[User], Client]
TEXT = "My legs are heavy. <b>What</b> now?"


@pytest.fixture
def there(tie: Coachship, now: datetime) -> Thread:
    return thread(tie, now=now)


@pytest.fixture
def second(runner: User) -> Coachship:
    return making.coachship(making.person("sam@example.org", name="Sam Fell", is_coach=True), runner)


def page(client: Client, name: str, *numbers: int) -> str:
    return client.get(reverse(name, args=numbers)).content.decode()


def test_a_runner_writes_and_their_coach_answers(runner: User, coach: User, signed_in: SignedIn) -> None:
    sent = signed_in(runner).post(reverse("message-new"), {"text": TEXT, "key": uuid.uuid4()})
    there = Thread.objects.get()
    assert sent.url == reverse("message-thread", args=[there.pk])  # type: ignore[attr-defined]
    assert "1 unread" in page(signed_in(coach), "coach-messages")
    assert "&lt;b&gt;What&lt;/b&gt; now?" in page(signed_in(coach), "coach-thread", there.pk)
    signed_in(coach).post(reverse("coach-thread", args=[there.pk]), {"text": "Rest today."})
    assert "Rest today." in page(signed_in(runner), "message-thread", there.pk)


def test_the_menu_counts_them_in_one_look_with_the_alerts(
    there: Thread, runner: User, coach: User, second: Coachship, now: datetime
) -> None:
    writing.choose_readers(runner, thread_id=there.pk, ties=[there.tie_id or 0, second.pk], now=now)
    gone = said(runner, there, "Never mind.", now=now)
    for writer in (runner, second.coach, coach):
        said(writer, there, TEXT, now=now)
    writing.delete(runner, message_id=gone.pk, now=now)
    assert {who.name: menu(who, now=now)["unread_as_coach"] for who in (coach, second.coach)} == {
        who.name: Unread.objects.of_coach(who).count() for who in (coach, second.coach)
    }
    assert menu(coach, now=now)["unread_as_coach"] == live_alerts(coach, now=now).unread == 2
    Coachship.objects.filter(pk=second.pk).update(ended_at=now)
    assert menu(second.coach, now=now)["unread_as_coach"] == 0


def test_it_is_read_once_a_page_has_shown_it(there: Thread, runner: User, coach: User, now: datetime) -> None:
    message = said(runner, there, TEXT, now=now)
    client = Client()
    client.force_login(coach)
    assert Unread.objects.filter(message=message, person=coach).exists()
    client.head(reverse("coach-thread", args=[there.pk]))
    assert Unread.objects.filter(message=message).exists()
    page(client, "coach-thread", there.pk)
    assert not Unread.objects.exists()
    assert "Nothing new." in page(client, "coach-messages")


def test_what_arrives_while_a_page_is_read_stays_unread(
    there: Thread, runner: User, coach: User, now: datetime
) -> None:
    shown = said(runner, there, "one", now=now)
    arrived = said(runner, there, "two", now=now - timedelta(seconds=1))
    writing.mark_read(coach, messages=[shown.pk])
    assert list(Unread.objects.values_list("message", "person")) == [(arrived.pk, coach.pk)]


def test_its_writer_sees_who_has_read_it(
    there: Thread, runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    said(runner, there, TEXT, now=now)
    assert "Not read yet" in page(signed_in(runner), "message-thread", there.pk)
    page(signed_in(coach), "coach-thread", there.pk)
    assert "Read by Jo" in page(signed_in(runner), "message-thread", there.pk)


def test_it_is_sealed_with_the_runner_s_key_whoever_writes(
    there: Thread, runner: User, coach: User, now: datetime
) -> None:
    for writer in (runner, coach):
        said(writer, there, TEXT, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM conversations_message")
        kept = [text for (text,) in cursor.fetchall()]
    assert len(kept) == 2
    assert not any("legs" in text for text in kept)
    assert {message.text for message in Message.objects.select_related("thread")} == {TEXT}


def test_another_coach_of_the_runner_reads_nothing_until_let_in(
    there: Thread, second: Coachship, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    said(runner, there, TEXT, now=now)
    sam = signed_in(second.coach)
    assert sam.get(reverse("coach-thread", args=[there.pk])).status_code == 404
    both = [there.tie_id, second.pk]
    signed_in(runner).post(reverse("message-readers", args=[there.pk]), {"coach": both, "shown": there.tie_id})
    assert "1 unread" in page(sam, "coach-messages")
    assert "heavy" in page(sam, "coach-thread", there.pk)
    assert "Read by Jo Okonedo, Sam Fell, as Mia Thorne chose." in page(sam, "coach-thread", there.pk)


def test_who_is_taken_out_reads_nothing_from_then_on(
    there: Thread, tie: Coachship, coach: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    said(runner, there, TEXT, now=now)
    signed_in(runner).post(reverse("message-readers", args=[there.pk]))
    assert signed_in(coach).get(reverse("coach-thread", args=[there.pk])).status_code == 404
    assert "unread" not in page(signed_in(coach), "coach-messages")
    assert not Unread.objects.exists()
    assert thread(tie, now=now) != there, "what the coach begins anew is another conversation"


def test_an_old_page_brings_nobody_back_who_was_taken_out_since(
    there: Thread, second: Coachship, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    both = [there.tie_id or 0, second.pk]
    writing.choose_readers(runner, thread_id=there.pk, ties=both, now=now)
    old = shown_on(page(signed_in(runner), "message-thread", there.pk))
    writing.choose_readers(runner, thread_id=there.pk, ties=both[:1], now=now)
    sent = {"coach": both, "shown": old}
    said = signed_in(runner).post(reverse("message-readers", args=[there.pk]), sent, follow=True).content.decode()
    assert list(Reader.objects.filter(thread=there).values_list("tie", flat=True)) == both[:1]
    assert "on another page since" in said


def shown_on(page: str) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    return found.group(1)


def test_a_page_that_does_not_say_who_took_part_lets_nobody_in(
    there: Thread, second: Coachship, runner: User, signed_in: SignedIn
) -> None:
    signed_in(runner).post(reverse("message-readers", args=[there.pk]), {"coach": [there.tie_id, second.pk]})
    assert Reader.objects.get(thread=there).tie_id == there.tie_id


def test_a_coach_who_is_about_to_go_is_said_to_be_away_and_is_offered_to_nobody(
    there: Thread, second: Coachship, coach: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    User.objects.filter(pk__in=[coach.pk, second.coach_id]).update(leaving_at=now + timedelta(days=7))
    shown = page(signed_in(runner), "message-thread", there.pk)
    assert ("Jo is not here just now" in shown, "Sam Fell" in shown) == (True, False)
    new = page(signed_in(runner), "message-new")
    assert ("Sam is not here just now." in new, "nobody to write to" in new) == (True, True)
    writing.choose_readers(runner, thread_id=there.pk, ties=[there.tie_id or 0, second.pk], now=now)
    assert Reader.objects.get(thread=there).tie_id == there.tie_id


def test_a_coach_whom_the_runner_leaves_is_out_at_once(
    there: Thread, tie: Coachship, coach: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    said(coach, there, TEXT, now=now)
    people.leave_coach(runner, coachship=tie, now=now)
    client = signed_in(coach)
    assert client.get(reverse("coach-thread", args=[there.pk])).status_code == 404
    assert client.get(reverse("coach-runner-messages", args=[runner.pk])).status_code == 404
    kept = page(signed_in(runner), "message-thread", there.pk)
    assert "heavy" in kept
    assert "only you" in kept
    assert "<textarea" not in kept


@pytest.mark.parametrize("name", ["message-thread", "message-edit", "message-delete", "message-restore"])
def test_nobody_else_s_conversation_exists(
    there: Thread, runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime, name: str
) -> None:
    message = said(runner, there, TEXT, now=now)
    number = there.pk if name == "message-thread" else message.pk
    for person, prefix in ((coach, ""), (stranger, ""), (stranger, "coach-")):
        address = reverse((prefix + name).replace("coach-message-thread", "coach-thread"), args=[number])
        assert signed_in(person).post(address, {"text": "mine now"}).status_code == 404
    message.refresh_from_db()
    assert (message.text, message.deleted_at) == (TEXT, None)


def test_a_message_to_one_coach_says_who_reads_along(
    there: Thread, second: Coachship, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    writing.choose_readers(runner, thread_id=there.pk, ties=[there.tie_id, second.pk], now=now)
    assert "Jo Okonedo, with Sam Fell reading along" in page(signed_in(runner), "message-new")


def test_somebody_without_a_coach_is_not_told_to_write_to_one(
    runner: User, tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    run, told = making.run(runner, at=now), "Write to your coach"
    assert told in page(signed_in(runner), "messages")
    assert told in signed_in(runner).get(reverse("run", args=[run.pk])).content.decode()
    people.leave_coach(runner, coachship=tie, now=now)
    assert told not in page(signed_in(runner), "messages")
    assert told not in signed_in(runner).get(reverse("run", args=[run.pk])).content.decode()


def test_who_may_only_read_does_not_write(there: Thread, tie: Coachship, coach: User, signed_in: SignedIn) -> None:
    Coachship.objects.filter(pk=tie.pk).update(role=Role.READER)
    client = signed_in(coach)
    assert "You read along here." in page(client, "coach-thread", there.pk)
    for name, number in (("coach-thread", there.pk), ("coach-runner-messages", tie.runner_id)):
        answer = client.post(reverse(name, args=[number]), {"text": TEXT})
        assert "Nothing was sent." in answer.content.decode()
    assert not Message.objects.exists()


def test_it_says_how_soon_an_answer_usually_comes(
    there: Thread, coach: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    assert "usually answers" not in page(signed_in(runner), "message-thread", there.pk)
    signed_in(coach).post(reverse("message-habit"), {"within": "2"})
    assert "Jo usually answers within two days." in page(signed_in(runner), "message-thread", there.pk)
    assert habits.answers_within(coach) == Within.TWO_DAYS


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "nothing written"), (" \n ", "nothing written"), ("a\x00b", "characters"), ("x" * 10_000, "up to 5000")],
)
def test_it_refuses_what_cannot_be_kept(
    there: Thread, runner: User, signed_in: SignedIn, text: str, words: str
) -> None:
    answer = signed_in(runner).post(reverse("message-thread", args=[there.pk]), {"text": text})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Message.objects.exists()


def test_its_writer_alone_is_shown_where_help_is(
    there: Thread, runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    address = reverse("message-thread", args=[there.pk])
    answer = signed_in(runner).post(address, {"text": "I want to kill myself."}, follow=True)
    assert 'id="support-panel"' in answer.content.decode()
    assert 'id="support-panel"' not in page(signed_in(coach), "coach-thread", there.pk)


@pytest.mark.parametrize(("typed", "box"), [("", ">\nHow was it?<"), ("Dear Mia, ", ">\nDear Mia,\n\nHow was it?<")])
@pytest.mark.parametrize("name", ["coach-thread", "coach-runner-messages"])
def test_a_text_a_coach_keeps_comes_into_the_box_below_what_is_typed(
    there: Thread, coach: User, signed_in: SignedIn, now: datetime, name: str, typed: str, box: str
) -> None:
    phrase = habits.keep_phrase(coach, text="How was it?", key=uuid.uuid4(), now=now)
    address = reverse(name, args=[there.pk if name == "coach-thread" else there.runner_id])
    assert "Into the box" in signed_in(coach).get(address).content.decode()
    assert box in signed_in(coach).post(address, {"text": typed, "phrase": phrase.pk}).content.decode()
    assert not Message.objects.exists()


def test_a_text_a_coach_keeps_is_theirs_to_remove(coach: User, stranger: User, signed_in: SignedIn) -> None:
    signed_in(coach).post(reverse("message-texts"), {"text": "How was it?"})
    phrase = habits.phrases_of(coach)[0]
    assert signed_in(stranger).post(reverse("message-text-remove", args=[phrase.pk])).status_code == 404
    signed_in(coach).post(reverse("message-text-remove", args=[phrase.pk]))
    assert not habits.phrases_of(coach)


def test_a_coach_keeps_twenty_texts(coach: User, signed_in: SignedIn, now: datetime) -> None:
    for _ in range(habits.MOST_PHRASES):
        habits.keep_phrase(coach, text="x", key=uuid.uuid4(), now=now)
    answer = signed_in(coach).post(reverse("message-texts"), {"text": "one more"})
    assert "20 texts are kept." in answer.content.decode()


def test_many_messages_come_in_pages_the_newest_first(
    there: Thread, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    for number in range(25):
        said(runner, there, f"word {number:02d}", now=now + timedelta(minutes=number))
    client, address = signed_in(runner), reverse("message-thread", args=[there.pk])
    newest = client.get(address).content.decode()
    assert newest.index("word 05") < newest.index("word 24")
    assert "word 04" not in newest
    assert "word 04" in client.get(address, {"page": 2}).content.decode()


def test_it_asks_the_database_as_often_for_many(
    there: Thread,
    coach: User,
    runner: User,
    signed_in: SignedIn,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, lists = signed_in(coach), reverse("coach-messages")
    said(runner, there, "one", now=now)
    for _ in range(2):
        with django_assert_num_queries(8):
            client.get(lists)
        for number in range(4):
            tie = making.coachship(coach, making.person(f"r{uuid.uuid4().hex[:8]}@example.org", name=f"R {number}"))
            said(tie.runner, thread(tie, now=now), "hello", now=now)


def test_a_runner_s_first_page_says_that_a_message_waits(
    there: Thread, coach: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    assert "waiting for you" not in page(signed_in(runner), "journal-today")
    said(coach, there, TEXT, now=now)
    today = page(signed_in(runner), "journal-today")
    assert "A message is waiting for you" in today
    assert "heavy" not in today
    assert '1<span class="vh"> unread' in today


def test_the_database_keeps_one_conversation_a_topic(tie: Coachship, there: Thread, now: datetime) -> None:
    for fields in ({}, {"about": About.ALERT, "number": 0}, {"about": About.ANYTHING, "number": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.create(runner=tie.runner, tie=tie, began_at=now, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reader.objects.create(thread=there, tie=tie, joined_at=now)
    other = thread(tie, now=now, topic=Topic(About.ALERT, 3))
    assert other != there
