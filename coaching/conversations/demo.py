"""Two short conversations for the demo's coach, a text they keep, and how soon they answer."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from coaching.conversations import habits, writing
from coaching.conversations.models import Thread, Unread, Within
from coaching.conversations.topics import Topic
from runners.models import Coachship, User

# Hours ago, whether the coach speaks, and the words.
FIRST: tuple[tuple[int, bool, str], ...] = (
    (52, False, "I moved Thursday’s run to the morning. The evenings are full at the moment, and it was lovely out."),
    (49, True, "Good call. What was it about the morning, the light or the quiet?"),
    (26, False, "The quiet. Nobody needs anything from me at six."),
    (5, True, "Then let us keep one morning a week for nothing else. Which one would you miss least in bed?"),
)
SECOND: tuple[tuple[int, bool, str], ...] = (
    (30, True, "You have been carrying a lot lately. What would make this week lighter?"),
    (3, False, "Honestly? One run less. I would keep the long one, that is where my head clears."),
)
TEXT = "How was it, apart from the numbers?"


def converse(coach: User, *, now: datetime) -> None:
    """With the first two of their runners."""
    if Thread.objects.filter(tie__coach=coach).exists():
        return
    ties = Coachship.objects.of_coach(coach).select_related("runner", "coach").order_by("pk")[:2]
    for tie, lines in zip(ties, (FIRST, SECOND), strict=False):
        _said(tie, lines, now=now)
    habits.answer_within(coach, within=Within.TWO_DAYS)
    habits.keep_phrase(coach, text=TEXT, key=uuid.uuid4(), now=now)


def _said(tie: Coachship, lines: Sequence[tuple[int, bool, str]], *, now: datetime) -> None:
    """As if each had been read before it was answered: only the last one waits."""
    thread = writing.begin(tie, topic=Topic(), now=now - timedelta(hours=lines[0][0]))
    for hours, by_coach, text in lines:
        at = now - timedelta(hours=hours)
        Unread.objects.filter(message__thread=thread).delete()
        writing.send(tie.coach if by_coach else tie.runner, thread=thread, text=text, key=uuid.uuid4(), now=at)
