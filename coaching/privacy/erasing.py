"""The end of an account: everything of somebody's goes, from every table and from the disk."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from coaching import backups
from coaching.articles.models import Comment
from coaching.consultations import actions, posting
from coaching.consultations.models import Booking, Meeting, State
from runners import files, own_data, pieces
from runners.models import Arrival, Export, Helpline, Import, Invite, Outbox, User
from runners.owned import addresses_of, whose

CALLED_OFF_BEFORE = timedelta(days=1)
HEARD_WITHIN = timedelta(hours=1)
NEWS = ("booking-cancelled", "booking-news")
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
        if due is None or _somebody_is_to_hear(pk, now=now):
            return False
        erase(due, now=now, erased=erased)
    return True


def _somebody_is_to_hear(pk: int, *, now: datetime) -> bool:
    """A letter about a call goes before the call does. A mail server that is down holds nothing up for long."""
    lately = Booking.objects.filter(state=State.CANCELLED, decided_at__gt=now - HEARD_WITHIN)
    theirs = lately.filter(whose(pk) | Q(coach=pk)).values("pk")
    return Outbox.objects.waiting().filter(kind__in=NEWS, subject_id__in=theirs).exists()


def call_off_calls(*, now: datetime) -> int:
    """Calls that begin when one of their two will be gone, while the other can still be told. Returns how many.

    Those before that day take place. A call that cannot be called off now holds up no other.
    """
    done = 0
    for booking, by in _never_to_be(now):
        try:
            done += _called_off(booking, by=by, now=now)
        except Exception as error:  # it is tried again with the next round
            log.error("a call could not be called off: %s", type(error).__name__)
    return done


def _never_to_be(now: datetime) -> Iterator[tuple[Booking, Booking.By]]:
    soon = User.objects.filter(leaving_at__lte=now + CALLED_OFF_BEFORE)
    for pk, on in soon.order_by("pk").values_list("pk", "leaving_at"):
        after = Booking.objects.filter(meeting__starts_at__gt=now, meeting__starts_at__gte=on).order_by("pk")
        theirs, with_them = after.live().filter(whose(pk)), after.hoping().filter(coach=pk)
        yield from ((booking, Booking.By.GUEST) for booking in theirs)
        yield from ((booking, Booking.By.COACH) for booking in with_them)


def _called_off(found: Booking, *, by: Booking.By, now: datetime) -> bool:
    with actions.one_at_a_time(found.coach_id, now=now):
        booking = actions.locked(found)
        if not booking.may_go(State.CANCELLED):
            return False
        was_known = booking.state == State.BOOKED or booking.waits_for_coach
        actions.end(booking, State.CANCELLED, by=by, now=now)
        if by == Booking.By.COACH and booking.email:
            posting.to_guest(booking, "booking-cancelled", now=now)
        elif by == Booking.By.GUEST and was_known:
            posting.to_coach(booking, "booking-news", now=now)
    return True


def erase(person: User, *, now: datetime, erased: Path) -> None:
    """All of it or nothing, and said where no restore can forget it.

    The line is written last, when nothing is left that could refuse. Killed right after it, the person is still there:
    nobody whose time is over can stay, so they are erased again, and have their line already.
    """
    line = backups.line_about(person, now=now)
    with transaction.atomic():
        delete(person)
        backups.remember(line, erased=erased)


def delete(person: User) -> None:
    """From the database all that is theirs, also rows with nothing but an address of theirs; then from the disk."""
    tokens = _tokens_of(person)
    with transaction.atomic():
        own_data.end_sessions(person)
        _free_meetings(person)
        Comment.objects.filter(whose(person.pk)).delete()
        Booking.objects.filter(whose(person.pk)).delete()
        for address in addresses_of(person.pk):
            Invite.objects.filter(email__iexact=address).delete()
        _forget_who_checked(person)
        person.delete()
        transaction.on_commit(partial(_remove_files, tokens))


def _forget_who_checked(person: User) -> None:
    """The number stays checked on that day. Before it was their own number, it was an address."""
    keeper = Q(checked_by=str(person))
    for address in sorted(addresses_of(person.pk)):
        keeper |= Q(checked_by__iexact=address[:80])
    Helpline.objects.filter(keeper).update(checked_by="")


def _tokens_of(person: User) -> list[UUID]:
    return [
        *Export.objects.of(person).values_list("token", flat=True),
        *Arrival.objects.of(person).values_list("token", flat=True),
        *Import.objects.of(person).values_list("token", flat=True),
    ]


def _remove_files(tokens: list[UUID]) -> None:
    for token in tokens:
        pieces.remove(token)
        files.remove(token)


def _free_meetings(person: User) -> None:
    """A call nobody else has booked no longer takes its coach's time."""
    theirs = Booking.objects.filter(whose(person.pk)).values("pk")
    others = Booking.objects.filter(meeting=OuterRef("pk")).exclude(pk__in=theirs)
    meetings = Meeting.objects.filter(pk__in=Booking.objects.filter(pk__in=theirs).values("meeting"), fixed=False)
    meetings.filter(~Exists(others)).delete()
