"""The short ways to a coach's live alerts, written out for the pages that are opened most."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from coaching.alerts.models import IN_PASSING, LIVE, NEEDS, Alert, Answer, Kind, Preset, State, shared_for
from coaching.conversations.queries import UNREAD_AS_COACH
from runners.models import Coachship, User

_LIVE_STATES = [state.value for state in LIVE]
_BY_URGENCY = [kind.value for kind in Kind if kind not in IN_PASSING]
_SHARED = " OR ".join(
    f"a.kind = '{kind.value}' AND " + " AND ".join(f"t.shares_{switch}" for switch in switches)
    for kind, switches in NEEDS.items()
)
_HEARD = f"""(a.level = {Preset.CALM.value} OR EXISTS (
    SELECT FROM alerts_delivery d WHERE d.alert_id = a.id AND d.recipient_id = %(coach)s
))"""
# `AlertSet.for_coach(...).live(...)`, written out for the pages a coach looks at most; without what asks for nobody.
_OF_COACH = f"""
FROM alerts_alert a
JOIN runners_coachship t ON t.runner_id = a.runner_id
JOIN runners_user u ON u.id = t.runner_id
WHERE t.coach_id = %(coach)s AND t.ended_at IS NULL AND ({_SHARED}) AND u.is_active AND u.leaving_at IS NULL
    AND a.kind = ANY(%(kinds)s) AND {_HEARD}
"""
_FOR_COACH = f"""
{_OF_COACH} AND a.state = ANY(%(live)s) AND (a.snoozed_until IS NULL OR a.snoozed_until <= %(now)s)
"""
_LIVE = f"""
SELECT DISTINCT ON (a.runner_id) a.* {_FOR_COACH}
ORDER BY a.runner_id, array_position(%(kinds)s, a.kind::text), a.raised_at DESC
"""
_WAITING = f"SELECT count(DISTINCT a.runner_id) {_FOR_COACH}"
_MENU = f"SELECT ({_WAITING}), ({UNREAD_AS_COACH})"
# Whoever asked for a talk and was acknowledged: seen, and nobody has said yet that they talked.
_TO_TALK = f"""
SELECT array_agg(DISTINCT a.runner_id)
{_OF_COACH} AND a.state = '{State.ACKNOWLEDGED.value}' AND a.answer = '{Answer.TALK.value}'
"""
# One row at least, so that what is beside the alerts is there where no alert is.
_LIVE_AND_BESIDE = f"""
SELECT a.*, n.unread, n.to_talk FROM (SELECT ({UNREAD_AS_COACH}), ({_TO_TALK})) n (unread, to_talk)
LEFT JOIN ({_LIVE}) a ON true
"""  # noqa: S608


def _asked(coach: User, now: datetime) -> dict[str, Any]:
    return {"coach": coach.pk, "live": _LIVE_STATES, "now": now, "kinds": _BY_URGENCY}


@dataclass(frozen=True)
class Live:
    """The most urgent live alert of each runner, of those a coach has heard of and may see; how many messages they
    have not read, which the menu beside them says; and who asked for a talk that was seen, and waits for it."""

    alerts: list[Alert]
    unread: int
    to_talk: frozenset[int]


def live_alerts(coach: User, *, now: datetime) -> Live:
    rows: list[Any] = list(Alert.objects.raw(_LIVE_AND_BESIDE, _asked(coach, now)))
    return Live([row for row in rows if row.pk is not None], rows[0].unread, frozenset(rows[0].to_talk or ()))


def menu(coach: User, *, now: datetime) -> dict[str, int]:
    """What the menu of this coach counts, runners with a live alert among it, by its names in a page's context."""
    with connection.cursor() as cursor:
        cursor.execute(_MENU, _asked(coach, now))
        open_alerts, unread = cursor.fetchone()
    return {"open_alerts": open_alerts, "unread_as_coach": unread}


_ABOUT = f"""
SELECT id, runner_id, kind, level, figures, local_day, episode_on, reading, score, state, snoozed_until, raised_at,
    answer, answered_at
FROM alerts_alert a WHERE runner_id = %(runner)s AND kind = ANY(%(kinds)s) AND {_HEARD} ORDER BY raised_at DESC
"""  # noqa: S608


def alerts_about(tie: Coachship) -> list[Alert]:
    """What the coach of this tie may see of the runner's alerts, newest first; why they were raised is left out."""
    kinds = [kind.value for kind in Kind if shared_for(kind, tie.shares)]
    asked = {"runner": tie.runner_id, "kinds": kinds, "coach": tie.coach_id}
    return list(Alert.objects.raw(_ABOUT, asked)) if kinds else []
