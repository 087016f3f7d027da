"""One text to several runners: each gets a message of their own, and for ten minutes none of them has it."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from coaching.conversations import writing
from coaching.conversations.models import Message
from coaching.conversations.topics import Topic
from runners.models import Coachship, User
from runners.roles import Deed, those_who_may

UNDO = timedelta(minutes=10)
MOST = 500


def chosen(coach: User, numbers: Collection[int]) -> list[Coachship]:
    """Those of these runners who run with this coach now, and let them write."""
    ties = Coachship.objects.of_coach(coach).filter(runner__in=numbers, role__in=those_who_may(Deed.WRITE))
    return list(ties.select_related("runner").order_by("runner__name", "runner_id")[:MOST])


@transaction.atomic
def send(coach: User, *, ties: Sequence[Coachship], text: str, key: uuid.UUID, now: datetime) -> list[Message]:
    """All of them or none; sent twice is sent once."""
    return [_sent(coach, tie, text=text, key=key, now=now) for tie in sorted(ties, key=lambda tie: tie.pk)]


def _sent(coach: User, tie: Coachship, *, text: str, key: uuid.UUID, now: datetime) -> Message:
    thread = writing.begin(tie, topic=Topic(), now=now)
    return writing.send(coach, thread=thread, text=text, key=key, now=now, due_at=now + UNDO)


@transaction.atomic
def undo(coach: User, *, key: uuid.UUID, now: datetime) -> int:
    """Those that have not gone out are gone, as if they had never been written; returns how many."""
    waiting = Message.objects.filter(writer=coach, key=key, due_at__gt=now).order_by("pk").select_for_update()
    numbers = [message.pk for message in waiting]
    Message.objects.filter(pk__in=numbers).delete()
    return len(numbers)
