"""Rows that wait for their time: claimed by compare-and-swap with a lease, done, and only then marked.

Whoever dies in between is succeeded when the lease runs out: what a row is about happens at least once, rarely twice.
"""

import uuid
from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

LEASE = timedelta(seconds=30)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 720)]


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
        """Take one due row by compare-and-swap; nobody else has it until the lease runs out."""
        for row in self.due(now)[:20]:
            token = uuid.uuid4()
            taken = self.due(now).filter(pk=row.pk, token=row.token)
            if taken.order_by().update(token=token, leased_until=now + LEASE, attempts=F("attempts") + 1):
                row.refresh_from_db()
                return row
        return None

    def given_up(self) -> Self:
        return self.filter(status=Waiting.Status.GIVEN_UP)
