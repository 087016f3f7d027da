"""Messages: begun, sent, corrected, taken back and read. The words are sealed before they reach the database."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from coaching.conversations import letters
from coaching.conversations.models import Message, Reader, Thread, Unread
from coaching.conversations.taking_part import may_write, people_of
from coaching.conversations.topics import Topic
from runners.models import Coachship, User

MOST_AN_HOUR = 60
HOUR = timedelta(hours=1)
CHANGES = timedelta(minutes=10)  # how long a message can be changed, and a deleted one brought back
GONE_AFTER = timedelta(days=1)


class Refused(Exception):
    """It cannot be done; the sentence is for whoever tried."""

    sentence = ""


class TooFast(Refused):
    """More messages within an hour than a person writes."""

    sentence = "That was a lot of messages for one hour. Nothing was sent; what you wrote is still here."


class TooLate(Refused):
    """Ten minutes are over."""

    sentence = "A message can be changed for ten minutes. This one stays as it was; you can write another."


class OnlyReads(Refused):
    """Somebody whom the runner lets read, and no more."""

    sentence = "You read here, as this runner asked for. Nothing was sent."


class NobodyReads(Refused):
    """The last coach has left or is about to, or the runner has taken them out."""

    sentence = "No coach reads this conversation now, so nothing was sent. What you wrote is still here."


class OnlyReadsNow(Refused):
    """They wrote it while the runner let them write."""

    sentence = "You read here now, as this runner asked for. Your message stayed as it was; you can still delete it."


@transaction.atomic
def begin(tie: Coachship, *, topic: Topic, now: datetime) -> Thread:
    """The conversation about this in which this coach takes part. Begun twice at once, it is one."""
    found = Thread.objects.read_by(tie).filter(about=topic.about, number=topic.number).order_by("pk").first()
    if found is not None:
        return found
    thread, _ = Thread.objects.get_or_create(
        tie=tie, about=topic.about, number=topic.number, defaults={"runner": tie.runner, "began_at": now}
    )
    Reader.objects.get_or_create(thread=thread, tie=tie, defaults={"joined_at": now})
    return thread


@transaction.atomic
def send(
    writer: User, *, thread: Thread, text: str, key: uuid.UUID, now: datetime, due_at: datetime | None = None
) -> Message:
    """The same key twice is the same message. Everybody else who takes part has not read it yet."""
    Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    sent = Message.objects.filter(thread=thread, writer=writer, key=key).first()
    if sent is not None:
        return sent
    if not may_write(writer, thread):
        raise OnlyReads
    others = [person for person in people_of(thread) if person != writer]
    if not any(person.is_here for person in others):
        raise NobodyReads
    refuse_a_flood(writer, key=key, now=now)
    message = Message.objects.create(
        thread=thread, writer=writer, key=key, text=text, written_at=now, due_at=due_at or now
    )
    Unread.objects.bulk_create(Unread(message=message, person=person) for person in others)
    letters.post_all([(message, person) for person in others], now=now)
    return message


@transaction.atomic
def answer(writer: User, *, message: Message, text: str, key: uuid.UUID, now: datetime) -> Message:
    """Whoever answers a message has read it, and what came before; what has come since stays unread."""
    sent = send(writer, thread=message.thread, text=text, key=key, now=now)
    before = Message.objects.filter(thread=message.thread, due_at__lte=message.due_at)
    Unread.objects.filter(person=writer, message__in=before).delete()
    return sent


def refuse_a_flood(writer: User, *, key: uuid.UUID, now: datetime) -> None:
    """One text to many people counts once."""
    lately = Message.objects.filter(writer=writer, written_at__gt=now - HOUR).exclude(key=key)
    if lately.values("key").distinct().count() >= MOST_AN_HOUR:
        raise TooFast


@transaction.atomic
def edit(writer: User, *, message_id: int, text: str, now: datetime) -> Message:
    message = _own(writer, message_id, deleted=False)
    if message.text == text:
        return message
    if now - message.written_at > CHANGES:
        raise TooLate
    if not may_write(writer, message.thread):
        raise OnlyReadsNow
    message.text, message.edited_at = text, now
    message.save(update_fields=["text", "edited_at"])
    return message


@transaction.atomic
def delete(writer: User, *, message_id: int, now: datetime) -> Message:
    """Gone for everybody who takes part. For ten minutes it can be brought back."""
    message = _own(writer, message_id, deleted=False)
    message.deleted_at = now
    message.save(update_fields=["deleted_at"])
    return message


@transaction.atomic
def restore(writer: User, *, message_id: int, now: datetime) -> Message:
    """Whoever has not read it is told of it, as if it had never been gone."""
    message = _own(writer, message_id, deleted=True)
    if message.deleted_at is not None and now - message.deleted_at > CHANGES:
        raise Message.DoesNotExist
    message.deleted_at = None
    message.save(update_fields=["deleted_at"])
    unread = Unread.objects.filter(message=message).select_related("person").order_by("pk")
    letters.post_all([(message, row.person) for row in unread], now=now)
    return message


def _own(writer: User, message_id: int, *, deleted: bool) -> Message:
    """Their own, in a conversation they still take part in."""
    own = Message.objects.by(writer).filter(deleted_at__isnull=not deleted)
    message = own.select_for_update(of=("self",)).get(pk=message_id)
    if not Thread.objects.open_to(writer).filter(pk=message.thread_id).exists():
        raise Message.DoesNotExist
    return message


def mark_read(person: User, *, messages: Sequence[int]) -> None:
    """Exactly what a page has shown; what arrives meanwhile stays unread."""
    Unread.objects.filter(person=person, message__in=messages).delete()


@transaction.atomic
def choose_readers(
    runner: User, *, thread_id: int, ties: Collection[int], now: datetime, shown: Collection[int] | None = None
) -> Thread:
    """These of the runner's coaches take part, and no others. Who joins reads all of it.

    `shown` is who took part on the page this comes from, who does now unless it is given: only who was put in or taken
    out there is, whatever another page has changed since.
    """
    thread = Thread.objects.of_runner(runner).select_for_update().get(pk=thread_id)
    reading = Reader.objects.filter(thread=thread)
    before = set(reading.values_list("tie", flat=True)) if shown is None else set(shown)
    out = reading.filter(tie__in=before - set(ties))
    Unread.objects.filter(message__thread=thread, person__in=out.values("tie__coach")).delete()
    out.delete()
    joining = Coachship.objects.of_runner(runner).whose_coach_is_here().filter(pk__in=set(ties) - before)
    for tie in joining.select_related("coach").order_by("pk"):
        _join(thread, tie, now=now)
    if not reading.filter(tie=thread.tie_id).exists():
        thread.tie = None
        thread.save(update_fields=["tie"])
    return thread


def _join(thread: Thread, tie: Coachship, *, now: datetime) -> None:
    _, joined = Reader.objects.get_or_create(thread=thread, tie=tie, defaults={"joined_at": now})
    if joined:
        _show_newest(thread, tie.coach, now=now)


def _show_newest(thread: Thread, coach: User, *, now: datetime) -> None:
    """What was said last is new to somebody who joins."""
    newest = thread.messages.there().filter(due_at__lte=now).exclude(writer=coach).order_by("-due_at", "-pk").first()
    if newest is not None:
        Unread.objects.get_or_create(message=newest, person=coach)
        letters.post_all([(newest, coach)], now=now)


def purge_deleted(*, now: datetime) -> int:
    """Really delete what was deleted more than a day ago; returns how many messages."""
    gone = Message.objects.filter(deleted_at__lt=now - GONE_AFTER)
    many = gone.count()
    gone.delete()
    return many
