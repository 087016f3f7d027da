"""How alerts reach people: what each coach wants, each way an alert goes, digests, and calls to a coach's server."""

import uuid
from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from coaching.alerts.models.alerts import Alert, Kind, sharing_for
from runners.models import Coachship, Outbox, User
from runners.models.waiting import PAUSES, Waiting, WaitingSet
from runners.private import PrivateText
from runners.roles import Deed, those_who_may

QUIET_FROM, QUIET_UNTIL = time(22), time(6, 30)
STAND_IN_HOURS = 24


class Pace(models.TextChoices):
    """How soon a kind of alert reaches a coach outside the site; inside it waits from the first moment on."""

    INSTANT = "instant", "At once"
    DAILY = "daily", "Each morning"
    WEEKLY = "weekly", "Once a week"


class Wishes(models.Model):
    """How a coach wants to hear of alerts. Times are on the clock of their own wall; the same twice means none."""

    coach = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    by_mail = models.BooleanField(default=True)
    by_push = models.BooleanField(default=False)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    weekday = models.PositiveSmallIntegerField(default=0)  # of the weekly digest; Monday is 0
    stand_in = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    stand_in_hours = models.PositiveSmallIntegerField(default=STAND_IN_HOURS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lt=7), name="a_weekly_digest_has_its_day"),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("coach")), name="somebody_else_stands_in"
            ),
            models.CheckConstraint(
                condition=Q(stand_in_hours__gte=1, stand_in_hours__lte=168), name="a_stand_in_hears_within_a_week"
            ),
        ]


class KindPace(models.Model):
    """How soon one kind of alert reaches one coach; without a row as its kind usually does."""

    coach = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    pace = models.CharField(max_length=7, choices=Pace)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach", "kind"], name="one_pace_a_kind"),
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="a_known_pace"),
        ]


class Digest(models.Model):
    """One mail that tells of several alerts: at most one a person and day, on the calendar of that person."""

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    local_day = models.DateField()
    made_at = models.DateTimeField()
    letter = models.OneToOneField(Outbox, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "local_day"], name="one_digest_a_day")]


class DeliverySet(models.QuerySet["Delivery"]):
    def for_a_digest(self, *, now: datetime, since: datetime) -> "DeliverySet":
        """What no mail has told of yet, and whose morning has come."""
        mails = self.filter(channel=Delivery.Channel.EMAIL, letter=None, digest=None)
        return mails.filter(due_at__lte=now, due_at__gt=since)

    def still_true(self, now: datetime) -> "DeliverySet":
        """As `Alert.told_to` and `live` ask it for one reader: shared with them now, and asking for somebody still."""
        mine = Coachship.objects.current().filter(coach=OuterRef("recipient"), runner=OuterRef("alert__runner"))
        sharing = sharing_for(mine.filter(role__in=those_who_may(Deed.BE_TOLD)), OuterRef("alert__kind"))
        here = self.filter(Exists(sharing), recipient__is_active=True, recipient__leaving_at=None)
        return here.filter(alert__in=Alert.objects.live(now))


class Delivery(models.Model):
    """An alert on its way to one person on one channel; an e-mail points at its row in the outbox, or at its digest."""

    class Channel(models.TextChoices):
        IN_APP = "in_app"
        EMAIL = "email"
        PUSH = "push"
        HOOK = "hook"
        STAND_IN = "stand"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel)
    letter = models.OneToOneField(Outbox, on_delete=models.SET_NULL, null=True, related_name="+")
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, related_name="told")
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = DeliverySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "recipient", "channel"], name="one_delivery_a_channel")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(channel="email", letter=None, digest=None), name="waits_for_a_digest"
            )
        ]


class Webhook(models.Model):
    """A coach's own server, told of each alert. Its address is a secret, and so is what signs its messages."""

    coach = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    url = PrivateText(owner="coach_id")
    secret = PrivateText(owner="coach_id")
    host = models.CharField(max_length=253)
    made_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)  # since it last answered well
    paused_at = models.DateTimeField(null=True)


class HookCallSet(WaitingSet["HookCall"]):
    def due(self, now: datetime) -> "HookCallSet":
        """A server that is left alone is not asked."""
        return super().due(now).filter(webhook__paused_at=None)


class HookCall(Waiting):
    """One message to a coach's server, with what became of it: numbers alone, never what was said."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    # None for the message by which a coach tries their server.
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, related_name="+")
    call_id = models.UUIDField(default=uuid.uuid4, unique=True)
    answered = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField()

    objects = HookCallSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "alert"], name="one_call_an_alert")]
        indexes = [models.Index(fields=["due_at"], condition=Q(status="waiting"), name="hook_calls_due")]

    def arrived(self, *, answered: int, now: datetime) -> bool:
        return self._finish(status=self.Status.SENT, sent_at=now, last_error="", answered=answered)

    def turned_down(self, *, problem: str, answered: int | None, now: datetime) -> bool:
        """Tried again after a pause, until it is given up."""
        said = {"last_error": problem, "answered": answered}
        if self.attempts > len(PAUSES):
            return self._finish(status=self.Status.GIVEN_UP, **said)
        return self._finish(due_at=now + PAUSES[self.attempts - 1], **said)


KEPT = timedelta(days=30)  # the log of calls
