"""What time does to bookings by itself: holds run out, calls take place, old ones are forgotten."""

from datetime import datetime, timedelta

from coaching.consultations import actions
from coaching.consultations.models import Booking, Meeting, State
from coaching.consultations.problems import Refused

TRACES_KEPT = timedelta(days=7)  # of what never became a booking
CALLS_KEPT = timedelta(days=730)


def clear(*, now: datetime) -> int:
    """Those whose coach is busy this very moment wait for the next time."""
    ended = 0
    for coach_id in _coaches(now):
        try:
            with actions.one_at_a_time(coach_id, now=now):
                ended += _took_place(coach_id, now=now)
        except Refused:
            continue
    forget(now=now)
    return ended


def _coaches(now: datetime) -> list[int]:
    out = set(Booking.objects.run_out(now).values_list("coach_id", flat=True))
    out |= set(Booking.objects.unanswered_moves(now).values_list("coach_id", flat=True))
    out |= set(Booking.objects.filter(state=State.BOOKED, meeting__ends_at__lte=now).values_list("coach_id", flat=True))
    return sorted(out)


def _took_place(coach_id: int, *, now: datetime) -> int:
    """Unless the coach says otherwise."""
    over = Booking.objects.filter(coach=coach_id, state=State.BOOKED, meeting__ends_at__lte=now)
    return over.update(state=State.DONE)


def forget(*, now: datetime) -> None:
    never = Booking.objects.filter(state__in=(State.LAPSED, State.WAITING, State.CANCELLED), confirmed_at=None)
    never.filter(made_at__lt=now - TRACES_KEPT).delete()
    Booking.objects.filter(meeting__ends_at__lt=now - CALLS_KEPT).delete()
    empty = Meeting.objects.filter(live=False, booking=None, made_at__lt=now - TRACES_KEPT)
    empty.delete()
