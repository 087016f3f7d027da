"""The end of an account: everything of somebody's goes, from every table and from the disk."""

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from coaching import backups
from coaching.articles.models import Comment
from coaching.consultations import actions, posting
from coaching.consultations.models import Booking, Meeting, State
from runners import files, own_data, pieces
from runners.models import Arrival, Export, Invite, User

log = logging.getLogger(__name__)


def erase_due(*, now: datetime, erased: Path | None = None) -> int:
    """Everybody whose seven days are over; returns how many. One who cannot be erased now holds up nobody else."""
    gone = 0
    for pk in User.objects.filter(leaving_at__lte=now).values_list("pk", flat=True):
        try:
            gone += _erase_if_still_due(pk, now=now, erased=erased or settings.ERASED)
        except Exception as error:  # it is tried again with the next round
            log.error("an account could not be erased: %s", type(error).__name__)
    return gone


def _erase_if_still_due(pk: int, *, now: datetime, erased: Path) -> bool:
    """Two workers at once, or somebody who thinks again at this moment, find the row locked or changed."""
    with transaction.atomic():
        due = User.objects.filter(pk=pk, leaving_at__lte=now).select_for_update(skip_locked=True).first()
        if due is None:
            return False
        erase(due, now=now, erased=erased)
    return True


def call_off_calls(*, now: datetime) -> int:
    """Calls of those who are leaving, while the other side can still be told. Returns how many."""
    coming = Booking.objects.live().filter(meeting__starts_at__gt=now)
    theirs = [(booking, Booking.By.GUEST) for booking in coming.filter(person__leaving_at__isnull=False)]
    theirs += [(booking, Booking.By.COACH) for booking in coming.filter(coach__person__leaving_at__isnull=False)]
    return sum(_called_off(booking, by=by, now=now) for booking, by in theirs)


def _called_off(found: Booking, *, by: Booking.By, now: datetime) -> bool:
    with actions.one_at_a_time(found.coach_id, now=now):
        booking = actions.locked(found)
        if not booking.may_go(State.CANCELLED):
            return False
        actions.end(booking, State.CANCELLED, by=by, now=now)
        if by == Booking.By.COACH and booking.email:
            posting.to_guest(booking, "booking-cancelled", now=now)
        elif by == Booking.By.GUEST:
            posting.to_coach(booking, "booking-news", now=now)
    return True


def erase(person: User, *, now: datetime, erased: Path) -> None:
    """Also what does not hang on the account: rows with nothing but the address, sessions, copies on the disk."""
    tokens = [*Export.objects.of(person).values_list("token", flat=True)]
    tokens += Arrival.objects.of(person).values_list("token", flat=True)
    email = person.email
    own_data.end_sessions(person)
    _free_meetings(person)
    backups.erase(person, erased=erased, now=now)
    Comment.objects.from_address(email).delete()  # written without signing in
    Booking.objects.of_address(email).delete()
    Invite.objects.filter(email__iexact=email).delete()
    for token in tokens:
        pieces.remove(token)
        files.remove(token)


def _free_meetings(person: User) -> None:
    """A call nobody else has booked no longer takes its coach's time."""
    theirs = Booking.objects.filter(person=person) | Booking.objects.of_address(person.email)
    others = Booking.objects.filter(meeting=OuterRef("pk")).exclude(pk__in=theirs.values("pk"))
    meetings = Meeting.objects.filter(pk__in=theirs.values("meeting"), fixed=False)
    meetings.filter(~Exists(others)).delete()
