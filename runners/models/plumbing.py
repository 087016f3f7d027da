"""Rows that remember what must happen later. Celery hurries them along; it carries nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now

from runners import columns
from runners.models.people import User
from runners.models.waiting import Waiting, WaitingSet

# The first half of the advisory locks that keep two workers from working out the same runner at once.
REFRESHING = 7_001


class StaleSet(models.QuerySet["Stale"]):
    def mark(self, runner_id: int, since: date) -> None:
        """The runner's series must be worked out again from that day on. A row of its own: nobody ever waits for it."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO runners_stale (runner_id, since_on) VALUES (%s, %s)", [runner_id, since])

    def reach(self, *, after: int, limit: int, now: datetime) -> int | None:
        """How far, in runners' numbers, the next rows go, due or not; None when there are none."""
        rows = self.filter(runner__gt=after).order_by("runner_id")[:limit]
        reached: int | None = rows.aggregate(last=models.Max("runner_id"))["last"]
        return reached

    def claim(self, *, now: datetime, after: int, last: int) -> list["Claim"]:
        """The runners between these numbers for this transaction to work out, with the rows that ask for it.

        The lock is on the runner's number alone and ends with the transaction; entries can be written meanwhile, and
        what they mark after this look stays for the next one. A runner whom somebody else works out is left out.
        """
        rows = columns.fetched(CLAIM, [REFRESHING, after, last, now])
        return [Claim(*row) for *row, mine in rows if mine]

    def worked_off(self, claims: Sequence["Claim"]) -> None:
        rows = [pk for claim in claims for pk in claim.rows]
        if rows:
            columns.fetched(
                "DELETE FROM runners_stale WHERE id = ANY(%s::bigint[]) RETURNING id", [columns.integers(rows)]
            )


CLAIM = """
SELECT w.*, pg_try_advisory_xact_lock(%s::int, (w.runner_id %% 2147483648)::int) FROM (
    SELECT s.runner_id, u.time_zone, MIN(s.since_on), array_agg(s.id)
    FROM runners_stale s JOIN runners_user u ON u.id = s.runner_id
    WHERE s.runner_id > %s AND s.runner_id <= %s
    GROUP BY s.runner_id, u.time_zone HAVING bool_or(s.not_before IS NULL OR s.not_before <= %s)
    ORDER BY s.runner_id OFFSET 0
) w
"""


@dataclass(frozen=True)
class Claim:
    """One runner to work out, from the earliest day that changed, and the rows that ask for it."""

    runner_id: int
    time_zone: str
    since: date
    rows: list[int]

    def done(self) -> None:
        Stale.objects.worked_off([self])

    def postpone(self, *, error: BaseException, now: datetime) -> None:
        """One runner that cannot be worked out must not hold up the others."""
        if not self.rows:
            self.rows.append(Stale.objects.create(runner_id=self.runner_id, since_on=self.since).pk)
        rows = Stale.objects.filter(pk__in=self.rows)
        attempts = (rows.aggregate(most=models.Max("attempts"))["most"] or 0) + 1
        not_before = now + timedelta(minutes=min(60, 2**attempts))
        rows.update(attempts=attempts, not_before=not_before, last_error=type(error).__name__)


class Stale(models.Model):
    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since_on = models.DateField()
    marked_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    last_error = models.CharField(max_length=120, blank=True, db_default="")

    objects = StaleSet.as_manager()


class Outbox(Waiting):
    """A letter to be sent: what kind, to whom, about which row. Never any text of it."""

    letter_id = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    # None for somebody without an account: the row it is about knows their address.
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    dedup_key = models.CharField(max_length=120, unique=True)

    objects = WaitingSet["Outbox"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(status="waiting"), name="outbox_due")]


OPENINGS_APART = timedelta(minutes=10)


class AccessSet(models.QuerySet["AccessLog"]):
    def record(self, *, actor: User, subject: User, what: str, now: datetime) -> None:
        """One row for a coach who reloads a page through the morning, a new one after ten minutes."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO runners_accesslog (actor_id, subject_id, what, opened_at) SELECT %(actor)s, %(subject)s, "
                "%(what)s, %(now)s WHERE NOT EXISTS (SELECT 1 FROM runners_accesslog WHERE actor_id = %(actor)s "
                "AND subject_id = %(subject)s AND what = %(what)s AND opened_at > %(since)s)",
                {
                    "actor": actor.pk,
                    "subject": subject.pk,
                    "what": what,
                    "now": now,
                    "since": now - OPENINGS_APART,
                },
            )

    def about(self, subject: User) -> "AccessSet":
        return self.filter(subject=subject).select_related("actor").order_by("-opened_at", "-pk")


class AccessLog(models.Model):
    """Append-only: which coach opened what of whom, and when. The runner reads it."""

    class What(models.TextChoices):
        PAGE = "page", "your page"
        BEFORE = "before", "what you handed over from before"

    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    opened_at = models.DateTimeField()

    objects = AccessSet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "actor", "-opened_at"], name="opened_by_whom")]


class Pulse(models.Model):
    """When each part of the machinery was last seen alive."""

    name = models.CharField(max_length=30, primary_key=True)
    beat_at = models.DateTimeField()


class HelplineSet(models.QuerySet["Helpline"]):
    def of_country(self, country: str) -> "HelplineSet":
        return self.filter(country=country).order_by("kind", "pk")

    def stale(self, today: date) -> "HelplineSet":
        """Numbers nobody has confirmed, or not for half a year."""
        return self.filter(Q(checked_on=None) | Q(checked_on__lt=today - timedelta(days=180)))


class Helpline(models.Model):
    class Kind(models.TextChoices):
        EMERGENCY = "emergency", "Emergency"
        HELPLINE = "helpline", "Helpline"

    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    tel = models.CharField(max_length=40)
    text = models.CharField(max_length=120, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=40, blank=True)
    url = models.URLField(blank=True)
    checked_on = models.DateField(null=True)
    checked_by = models.CharField(max_length=80, blank=True)

    objects = HelplineSet.as_manager()
