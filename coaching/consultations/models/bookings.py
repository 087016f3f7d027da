"""Who has taken which time.

One `Meeting` is one stretch of a coach's time that is taken, buffers included; the database lets no two live ones of a
coach overlap. A `Booking` is somebody's place in it: one for a call, several for a group call.
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.signing import BadSignature, Signer
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q

from coaching.consultations.ics import uid_for
from coaching.consultations.models.offers import Offer
from runners.links import address_mark, sign_in_mark
from runners.models import CoachProfile, Coachship, ConsentChange, User
from runners.private import PrivateText

# The first half of the advisory locks that let one booking of a coach be made or changed at a time.
BOOKING = 7_002
LINKS_LIVE_FOR = timedelta(days=30)  # after the call
ENTRIES = uuid.UUID("5b7e6a0c-2f0e-5c58-9b0d-6f2f2a8f4d51")  # calendar entries travel: their names are no keys


class MeetingSet(models.QuerySet["Meeting"]):
    def live(self) -> "MeetingSet":
        return self.filter(live=True)

    def of(self, coach: CoachProfile) -> "MeetingSet":
        return self.filter(coach=coach)

    def between(self, start: datetime, end: datetime) -> "MeetingSet":
        return self.filter(takes__overlap=(start, end))

    def left_alone(self, coach_id: int, *, now: datetime) -> "MeetingSet":
        """Whose guest is gone with their account: the time is free again."""
        kept = Booking.objects.filter(Q(meeting=OuterRef("pk")) | Q(wanted=OuterRef("pk")), state__in=COUNTED)
        return self.live().filter(~Exists(kept), coach=coach_id, fixed=False, ends_at__gt=now)

    def coming(self, now: datetime) -> "MeetingSet":
        return self.filter(starts_at__gt=now).order_by("starts_at", "pk")


class Meeting(models.Model):
    """A stretch of a coach's time. Live ones of a coach cannot overlap: holds, calls and group calls alike."""

    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    takes = DateTimeRangeField()
    live = models.BooleanField(default=True)
    fixed = models.BooleanField(default=False)  # a date of a group call: there before anybody has booked it
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

    def hoping(self) -> "BookingSet":
        """Who has a place or waits for one."""
        return self.filter(state__in=(*LIVE, State.WAITING))

    def of_coach(self, coach: CoachProfile) -> "BookingSet":
        return self.filter(coach=coach)

    def run_out(self, now: datetime) -> "BookingSet":
        """Whose time to act is over."""
        return self.filter(state__in=(State.HELD, State.PENDING), held_until__lte=now)

    def unanswered_moves(self, now: datetime) -> "BookingSet":
        """Whose other time was asked for, and the coach's time to answer is over."""
        return self.filter(wanted_until__lte=now)

    def of_address(self, email: str) -> "BookingSet":
        return self.filter(email__iexact=email)

    def queue(self, meeting: Meeting) -> "BookingSet":
        """The waiting list of a group call, whoever asked first in front."""
        confirmed = self.filter(meeting=meeting, state=State.WAITING, confirmed_at__isnull=False)
        return confirmed.order_by("asked_at", "pk")

    def by_token(self, token: str, signer: Signer = TOKENS) -> "BookingSet":
        """The one a link is about, even if a newer link has replaced it; or none."""
        return self.filter(pk=read_token(token, signer)[0])


def read_token(token: str, signer: Signer = TOKENS) -> tuple[int, str]:
    """Number of the booking and turn of a link; nobody's for one that we never wrote."""
    try:
        number, _, turn = signer.unsign(token).partition("-")
        return int(number), turn
    except (BadSignature, ValueError):
        return 0, ""


class Booking(models.Model):
    """Somebody's place in a meeting. Every change turns the link to it: older links open nothing.

    A link to somebody with an account also turns with their address, and so does a coach's to answer by.
    """

    class By(models.TextChoices):
        GUEST = "guest"
        COACH = "coach"
        TIME = "time"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE)
    coach = models.ForeignKey(CoachProfile, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    # Another time they asked for. It is kept until the coach answers, and the call stays where it is until then.
    wanted = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, related_name="+")
    wanted_until = models.DateTimeField(null=True)
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
            models.Index(fields=["wanted_until"], condition=Q(wanted_until__isnull=False), name="moves_run_out"),
        ]

    @property
    def token(self) -> str:
        return self._signed(TOKENS)

    @property
    def confirm_token(self) -> str:
        return self._signed(CONFIRMS)

    @property
    def decision_token(self) -> str:
        return self._signed(DECISIONS)

    def _signed(self, signer: Signer) -> str:
        return signer.sign(f"{self.pk}-{self._turn_of(signer)}")

    def _turn_of(self, signer: Signer) -> str:
        """A guest's address never changes, and what confirms one is theirs alone."""
        mark = ""
        if signer is DECISIONS:
            mark = sign_in_mark(self.meeting.offer.coach.person)
        elif signer is TOKENS and self.person is not None:
            mark = address_mark(self.person)
        return f"{self.turn}-{mark}" if mark else str(self.turn)

    @property
    def address(self) -> str:
        """Where its letters go: to somebody with an account at the address they have now. A coach is told `email`."""
        return self.email if self.person is None else self.person.email

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

    @property
    def asks_to_move(self) -> bool:
        return self.state == State.BOOKED and self.wanted_until is not None

    @property
    def change_until(self) -> datetime:
        """Until then the guest moves it or calls it off alone."""
        return self.meeting.starts_at - timedelta(hours=self.meeting.offer.policy_hours)

    def may_go(self, state: str) -> bool:
        return state in STEPS[self.state]

    def opens(self, turn: str, now: datetime, signer: Signer = TOKENS) -> bool:
        return turn == self._turn_of(signer) and self.has_links(now)

    def has_links(self, now: datetime) -> bool:
        return now < self.meeting.ends_at + LINKS_LIVE_FOR


class LoanSet(models.QuerySet["Loan"]):
    def open(self, now: datetime) -> "LoanSet":
        """Neither taken back nor over: of a call that is to come, by somebody who has not left that coach since.

        `switched_off` is what they have switched off for that coach since they lent it.
        """
        coach, runner, lent_at = OuterRef("booking__coach"), OuterRef("booking__person"), OuterRef("lent_at")
        left = Coachship.objects.filter(coach=coach, runner=runner, ended_at__gte=lent_at)
        off = ConsentChange.objects.filter(coachship__coach=coach, coachship__runner=runner, changed_at__gte=lent_at)
        switched_off = ArraySubquery(off.filter(granted=False).values("what"))
        live = self.filter(ended_at=None, booking__state__in=LIVE, booking__confirmed_at__isnull=False)
        here = live.filter(booking__person__is_active=True, booking__person__leaving_at=None)
        return here.filter(~Exists(left), booking__meeting__ends_at__gt=now).annotate(switched_off=switched_off)


class Loan(models.Model):
    """The thirty days before a call, lent to its coach, by field. It ends by itself when the call is over."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, primary_key=True, related_name="+")
    training = models.BooleanField(default=False)
    emotional = models.BooleanField(default=False)
    reflections = models.BooleanField(default=False)
    lent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = LoanSet.as_manager()
