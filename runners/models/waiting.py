"""Rows that wait for their time: claimed with a token and a lease, done, and only then marked.

Whoever dies in between is succeeded when the lease runs out: what a row is about happens at least once, rarely twice.
"""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models, transaction
from django.db.models import F, Q

LEASE = timedelta(seconds=30)
KEPT = timedelta(days=90)  # that something went out, and when
MOST_AT_ONCE = 10_000
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 720)]


def pause_after(attempts: int) -> timedelta:
    spread = random.uniform(0.8, 1.2)  # noqa: S311  so that a server that has recovered is not hit at once
    return PAUSES[min(attempts, len(PAUSES)) - 1] * spread


class Waiting(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        CANCELLED = "cancelled"
        GIVEN_UP = "given_up"

    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    due_at = models.DateTimeField()
    token = models.UUIDField(default=uuid.uuid4)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def _finish(self, **changes: object) -> bool:
        """Only whoever holds the token may finish the row."""
        waiting = type(self)._default_manager.filter(status=self.Status.WAITING)
        return bool(waiting.filter(pk=self.pk, token=self.token).update(leased_until=None, **changes))

    def sent(self, *, now: datetime) -> bool:
        return self._finish(status=self.Status.SENT, sent_at=now, last_error="")

    def cancel(self) -> bool:
        return self._finish(status=self.Status.CANCELLED)

    def failed(self, *, error: BaseException, now: datetime, pause: timedelta) -> bool:
        if self.attempts > len(PAUSES):
            return self._finish(status=self.Status.GIVEN_UP, last_error=type(error).__name__)
        return self._finish(due_at=now + pause, last_error=type(error).__name__)


Row = TypeVar("Row", bound=Waiting)


class WaitingSet(models.QuerySet[Row]):
    def waiting(self) -> Self:
        return self.filter(status=Waiting.Status.WAITING)

    def due(self, now: datetime) -> Self:
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now).order_by("due_at", "pk")

    def claim(self, *, now: datetime) -> Row | None:
        """Take one due row; nobody else has it until the lease runs out."""
        return next(iter(self.claim_some(now=now, most=1)), None)

    @transaction.atomic
    def claim_some(self, *, now: datetime, most: int) -> list[Row]:
        """Take due rows in one go. What others take at this moment is theirs, and nobody waits for it."""
        free = self.due(now).select_for_update(of=("self",), no_key=True, skip_locked=True)
        rows, token, until = list(free[:most]), uuid.uuid4(), now + LEASE
        taken = self.filter(pk__in=[row.pk for row in rows])
        if rows:
            taken.order_by().update(token=token, leased_until=until, attempts=F("attempts") + 1)
        for row in rows:
            row.token, row.leased_until, row.attempts = token, until, row.attempts + 1
        return rows

    def give_back(self, rows: Sequence[Row]) -> None:
        """Claimed and not begun: anybody's again, as if nobody had had them."""
        mine = self.waiting().filter(pk__in=[row.pk for row in rows], token__in={row.token for row in rows})
        mine.update(leased_until=None, attempts=F("attempts") - 1)

    def purge(self, *, now: datetime) -> int:
        """Forget what was done with long ago; so many at once that nobody waits. Returns how many."""
        over = self.exclude(status=Waiting.Status.WAITING).filter(due_at__lt=now - KEPT)
        some = list(over.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
        self.filter(pk__in=some).delete()
        return len(some)

    def given_up(self) -> Self:
        return self.filter(status=Waiting.Status.GIVEN_UP)
