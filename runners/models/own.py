"""What somebody does with everything of theirs: takes a copy, brings one back, leaves."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models, transaction
from django.db.models import Q

from runners.models.people import User
from runners.models.private import PrivateText

TURN_LEASE = timedelta(seconds=90)  # longer than the longest turn of a worker
KEPT_FOR = timedelta(days=7)
GRACE = timedelta(days=7)
MOST_ATTEMPTS = 5


class Turn(models.Model):
    """Work done in turns: claimed for one worker until the lease runs out, then taken up where it stood.

    `token` names the folder of its files. `step` is how many pieces are done, of `steps`.
    """

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    UNFINISHED: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Turn)


class TurnSet(models.QuerySet[Row]):
    def of(self, runner: User) -> Self:
        return self.filter(runner=runner).order_by("-asked_at", "-pk")

    def waiting(self) -> Self:
        return self.filter(state__in=self.model.UNFINISHED)

    def claim(self, *, now: datetime) -> Row | None:
        """The one that waits longest, for nobody else until the lease runs out. Read together with its runner."""
        with transaction.atomic():
            free = self.waiting().filter(Q(leased_until=None) | Q(leased_until__lte=now)).order_by("asked_at", "pk")
            row = free.select_for_update(skip_locked=True, of=("self",)).select_related("runner").first()
            if row is not None:
                row.leased_until, row.attempts = now + TURN_LEASE, row.attempts + 1
                row.save(update_fields=["leased_until", "attempts"])
        return row


class ExportSet(TurnSet["Export"]):
    def ready(self, now: datetime) -> "ExportSet":
        return self.filter(state=Export.State.READY, expires_at__gt=now)

    def over(self, now: datetime) -> "ExportSet":
        """Ready ones nobody may fetch any more."""
        return self.filter(state=Export.State.READY, expires_at__lte=now)


class Export(Turn):
    """A copy of everything of somebody's, as one zip; its pieces lie sealed on the disk."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for its turn"
        WRITING = "writing", "Being written"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be written"
        OVER = "over", "No longer here"

    UNFINISHED = (State.WAITING, State.WRITING)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    size = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    objects = ExportSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["runner"], condition=Q(state__in=["waiting", "writing"]), name="one_export_at_a_time"
            )
        ]


class Arrival(Turn):
    """A copy on its way back into an account. `lost` counts files in it that could not be read."""

    class State(models.TextChoices):
        RECEIVED = "received", "Waits for its turn"
        FILLING = "filling", "Being brought in"
        DONE = "done", "Here again"
        REFUSED = "refused", "Not brought in"

    UNFINISHED = (State.RECEIVED, State.FILLING)

    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=300, blank=True)
    size = models.BigIntegerField()
    lost = models.PositiveIntegerField(default=0)

    objects = TurnSet["Arrival"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["runner"], condition=Q(state__in=["received", "filling"]), name="one_arrival_at_a_time"
            )
        ]


class History(models.Model):
    """What a copy from before told of things that cannot live on here: who coached them, what alerts said, who looked.

    Lines as they stood in the copy. Nobody but their owner is ever shown them, and only in the next copy: they prove
    nothing to anybody else.
    """

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    lines = PrivateText()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["runner", "kind"], name="one_history_a_kind")]
