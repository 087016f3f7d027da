"""What a coach lets runners expect, and the words they keep to begin with."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from coaching.conversations.models import Habit, Phrase, Within
from runners.models import User

MOST_PHRASES = 20


class Enough(Exception):
    """As many texts as are kept."""

    sentence = f"{MOST_PHRASES} texts are kept. Remove one that you no longer use, then keep this one."


def answer_within(coach: User, *, within: Within | None) -> None:
    Habit.objects.update_or_create(person=coach, defaults={"answers_within": within})


@transaction.atomic
def keep_phrase(coach: User, *, text: str, key: uuid.UUID, now: datetime) -> Phrase:
    """The same key twice is the same text."""
    User.objects.select_for_update().only("pk").get(pk=coach.pk)  # two at once count each other
    kept = Phrase.objects.filter(coach=coach, key=key).first()
    if kept is None and Phrase.objects.filter(coach=coach).count() >= MOST_PHRASES:
        raise Enough
    return kept or Phrase.objects.create(coach=coach, key=key, text=text, kept_at=now)


def remove_phrase(coach: User, *, phrase_id: int) -> None:
    Phrase.objects.get(coach=coach, pk=phrase_id).delete()


def answers_within(coach: User) -> int | None:
    return Habit.objects.filter(person=coach).values_list("answers_within", flat=True).first()


def phrases_of(coach: User) -> list[Phrase]:
    return list(Phrase.objects.filter(coach=coach).order_by("kept_at", "pk"))


def gone_on_with(phrases: Sequence[Phrase], *, asked: str, typed: str) -> str:
    """What is typed already, and below it the kept text with that number; an unknown one adds nothing."""
    kept = next((phrase.text for phrase in phrases if str(phrase.pk) == asked), "")
    return "\n\n".join(filter(None, (typed.rstrip(), kept)))
