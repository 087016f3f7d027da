import uuid
from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import Q

from journal.models.entries import between
from runners.models import Run, User
from runners.private import PrivateText

WEEK = timedelta(days=7)


class RhythmDay(models.Model):
    """A weekday a runner wants to keep, for a run or for rest; `from_on` is the day it was chosen."""

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    rest = models.BooleanField(default=False)
    usual_at = models.TimeField(null=True)
    kind = models.CharField(max_length=10, choices=Run.Kind, blank=True)
    from_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["runner", "weekday"], name="one_rhythm_a_weekday"),
            between("weekday", 0, 6),
            models.CheckConstraint(
                condition=Q(rest=False) | Q(usual_at=None, kind=""), name="rest_has_no_time_and_no_kind"
            ),
        ]


class GoalSet(models.QuerySet["Goal"]):
    def of(self, runner: User) -> "GoalSet":
        return self.filter(runner=runner).order_by("race_on", "made_on", "pk")

    def open(self) -> "GoalSet":
        return self.filter(ended_as="")


class Goal(models.Model):
    """Something to aim at: so much a week, or one race with its day. The name is the runner's own, and sealed."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", "Minutes of running a week"
        RUNS = "runs", "Runs a week"
        PRACTICES = "practices", "Practices a week"
        RACE = "race", "A race"

    class Ended(models.TextChoices):
        REACHED = "reached", "I got there"
        ENOUGH = "enough", "It has done its work"
        OTHER = "other", "Something else matters more now"
        BODY = "body", "Body or life said no"
        NOT_MINE = "not-mine", "It was never quite mine"

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=Kind)
    a_week = models.PositiveSmallIntegerField(null=True)
    name = PrivateText()
    race_on = models.DateField(null=True)
    race_m = models.PositiveIntegerField(null=True)
    made_on = models.DateField()
    ended_as = models.CharField(max_length=10, choices=Ended, blank=True)
    ended_on = models.DateField(null=True)

    objects = GoalSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["runner", "key"], name="goal_key_once"),
            models.UniqueConstraint(
                fields=["runner", "kind"], condition=Q(ended_as="") & ~Q(kind="race"), name="one_open_goal_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="race", a_week=None, race_on__isnull=False)
                | (~Q(kind="race") & Q(a_week__isnull=False, a_week__gte=1, race_on=None, race_m=None)),
                name="goal_is_a_week_or_a_race",
            ),
            models.CheckConstraint(
                condition=Q(ended_as="", ended_on=None) | (~Q(ended_as="") & Q(ended_on__isnull=False)),
                name="goal_ends_on_a_day",
            ),
        ]


class NextStepSet(models.QuerySet["NextStep"]):
    @transaction.atomic
    def offer(self, runner: User, *, step: str, week_on: date) -> "NextStep":
        """Two pages opened at once offer the same row, and so does a week that shares a day with another one: since
        then the first weekday was changed."""
        User.objects.select_for_update(no_key=True).get(pk=runner.pk)
        near = self.filter(runner=runner, week_on__gt=week_on - WEEK, week_on__lt=week_on + WEEK)
        there: NextStep | None = near.order_by("-week_on").first()
        return there or self.create(runner=runner, week_on=week_on, step=step)


class NextStep(models.Model):
    """The one small step of a week, and what became of it. There is never a second one."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        TAKEN = "taken", "Taken up"
        NOT_NOW = "not-now", "Not this week"
        DONE = "done", "Done"

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    week_on = models.DateField()
    step = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    answered_on = models.DateField(null=True)

    objects = NextStepSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["runner", "week_on"], name="one_step_a_week")]

    def answer(self, state: str, *, on: date) -> None:
        self.state, self.answered_on = self.State(state), on
        self.save(update_fields=["state", "answered_on"])
