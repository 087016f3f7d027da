"""What happened on somebody's days, and what runs gave them, as far as the reader may see it."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from journal.charts import Event
from journal.words import Need
from runners.models import Coachship

# One look: races with the training's switch, and the entries whose note was shared one by one.
_HAPPENED = """
SELECT local_day, 'race', 'Race' FROM runners_run
WHERE runner_id = %(runner)s AND kind = 'race' AND deleted_at IS NULL AND %(training)s
UNION SELECT local_day, 'note', 'A note they shared' FROM journal_checkin
WHERE runner_id = %(runner)s AND note_shared AND deleted_at IS NULL
UNION SELECT local_day, 'note', 'A note they shared' FROM journal_reflection
WHERE runner_id = %(runner)s AND note_shared AND deleted_at IS NULL
ORDER BY 1, 2
"""


def happened(tie: Coachship) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(_HAPPENED, {"runner": tie.runner_id, "training": tie.shares.training})
        return [Event(day, kind, label) for day, kind, label in cursor.fetchall()]


@dataclass(frozen=True)
class NeedMet:
    """How often somebody came for a need, and how far runs gave it, 0 to 10; None where nothing was answered."""

    need: Need
    came: int
    answered: int
    met: float | None


_NEEDS_MET = """
SELECT need, count(*), count(met.need_met), avg(met.need_met)::float8
FROM journal_checkin c CROSS JOIN LATERAL unnest(c.needs) AS need
LEFT JOIN LATERAL (
    SELECT r.need_met FROM journal_reflection r
    WHERE r.runner_id = c.runner_id AND r.deleted_at IS NULL AND (r.check_in_id = c.id OR r.run_id = c.run_id)
    ORDER BY r.check_in_id = c.id DESC NULLS LAST, r.made_at DESC LIMIT 1
) met ON true
WHERE c.runner_id = %s AND c.deleted_at IS NULL AND c.local_day >= %s
GROUP BY need ORDER BY 2 DESC, 1
"""


def needs_met(tie: Coachship, *, since: date) -> list[NeedMet]:
    """Needs come with the emotional switch, what runs gave with the reflections': it takes both."""
    if not (tie.shares.emotional and tie.shares.reflections):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEEDS_MET, [tie.runner_id, since])
        return [NeedMet(Need(need), came, answered, met) for need, came, answered, met in cursor.fetchall()]
