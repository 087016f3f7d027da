"""What a coach and one of their own runners have on their calendars, and what the coach keeps free for them."""

from datetime import datetime

from coaching.consultations.models import Booking, State
from coaching.consultations.queries import Kept, kept_for
from runners.models import Coachship

HAPPENS = (State.BOOKED, State.DONE)


def calls_with(tie: Coachship) -> list[datetime]:
    """Booked under the runner's own account; both know of them."""
    found = Booking.objects.filter(coach__person=tie.coach_id, person=tie.runner_id, state__in=HAPPENS)
    return list(found.order_by("meeting__starts_at").values_list("meeting__starts_at", flat=True))


def kept_by(tie: Coachship, *, now: datetime) -> tuple[Kept, ...]:
    """What this runner could book with this coach right now, in the runner's own zone."""
    return kept_for(tie.runner, now=now, coach=tie.coach)
