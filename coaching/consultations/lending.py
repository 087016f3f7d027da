"""The thirty days before a call, lent to its coach once it is booked. It ends by itself when the call is over.

Only what was named is seen, never a note; and the runner reads who looked, as with any coach of theirs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.consultations.models import LIVE, Booking, Loan, State
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


def open_loan(booking: Booking, *, now: datetime) -> Loan | None:
    """What the coach may look at: nothing before it is booked, nothing when it is over."""
    return lent_for(booking, now=now) if booking.state == State.BOOKED else None


def lent_for(booking: Booking, *, now: datetime) -> Loan | None:
    """None once the call is over, called off or taken back, and before its guest has confirmed it."""
    if booking.state not in LIVE or booking.confirmed_at is None or now >= booking.meeting.ends_at:
        return None
    theirs = Loan.objects.filter(booking__person__is_active=True, booking__person__leaving_at=None)
    return theirs.filter(booking=booking, ended_at=None).first()


def fields_of(loan: Loan) -> tuple[str, ...]:
    return tuple(words for name, words in FIELDS.items() if getattr(loan, name))


def look(coach: User, *, loan: Loan, now: datetime) -> Lent:
    """Looking is written down for the runner."""
    runner = loan.booking.person
    assert runner is not None  # only somebody signed in lends
    AccessLog.objects.record(actor=coach, subject=runner, what=AccessLog.What.PAGE, now=now)
    # A tie that is never saved: the door to the diary opens by what a tie shares, and by nothing else.
    tie = Coachship(
        coach=coach, runner=runner, started_at=now, **{f"shares_{name}": getattr(loan, name) for name in FIELDS}
    )
    since = runner.day(loan.booking.meeting.starts_at) - timedelta(days=DAYS)
    return Lent(loan.booking.name, fields_of(loan), tuple(outings(tie, since=since, limit=MOST)))
