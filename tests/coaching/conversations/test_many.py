"""One text to several runners: looked at first, out after ten minutes, and until then as if it had never been."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.conversations import habits, many, writing
from coaching.conversations.models import Message, Reader, Thread, Unread
from coaching.conversations.topics import Topic
from runners.models import Coachship, Outbox, User
from runners.models.people import Role
from tests import making

SignedIn = Callable[[User], Client]
TEXT = "The Sunday group\nmeets at nine."


@pytest.fixture
def ties(tie: Coachship) -> list[Coachship]:
    others = [making.person(f"r{number}@example.org", name=f"Ru {number}") for number in range(2)]
    return [tie, *(making.coachship(tie.coach, other) for other in others)]


def numbers(ties: list[Coachship]) -> list[int]:
    return [tie.runner_id for tie in ties]


def post(client: Client, ties: list[Coachship], **fields: object) -> str:
    answer = client.post(reverse("messages-many"), {"runner": numbers(ties), **fields}, follow=True)
    return str(answer.content.decode())


def test_it_is_written_looked_at_and_sent_to_each_alone(
    coach: User, ties: list[Coachship], signed_in: SignedIn
) -> None:
    client, key = signed_in(coach), uuid.uuid4()
    assert "A message to 3 people" in post(client, ties)
    look = post(client, ties, text=TEXT, key=key, step="look")
    assert "This is what each of 3 people would read" in look
    assert "The Sunday group<br>meets at nine." in look
    assert not Message.objects.exists()
    for _ in range(2):
        assert "It goes out at" in post(client, ties, text=TEXT, key=key, step="send")
    assert Message.objects.count() == 3
    assert {message.thread.runner_id for message in Message.objects.all()} == set(numbers(ties))


def test_nobody_sees_it_for_ten_minutes(coach: User, ties: list[Coachship], signed_in: SignedIn) -> None:
    post(signed_in(coach), ties, text=TEXT, step="send")
    runner, message = signed_in(ties[0].runner), Message.objects.get(thread__runner=ties[0].runner)
    assert "Sunday" not in runner.get(reverse("message-thread", args=[message.thread_id])).content.decode()
    assert "Nobody has written yet." in runner.get(reverse("messages")).content.decode()
    assert "waiting for you" not in runner.get(reverse("journal-today")).content.decode()
    Message.objects.update(due_at=message.written_at)
    assert "Sunday" in runner.get(reverse("message-thread", args=[message.thread_id])).content.decode()


def test_undone_it_was_never_there(coach: User, ties: list[Coachship], signed_in: SignedIn) -> None:
    client, key = signed_in(coach), uuid.uuid4()
    post(client, ties, text=TEXT, key=key, step="send")
    html = client.post(reverse("messages-undo", args=[key])).content.decode()
    assert "Taken back. Nobody has seen it" in html
    assert all(
        words in html
        for words in (f"{TEXT}</textarea>", "A message to 3 people", f'action="{reverse("messages-many")}"')
    )
    assert not Message.objects.exists()
    assert client.get(reverse("messages-sent", args=[key])).status_code == 404


def test_undone_twice_it_says_so(coach: User, ties: list[Coachship], signed_in: SignedIn) -> None:
    client, key = signed_in(coach), uuid.uuid4()
    post(client, ties, text=TEXT, key=key, step="send")
    for _ in range(2):
        answer = client.post(reverse("messages-undo", args=[key]), follow=True)
    assert "There is nothing left to take back." in answer.content.decode()


def test_a_text_of_their_own_comes_below_what_is_typed(
    coach: User, ties: list[Coachship], signed_in: SignedIn, now: datetime
) -> None:
    kept = habits.keep_phrase(coach, text="How was it?", key=uuid.uuid4(), now=now)
    html = post(signed_in(coach), ties, text="Dear all,", phrase=kept.pk)
    assert "Dear all,\n\nHow was it?</textarea>" in html
    assert not Message.objects.exists()


def test_what_has_gone_out_is_not_undone(coach: User, ties: list[Coachship], now: datetime) -> None:
    key = uuid.uuid4()
    many.send(coach, ties=ties, text=TEXT, key=key, now=now)
    assert many.undo(coach, key=key, now=now + many.UNDO) == []
    assert many.undo(ties[0].runner, key=key, now=now) == []
    assert Message.objects.count() == 3


def test_no_mail_leaves_before(coach: User, ties: list[Coachship], now: datetime) -> None:
    many.send(coach, ties=ties, text=TEXT, key=uuid.uuid4(), now=now)
    assert set(Outbox.objects.values_list("due_at", flat=True)) == {now + timedelta(minutes=10)}


@pytest.mark.parametrize("left", [{"ended_at": timezone.now()}, {"role": Role.READER}])
def test_somebody_who_left_since_the_look_is_said_before_it_goes(
    coach: User, ties: list[Coachship], signed_in: SignedIn, left: dict[str, object]
) -> None:
    client, key = signed_in(coach), uuid.uuid4()
    Coachship.objects.filter(pk=ties[2].pk).update(**left)
    html = post(client, ties, text=TEXT, key=key, step="send")
    assert "Somebody you chose can no longer be written to.</b> Nothing was sent." in html
    assert "each of 2 people" in html
    assert not Message.objects.exists()
    assert "It goes out at" in post(client, ties[:2], text=TEXT, key=key, step="send")
    assert "It goes out at" in post(client, ties, text=TEXT, key=key, step="send")


def test_of_whom_one_only_reads_is_said(coach: User, ties: list[Coachship], signed_in: SignedIn) -> None:
    Coachship.objects.filter(pk=ties[2].pk).update(role=Role.READER)
    html = post(signed_in(coach), ties)
    assert "A message to 2 people" in html
    assert "Not to Ru 1: you read along for them." in html


def test_who_only_reads_is_not_told_to_choose(coach: User, ties: list[Coachship], signed_in: SignedIn) -> None:
    Coachship.objects.update(role=Role.READER)
    html = post(signed_in(coach), ties)
    assert "You read along for them" in html
    assert "Nobody is chosen yet" not in html


@pytest.mark.parametrize("asked", ["", "abc", "-1", "9" * 5000, "9223372036854775808", "0x10"])
def test_it_asks_for_people_where_nobody_is_chosen(coach: User, signed_in: SignedIn, asked: str) -> None:
    answer = signed_in(coach).post(reverse("messages-many"), {"runner": asked, "text": TEXT, "step": "send"})
    assert "Nobody is chosen yet" in answer.content.decode()
    assert not Message.objects.exists()


def test_somebody_else_s_runners_are_nobody(stranger: User, ties: list[Coachship], signed_in: SignedIn) -> None:
    post(signed_in(stranger), ties, text=TEXT, step="send")
    assert not Message.objects.exists()


def test_two_hundred_fit_into_one_form(coach: User, ties: list[Coachship], signed_in: SignedIn) -> None:
    together = ",".join(str(number) for number in [*range(10**6, 10**6 + 300), *numbers(ties)])
    answer = signed_in(coach).post(reverse("messages-many"), {"runner": together})
    assert "A message to 3 people" in answer.content.decode()


def statements(coach: User, ties: list[Coachship], now: datetime) -> int:
    with CaptureQueriesContext(connection) as seen:
        many.send(coach, ties=ties, text=TEXT, key=uuid.uuid4(), now=now)
    return len(seen)


def test_thirty_take_as_many_statements_as_two(coach: User, ties: list[Coachship], now: datetime) -> None:
    more = [making.coachship(coach, making.person(f"m{number}@example.org")) for number in range(30)]
    assert statements(coach, more, now) == statements(coach, ties[:2], now)
    again = statements(coach, more, now), statements(coach, ties[:2], now)
    assert again[0] == again[1]
    assert Message.objects.count() == 64


def test_each_text_is_sealed_for_its_runner_and_unread(coach: User, ties: list[Coachship], now: datetime) -> None:
    sent = many.send(coach, ties=ties, text=TEXT, key=uuid.uuid4(), now=now)
    assert [Message.objects.get(pk=message.pk).text for message in sent] == [TEXT] * 3
    unread = set(Unread.objects.values_list("message__thread__runner", "person"))
    assert unread == {(number, number) for number in numbers(ties)}


def test_a_second_coach_who_takes_part_has_not_read_it_either(
    coach: User, ties: list[Coachship], stranger: User, now: datetime
) -> None:
    thread = writing.begin(ties[0], topic=Topic(), now=now)
    Reader.objects.create(thread=thread, tie=making.coachship(stranger, ties[0].runner), joined_at=now)
    many.send(coach, ties=ties, text=TEXT, key=uuid.uuid4(), now=now)
    assert set(Unread.objects.filter(message__thread=thread).values_list("person", flat=True)) == {
        ties[0].runner_id,
        stranger.pk,
    }
    assert Outbox.objects.count() == 4


def test_a_conversation_there_is_goes_on_and_has_one_mail(coach: User, ties: list[Coachship], now: datetime) -> None:
    thread = writing.begin(ties[0], topic=Topic(), now=now)
    writing.send(coach, thread=thread, text="Hello", key=uuid.uuid4(), now=now)
    many.send(coach, ties=ties[:1], text=TEXT, key=uuid.uuid4(), now=now)
    assert (Thread.objects.count(), thread.messages.count(), Outbox.objects.count()) == (1, 2, 1)


def test_of_those_who_have_it_already_nobody_gets_it_twice(coach: User, ties: list[Coachship], now: datetime) -> None:
    key = uuid.uuid4()
    first = many.send(coach, ties=ties[:1], text=TEXT, key=key, now=now)
    sent = many.send(coach, ties=ties, text=TEXT, key=key, now=now)
    assert (len(sent), Message.objects.count(), first[0] in sent) == (3, 3, True)


def test_who_only_reads_one_of_them_sends_none(coach: User, ties: list[Coachship], now: datetime) -> None:
    Coachship.objects.filter(pk=ties[1].pk).update(role=Role.READER)
    with pytest.raises(writing.OnlyReads):
        many.send(coach, ties=ties, text=TEXT, key=uuid.uuid4(), now=now)
    assert not Message.objects.exists()
