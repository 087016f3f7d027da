"""Keeping a weekly review, and taking back what a coach was to read of it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from journal.models import WeeklyReview
from journal.queries.shared import given
from runners.models import User
from runners.queries import coaches_of


@transaction.atomic
def keep_review(
    runner: User, *, week_on: date, words: Mapping[str, str], shared: Iterable[str], now: datetime
) -> WeeklyReview:
    """One a week: the last one that was sent counts. A part without words is shared with nobody."""
    parts = [part.value for part in WeeklyReview.Part]
    told = {part: words.get(part, "") for part in parts}
    chosen = [part for part in parts if part in set(shared) and told[part]]
    sharing = {"shared": chosen, "shared_at": _given_at(runner, week_on, chosen, now=now) if chosen else None}
    kept: WeeklyReview = WeeklyReview.objects.update_or_create(
        runner=runner, week_on=week_on, defaults={**told, **sharing, "kept_at": now}
    )[0]
    return kept


def _given_at(runner: User, week_on: date, chosen: Collection[str], *, now: datetime) -> datetime:
    """Ticks that stayed are no new ones: a coach who came since does not read the parts by them."""
    before = WeeklyReview.objects.filter(runner=runner, week_on=week_on).first()
    stayed = before is not None and set(chosen) <= set(before.shared) and given(before, coaches_of(runner)).to
    return before.given_at if before is not None and stayed else now


def take_back(runner: User, *, week_on: date) -> None:
    """No coach reads anything of it from now on; the words stay."""
    WeeklyReview.objects.filter(runner=runner, week_on=week_on).update(shared=[], shared_at=None)
