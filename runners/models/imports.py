"""Files on their way in: one sending is one unit, one row a file in it, and a further row for each further activity."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from runners.models.people import User
from runners.models.private import PrivateText
from runners.models.runs import Run, RunSet
from runners.models.waiting import LEASE

UNDO_FOR = timedelta(days=30)
READING_LEASE = 2 * LEASE  # twice the longest a file may take to be read

# One statement for what is asked a thousand times an archive. Whoever else claims at this moment gets the next one.
CLAIM = """
UPDATE {table} SET leased_until = %s, attempts = attempts + 1
WHERE id = ({free} FOR UPDATE SKIP LOCKED)
RETURNING {columns}
"""


def _claim(free: "models.QuerySet[Any]", *, now: datetime, without: Collection[str] = ()) -> Any:
    """The first of these rows, for nobody else until the lease runs out."""
    fields = [field for field in free.model._meta.concrete_fields if field.name not in without]
    inner, params = free.values("pk")[:1].query.sql_with_params()
    sql = CLAIM.format(
        table=free.model._meta.db_table, free=inner, columns=", ".join(f'"{field.column}"' for field in fields)
    )
    return next(iter(free.model._default_manager.raw(sql, [now + READING_LEASE, *params])), None)


class ImportSet(models.QuerySet["Import"]):
    def of(self, runner: User) -> "ImportSet":
        return self.filter(runner=runner).order_by("-received_at", "-pk")

    def unfinished(self) -> "ImportSet":
        """Units whose file is still needed."""
        return self.filter(state__in=Import.UNFINISHED)

    def received(self, now: datetime) -> "ImportSet":
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, state=Import.State.RECEIVED).order_by("received_at", "pk")

    def claim(self, *, now: datetime) -> "Import | None":
        """One unit to be opened, for nobody else until the lease runs out."""
        claimed: Import | None = _claim(self.received(now), now=now)
        return claimed


class Import(models.Model):
    """One sending: a file, or an archive of many. Progress, cancel, undo and "always like this" are about all of it."""

    class State(models.TextChoices):
        RECEIVED = "received", "Waiting to be read"
        READING = "reading", "Being read"
        ASKING = "asking", "Has a question for you"
        DONE = "done", "Done"
        REFUSED = "refused", "Not imported"
        CANCELLED = "cancelled", "Stopped by you"
        UNDONE = "undone", "Undone"

    class Answer(models.TextChoices):
        """What to do with a copy of a run that is here already and has something more to tell."""

        MERGE = "merge", "Bring both together"
        KEEP = "keep", "Keep both"
        SKIP = "skip", "Leave this copy out"

    UNFINISHED = (State.RECEIVED, State.READING)
    ENDED = (State.ASKING, State.DONE, State.CANCELLED)

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    token = models.UUIDField(default=uuid.uuid4)
    time_zone = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=20, blank=True)
    always = models.CharField(max_length=10, choices=Answer, blank=True)
    passed_over = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ImportSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["runner", "key"], name="import_key_once")]
        indexes = [
            models.Index(fields=["runner", "-received_at"], name="imports_of_runner"),
            models.Index(fields=["received_at"], condition=Q(state="received"), name="imports_received"),
            models.Index(fields=["id"], condition=Q(state__in=["reading", "asking"]), name="imports_open"),
        ]

    @property
    def may_undo_until(self) -> datetime:
        return self.received_at + UNDO_FOR

    def may_undo(self, now: datetime) -> bool:
        return self.state in self.ENDED and now < self.may_undo_until


class OriginalSet(models.QuerySet["Original"]):
    def waiting(self, now: datetime) -> "OriginalSet":
        """Everybody's first files before anybody's second: one file never waits behind somebody's ten years."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, status=Original.Status.WAITING).order_by("position", "received_at", "pk")

    def claim(self, *, now: datetime) -> "Original | None":
        """One file to be read, for nobody else until the lease runs out. `attempts` is the token of the claim."""
        claimed: Original | None = _claim(self.waiting(now), now=now, without=("content",))
        return claimed

    def read(self) -> "OriginalSet":
        """Files whose runs are here."""
        return self.filter(status__in=Original.READ)

    def runs_of(self, unit: Import) -> RunSet:
        """The runs a unit brought, was joined to or found here already."""
        here = self.filter(unit=unit, status__in=(*Original.READ, Original.Status.DUPLICATE), run__isnull=False)
        return Run.objects.kept().filter(pk__in=here.values("run"))


class Original(models.Model):
    """A file as the runner sent it, kept byte for byte, and what became of it. Or a line of a list, which is no file.

    A file of several activities has one row for each: the first keeps the bytes, the others point to it (`whole`).
    `run` is what became of it; for a copy, the run that was here.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Being read"
        IMPORTED = "imported", "Imported"
        MERGED = "merged", "Added to a run"
        DUPLICATE = "duplicate", "Already here"
        ASKING = "asking", "A question"
        UNDATED = "undated", "Date missing"
        SKIPPED = "skipped", "Left out by you"
        REFUSED = "refused", "Not imported"
        CANCELLED = "cancelled", "Not read"
        UNDONE = "undone", "Undone"

    READ = (Status.IMPORTED, Status.MERGED)
    OPEN = (Status.ASKING, Status.UNDATED)
    KEEPS_BYTES = (Status.WAITING, *READ, *OPEN)

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Import, on_delete=models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)
    part = models.PositiveSmallIntegerField(default=0)
    whole = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")
    place = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True)
    details = PrivateText()
    time_zone = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Import.Answer, blank=True)
    told_at = models.DateTimeField(null=True)
    copy: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    before = PrivateText()
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = OriginalSet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["position", "received_at", "id"], condition=Q(status="waiting"), name="originals_waiting"
            ),
            models.Index(fields=["unit", "status"], name="originals_of_unit"),
            models.Index(fields=["runner", "sha256"], condition=~Q(sha256=""), name="originals_by_bytes"),
        ]

    @property
    def is_line(self) -> bool:
        return self.place == Original.LINE

    LINE = "line"
