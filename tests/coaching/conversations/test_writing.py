"""Sending, changing and taking back: nothing is lost, and nothing is there twice."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.conversations import writing
from coaching.conversations.models import Message, Phrase, Thread, Unread
from coaching.conversations.topics import Topic
from coaching.privacy import erasing
from runners import actions
from runners.models import Coachship, Outbox, User
from runners.models.people import Role
from tests.coaching.conversations.making import said, thread
from tests.coaching.privacy.making import lines_of, taken, zip_of

SignedIn = Callable[[User], Client]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def there(tie: Coachship, now: datetime) -> Thread:
    return thread(tie, now=now)


def test_the_same_form_sent_twice_is_one_message(there: Thread, runner: User, signed_in: SignedIn) -> None:
    client, key = signed_in(runner), str(uuid.uuid4())
    for _ in range(2):
        client.post(reverse("message-thread", args=[there.pk]), {"text": "Hello", "key": key})
    assert Message.objects.count() == 1
    assert Unread.objects.count() == 1
    assert Outbox.objects.filter(kind="message").count() == 1


def test_it_can_be_changed_for_ten_minutes(there: Thread, runner: User, now: datetime) -> None:
    message = said(runner, there, "Helo", now=now)
    writing.edit(runner, message_id=message.pk, text="Hello", now=now + 10 * MINUTE)
    with pytest.raises(writing.TooLate):
        writing.edit(runner, message_id=message.pk, text="Bye", now=now + 11 * MINUTE)
    message.refresh_from_db()
    assert (message.text, message.edited_at) == ("Hello", now + 10 * MINUTE)


def test_a_late_change_is_refused_in_words(there: Thread, coach: User, signed_in: SignedIn, now: datetime) -> None:
    message = said(coach, there, "Helo", now=now)
    answer = signed_in(coach).post(reverse("coach-message-edit", args=[message.pk]), {"text": "Hello"})
    assert "This one stays as it was" in answer.content.decode()
    message.refresh_from_db()
    assert message.text == "Helo"


def test_what_is_deleted_is_gone_for_both_and_comes_back_within_ten_minutes(
    there: Thread, runner: User, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    message = said(coach, there, "Never mind", now=now)
    client, read = signed_in(coach), reverse("message-thread", args=[there.pk])
    client.post(reverse("coach-message-delete", args=[message.pk]))
    assert "Never mind" not in signed_in(runner).get(read).content.decode()
    assert "A message of yours is deleted." in client.get(reverse("coach-thread", args=[there.pk])).content.decode()
    client.post(reverse("coach-message-restore", args=[message.pk]))
    assert "Never mind" in signed_in(runner).get(read).content.decode()


def test_after_ten_minutes_it_stays_deleted_and_after_a_day_it_is_gone(
    there: Thread, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    message = said(runner, there, "Never mind", now=now)
    writing.delete(runner, message_id=message.pk, now=now)
    answer = signed_in(runner).post(reverse("message-restore", args=[message.pk]), follow=True)
    assert "Ten minutes are over" in answer.content.decode()
    assert writing.purge_deleted(now=now + timedelta(hours=24)) == 0
    assert writing.purge_deleted(now=now + timedelta(hours=25)) == 1
    assert not Message.objects.exists()


def test_a_flood_is_refused_in_words_and_the_text_is_still_there(
    there: Thread, runner: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_AN_HOUR", 2)
    client, address = signed_in(runner), reverse("message-thread", args=[there.pk])
    answers = [client.post(address, {"text": f"word {number}"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 200]
    assert "a lot of messages for one hour" in answers[2].content.decode()
    assert "word 2</textarea>" in answers[2].content.decode()
    assert Message.objects.count() == 2


@pytest.mark.parametrize("model", [Message, Phrase])
def test_the_database_keeps_no_empty_words(there: Thread, runner: User, now: datetime, model: type) -> None:
    fields = {"thread": there, "writer": runner, "written_at": now, "due_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(text="", **(fields if model is Message else {"coach": runner, "kept_at": now}))


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_and_send_at_once_lose_nothing_and_double_nothing(tie: Coachship, now: datetime) -> None:
    start, key = threading.Barrier(4), uuid.uuid4()

    def begins(writer: User, own: uuid.UUID) -> None:
        start.wait()
        there = writing.begin(tie, topic=Topic(), now=now)
        writing.send(writer, thread=there, text=f"from {writer.name}", key=own, now=now)
        connection.close()

    ways = [(tie.runner, key), (tie.runner, key), (tie.coach, uuid.uuid4()), (tie.coach, uuid.uuid4())]
    together = [threading.Thread(target=begins, args=way) for way in ways]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert Thread.objects.count() == 1
    assert sorted(m.text for m in Message.objects.select_related("thread")) == ["from Jo Okonedo"] * 2 + [
        "from Mia Thorne"
    ]
    assert Unread.objects.count() == 3


def test_a_coach_takes_along_what_they_wrote_and_to_whom(
    there: Thread, coach: User, runner: User, now: datetime
) -> None:
    said(coach, there, "Rest.", now=now)
    said(runner, there, "I will.", now=now)
    archive = zip_of(taken(coach, now))
    assert [(line["text"], line["thread"]) for line in lines_of(archive, "messages-as-coach")] == [
        ("Rest.", "Mia Thorne")
    ]
    assert "data/messages.jsonl" not in archive.namelist()


def test_what_a_coach_wrote_goes_with_their_account_and_the_runner_s_words_stay(
    there: Thread, coach: User, runner: User, now: datetime
) -> None:
    said(coach, there, "Rest.", now=now)
    said(runner, there, "I will.", now=now)
    erasing.delete(coach)
    assert [m.text for m in Message.objects.select_related("thread")] == ["I will."]
    there.refresh_from_db()
    assert there.tie is None


def test_whom_a_runner_lets_read_only_changes_nothing_any_more(
    tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    there = thread(tie, now=timezone.now())
    message = said(tie.coach, there, "Rest.", now=timezone.now())
    page = reverse("coach-thread", args=[there.pk])
    edit = reverse("coach-message-edit", args=[message.pk])
    assert f'href="{edit}"' in signed_in(tie.coach).get(page).content.decode()
    actions.give_role(tie.runner, coachship=tie, role=Role.READER)
    assert f'href="{edit}"' not in signed_in(tie.coach).get(page).content.decode()
    answer = signed_in(tie.coach).post(edit, {"text": "Run.", "key": str(uuid.uuid4())}).content.decode()
    assert "Your message stayed as it was; you can still delete it." in answer
    message.refresh_from_db()
    assert message.text == "Rest."
