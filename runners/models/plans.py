"""What a coach and a runner mean to do: planned runs and practices, weeks to come, and changes offered to a plan."""

import uuid
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from runners.models.links import SecretLink
from runners.models.people import Coachship, User
from runners.models.private import PrivateText
from runners.models.runs import Run

LONGEST_MINUTES = 1440
FURTHEST_M = 1_000_000
MOST_TIMES = 10
MOST_WEEKS = 26
LONGEST_NAME = 60


class PlannedSet(models.QuerySet):  # type: ignore[type-arg]
    def of_coach(self, coach: User) -> "PlannedSet":
        """What this coach has planned for people who run with them now."""
        return self.filter(coachship__in=Coachship.objects.of_coach(coach)).select_related("coachship__runner")

    def of_ties(self, ties: list[Coachship]) -> "PlannedSet":
        return self.filter(coachship__in=[tie.pk for tie in ties])

    def shown_to(self, runner: User) -> "PlannedSet":
        """What the runner's coaches of today plan for them."""
        return self.filter(coachship__runner=runner, coachship__ended_at=None).select_related("coachship__coach")

    def on_days(self, since: date, until: date) -> "PlannedSet":
        return self.filter(local_day__range=(since, until)).order_by("local_day", "pk")


class Planned(models.Model):
    """One thing on one of the runner's days. Both sides of the tie see it; when the tie ends, neither does. Of a run,
    the runner's other coaches see what it is while they read the training."""

    coachship = models.ForeignKey(Coachship, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    local_day = models.DateField()
    made_at = models.DateTimeField()

    objects = PlannedSet.as_manager()

    class Meta:
        abstract = True

    @property
    def runner_id(self) -> int:
        """Whose data key seals the text."""
        return self.coachship.runner_id


class PlannedRun(Planned):
    """A run that is meant, how hard and how it is meant to feel; afterwards what the runner says of it."""

    class Went(models.TextChoices):
        AS_INTENDED = "as", "As intended"
        HARDER = "harder", "Harder"
        EASIER = "easier", "Easier"

    class Felt(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "In part"
        NO = "no", "Not this time"

    kind = models.CharField(max_length=10, choices=Run.Kind, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    distance_m = models.PositiveIntegerField(null=True)
    effort = models.PositiveSmallIntegerField(null=True)
    feeling = models.CharField(max_length=30, blank=True)
    note = PrivateText()
    changed_at = models.DateTimeField()
    went = models.CharField(max_length=10, choices=Went, blank=True)
    felt = models.CharField(max_length=10, choices=Felt, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coachship", "key"], name="planned_run_key_once"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=False) | Q(distance_m__isnull=False), name="a_planned_run_has_a_size"
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, LONGEST_MINUTES)), name="planned_minutes"
            ),
            models.CheckConstraint(
                condition=Q(distance_m=None) | Q(distance_m__range=(1, FURTHEST_M)), name="planned_distance"
            ),
            models.CheckConstraint(condition=Q(effort=None) | Q(effort__range=(0, 10)), name="planned_effort_0_to_10"),
            models.CheckConstraint(
                condition=Q(went="", felt="") | Q(answered_at__isnull=False), name="what_is_said_of_a_plan_has_its_time"
            ),
        ]
        indexes = [models.Index(fields=["coachship", "local_day"], name="planned_runs_by_day")]


class PlannedPractice(Planned):
    """Something beside running, with its dose: breathing, five minutes, twice. `kind` is one of the diary's."""

    kind = models.CharField(max_length=10)
    minutes = models.PositiveSmallIntegerField()
    times = models.PositiveSmallIntegerField(default=1)
    note = PrivateText()
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coachship", "key"], name="planned_practice_key_once"),
            models.CheckConstraint(condition=Q(minutes__range=(1, LONGEST_MINUTES)), name="practice_minutes_planned"),
            models.CheckConstraint(condition=Q(times__range=(1, MOST_TIMES)), name="practice_times_planned"),
        ]
        indexes = [models.Index(fields=["coachship", "local_day"], name="planned_practices_by_day")]


class PlanReach(models.Model):
    """How far ahead a runner sees: this week and `weeks` more. Without a row they see everything."""

    coachship = models.OneToOneField(Coachship, on_delete=models.CASCADE, primary_key=True, related_name="+")
    weeks = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weeks__lte=MOST_WEEKS), name="plan_reach_weeks")]


class PlannedWeek(models.Model):
    """A week under a name, to be used again. `lines` holds runs and practices by their day, 0 to 6, and nobody's."""

    coach = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    lines = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach", "name"], name="one_planned_week_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="a_planned_week_has_a_name"),
        ]


class EasingSet(models.QuerySet["Easing"]):
    def of_coach(self, coach: User) -> "EasingSet":
        return self.filter(coachship__in=Coachship.objects.of_coach(coach)).select_related("coachship__runner")

    def shown_to(self, runner: User, *, now: datetime) -> "EasingSet":
        mine = self.filter(coachship__runner=runner, coachship__ended_at=None, shown_at__lte=now)
        return mine.select_related("coachship__coach", "coachship__runner")

    def open(self) -> "EasingSet":
        return self.filter(state=Easing.State.OPEN)


class Easing(models.Model):
    """A coach offers to make the coming days lighter. Nothing in the plan moves before the runner says yes."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Kept as it was"

    coachship = models.ForeignKey(Coachship, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    note = PrivateText()
    made_at = models.DateTimeField()
    shown_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = PrivateText()
    answered_at = models.DateTimeField(null=True)

    objects = EasingSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coachship", "key"], name="easing_key_once"),
            models.UniqueConstraint(fields=["coachship"], condition=Q(state="open"), name="one_open_easing"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="an_answered_easing_has_its_time",
            ),
            models.CheckConstraint(condition=Q(shown_at__gte=F("made_at")), name="an_easing_is_made_first"),
        ]
        indexes = [models.Index(fields=["key"], name="easings_by_key")]

    @property
    def runner_id(self) -> int:
        """Whose data key seals the text."""
        return self.coachship.runner_id


class EasedRun(models.Model):
    """What one planned run would become. `rest` takes it out of the plan."""

    easing = models.ForeignKey(Easing, on_delete=models.CASCADE, related_name="runs")
    planned = models.ForeignKey(PlannedRun, on_delete=models.CASCADE, related_name="+")
    rest = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=Run.Kind, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    distance_m = models.PositiveIntegerField(null=True)
    effort = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["easing", "planned"], name="eased_once"),
            models.CheckConstraint(
                condition=Q(rest=True) | Q(minutes__isnull=False) | Q(distance_m__isnull=False),
                name="an_eased_run_has_a_size",
            ),
            models.CheckConstraint(condition=Q(effort=None) | Q(effort__range=(0, 10)), name="eased_effort_0_to_10"),
        ]


class PlanFeed(SecretLink):
    """The secret link under which a runner's calendar reads the plan."""

    runner = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")


class WeekAsk(models.Model):
    """The day of the week on which a runner wants to be asked about the next one: on their page, and by `channel` if it
    names one. `due_at` is when to look next whether to tell them."""

    class Channel(models.TextChoices):
        MAIL = "mail", "By e-mail"
        PUSH = "push", "On my phone"
        BOTH = "both", "Both"

    runner = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=4, choices=Channel, blank=True)
    due_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="week_ask_weekday"),
            models.CheckConstraint(
                condition=Q(channel="", due_at=None) | (~Q(channel="") & Q(due_at__isnull=False)),
                name="who_is_told_of_a_week_is_told_some_time",
            ),
        ]


class WeekAhead(models.Model):
    """On which days somebody can run in a week, and what will weigh on it. The runner's own unless they share it."""

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    week_on = models.DateField()
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, size=7)
    heavy = PrivateText()
    shared = models.BooleanField(default=False)
    shared_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["runner", "week_on"], name="one_week_ahead_a_week")]

    @property
    def given_at(self) -> datetime:
        """When it was shared; where nothing says so, when it was said."""
        return self.shared_at or self.answered_at
