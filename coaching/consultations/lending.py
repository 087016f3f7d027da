"""The thirty days before a call, lent to its coach once it is booked. It ends by itself when the call is over.

Only what was named is seen, never a note; and the runner reads who looked, as with any coach of theirs. Leaving the
coach ends it too, and a switch that is turned off takes its part along.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.consultations import said
from coaching.consultations.models import Booking, Loan, State
from journal.sharing import Outing, outings
from runners.models import AccessLog, Coachship, User

DAYS = 30
MOST = 90
FIELDS = {
    "training": "Runs, and how hard they were",
    "emotional": "What you needed, and how you felt",
    "reflections": "What you got out of them",
}


@dataclass(frozen=True)
class OpenLoan:
    """What may be looked at now: names of `FIELDS`, never none."""

    booking: Booking
    names: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(FIELDS[name] for name in self.names)


@dataclass(frozen=True)
class Lending:
    """One loan as its runner sees it among the things they share."""

    token: str
    coach: str
    title: str
    when: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Lent:
    """What the coach sees, as long as the loan is open."""

    name: str
    fields: tuple[str, ...]
    days: tuple[Outing, ...]


def lend(booking: Booking, fields: Collection[str], *, now: datetime) -> None:
    if fields:
        chosen = {name: name in fields for name in FIELDS}
        Loan.objects.update_or_create(booking=booking, defaults={**chosen, "lent_at": now, "ended_at": None})


def take_back(booking: Booking, *, now: datetime) -> None:
    Loan.objects.filter(booking=booking, ended_at=None).update(ended_at=now)


def open_loan(booking: Booking, *, now: datetime) -> OpenLoan | None:
    """What the coach may look at: nothing before it is booked, nothing when it is over."""
    return lent_for(booking, now=now) if booking.state == State.BOOKED else None


def lent_for(booking: Booking, *, now: datetime) -> OpenLoan | None:
    """None once the call is over, called off or taken back, and before its guest has confirmed it."""
    loan = Loan.objects.open(now).filter(booking=booking).first()
    return _opened(booking, loan) if loan else None


def _opened(booking: Booking, loan: Loan) -> OpenLoan | None:
    off = loan.switched_off  # type: ignore[attr-defined]
    names = tuple(name for name in FIELDS if getattr(loan, name) and name not in off)
    return OpenLoan(booking, names) if names else None


def lent_by(runner: User, *, now: datetime) -> tuple[Lending, ...]:
    """Everything this runner lends at the moment, the next call first."""
    rows = Loan.objects.open(now).filter(booking__person=runner).order_by("booking__meeting__starts_at", "pk")
    loans = rows.select_related("booking__meeting__offer__coach__person", "booking__person")
    return tuple(_lending(found, runner) for loan in loans if (found := _opened(loan.booking, loan)))


def _lending(loan: OpenLoan, runner: User) -> Lending:
    meeting, zone = loan.booking.meeting, said.zone_named(runner.time_zone)
    coach, when = meeting.offer.coach.person.first_name, said.when(meeting.starts_at, zone)
    return Lending(loan.booking.token, coach, meeting.offer.title, when, loan.fields)


def look(coach: User, *, loan: OpenLoan, now: datetime) -> Lent:
    """Looking is written down for the runner."""
    runner = loan.booking.person
    assert runner is not None  # only somebody signed in lends
    AccessLog.objects.record(actor=coach, subject=runner, what=AccessLog.What.PAGE, now=now)
    # A tie that is never saved: the door to the diary opens by what a tie shares, and by nothing else.
    shares = {f"shares_{name}": True for name in loan.names}
    tie = Coachship(coach=coach, runner=runner, started_at=now, **shares)
    since = runner.day(loan.booking.meeting.starts_at) - timedelta(days=DAYS)
    return Lent(loan.booking.name, loan.fields, tuple(outings(tie, since=since, limit=MOST)))
