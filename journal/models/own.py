import uuid

from django.db import models
from django.db.models import Q

from runners.models import User
from runners.private import PrivateText


class Confidant(models.Model):
    """Somebody a runner can turn to: a name and the first sentence, for the runner's eyes alone."""

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    name = PrivateText()
    opener = PrivateText()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["runner", "key"], name="confidant_key_once")]


class MonthOff(models.Model):
    """A runner who does not want months laid side by side: where rough starts went, and what runs were for."""

    runner = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    off_at = models.DateTimeField()


class Pause(models.Model):
    """A stretch that is not like the usual ones, in the runner's own words for it. `until_on` is its last day."""

    class Kind(models.TextChoices):
        ILL = "ill", "Ill"
        INJURED = "injured", "Injured"
        TRAVELLING = "travelling", "Travelling"
        EXAM = "exam", "Exams"
        GRIEF = "grief", "Grieving"

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["runner"], condition=Q(until_on=None), name="one_open_pause"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")), name="pause_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["runner", "from_on"])]
