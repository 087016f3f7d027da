"""A mail says that there is a message, once until somebody has looked; its link sends one answer and nothing else."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent_mail
from django.test import Client
from django.urls import reverse

from coaching.alerts.emails import WRITERS
from coaching.conversations import letters, many, writing
from coaching.conversations.models import Message, Thread, Unread
from runners import actions as people
from runners import mail
from runners.models import Coachship, Outbox, User
from runners.models.people import Role
from tests.coaching.conversations.making import said, thread

SignedIn = Callable[[User], Client]
TEXT = "Heavy legs and a heavier head."


@pytest.fixture
def there(tie: Coachship, now: datetime) -> Thread:
    return thread(tie, now=now)


def drained(now: datetime) -> list[str]:
    at = now + timedelta(minutes=10)
    mail.drain(now=at, writers=WRITERS, clock=lambda: at)
    return [f"{letter.subject}\n{letter.body}" for letter in sent_mail.outbox]


def test_it_says_that_there_is_a_message_and_neither_who_nor_what(there: Thread, runner: User, now: datetime) -> None:
    said(runner, there, TEXT, now=now)
    (letter,) = drained(now)
    assert letter.startswith("There is a message for you\n")
    assert "Heavy" not in letter
    assert "Mia" not in letter


def test_there_is_one_until_they_have_looked(there: Thread, runner: User, coach: User, now: datetime) -> None:
    for number in range(3):
        said(runner, there, f"{number}", now=now)
    assert len(drained(now)) == 1
    writing.mark_read(coach, messages=list(Message.objects.values_list("pk", flat=True)))
    said(runner, there, "later", now=now)
    assert len(drained(now)) == 2


@pytest.mark.parametrize("how", ["read", "deleted", "left", "unwanted", "taken out"])
def test_there_is_none_for_what_no_longer_waits(
    there: Thread, tie: Coachship, runner: User, coach: User, now: datetime, how: str
) -> None:
    message = said(runner, there, TEXT, now=now)
    {
        "read": lambda: writing.mark_read(coach, messages=[message.pk]),
        "deleted": lambda: writing.delete(runner, message_id=message.pk, now=now),
        "left": lambda: people.leave_coach(runner, coachship=tie, now=now),
        "unwanted": lambda: letters.set_mail(coach, wanted=False),
        "taken out": lambda: writing.choose_readers(runner, thread_id=there.pk, ties=[], now=now),
    }[how]()
    assert drained(now) == []
    assert Outbox.objects.get(kind="message").status == Outbox.Status.CANCELLED


def test_its_link_sends_one_answer_and_shows_no_words(
    there: Thread, runner: User, coach: User, client: Client, now: datetime
) -> None:
    asked = said(runner, there, TEXT, now=now)
    address = reverse("message-answer", args=[letters.link_token(asked, coach)])
    form = client.get(address).content.decode()
    assert "Heavy" not in form
    assert "Mia" not in form
    assert "Sent" in client.post(address, {"text": "Rest today."}).content.decode()
    assert "You have answered already" in client.post(address, {"text": "And again."}).content.decode()
    assert [m.text for m in Message.objects.filter(writer=coach).select_related("thread")] == ["Rest today."]


def test_a_text_that_cannot_be_kept_is_refused_by_the_link_too(
    there: Thread, runner: User, coach: User, client: Client, now: datetime
) -> None:
    address = reverse("message-answer", args=[letters.link_token(said(runner, there, TEXT, now=now), coach)])
    assert "up to 5000 characters" in client.post(address, {"text": "x" * 10_000}).content.decode()
    assert "Sent" in client.post(address, {"text": "Rest."}).content.decode()


@pytest.mark.parametrize("how", ["forged", "old", "left", "deleted", "somebody else's"])
def test_a_link_that_is_over_opens_nothing(
    there: Thread, tie: Coachship, runner: User, coach: User, stranger: User, client: Client, now: datetime, how: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked = said(runner, there, TEXT, now=now)
    token = letters.link_token(asked, stranger if how == "somebody else's" else coach)
    if how == "old":
        monkeypatch.setattr(letters, "LINK_LASTS", timedelta(seconds=-1))
    if how == "left":
        people.leave_coach(runner, coachship=tie, now=now)
    if how == "deleted":
        writing.delete(runner, message_id=asked.pk, now=now)
    address = reverse("message-answer", args=[f"x{token}" if how == "forged" else token])
    for answer in (client.get(address), client.post(address, {"text": "Hello"})):
        assert answer.status_code == 404
        assert "This link is over" in answer.content.decode()
    assert Message.objects.filter(writer=coach).count() == 0


def test_one_click_ends_the_mails(runner: User, client: Client) -> None:
    address = reverse("message-stop", args=[letters.stop_token(runner)])
    assert letters.wants_mail(runner)
    client.get(address)
    assert letters.wants_mail(runner)
    client.post(address)
    assert not letters.wants_mail(runner)
    assert client.post(reverse("message-stop", args=["no-token"])).status_code == 200


def test_mails_are_switched_on_again_where_messages_are(runner: User, coach: User, signed_in: SignedIn) -> None:
    letters.set_mail(runner, wanted=False)
    signed_in(runner).post(reverse("message-mails"), {"wanted": "yes"})
    assert letters.wants_mail(runner)
    answer = signed_in(coach).post(reverse("message-mails"), {"wanted": "no", "side": "coach"})
    assert answer.url == reverse("coach-messages")  # type: ignore[attr-defined]
    assert "No mail tells you" in signed_in(coach).get(reverse("coach-messages")).content.decode()


def test_help_is_shown_to_who_answers_by_a_link(
    there: Thread, runner: User, coach: User, client: Client, now: datetime
) -> None:
    token = letters.link_token(said(coach, there, "How are you?", now=now), runner)
    answer = client.post(reverse("message-answer", args=[token]), {"text": "I want to kill myself."})
    assert 'id="support-panel"' in answer.content.decode()


def test_the_answer_lies_after_the_question(there: Thread, runner: User, coach: User, now: datetime) -> None:
    asked = letters.Asked(coach, said(runner, there, TEXT, now=now))
    assert not asked.is_answered
    said(coach, there, "Rest.", now=datetime.now(UTC))
    assert asked.is_answered


@pytest.mark.parametrize("to_many", [False, True])
def test_a_letter_waits_until_the_quiet_hours_are_over(tie: Coachship, now: datetime, *, to_many: bool) -> None:
    late, key = now.replace(hour=22), uuid.uuid4()
    if to_many:
        many.send(tie.coach, ties=[tie], text="See you on Sunday.", key=key, now=late)
    else:
        writing.send(tie.coach, thread=thread(tie, now=late), text="Hello", key=key, now=late)
    assert Outbox.objects.get(kind="message").due_at == (now + timedelta(days=1)).replace(hour=7, minute=0)


def link(asked: Message, person: User) -> str:
    return reverse("message-answer", args=[letters.link_token(asked, person)])


@pytest.mark.parametrize("how", ["left", "about to go"])
def test_an_answer_that_nobody_would_read_is_not_sent_and_still_there(
    there: Thread, tie: Coachship, runner: User, coach: User, client: Client, now: datetime, how: str
) -> None:
    address = link(said(coach, there, "How are you?", now=now), runner)
    if how == "left":
        people.leave_coach(runner, coachship=tie, now=now)
    else:
        User.objects.filter(pk=coach.pk).update(leaving_at=now + timedelta(days=7))
    assert "It goes to" not in client.get(address).content.decode()
    answer = client.post(address, {"text": "I want to kill myself."}).content.decode()
    assert all(part in answer for part in ("nothing was sent", "I want to kill myself.", 'id="support-panel"'))
    assert not Message.objects.filter(writer=runner).exists()


def test_a_page_that_nobody_reads_any_more_keeps_what_was_written(
    there: Thread, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    address = reverse("message-thread", args=[there.pk])
    writing.choose_readers(runner, thread_id=there.pk, ties=[], now=now)
    answer = signed_in(runner).post(address, {"text": "Heavy legs again."}).content.decode()
    assert all(part in answer for part in ("nothing was sent", "Heavy legs again.", "where help can be reached"))
    assert not Message.objects.exists()


@pytest.mark.parametrize("what", ["email", "password"])
def test_a_link_in_an_old_mailbox_opens_nothing(
    there: Thread, runner: User, coach: User, client: Client, now: datetime, what: str
) -> None:
    address = link(said(coach, there, "How are you?", now=now), runner)
    setattr(runner, what, "another@example.org")
    runner.save()
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": "Fine."}).status_code == 404


def test_who_only_reads_gets_no_letter_and_no_link(
    there: Thread, tie: Coachship, runner: User, coach: User, client: Client, now: datetime
) -> None:
    Coachship.objects.filter(pk=tie.pk).update(role=Role.READER)
    asked = said(runner, there, TEXT, now=now)
    assert drained(now) == []
    assert client.get(link(asked, coach)).status_code == 404


@pytest.mark.parametrize("first", ["read", "deleted"])
def test_what_came_after_a_message_that_is_over_has_one_letter(
    there: Thread, runner: User, coach: User, now: datetime, first: str
) -> None:
    """In quiet hours both wait: the first letter is about nothing that is still unread."""
    one = said(runner, there, "One", now=now)
    if first == "read":
        writing.mark_read(coach, messages=[one.pk])
    said(runner, there, "Two", now=now)
    if first == "deleted":
        writing.delete(runner, message_id=one.pk, now=now)
    assert len(drained(now)) == 1


def test_who_has_answered_by_the_link_is_told_of_what_comes_next(
    there: Thread, runner: User, coach: User, client: Client, now: datetime
) -> None:
    asked = said(coach, there, "How are you?", now=now)
    drained(now)
    said(coach, there, "And the knee?", now=now + timedelta(minutes=20))
    client.post(link(asked, runner), {"text": "Tired."})
    unread = Unread.objects.of(runner).select_related("message__thread")
    assert [row.message.text for row in unread] == ["And the knee?"], "nobody has answered that"
    later = datetime.now(UTC)
    said(coach, there, "Then rest.", now=later)
    assert len(drained(later + timedelta(days=1))) == 3, "the runner's first, the coach's, and another to the runner"


def test_who_has_written_since_is_told_of_what_comes_next_whatever_they_had_not_read(
    there: Thread, runner: User, coach: User, now: datetime
) -> None:
    for hours, writer in enumerate((coach, runner, coach)):
        said(writer, there, f"{hours}", now=now + timedelta(hours=hours))
        drained(now + timedelta(hours=hours))
    assert [letter.recipient for letter in Outbox.objects.filter(kind="message").order_by("pk")] == [
        runner,
        coach,
        runner,
    ]
    assert len(drained(now + timedelta(hours=2))) == 3


@pytest.mark.parametrize("then", ["another", "another to many", "the same again"])
def test_a_letter_that_was_called_off_is_written_when_there_is_something_again(
    there: Thread, tie: Coachship, runner: User, coach: User, now: datetime, then: str
) -> None:
    first, later = said(coach, there, TEXT, now=now), now + timedelta(minutes=9)
    letters.set_mail(runner, wanted=False)
    if then == "the same again":
        writing.delete(coach, message_id=first.pk, now=now)
    assert drained(now) == []
    letters.set_mail(runner, wanted=True)
    {
        "another": lambda: said(coach, there, "Are you there?", now=later),
        "another to many": lambda: many.send(coach, ties=[tie], text="See you.", key=uuid.uuid4(), now=later),
        "the same again": lambda: writing.restore(coach, message_id=first.pk, now=later),
    }[then]()
    assert len(drained(later + timedelta(minutes=10))) == 1


def test_a_letter_that_was_given_up_is_written_when_there_is_something_again(
    there: Thread, runner: User, coach: User, now: datetime
) -> None:
    said(coach, there, TEXT, now=now)
    Outbox.objects.update(status=Outbox.Status.GIVEN_UP, attempts=8)
    later = now + timedelta(days=2)
    said(coach, there, "And the knee?", now=later)
    assert len(drained(later)) == 1
    assert Outbox.objects.get(status=Outbox.Status.SENT).attempts == 1


def test_nobody_was_told_by_a_letter_that_was_given_up(there: Thread, runner: User, coach: User, now: datetime) -> None:
    first = said(coach, there, TEXT, now=now)
    writing.mark_read(runner, messages=[first.pk])
    said(coach, there, "And the knee?", now=now)
    Outbox.objects.filter(pk=Outbox.objects.latest("pk").pk).update(status=Outbox.Status.GIVEN_UP)
    assert len(drained(now)) == 1
