"""What a coach and one of their own runners have on their calendars, and what the coach keeps free for them."""

from datetime import datetime

from django.db import connection

from coaching.consultations.models import State
from coaching.consultations.queries import Kept, kept_for
from runners.models import Coachship

HAPPENS = [State.BOOKED.value, State.DONE.value]
_CALLS = """
SELECT m.starts_at FROM consultations_booking b JOIN consultations_meeting m ON m.id = b.meeting_id
WHERE b.coach_id = %(coach)s AND b.person_id = %(runner)s AND b.state = ANY(%(happens)s) ORDER BY m.starts_at
"""


def calls_with(tie: Coachship) -> list[datetime]:
    """Booked under the runner's own account; both know of them."""
    with connection.cursor() as cursor:
        cursor.execute(_CALLS, {"coach": tie.coach_id, "runner": tie.runner_id, "happens": HAPPENS})
        return [at for (at,) in cursor.fetchall()]


def kept_by(tie: Coachship, *, now: datetime) -> tuple[Kept, ...]:
    """What this runner could book with this coach right now, in the runner's own zone."""
    return kept_for(tie.runner, now=now, coach=tie.coach)
