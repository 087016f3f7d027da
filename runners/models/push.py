"""Words that reach a phone while the site is closed: the site's key, browsers that take them, each word sent."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from runners.models.people import User
from runners.models.waiting import Waiting, WaitingSet

LONGEST_ENDPOINT = 1_000
LEFT_ALONE, LEFT_ALONE_AT_MOST = timedelta(seconds=30), timedelta(hours=12)
MOST_COUNTED = 1_000


class PushKey(models.Model):
    """The one pair of keys by which push services know this site; its private half is sealed by the site's ring.

    Browsers are bound to the public half: another pair would silence every one of them.
    """

    only = models.BooleanField(primary_key=True, default=True)
    public = models.CharField(max_length=100)
    private = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_push_key")]


class SubscriptionSet(models.QuerySet["Subscription"]):
    def of(self, person: User) -> "SubscriptionSet":
        return self.filter(person=person).order_by("made_at", "pk")

    def live(self) -> "SubscriptionSet":
        return self.filter(gone_at=None)


class Subscription(models.Model):
    """One browser of somebody's that takes pushes, at an address of its maker's. One that is gone says so itself.

    `failures` counts since it last took one; until `paused_until` it is left alone, so that it costs nobody's time.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=LONGEST_ENDPOINT, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    last_ok = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)

    objects = SubscriptionSet.as_manager()

    def took_one(self, *, now: datetime) -> None:
        self._keep(last_ok=now, failures=0, paused_until=None)

    def was_not_well(self, *, now: datetime, asked: timedelta = timedelta(0)) -> None:
        """Left alone for twice as long each time, or for as long as its service asks."""
        pause = min(LEFT_ALONE * 2 ** min(self.failures, 20), LEFT_ALONE_AT_MOST)
        self._keep(failures=min(self.failures + 1, MOST_COUNTED), paused_until=now + max(pause, asked))

    def _keep(self, **changes: object) -> None:
        Subscription.objects.filter(pk=self.pk).update(**changes)


class PushSet(WaitingSet["Push"]):
    def due(self, now: datetime) -> Self:
        """A browser that is left alone is not asked."""
        free = Q(subscription__paused_until=None) | Q(subscription__paused_until__lte=now)
        return super().due(now).filter(free)


class Push(Waiting):
    """A few words for one browser: as little as the subject of a letter, and one address of ours to open."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField(default=0)
    title = models.CharField(max_length=60)
    body = models.CharField(max_length=160)
    path = models.CharField(max_length=500)
    dedup_key = models.CharField(max_length=120)
    good_until = models.DateTimeField()

    objects = PushSet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "dedup_key"], name="one_push_a_key")]
        indexes = [models.Index(fields=["due_at"], condition=Q(status="waiting"), name="push_due")]
