"""What somebody may have agreed to tell a coach of: how often it came lately, for the agreement alone.

The runner wrote the agreement in calm times; the switches of a tie do not matter here, and nothing but numbers and
moments leaves.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

from runners.support import LOWEST


class Sign(models.TextChoices):
    LOW = "low", "I log three very low feelings within seven days"
    HEAVY = "heavy", "I log a stress of 9 or 10 on three of seven days"
    RAN_ME = "ran_me", "I say three times in four weeks that the run ran me"


TIMES = 3
HEAVY_FROM = 9
WITHIN: dict[Sign, timedelta] = {
    Sign.LOW: timedelta(days=7),
    Sign.HEAVY: timedelta(days=7),
    Sign.RAN_ME: timedelta(days=28),
}

_LOW = """
SELECT runner_id, made_at AS at FROM journal_checkin WHERE valence <= %(lowest)s AND deleted_at IS NULL
UNION ALL SELECT runner_id, made_at FROM journal_reflection WHERE valence <= %(lowest)s AND deleted_at IS NULL
"""
_HEAVY = """
SELECT runner_id, max(made_at) AS at FROM journal_dailycheck
WHERE stress >= %(heavy)s AND deleted_at IS NULL GROUP BY runner_id, local_day
"""
_RAN_ME = "SELECT runner_id, ran_me_at AS at FROM journal_checkin WHERE ran_me = 'yes' AND deleted_at IS NULL"
_MOMENTS = {Sign.LOW: _LOW, Sign.HEAVY: _HEAVY, Sign.RAN_ME: _RAN_ME}
_ASKED = "SELECT runner_id, at FROM ({}) e WHERE runner_id = ANY(%(runners)s) AND at > %(since)s AND at <= %(now)s"


def signs_of(sign: Sign, runner_ids: Sequence[int], *, now: datetime) -> dict[int, list[datetime]]:
    """When it came within its days, for each of these runners for whom it did. One query, however many."""
    found: dict[int, list[datetime]] = {}
    asked: dict[str, Any] = {"runners": list(runner_ids), "since": now - WITHIN[sign], "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_ASKED.format(_MOMENTS[sign]), asked | {"lowest": LOWEST, "heavy": HEAVY_FROM})
        for runner_id, at in cursor.fetchall():
            found.setdefault(runner_id, []).append(at)
    return found
