"""The short ways to a coach's live alerts, written out for the pages that are opened most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from coaching.alerts.models import (
    COOLDOWN,
    IN_PASSING,
    LIVE,
    NEEDS,
    Alert,
    Answer,
    Delivery,
    Kind,
    Preset,
    State,
    shared_for,
)
from coaching.conversations.queries import UNREAD_AS_COACH
from runners.models import Coachship, User

_LIVE_STATES = [state.value for state in LIVE]
_OVER = (State.RESOLVED, State.NOT_THIS_TIME)
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
# Alerts that wait for nobody now, of some readings and of whoever asked for a talk: whether this coach moved it or was
# told of it outside the site, until when the runner put it aside, and whether another coach has moved it.
_PUT_AWAY = f"""
SELECT a.runner_id,
    a.state = '{State.ACKNOWLEDGED.value}' AND a.answer = '{Answer.TALK.value}' AS to_talk,
    EXISTS (SELECT FROM alerts_alertstep s WHERE s.alert_id = a.id AND s.by_id = %(coach)s) OR EXISTS (
        SELECT FROM alerts_delivery d WHERE d.alert_id = a.id AND d.recipient_id = %(coach)s
            AND d.channel <> '{Delivery.Channel.IN_APP.value}' AND d.due_at <= %(now)s
    ) AS known,
    (SELECT f.until_on FROM alerts_fine f WHERE f.alert_id = a.id AND a.snoozed_until > %(now)s) AS aside,
    EXISTS (
        SELECT FROM alerts_alertstep s WHERE s.alert_id = a.id AND s.by_id NOT IN (%(coach)s, a.runner_id)
            AND s.after <> '{State.SEEN.value}'
    ) AS seen_to
{_OF_COACH} AND (a.kind = '{Kind.BALANCE.value}' AND a.runner_id = ANY(%(about)s) OR a.answer = '{Answer.TALK.value}')
    AND (a.state <> ALL(%(over)s) OR a.raised_at > %(since)s)
    AND (a.state <> ALL(%(live)s) OR a.snoozed_until > %(now)s)
"""  # noqa: S608
# One row at least, so that what is beside the alerts is there where no alert is.
_LIVE_AND_BESIDE = f"""
WITH away AS MATERIALIZED ({_PUT_AWAY})
SELECT a.*, n.* FROM (SELECT
    ({UNREAD_AS_COACH}) AS unread,
    (SELECT array_agg(runner_id) FROM away WHERE to_talk) AS to_talk,
    (SELECT array_agg(runner_id) FROM away WHERE known) AS known,
    (SELECT array_agg(runner_id ORDER BY aside, runner_id) FROM away WHERE aside IS NOT NULL) AS aside,
    (SELECT array_agg(aside ORDER BY aside, runner_id) FROM away WHERE aside IS NOT NULL) AS aside_until,
    (SELECT array_agg(runner_id) FROM away WHERE seen_to) AS seen_to
) n LEFT JOIN ({_LIVE}) a ON true
"""  # noqa: S608


def _asked(coach: User, now: datetime) -> dict[str, Any]:
    return {"coach": coach.pk, "live": _LIVE_STATES, "now": now, "kinds": _BY_URGENCY}


@dataclass(frozen=True)
class Live:
    """The most urgent live alert of each runner, of those a coach has heard of and may see; how many messages they
    have not read, which the menu beside them says; and who asked for a talk that was seen, and waits for it.

    Of the alerts that wait for nobody now, runners: `known` to this coach, who moved one or was told of it; those who
    put theirs `aside` until a day; those whom another coach has `seen_to`.
    """

    alerts: list[Alert]
    unread: int
    to_talk: frozenset[int]
    known: frozenset[int]
    aside: Mapping[int, date]
    seen_to: frozenset[int]


def live_alerts(coach: User, *, now: datetime, about: Iterable[int] = ()) -> Live:
    """`about`: the runners of whom alerts that wait for nobody are looked for as well."""
    away = {"about": list(about), "over": [state.value for state in _OVER], "since": now - COOLDOWN}
    rows: list[Any] = list(Alert.objects.raw(_LIVE_AND_BESIDE, _asked(coach, now) | away))
    beside = rows[0]
    return Live(
        alerts=[row for row in rows if row.pk is not None],
        unread=beside.unread,
        to_talk=frozenset(beside.to_talk or ()),
        known=frozenset(beside.known or ()),
        aside=dict(zip(beside.aside or (), beside.aside_until or (), strict=True)),
        seen_to=frozenset(beside.seen_to or ()),
    )


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
