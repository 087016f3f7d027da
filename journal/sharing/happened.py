"""What happened on somebody's days, and what runs gave them, as far as the reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from journal.charts import Event
from journal.queries.insights.told import LATE
from journal.words import Need

# Whether a note is this coach's to read: what was shared before the tie began was meant for somebody else.
GIVEN = "note_shared AND coalesce(note_shared_at, entered_at) >= %(began)s"
# Races with the training's switch, and the entries whose note was shared one by one.
HAPPENED = f"""
SELECT local_day AS day, 'race' AS kind, 'Race' AS label FROM runners_run
WHERE runner_id = %(runner)s AND kind = 'race' AND deleted_at IS NULL AND %(training)s
UNION SELECT local_day, 'note', 'A note they shared' FROM journal_checkin
WHERE runner_id = %(runner)s AND {GIVEN} AND deleted_at IS NULL
UNION SELECT local_day, 'note', 'A note they shared' FROM journal_reflection
WHERE runner_id = %(runner)s AND {GIVEN} AND deleted_at IS NULL
ORDER BY 1, 2
"""  # noqa: S608


def events_of(rows: Iterable[dict[str, str]]) -> list[Event]:
    return [Event(date.fromisoformat(row["day"]), row["kind"], row["label"]) for row in rows]


@dataclass(frozen=True)
class NeedMet:
    """How often somebody came for a need, and how far runs gave it, 0 to 10; None where nothing was answered."""

    need: Need
    came: int
    answered: int
    met: float | None


# Needs come with the emotional switch, what runs gave with the reflections': it takes both. Said in time, and of no run
# that was deleted since, as in `told.in_time`.
NEEDS_MET = f"""
SELECT need, count(*) AS came, count(met.need_met) AS answered, avg(met.need_met)::float8 AS met
FROM journal_checkin c CROSS JOIN LATERAL unnest(c.needs) AS need
LEFT JOIN LATERAL (
    SELECT r.need_met FROM journal_reflection r LEFT JOIN runners_run ran ON ran.id = r.run_id
    WHERE r.runner_id = c.runner_id AND r.deleted_at IS NULL AND (r.check_in_id = c.id OR r.run_id = c.run_id)
        AND r.days_late <= {LATE} AND ran.deleted_at IS NULL
    ORDER BY r.check_in_id = c.id DESC NULLS LAST, r.made_at DESC LIMIT 1
) met ON true
WHERE c.runner_id = %(runner)s AND c.deleted_at IS NULL AND c.local_day >= %(since)s AND c.days_late <= {LATE}
    AND %(emotional)s AND %(reflections)s
GROUP BY need ORDER BY 2 DESC, 1
"""  # noqa: S608


def needs_of(rows: Iterable[dict[str, Any]]) -> list[NeedMet]:
    return [NeedMet(**{**row, "need": Need(row["need"])}) for row in rows]
