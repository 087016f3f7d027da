from datetime import datetime, time

from django.db import models

from runners.models import User


class ReminderSet(models.QuerySet["Reminder"]):
    def due(self, now: datetime) -> "ReminderSet":
        """Those that have been asked about and not answered wait for the answer."""
        due = self.filter(due_at__lte=now, asked_at=None, runner__leaving_at=None)
        return due.select_related("runner").order_by("due_at", "pk")


class Reminder(models.Model):
    """A runner wants to be reminded of one kind of entry. `due_at` is when to look next whether it is missing."""

    class Kind(models.TextChoices):
        CHECK_IN = "check-in", "Before a run"
        REFLECT = "reflect", "After a run"
        DAILY_CHECK = "daily-check", "Daily check"

    class Channel(models.TextChoices):
        MAIL = "mail", "By e-mail"
        PUSH = "push", "On my phone"
        BOTH = "both", "Both"

    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    channel = models.CharField(max_length=4, choices=Channel, default=Channel.MAIL)
    due_at = models.DateTimeField(db_index=True)
    sent_on = models.DateField(null=True)
    ignored = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)

    objects = ReminderSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["runner", "kind"], name="one_reminder_a_kind")]


class QuietHours(models.Model):
    """When nothing of ours reaches a runner, by the clock on their wall; the same time twice means never."""

    runner = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    starts = models.TimeField(default=time(21, 30))
    ends = models.TimeField(default=time(7))
