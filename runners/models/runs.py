import uuid
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from runners.models.people import User
from runners.models.plumbing import LEASE

LONGEST_S = 10 * 86_400  # as far as the importers go, too


class RunSet(models.QuerySet["Run"]):
    def of(self, runner: User) -> "RunSet":
        return self.filter(runner=runner).order_by("-started_at")

    def on_days(self, runner_ids: list[int], since: date, until: date) -> "RunSet":
        return self.filter(runner__in=runner_ids, local_day__range=(since, until))


class Run(models.Model):
    """What the body did, typed in or read from a file. Activities that are not runs load the legs too."""

    class Kind(models.TextChoices):
        STEADY = "steady", "Steady"
        INTERVALS = "intervals", "Intervals"
        RACE = "race", "Race"
        FREE = "free", "Free"

    class Sport(models.TextChoices):
        RUNNING = "running", "Run"
        WALKING = "walking", "Walk"
        OTHER = "other", "Other activity"

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    started_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    local_day = models.DateField()
    sport = models.CharField(max_length=10, choices=Sport, default=Sport.RUNNING)
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    timer_s = models.PositiveIntegerField()
    elapsed_s = models.PositiveIntegerField(null=True)
    moving_s = models.PositiveIntegerField(null=True)
    distance_m = models.FloatField(null=True)
    avg_hr = models.FloatField(null=True)
    max_hr = models.PositiveSmallIntegerField(null=True)
    ascent_m = models.FloatField(null=True)
    effort = models.FloatField(null=True)
    points = models.PositiveIntegerField(null=True)
    watch_effort = models.FloatField(null=True)
    watch_feel = models.PositiveSmallIntegerField(null=True)
    window_speeds = ArrayField(models.FloatField(), null=True)
    cv_succ = models.FloatField(null=True)
    fast_start = models.FloatField(null=True)
    drift = models.FloatField(null=True)
    decoupling = models.FloatField(null=True)
    entered_at = models.DateTimeField()
    days_late = models.PositiveSmallIntegerField(default=0)

    objects = RunSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["runner", "key"], name="run_key_once"),
            models.CheckConstraint(condition=Q(timer_s__gt=0, timer_s__lte=LONGEST_S), name="run_lasts"),
            models.CheckConstraint(condition=Q(effort=None) | Q(effort__range=(0, 10)), name="run_effort_0_to_10"),
            models.CheckConstraint(
                condition=Q(distance_m=None) | Q(distance_m__gte=0), name="run_distance_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["runner", "local_day"])]

    @property
    def minutes(self) -> float:
        return self.timer_s / 60

    @property
    def speed(self) -> float | None:
        """Metres a second over the timer time."""
        return self.distance_m / self.timer_s if self.distance_m else None

    @property
    def adjusted_speed(self) -> float | None:
        """Grade-adjusted metres a second over moving time, when the file allowed it."""
        windows = self.window_speeds
        return sum(windows) / len(windows) if windows else self.speed


class OriginalSet(models.QuerySet["Original"]):
    def waiting(self, now: datetime) -> "OriginalSet":
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, status=Original.Status.WAITING).order_by("received_at")

    def claim(self, *, now: datetime) -> "Original | None":
        for row in self.waiting(now)[:20]:
            taken = self.waiting(now).filter(pk=row.pk, attempts=row.attempts)
            if taken.order_by().update(leased_until=now + 2 * LEASE, attempts=row.attempts + 1):
                row.refresh_from_db()
                return row
        return None


class Original(models.Model):
    """A file as the runner sent it, kept byte for byte, and what became of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Being read"
        IMPORTED = "imported", "Imported"
        DUPLICATE = "duplicate", "Already here"
        REFUSED = "refused", "Not imported"

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    time_zone = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, null=True, related_name="+")
    received_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = OriginalSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["runner", "sha256"],
                condition=Q(status__in=["waiting", "imported"]),
                name="same_bytes_once",
            ),
        ]
        indexes = [models.Index(fields=["received_at"], condition=Q(status="waiting"), name="originals_waiting")]
