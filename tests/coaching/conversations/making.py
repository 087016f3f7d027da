"""Conversations the way the product makes them."""

import uuid
from datetime import datetime
from typing import Any

from coaching.conversations import habits, letters, many, writing
from coaching.conversations.models import Message, Thread
from coaching.conversations.topics import Topic
from runners.models import Coachship, User


def thread(tie: Coachship, *, now: datetime, topic: Topic | None = None) -> Thread:
    return writing.begin(tie, topic=topic or Topic(), now=now)


def said(writer: User, there: Thread, text: str, *, now: datetime) -> Message:
    return writing.send(writer, thread=there, text=text, key=uuid.uuid4(), now=now)


def messages_of(tie: Coachship, now: datetime) -> dict[str, dict[str, Any]]:
    """A conversation with a word from either side, a text to many, and the addresses of it all."""
    there, key = thread(tie, now=now), uuid.uuid4()
    asked, answered = said(tie.runner, there, "Heavy legs.", now=now), said(tie.coach, there, "Rest.", now=now)
    gone = [said(person, there, "Never mind.", now=now) for person in (tie.runner, tie.coach)]
    for message in gone:
        writing.delete(message.writer, message_id=message.pk, now=now)
    many.send(tie.coach, ties=[tie], text="See you on Sunday.", key=key, now=now)
    phrase = habits.keep_phrase(tie.coach, text="How was it?", key=uuid.uuid4(), now=now)
    return {
        **dict.fromkeys(("message-thread", "message-readers", "coach-thread"), {"pk": there.pk}),
        **dict.fromkeys(("message-edit", "message-delete"), {"pk": asked.pk}),
        **dict.fromkeys(("coach-message-edit", "coach-message-delete"), {"pk": answered.pk}),
        "message-restore": {"pk": gone[0].pk},
        "coach-message-restore": {"pk": gone[1].pk},
        "message-answer": {"token": letters.link_token(answered, tie.runner)},
        "message-stop": {"token": letters.stop_token(tie.runner)},
        "message-text-remove": {"pk": phrase.pk},
        **dict.fromkeys(("messages-sent", "messages-undo"), {"key": key}),
        "coach-runner-messages": {"pk": tie.runner_id},
    }
