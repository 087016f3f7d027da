"""Calls, offers and dates as their coach sees them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from coaching.consultations import said
from coaching.consultations.lending import OpenLoan, open_loan
from coaching.consultations.models import Booking, Meeting, Offer, State, Welcome
from coaching.consultations.queries import answers_of
from coaching.consultations.times import TAKEN, zone_of
from runners.models import CoachProfile, Coachship

PAST_SHOWN = 40
PAST_STATES = (State.BOOKED, State.DONE, State.NO_SHOW)


@dataclass(frozen=True)
class Line:
    """One booking in the coach's list."""

    pk: int
    name: str
    title: str
    when: str
    state: str
    asks: bool


@dataclass(frozen=True)
class Desk:
    """The coach's calls: what wants an answer, what is coming, what was."""

    asking: tuple[Line, ...]
    coming: tuple[Line, ...]
    waiting: tuple[Line, ...]
    past: tuple[Line, ...]
    address: str


def desk(coach: CoachProfile, *, now: datetime) -> Desk:
    rows = Booking.objects.of_coach(coach).filter(confirmed_at__isnull=False).select_related("meeting__offer", "wanted")
    ahead = rows.filter(meeting__ends_at__gt=now).order_by("meeting__starts_at", "pk")
    behind = rows.filter(meeting__ends_at__lte=now, state__in=PAST_STATES).order_by("-meeting__starts_at", "-pk")
    zone = zone_of(coach)
    lines = [_line(row, zone) for row in ahead.filter(state__in=(State.PENDING, State.BOOKED, State.WAITING))]
    return Desk(
        asking=tuple(line for line in lines if line.asks),
        coming=tuple(line for line in lines if line.state == State.BOOKED),
        waiting=tuple(line for line in lines if line.state == State.WAITING),
        past=tuple(_line(row, zone) for row in behind[:PAST_SHOWN]),
        address=reverse("work-with-me", args=[coach.slug]) if coach.slug and coach.listed_at else "",
    )


def _line(row: Booking, zone: ZoneInfo) -> Line:
    when, asks = said.when(row.meeting.starts_at, zone), row.waits_for_coach or row.asks_to_move
    if row.wanted is not None:
        when = f"{when}; asks for {said.when(row.wanted.starts_at, zone)}"
    return Line(row.pk, row.name, row.meeting.offer.title, when, row.state, asks)


@dataclass(frozen=True)
class Call:
    """One booking, for its coach."""

    booking: Booking
    offer: Offer
    when: str
    other: str  # the time they would rather have
    their_clock: str
    answers: tuple[tuple[str, str], ...]
    begun: bool
    is_runner: bool
    loan: OpenLoan | None


def call_of(coach: CoachProfile, pk: int, *, now: datetime) -> Call:
    """A coach sees who has confirmed that they are themselves; before that there is nobody to see."""
    rows = Booking.objects.of_coach(coach).filter(confirmed_at__isnull=False)
    booking = get_object_or_404(rows.select_related("meeting__offer__coach__person", "person", "wanted"), pk=pk)
    offer, start = booking.meeting.offer, booking.meeting.starts_at
    zone = said.zone_named(booking.time_zone)
    guest = Q(runner=booking.person) if booking.person else Q(runner__email__iexact=booking.email)
    return Call(
        booking=booking,
        offer=offer,
        when=said.when(start, zone_of(coach)),
        other=said.when(booking.wanted.starts_at, zone_of(coach)) if booking.wanted else "",
        their_clock=f"{said.clock(start, zone)} in {said.place(zone)}",
        answers=answers_of(booking),
        begun=start <= now,
        is_runner=Coachship.objects.of_coach(coach.person).filter(guest).exists(),
        loan=open_loan(booking, now=now),
    )


@dataclass(frozen=True)
class DateLine:
    """A date of a group call, for its coach."""

    pk: int
    when: str
    taken: int
    waiting: int


def dates_of(offer: Offer, *, now: datetime) -> tuple[DateLine, ...]:
    queued = Count("booking", filter=Q(booking__state=State.WAITING, booking__confirmed_at__isnull=False))
    dates = Meeting.objects.live().filter(offer=offer, fixed=True).coming(now).annotate(taken=TAKEN, queued=queued)
    zone = zone_of(offer.coach)
    rows = dates.values_list("pk", "starts_at", "taken", "queued")
    return tuple(DateLine(pk, said.when(start, zone), taken, waiting) for pk, start, taken, waiting in rows)


def own_offer(coach: CoachProfile, pk: int) -> Offer:
    return get_object_or_404(Offer.objects.of(coach).select_related("coach__person"), pk=pk)


def own_date(coach: CoachProfile, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.of(coach).live().filter(fixed=True), pk=pk)


def welcome_of(coach: CoachProfile) -> Welcome:
    return Welcome.objects.filter(pk=coach.pk).first() or Welcome(coach=coach)
