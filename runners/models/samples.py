"""What a watch wrote second by second, packed, and the runs whose numbers wait to be worked out again."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from runners.models.runs import Run

REREAD_LEASE = timedelta(seconds=60)  # twice the longest a file may take to be read
MOST_ATTEMPTS = 3


class Samples(models.Model):
    """One row a run from a file: `content` as runners.importers.packing writes it. No positions are ever kept."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, primary_key=True, related_name="+")
    count = models.PositiveIntegerField()
    content = models.BinaryField()
    laps = models.JSONField(default=list)
    pauses = models.JSONField(default=list)


class RereadSet(models.QuerySet["Reread"]):
    def waiting(self) -> "RereadSet":
        return self.filter(done_at=None)

    def due(self, now: datetime) -> "RereadSet":
        return self.waiting().filter(Q(leased_until=None) | Q(leased_until__lte=now)).order_by("pk")

    def claim(self, *, now: datetime, limit: int) -> "list[Reread]":
        """Rows for one worker alone until the lease runs out; what another one takes at this moment is left out."""
        free = list(self.due(now).select_for_update(skip_locked=True)[:limit])
        mine = self.filter(pk__in=[row.pk for row in free])
        mine.update(leased_until=now + REREAD_LEASE, attempts=F("attempts") + 1, token=uuid.uuid4())
        return list(mine.select_related("run").order_by("pk"))


class Reread(models.Model):
    """A run to be worked out again, asked for with others as one batch; `moved` keeps what changed."""

    batch = models.UUIDField()
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    from_file = models.BooleanField(default=False)
    token = models.UUIDField(default=uuid.uuid4)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    moved = models.JSONField(default=dict)

    objects = RereadSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run"], condition=Q(done_at=None), name="reread_once")]
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="reread_waiting")]

    def finish(self, *, now: datetime, moved: dict[str, Any] | None = None, failed: bool = False) -> bool:
        """Only whoever holds the token may close the row."""
        mine = Reread.objects.waiting().filter(pk=self.pk, token=self.token)
        return bool(mine.update(done_at=now, leased_until=None, moved=moved or {}, failed=failed))
