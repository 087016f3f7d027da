"""Taking a copy of everything of one's own, bringing one back, leaving and thinking again. The worker does the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from runners import mail
from runners.files import Incoming
from runners.models import Arrival, Coachship, Export, User
from runners.models.own import GRACE

COPIES_A_DAY = 3
SHOWN = 10


class CannotNow(Exception):
    """The sentence is for whoever asked."""


ENOUGH = "You have taken three copies since yesterday. Take the next one tomorrow."
BUSY = "A copy is being brought in already. Wait until it is here."


@transaction.atomic
def ask_for_copy(runner: User, *, now: datetime) -> Export:
    """One at a time; asked for twice, it is the one that is being written. Raises CannotNow."""
    _alone(runner)
    mine = Export.objects.of(runner)
    waiting = mine.waiting().first()
    if waiting is not None:
        return waiting
    if mine.filter(asked_at__gt=now - timedelta(days=1)).count() >= COPIES_A_DAY:
        raise CannotNow(ENOUGH)
    return Export.objects.create(runner=runner, asked_at=now)


@transaction.atomic
def bring(runner: User, *, incoming: Incoming, now: datetime) -> Arrival:
    """A copy that was sent waits for the worker. Raises CannotNow; the file is ours from here on, kept or gone."""
    _alone(runner)
    if Arrival.objects.of(runner).waiting().exists():
        incoming.drop()
        raise CannotNow(BUSY)
    row = Arrival(runner=runner, asked_at=now, size=incoming.size)
    incoming.keep_as(row.token)
    row.save()
    return row


def _alone(runner: User) -> User:
    """Two taps at once are one after the other."""
    return User.objects.select_for_update(no_key=True).get(pk=runner.pk)


@transaction.atomic
def leave(person: User, *, now: datetime) -> datetime:
    """From this moment no coach sees them; in seven days everything goes. Returns when."""
    locked = _alone(person)
    if locked.leaving_at is None:
        locked.leaving_at = now + GRACE
        locked.save(update_fields=["leaving_at"])
        key = f"leaving-{person.pk}-{now.timestamp():.0f}"
        mail.post(kind="leaving", subject_id=person.pk, recipient=locked, dedup_key=key, due_at=now)
    end_sessions(person)
    person.leaving_at = locked.leaving_at
    return locked.leaving_at


def end_sessions(person: User) -> None:
    """Signed out everywhere, at once."""
    mine = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=mine.values("session_key")).delete()
    mine.delete()


def stay(person: User, *, now: datetime) -> bool:
    """Coaches see them again, too. False when it is too late, even if erasing failed so far, or was never asked for."""
    kept = User.objects.filter(pk=person.pk, leaving_at__gt=now).update(leaving_at=None)
    return bool(kept)


@dataclass(frozen=True)
class OwnData:
    """The page about one's own data."""

    exports: list[Export]
    arrivals: list[Arrival]
    may_ask: bool

    @property
    def arriving(self) -> bool:
        return any(row.state in Arrival.UNFINISHED for row in self.arrivals)

    @property
    def busy(self) -> bool:
        return self.arriving or not self.may_ask


def page(runner: User) -> OwnData:
    exports = list(Export.objects.of(runner)[:SHOWN])
    return OwnData(
        exports=exports,
        arrivals=list(Arrival.objects.of(runner)[:SHOWN]),
        may_ask=not any(row.state in Export.UNFINISHED for row in exports),
    )


def ready_copies(runner: User, *, now: datetime) -> QuerySet[Export]:
    return Export.objects.of(runner).ready(now)


def note_fetched(made: Export, *, now: datetime) -> None:
    made.fetched_at = now
    made.save(update_fields=["fetched_at"])


def runners_of(coach: User) -> int:
    """How many would lose them as a coach."""
    return Coachship.objects.of_coach(coach).count()
