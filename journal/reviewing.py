"""Keeping a weekly review, and taking back what a coach was to read of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from journal.models import WeeklyReview
from runners.models import User


@transaction.atomic
def keep_review(
    runner: User, *, week_on: date, words: Mapping[str, str], shared: Iterable[str], now: datetime
) -> WeeklyReview:
    """One a week: the last one that was sent counts. A part without words is shared with nobody."""
    parts = [part.value for part in WeeklyReview.Part]
    told = {part: words.get(part, "") for part in parts}
    chosen = [part for part in parts if part in set(shared) and told[part]]
    kept: WeeklyReview = WeeklyReview.objects.update_or_create(
        runner=runner, week_on=week_on, defaults={**told, "shared": chosen, "kept_at": now}
    )[0]
    return kept


def take_back(runner: User, *, week_on: date) -> None:
    """No coach reads anything of it from now on; the words stay."""
    WeeklyReview.objects.filter(runner=runner, week_on=week_on).update(shared=[])
