"""What a coach offers, when, and who has taken which time.

One `Meeting` is one stretch of a coach's time that is taken, buffers included; the database lets no two live ones of a
coach overlap. A `Booking` is somebody's place in it: one for a call, several for a group session.
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.signing import BadSignature, Signer
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from coaching.consultations.ics import uid_for
from runners.models import CoachProfile, Coachship, User
from runners.private import PrivateText

# The first half of the advisory locks that let one booking of a coach be made or changed at a time.
BOOKING = 7_002
LINKS_LIVE_FOR = timedelta(days=30)  # after the call
ENTRIES = uuid.UUID("5b7e6a0c-2f0e-5c58-9b0d-6f2f2a8f4d51")  # calendar entries travel: their names are no keys
OPEN_QUESTION = "What do you need from running right now?"


class Welcome(models.Model):
    """What stands on a coach's public page beside name and offers. `faq` holds pairs of a question and its answer."""

    coach = models.OneToOneField(CoachProfile, on_delete=models.CASCADE, primary_key=True, related_name="+")
    how = models.TextField(max_length=4000, blank=True)
    faq = models.JSONField(default=list)
    changed_at = models.DateTimeField()


class WeeklyRule(models.Model):
    """Hours of every week, as the clock on the coach's wall shows them. Until midnight or past it is allowed."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    from_time = models.TimeField()
    until_time = models.TimeField()
    for_squad = models.BooleanField(default=False)  # kept for runners of the coach: no visitor is offered these

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weekday__lt=7), name="a_week_has_seven_days")]


class Override(models.Model):
    """One day that is different: other hours, `[["09:00", "12:30"], ...]`, or none at all."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    windows = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coach", "day"], name="one_override_a_day")]


class Away(models.Model):
    """Days without any call, first and last included."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="away_ends_after_it_begins")
        ]


class BusyFeed(models.Model):
    """Another calendar of the coach. Its address is a secret: whoever has it reads that calendar."""

    coach = models.OneToOneField(CoachProfile, on_delete=models.CASCADE, primary_key=True, related_name="+")
    url = PrivateText(owner="coach_id")
    host = models.CharField(max_length=253)
    added_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)


class BusyTime(models.Model):
    """When the coach is busy by that calendar; never why."""

    feed = models.ForeignKey(BusyFeed, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["feed", "ends_at"], name="busy_until")]


class OfferSet(models.QuerySet["Offer"]):
    def of(self, coach: CoachProfile) -> "OfferSet":
        return self.filter(coach=coach).order_by("place_in_list", "pk")

    def open(self) -> "OfferSet":
        return self.filter(closed_at=None)

    def public(self, now: datetime) -> "OfferSet":
        """What visitors may book: of listed coaches, and not kept for the coach's own runners."""
        listed = CoachProfile.objects.listed(now)
        return self.open().filter(for_squad=False, coach__in=listed)

    def for_runner(self, runner: User) -> "OfferSet":
        """What the coaches of this runner keep for their own."""
        return self.open().filter(
            for_squad=True,
            coach__person__is_active=True,
            coach__person__leaving_at=None,
            coach__in=Coachship.objects.of_runner(runner).values("coach"),
        )


class Offer(models.Model):
    """Something a coach offers: a first call, an hour, a group session. Times are minutes unless the name says else."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60)
    about = models.TextField(max_length=2000)
    price = models.CharField(max_length=80)
    venue = models.CharField(max_length=300, blank=True)  # how we meet; told with the confirmation alone
    minutes = models.PositiveSmallIntegerField(default=60)
    seats = models.PositiveSmallIntegerField(default=1)
    step_minutes = models.PositiveSmallIntegerField(default=30)
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=10)
    notice_hours = models.PositiveSmallIntegerField(default=12)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    per_day = models.PositiveSmallIntegerField(null=True)
    per_week = models.PositiveSmallIntegerField(null=True)
    policy_hours = models.PositiveSmallIntegerField(default=24)
    approves = models.BooleanField(default=False)
    for_squad = models.BooleanField(default=False)
    questions = models.JSONField(default=list)  # the coach's own, after the open one
    place_in_list = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = OfferSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coach", "slug"], name="one_offer_an_address"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="a_call_has_a_length"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=200), name="an_offer_has_seats"),
            models.CheckConstraint(condition=Q(step_minutes__gte=5, step_minutes__lte=240), name="a_step_has_a_length"),
            models.CheckConstraint(condition=Q(horizon_days__gte=1, horizon_days__lte=365), name="a_horizon_in_sight"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="an_offer_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.for_squad or not self.coach.slug:
            return reverse("squad-offer", args=[self.pk])
        return reverse("offer", args=[self.coach.slug, self.slug])

    @property
    def is_group(self) -> bool:
        return self.seats > 1

    @property
    def all_questions(self) -> list[str]:
        return [OPEN_QUESTION, *self.questions]

    def span(self, start: datetime) -> tuple[datetime, datetime]:
        """The time it takes from the coach, buffers included."""
        begins = start - timedelta(minutes=self.buffer_before)
        return begins, start + timedelta(minutes=self.minutes + self.buffer_after)


class MeetingSet(models.QuerySet["Meeting"]):
    def live(self) -> "MeetingSet":
        return self.filter(live=True)

    def of(self, coach: CoachProfile) -> "MeetingSet":
        return self.filter(coach=coach)

    def between(self, start: datetime, end: datetime) -> "MeetingSet":
        return self.filter(takes__overlap=(start, end))

    def left_alone(self, coach_id: int, *, now: datetime) -> "MeetingSet":
        """Whose guest is gone with their account: the time is free again."""
        kept = Booking.objects.filter(state__in=COUNTED, meeting=OuterRef("pk"))
        return self.live().filter(~Exists(kept), coach=coach_id, fixed=False, ends_at__gt=now)

    def coming(self, now: datetime) -> "MeetingSet":
        return self.filter(starts_at__gt=now).order_by("starts_at", "pk")


class Meeting(models.Model):
    """A stretch of a coach's time. Live ones of a coach cannot overlap: holds, calls and group sessions alike."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    takes = DateTimeRangeField()
    live = models.BooleanField(default=True)
    fixed = models.BooleanField(default=False)  # a date of a group session: there before anybody has booked it
    made_at = models.DateTimeField()

    objects = MeetingSet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_two_meetings_at_once",
                expressions=[("takes", RangeOperators.OVERLAPS), ("coach", RangeOperators.EQUAL)],
                condition=Q(live=True),
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="a_meeting_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["coach", "starts_at"], condition=Q(live=True), name="meetings_coming")]

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class State(models.TextChoices):
    HELD = "held", "Held"
    WAITING = "waiting", "On the waiting list"
    PENDING = "pending", "Waits for an answer"
    BOOKED = "booked", "Booked"
    LAPSED = "lapsed", "Ran out"
    CANCELLED = "cancelled", "Called off"
    DECLINED = "declined", "Not possible"
    DONE = "done", "Took place"
    NO_SHOW = "no_show", "Did not come"


# Those that keep the coach's time taken, and those that count for limits: what took place was a call as well.
LIVE = (State.HELD, State.PENDING, State.BOOKED)
COUNTED = (*LIVE, State.DONE, State.NO_SHOW)
# Where a booking can go from where it stands. What ran out may come back while its time is still free.
STEPS: dict[str, frozenset[str]] = {
    State.HELD: frozenset({State.PENDING, State.BOOKED, State.LAPSED, State.CANCELLED}),
    State.WAITING: frozenset({State.HELD, State.LAPSED, State.CANCELLED}),
    State.PENDING: frozenset({State.PENDING, State.BOOKED, State.LAPSED, State.DECLINED, State.CANCELLED}),
    State.BOOKED: frozenset({State.BOOKED, State.CANCELLED, State.DONE, State.NO_SHOW}),
    State.LAPSED: frozenset({State.PENDING, State.BOOKED}),
    State.CANCELLED: frozenset(),
    State.DECLINED: frozenset(),
    State.DONE: frozenset({State.NO_SHOW}),
    State.NO_SHOW: frozenset({State.DONE}),
}

TOKENS = Signer(salt="consultations.booking")
CONFIRMS = Signer(salt="consultations.confirm")  # goes by mail alone: it proves that the address is theirs
DECISIONS = Signer(salt="consultations.decision")


def two_reminders() -> list[int]:
    return [24, 1]


class BookingSet(models.QuerySet["Booking"]):
    def lock_coach(self, coach_id: int) -> None:
        """One at a time for each coach, until the end of the transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BOOKING, coach_id % 2**31])

    def live(self) -> "BookingSet":
        return self.filter(state__in=LIVE)

    def of_coach(self, coach: CoachProfile) -> "BookingSet":
        return self.filter(coach=coach)

    def run_out(self, now: datetime) -> "BookingSet":
        """Whose time to act is over."""
        return self.filter(state__in=(State.HELD, State.PENDING), held_until__lte=now)

    def of_address(self, email: str) -> "BookingSet":
        return self.filter(email__iexact=email)

    def queue(self, meeting: Meeting) -> "BookingSet":
        """The waiting list of a session, whoever asked first in front."""
        confirmed = self.filter(meeting=meeting, state=State.WAITING, confirmed_at__isnull=False)
        return confirmed.order_by("asked_at", "pk")

    def by_token(self, token: str, signer: Signer = TOKENS) -> "BookingSet":
        """The one a link is about, even if a newer link has replaced it; or none."""
        return self.filter(pk=read_token(token, signer)[0])


def read_token(token: str, signer: Signer = TOKENS) -> tuple[int, int]:
    """Number and turn of a link; nobody's for one that we never wrote."""
    try:
        number, turn = signer.unsign(token).split("-")
        return int(number), int(turn)
    except (BadSignature, ValueError):
        return 0, 0


class Booking(models.Model):
    """Somebody's place in a meeting. Every change turns the link to it: older links open nothing."""

    class By(models.TextChoices):
        GUEST = "guest"
        COACH = "coach"
        TIME = "time"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE)
    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    turn = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    held_until = models.DateTimeField(null=True)
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    answers = PrivateText(owner="coach_id")
    words = PrivateText(owner="coach_id")  # the coach's, with an answer or after the call
    note = PrivateText(owner="coach_id")  # the guest's, when it is too late to move it alone
    reminders = models.JSONField(default=two_reminders)
    sequence = models.PositiveIntegerField(default=0)
    ended_by = models.CharField(max_length=5, choices=By, blank=True)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    from_queue = models.BooleanField(default=False)

    objects = BookingSet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("held", "lapsed", "cancelled")) | ~Q(email="") & ~Q(name=""),
                name="a_booking_is_somebodys",
            ),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_until__isnull=False), name="a_hold_ends"),
        ]
        indexes = [
            models.Index(fields=["held_until"], condition=Q(state__in=("held", "pending")), name="bookings_run_out"),
            models.Index(fields=["coach", "state"], name="bookings_of_coach"),
        ]

    @property
    def token(self) -> str:
        return TOKENS.sign(f"{self.pk}-{self.turn}")

    @property
    def confirm_token(self) -> str:
        return CONFIRMS.sign(f"{self.pk}-{self.turn}")

    @property
    def decision_token(self) -> str:
        return DECISIONS.sign(f"{self.pk}-{self.turn}")

    @property
    def uid(self) -> str:
        """The same through every change, so that a calendar moves its entry instead of adding one."""
        return uid_for(str(uuid.uuid5(ENTRIES, str(self.key))), settings.PUBLIC_HOST.split(":")[0])

    @property
    def waits_for_link(self) -> bool:
        return self.state in (State.PENDING, State.WAITING) and self.confirmed_at is None

    @property
    def waits_for_coach(self) -> bool:
        return self.state == State.PENDING and self.confirmed_at is not None

    def may_go(self, state: str) -> bool:
        return state in STEPS[self.state]

    def opens(self, turn: int, now: datetime) -> bool:
        return turn == self.turn and now < self.meeting.ends_at + LINKS_LIVE_FOR


class Loan(models.Model):
    """The thirty days before a call, lent to its coach, by field. It ends by itself when the call is over."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, primary_key=True, related_name="+")
    training = models.BooleanField(default=False)
    emotional = models.BooleanField(default=False)
    reflections = models.BooleanField(default=False)
    lent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
