"""One text to several runners: each gets a message of their own, and for ten minutes none of them has it."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from coaching.conversations import letters, writing
from coaching.conversations.models import Message, Reader, Thread, Unread
from coaching.conversations.topics import Topic
from runners.models import Coachship, DataKey, User
from runners.models.people import keys_remembered
from runners.roles import Deed, may, those_who_may

TOPIC = Topic()
UNDO = timedelta(minutes=10)
MOST = 500


def chosen(coach: User, numbers: Collection[int]) -> list[Coachship]:
    """Those of these runners who run with this coach now, and let them write."""
    ties = Coachship.objects.of_coach(coach).filter(runner__in=numbers, role__in=those_who_may(Deed.WRITE))
    return list(ties.select_related("runner").order_by("runner__name", "runner_id")[:MOST])


def read_along(coach: User, numbers: Collection[int]) -> list[Coachship]:
    """Those of them whom this coach reads about, and does not write to."""
    ties = Coachship.objects.of_coach(coach).filter(runner__in=numbers).exclude(role__in=those_who_may(Deed.WRITE))
    return list(ties.select_related("runner").order_by("runner__name", "runner_id"))


@transaction.atomic
def send(coach: User, *, ties: Sequence[Coachship], text: str, key: uuid.UUID, now: datetime) -> list[Message]:
    """All of them or none; sent twice is sent once. As many statements for two hundred as for two."""
    threads = _threads(sorted(ties, key=lambda tie: tie.pk), now=now)
    sent = list(Message.objects.filter(thread__in=threads, writer=coach, key=key).select_related("thread"))
    left = [thread for thread in threads if thread.pk not in {message.thread_id for message in sent}]
    if left:
        writing.refuse_a_flood(coach, key=key, now=now)
        sent += _written(coach, left, text=text, key=key, now=now)
    return sorted(sent, key=lambda message: message.thread_id)


def went(coach: User, *, key: uuid.UUID) -> bool:
    return Message.objects.filter(writer=coach, key=key).exists()


def _threads(ties: Sequence[Coachship], *, now: datetime) -> list[Thread]:
    """The conversation with each of them about anything, begun where there is none; until we are done it is ours."""
    there = _read_by(ties)
    if missing := [tie for tie in ties if tie.pk not in there]:
        _begin(missing, now=now)
        there = _read_by(ties)
    threads = Thread.objects.filter(pk__in=there.values()).select_related("runner").order_by("pk")
    return list(threads.select_for_update(of=("self",)))


def _read_by(ties: Sequence[Coachship]) -> dict[int, int]:
    """The oldest for each, if there are two."""
    reading = Reader.objects.filter(tie__in=ties, thread__about=TOPIC.about, thread__number=TOPIC.number)
    return dict(reading.order_by("-thread").values_list("tie", "thread"))


def _begin(ties: Sequence[Coachship], *, now: datetime) -> None:
    about = {"about": TOPIC.about, "number": TOPIC.number}
    begun = [Thread(tie=tie, runner_id=tie.runner_id, began_at=now, **about) for tie in ties]
    Thread.objects.bulk_create(begun, ignore_conflicts=True)
    threads = Thread.objects.filter(tie__in=ties, **about).order_by("tie").values_list("pk", "tie")
    readers = [Reader(thread_id=thread, tie_id=tie, joined_at=now) for thread, tie in threads]
    Reader.objects.bulk_create(readers, ignore_conflicts=True)


def _written(coach: User, threads: Sequence[Thread], *, text: str, key: uuid.UUID, now: datetime) -> list[Message]:
    """A message in each of them, sealed with its runner's key; everybody else who takes part has not read it yet."""
    coaches = _coaches(threads, coach)
    about = {"writer": coach, "key": key, "text": text, "written_at": now, "due_at": now + UNDO}
    with keys_remembered():
        DataKey.objects.remember([thread.runner_id for thread in threads])
        messages = Message.objects.bulk_create([Message(thread=thread, **about) for thread in threads])
    told = [(one, person) for one in messages for person in (one.thread.runner, *coaches[one.thread_id])]
    Unread.objects.bulk_create(Unread(message=message, person=person) for message, person in told)
    letters.post_all(told, now=now)
    return messages


def _coaches(threads: Sequence[Thread], writer: User) -> dict[int, list[User]]:
    """Who else takes part in each right now; refuses where the writer only reads."""
    reading = Reader.objects.filter(thread__in=threads, tie__in=Coachship.objects.current())
    others: dict[int, list[User]] = {thread.pk: [] for thread in threads}
    writes = set()
    for row in reading.select_related("tie__coach").order_by("tie"):
        if row.tie.coach_id != writer.pk:
            others[row.thread_id].append(row.tie.coach)
        elif may(row.tie, Deed.WRITE):
            writes.add(row.thread_id)
    if writes != set(others):
        raise writing.OnlyReads
    return others


@transaction.atomic
def undo(coach: User, *, key: uuid.UUID, now: datetime) -> list[Message]:
    """Those that have not gone out are gone, as if they had never been written; returns them for their words."""
    waiting = Message.objects.by(coach).filter(key=key, due_at__gt=now).order_by("pk")
    found = list(waiting.select_for_update(of=("self",)))
    Message.objects.filter(pk__in=[message.pk for message in found]).delete()
    return found
