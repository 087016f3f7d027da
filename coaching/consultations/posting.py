"""Letters of a booking, put into the outbox in the transaction that changes it."""

from datetime import datetime, timedelta

from coaching.consultations.models import Booking
from runners import mail
from runners.models import Outbox

REMINDER = "booking-reminder"
CONFIRM = "booking-confirm"
LETTERS_AN_HOUR = 5  # to one address that nobody has confirmed


def to_guest(booking: Booking, kind: str, *, now: datetime) -> None:
    _post(booking, kind, "guest", now=now)


def to_coach(booking: Booking, kind: str, *, now: datetime) -> None:
    _post(booking, kind, "coach", now=now)


def _post(booking: Booking, kind: str, to: str, *, now: datetime) -> None:
    """One letter of a kind for each turn of the booking. A guest's address is read from the row when it is sent."""
    recipient = booking.meeting.offer.coach.person if to == "coach" else None
    key = f"{kind}:{to}:{booking.pk}:{booking.turn}"
    mail.post(kind=kind, subject_id=booking.pk, recipient=recipient, dedup_key=key, due_at=now)


def has_had_enough(email: str, *, now: datetime) -> bool:
    """Of letters that anybody can have us send to an address they only typed."""
    theirs = Booking.objects.of_address(email).values("pk")
    sent = Outbox.objects.filter(kind=CONFIRM, due_at__gt=now - timedelta(hours=1), subject_id__in=theirs)
    return sent.count() >= LETTERS_AN_HOUR


def tell_line(booking: Booking, *, now: datetime) -> None:
    """A letter for each line a guest writes: writing one turns no link."""
    coach, key = booking.meeting.offer.coach.person, f"booking-note:coach:{booking.pk}:{now.timestamp():.6f}"
    mail.post(kind="booking-note", subject_id=booking.pk, recipient=coach, dedup_key=key, due_at=now)


def send_newest(booking: Booking, *, now: datetime) -> None:
    """Asked for again within the hour, it is the same letter."""
    key = f"booking-newest:{booking.pk}:{booking.turn}:{now:%Y%m%d%H}"
    mail.post(kind="booking-newest", subject_id=booking.pk, recipient=None, dedup_key=key, due_at=now)


def remind(booking: Booking, *, now: datetime) -> None:
    """In place of the ones before: a reminder moves with its call. What would be due already is left out."""
    forget_reminders(booking)
    for hours in booking.reminders:
        due = booking.meeting.starts_at - timedelta(hours=hours)
        if due > now:
            key = f"{REMINDER}:{booking.pk}:{booking.turn}:{hours}:{now.timestamp():.6f}"
            mail.post(kind=REMINDER, subject_id=booking.pk, recipient=None, dedup_key=key, due_at=due)


def forget_reminders(booking: Booking) -> None:
    waiting = Outbox.objects.waiting().filter(kind=REMINDER, subject_id=booking.pk)
    waiting.update(status=Outbox.Status.CANCELLED)
