"""A guest's lines to the coach, when nothing can be changed alone. They stand on the coach's page of the call."""

from datetime import datetime

from coaching.consultations import actions, posting
from coaching.consultations.models import Booking, State
from coaching.consultations.problems import Kind, Refused

NOTE_LENGTH = 8_000  # of all lines together: the latest are kept


def write_line(found: Booking, *, text: str, now: datetime) -> None:
    """Below the lines before. The same one sent twice is sent once. Raises Refused."""
    with actions.one_at_a_time(found.coach_id, now=now):
        booking = actions.locked(found)
        if booking.state not in (State.BOOKED, State.PENDING):
            raise Refused(Kind.OVER)
        if booking.confirmed_at is None:  # anybody can type an address
            raise Refused(Kind.UNCONFIRMED)
        if f"\n\n{booking.note}".endswith(f"\n\n{text}"):
            return
        booking.note = f"{booking.note}\n\n{text}".strip()[-NOTE_LENGTH:]
        booking.save()
        posting.tell_line(booking, now=now)
