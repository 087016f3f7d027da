import uuid
from datetime import date, datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from runners.models.people import User
from runners.models.private import PrivateText

LONGEST_S = 10 * 86_400  # as far as the importers go, too
GONE_AFTER = timedelta(days=1)  # when a deleted run is really gone, like every other entry


class RunSet(models.QuerySet["Run"]):
    def kept(self) -> "RunSet":
        return self.filter(deleted_at=None)

    def of(self, runner: User) -> "RunSet":
        return self.kept().filter(runner=runner).order_by("-started_at")

    def on_days(self, runner_ids: list[int], since: date, until: date) -> "RunSet":
        return self.kept().filter(runner__in=runner_ids, local_day__range=(since, until))

    def meant_steady(self) -> "RunSet":
        """Runs whose pacing says something: intervals and races vary on purpose."""
        return self.kept().filter(sport=Run.Sport.RUNNING, kind__in=Run.MEANT_STEADY)

    def unsaid(self) -> "RunSet":
        """Those whose files do not say what they were."""
        return self.filter(sport=Run.Sport.OTHER, activity="")

    def purgeable(self, now: datetime) -> "RunSet":
        """Deleted more than a day ago."""
        return self.filter(deleted_at__lt=now - GONE_AFTER)

    def purge(self, *, now: datetime) -> int:
        """Really delete them; returns how many runs."""
        gone: int = self.purgeable(now).delete()[1].get(Run._meta.label, 0)
        return gone


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

    class Activity(models.TextChoices):
        """Closer than the sport: what it was called by whoever recorded it."""

        RUNNING = "running", "Run"
        WALKING = "walking", "Walk"
        CYCLING = "cycling", "Ride"
        SWIMMING = "swimming", "Swim"
        STRENGTH = "strength", "Strength"
        SKIING = "skiing", "Ski"
        ROWING = "rowing", "Row"
        OTHER = "other", "Other activity"

        @property
        def sport(self) -> "Run.Sport":
            """Whatever is neither run nor walked counts for the legs alone."""
            return Run.Sport(self.value) if self.value in Run.Sport.values else Run.Sport.OTHER

    class Quality(models.TextChoices):
        """What an unevenness is worth. On the floor, a steady runner under shaky satellite fixes looks the same."""

        GOOD = "good"
        FLOOR = "floor"

    MEANT_STEADY = ("", Kind.STEADY)

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    started_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    local_day = models.DateField()
    sport = models.CharField(max_length=10, choices=Sport, default=Sport.RUNNING)
    activity = models.CharField(max_length=10, choices=Activity, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    indoor = models.BooleanField(default=False)
    title = PrivateText()
    note = PrivateText()
    gear = models.CharField(max_length=120, blank=True)
    timer_s = models.PositiveIntegerField()
    elapsed_s = models.PositiveIntegerField(null=True)
    moving_s = models.PositiveIntegerField(null=True)
    distance_m = models.FloatField(null=True)
    avg_hr = models.FloatField(null=True)
    max_hr = models.PositiveSmallIntegerField(null=True)
    avg_cadence = models.FloatField(null=True)
    ascent_m = models.FloatField(null=True)
    effort = models.FloatField(null=True)
    points = models.PositiveIntegerField(null=True)
    partial = models.BooleanField(default=False)
    watch_effort = models.FloatField(null=True)
    watch_feel = models.PositiveSmallIntegerField(null=True)
    window_speeds = ArrayField(models.FloatField(), null=True)
    window_starts = ArrayField(models.FloatField(), null=True)
    distance_from = models.CharField(max_length=10, blank=True)
    pacing_quality = models.CharField(max_length=10, choices=Quality, blank=True)
    cv = models.FloatField(null=True)
    cv_succ = models.FloatField(null=True)
    fast_start = models.FloatField(null=True)
    drift = models.FloatField(null=True)
    decoupling = models.FloatField(null=True)
    entered_at = models.DateTimeField()
    days_late = models.PositiveSmallIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

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
        indexes = [
            models.Index(fields=["runner", "local_day"]),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="runs_deleted"),
        ]

    def delete_softly(self, *, now: datetime) -> None:
        """Hidden from every page and every sum; what was said about it stays tied to it, for an undo."""
        self.deleted_at = now
        self.save(update_fields=["deleted_at"])

    def restore(self) -> None:
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])

    @property
    def meant_steady(self) -> bool:
        return self.sport == self.Sport.RUNNING and self.kind in self.MEANT_STEADY

    @property
    def is_unsaid(self) -> bool:
        return self.sport == self.Sport.OTHER and not self.activity

    @property
    def minutes(self) -> float:
        return self.timer_s / 60

    @property
    def speed(self) -> float | None:
        """Metres a second over the timer time."""
        return self.distance_m / self.timer_s if self.distance_m else None
