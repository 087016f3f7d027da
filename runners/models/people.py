import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower

from runners import crypto
from runners.helplines import COUNTRIES, country_of_zone
from runners.science.series import EntryKind, day_of

INVITE_DAYS = 14


class People(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Everyone: a runner from the first day, a coach as well once they say so."""

    class Units(models.TextChoices):
        KM = "km", "Kilometres"
        MI = "mi", "Miles"

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    class Theme(models.TextChoices):
        AUTO = "auto", "As my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    units = models.CharField(max_length=2, choices=Units, default=Units.KM)
    first_weekday = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    country = models.CharField(max_length=2, blank=True)
    adult_confirmed_at = models.DateTimeField(null=True)
    terms_version = models.DateField(null=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    is_coach = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    nudges_paused_until = models.DateField(null=True)
    # When the account is erased, because its owner asked for it. Until then they can think again.
    leaving_at = models.DateTimeField(null=True)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0] if self.name else "you"

    @property
    def help_country(self) -> str:
        """Whose support lines come first: the chosen country, else the one the time zone lies in."""
        return self.country if self.country in COUNTRIES else country_of_zone(self.time_zone)

    @property
    def is_here(self) -> bool:
        """Neither switched off nor in the days before their account is deleted."""
        return self.is_active and self.leaving_at is None

    def day(self, instant: datetime, kind: EntryKind = "checkin") -> date:
        """This person's local day at that instant (feelings' days end at 04:00)."""
        return day_of(instant, self.time_zone, kind)


class CoachProfileSet(models.QuerySet["CoachProfile"]):
    def listed(self, now: datetime) -> "CoachProfileSet":
        """Whom the site's owner has put on the public pages."""
        here = self.filter(person__is_active=True, person__is_coach=True, person__leaving_at=None)
        return here.filter(listed_at__lte=now)


class CoachProfile(models.Model):
    """`slug` and `listed_at` come from the site's owner: before that, nothing of a coach is public."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    about = models.TextField(blank=True, max_length=2000)
    slug = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    since_at = models.DateTimeField(auto_now_add=True)
    listed_at = models.DateTimeField(null=True, blank=True)

    objects = CoachProfileSet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(listed_at=None) | models.Q(slug__isnull=False), name="a_listed_coach_has_an_address"
            )
        ]


@dataclass(frozen=True)
class Shares:
    """What one runner lets one coach see."""

    training: bool = False
    emotional: bool = False
    balance: bool = False
    reflections: bool = False
    trigger: bool = False
    helps: bool = False

    @property
    def anything(self) -> bool:
        """Of what adds up: loads, reading and answers."""
        return self.training or self.emotional or self.balance or self.reflections


SHARES = ("training", "emotional", "balance", "reflections", "trigger", "helps")


class CoachshipSet(models.QuerySet["Coachship"]):
    def current(self) -> "CoachshipSet":
        return self.filter(ended_at=None, runner__is_active=True, runner__leaving_at=None)

    def of_coach(self, coach: User) -> "CoachshipSet":
        return self.current().filter(coach=coach)

    def of_runner(self, runner: User) -> "CoachshipSet":
        return self.current().filter(runner=runner)

    def whose_coach_is_here(self) -> "CoachshipSet":
        """Not those of a coach who is about to go: whatever they are sent, nobody reads."""
        return self.filter(coach__is_active=True, coach__leaving_at=None)

    def sharing_balance(self) -> "CoachshipSet":
        return self.current().filter(shares_balance=True)


class Role(models.TextChoices):
    """What somebody is to a runner; what each may do stands in runners.roles."""

    COACH = "coach", "Coach"
    ASSISTANT = "assistant", "Assistant"
    READER = "reader", "Reads only"


class Before(models.TextChoices):
    """What a runner may hand to a coach of what was before that coach."""

    ALERTS = "alerts", "Alerts of the last 90 days, and what came of them"
    NOTES = "notes", "Notes another coach shared with you"
    PLANS = "plans", "What another coach planned, of the last 4 weeks"
    GOALS = "goals", "Your goals, without their names"
    PAUSES = "pauses", "Your pauses of the last year"


class Coachship(models.Model):
    """A runner has accepted a coach; the switches say what the coach may see, all off at first.

    `from_before`: the parts of what was before this coach that the runner hands them, until that day. Nothing is
    copied, so taking them back is enough.
    """

    coach = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    runner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    shares_training = models.BooleanField(default=False)
    shares_emotional = models.BooleanField(default=False)
    shares_balance = models.BooleanField(default=False)
    shares_reflections = models.BooleanField(default=False)
    shares_trigger = models.BooleanField(default=False)
    shares_helps = models.BooleanField(default=False)
    role = models.CharField(max_length=9, choices=Role, default=Role.COACH)
    from_before = ArrayField(models.CharField(max_length=10, choices=Before), default=list, size=len(Before))
    from_before_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = CoachshipSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach", "runner"], condition=Q(ended_at=None), name="one_open_coachship"),
            models.CheckConstraint(condition=~Q(coach=F("runner")), name="nobody_coaches_themselves"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="a_known_role"),
            models.CheckConstraint(
                condition=Q(from_before=[], from_before_at=None)
                | (~Q(from_before=[]) & Q(from_before__contained_by=Before.values, from_before_at__isnull=False)),
                name="what_is_from_before_has_its_day",
            ),
        ]

    @property
    def shares(self) -> Shares:
        return Shares(**{name: getattr(self, f"shares_{name}") for name in SHARES})


class ConsentChange(models.Model):
    """Append-only: who switched what, and when."""

    coachship = models.ForeignKey(Coachship, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    granted = models.BooleanField()
    changed_at = models.DateTimeField()


class TermsAccepted(models.Model):
    """Append-only: who agreed to which version, and when. `User.terms_version` repeats the newest one."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=20, default="terms")
    version = models.DateField()
    accepted_at = models.DateTimeField()


class InviteSet(models.QuerySet["Invite"]):
    def open(self, now: datetime) -> "InviteSet":
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def by_token(self, token: str) -> "InviteSet":
        return self.filter(token_hash=Invite.digest(token))


class Invite(models.Model):
    """A link that joins one runner to one coach: single use, expiring, revocable. The token itself is never stored."""

    coach = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InviteSet.as_manager()

    @staticmethod
    def digest(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def issue(cls, *, coach: User, now: datetime, email: str = "") -> tuple["Invite", str]:
        token = secrets.token_urlsafe(24)
        invite = cls.objects.create(
            coach=coach,
            token_hash=cls.digest(token),
            email=email,
            created_at=now,
            expires_at=now + timedelta(days=INVITE_DAYS),
        )
        return invite, token

    def revoke(self, *, now: datetime) -> None:
        self.revoked_at = now
        self.save(update_fields=["revoked_at"])


# Wrapped keys read during one request, so that a page of notes asks for its owner's key once.
_remembered: ContextVar[dict[int, str] | None] = ContextVar("data_keys", default=None)


@contextmanager
def keys_remembered() -> Iterator[None]:
    reset = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(reset)


class DataKeys(models.Manager["DataKey"]):
    def key_of(self, runner_id: int) -> bytes:
        """The runner's data key, made on first use; two first uses at once agree on one row."""
        known = _remembered.get()
        wrapped = known.get(runner_id) if known is not None else None
        if wrapped is None:
            wrapped = self._wrapped(runner_id)
            if known is not None:
                known[runner_id] = wrapped
        return crypto.unwrap(wrapped, runner_id)

    def remember(self, runner_ids: Sequence[int]) -> None:
        """All of these at once, for whoever remembers keys; those without one get theirs now."""
        known = _remembered.get()
        if known is None:
            return
        asked = self.filter(pk__in=runner_ids).values_list("pk", "wrapped")
        known |= dict(asked)
        if new := [DataKey(pk=pk, wrapped=crypto.new_data_key(pk)) for pk in runner_ids if pk not in known]:
            self.bulk_create(new, ignore_conflicts=True)
            known |= dict(asked.all())

    def _wrapped(self, runner_id: int) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT wrapped FROM runners_datakey WHERE runner_id = %s", [runner_id])
            found = cursor.fetchone()
        if found is not None:
            return str(found[0])
        with transaction.atomic():
            return self.get_or_create(pk=runner_id, defaults={"wrapped": crypto.new_data_key(runner_id)})[0].wrapped


class DataKey(models.Model):
    """One wrapped key a runner. Deleting the row shreds every private text of that runner."""

    runner = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    wrapped = models.TextField()

    objects = DataKeys()
