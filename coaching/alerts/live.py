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
    TOLD_FOR,
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
from runners.roles import Deed, those_who_may

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
_ASKS = f"a.answer = '{Answer.TALK.value}'"
# `AlertSet.for_coach(...).live(...)`, written out for the pages a coach looks at most; without what asks for nobody,
# unless its runner asks for a talk. Nothing asks for who only reads.
_OF_COACH = f"""
FROM alerts_alert a
JOIN runners_coachship t ON t.runner_id = a.runner_id
JOIN runners_user u ON u.id = t.runner_id
WHERE t.coach_id = %(coach)s AND t.ended_at IS NULL AND ({_SHARED}) AND u.is_active AND u.leaving_at IS NULL
    AND (a.kind = ANY(%(kinds)s) OR {_ASKS}) AND {_HEARD}
"""
_FOR_COACH = f"""
{_OF_COACH} AND a.state = ANY(%(live)s) AND (a.snoozed_until IS NULL OR a.snoozed_until <= %(now)s)
    AND t.role = ANY(%(answering)s)
"""
_LIVE = f"""
SELECT DISTINCT ON (a.runner_id) a.* {_FOR_COACH}
ORDER BY a.runner_id, {_ASKS} DESC, array_position(%(kinds)s, a.kind::text), a.raised_at DESC
"""
# `TellingSet.for_coach` of the last two weeks, and of these what the coach has not said to have.
_TOLD_LATELY = """
FROM alerts_telling w
JOIN alerts_agreement g ON g.id = w.agreement_id
JOIN runners_coachship t ON t.id = g.tie_id
JOIN runners_user u ON u.id = t.runner_id
WHERE t.coach_id = %(coach)s AND t.role = ANY(%(told)s) AND t.ended_at IS NULL AND g.ended_at IS NULL
    AND u.is_active AND u.leaving_at IS NULL AND w.told_at > %(told_since)s
"""
_UNHEARD = f"{_TOLD_LATELY} AND w.heard_at IS NULL"
_TOLD = f"SELECT DISTINCT ON (t.runner_id) t.runner_id, w.id, w.told_at {_UNHEARD} ORDER BY t.runner_id, w.told_at DESC"
_WAITING = f"SELECT a.runner_id {_FOR_COACH} AND a.id <> ALL(%(but)s) UNION SELECT t.runner_id {_UNHEARD}"
_MENU = f"SELECT (SELECT count(*) FROM ({_WAITING}) waiting), ({UNREAD_AS_COACH}), EXISTS (SELECT {_TOLD_LATELY})"  # noqa: S608
# Alerts that wait for nobody now, of some readings and of whoever asked for a talk: whether this coach moved it or was
# told of it outside the site, until when the runner put it aside, which other coach did and until when, and whether
# another coach has moved it.
_PUT_AWAY = f"""
SELECT a.runner_id,
    a.state = '{State.ACKNOWLEDGED.value}' AND {_ASKS} AS to_talk,
    EXISTS (SELECT FROM alerts_alertstep s WHERE s.alert_id = a.id AND s.by_id = %(coach)s) OR EXISTS (
        SELECT FROM alerts_delivery d WHERE d.alert_id = a.id AND d.recipient_id = %(coach)s
            AND d.channel <> '{Delivery.Channel.IN_APP.value}' AND d.due_at <= %(now)s
    ) AS known,
    (SELECT f.until_on FROM alerts_fine f WHERE f.alert_id = a.id AND a.snoozed_until > %(now)s) AS aside,
    a.snoozed_until AS later_until,
    (
        SELECT c.name FROM alerts_alertstep s JOIN runners_user c ON c.id = s.by_id
        JOIN runners_coachship o ON o.runner_id = a.runner_id AND o.coach_id = c.id AND o.ended_at IS NULL
        WHERE s.alert_id = a.id AND a.snoozed_until > %(now)s AND s.by_id <> %(coach)s AND o.shares_balance
            AND s.after = '{State.SNOOZED.value}'
            AND s.id = (SELECT max(id) FROM alerts_alertstep WHERE alert_id = a.id AND after <> '{State.SEEN.value}')
    ) AS later_by,
    EXISTS (
        SELECT FROM alerts_alertstep s WHERE s.alert_id = a.id AND s.by_id NOT IN (%(coach)s, a.runner_id)
            AND s.after <> '{State.SEEN.value}'
    ) AS seen_to
{_OF_COACH} AND (a.kind = '{Kind.BALANCE.value}' AND a.runner_id = ANY(%(about)s) OR {_ASKS})
    AND (a.state <> ALL(%(over)s) OR a.raised_at > %(since)s)
    AND (a.state <> ALL(%(live)s) OR a.snoozed_until > %(now)s)
"""  # noqa: S608
# One row at least, so that what is beside the alerts is there where no alert is.
_LIVE_AND_BESIDE = f"""
WITH away AS MATERIALIZED ({_PUT_AWAY}), told AS MATERIALIZED ({_TOLD})
SELECT a.*, n.* FROM (SELECT
    ({UNREAD_AS_COACH}) AS unread,
    (SELECT array_agg(runner_id) FROM away WHERE to_talk) AS to_talk,
    (SELECT array_agg(runner_id) FROM away WHERE known) AS known,
    (SELECT array_agg(runner_id ORDER BY aside, runner_id) FROM away WHERE aside IS NOT NULL) AS aside,
    (SELECT array_agg(aside ORDER BY aside, runner_id) FROM away WHERE aside IS NOT NULL) AS aside_until,
    (SELECT array_agg(runner_id) FROM away WHERE seen_to) AS seen_to,
    (SELECT array_agg(runner_id ORDER BY later_until, runner_id) FROM away WHERE later_by IS NOT NULL) AS later,
    (SELECT array_agg(later_by ORDER BY later_until, runner_id) FROM away WHERE later_by IS NOT NULL) AS later_by,
    (SELECT array_agg(later_until ORDER BY later_until, runner_id) FROM away WHERE later_by IS NOT NULL) AS later_until,
    (SELECT array_agg(id ORDER BY told_at, id) FROM told) AS told,
    (SELECT array_agg(runner_id ORDER BY told_at, id) FROM told) AS told_of
) n LEFT JOIN ({_LIVE}) a ON true
"""  # noqa: S608


_MAY_BE_TOLD, _MAY_ANSWER = ([role.value for role in those_who_may(deed)] for deed in (Deed.BE_TOLD, Deed.ANSWER))


def _asked(coach: User, now: datetime) -> dict[str, Any]:
    told = {"told": _MAY_BE_TOLD, "told_since": now - TOLD_FOR, "answering": _MAY_ANSWER}
    return {"coach": coach.pk, "live": _LIVE_STATES, "now": now, "kinds": _BY_URGENCY, **told}


@dataclass(frozen=True)
class Later:
    """Another coach set somebody aside: who, and until when."""

    by: str
    until: datetime


@dataclass(frozen=True)
class Live:
    """The most urgent live alert of each runner, of those a coach has heard of and may see; how many messages they
    have not read, which the menu beside them says; and who asked for a talk that was seen, and waits for it.

    `told`: runners who asked this coach in calm times to be there, with the newest word of each that nobody has said
    to have heard, the longest waiting first. Of the alerts that wait for nobody now, runners: `known` to this coach,
    who moved one or was told of it; those who put theirs `aside` until a day; those whom another coach set aside for
    `later`; those whom another coach has `seen_to`.
    """

    alerts: list[Alert]
    told: Mapping[int, int]
    unread: int
    to_talk: frozenset[int]
    known: frozenset[int]
    aside: Mapping[int, date]
    later: Mapping[int, Later]
    seen_to: frozenset[int]


def live_alerts(coach: User, *, now: datetime, about: Iterable[int] = ()) -> Live:
    """`about`: the runners of whom alerts that wait for nobody are looked for as well."""
    away = {"about": list(about), "over": [state.value for state in _OVER], "since": now - COOLDOWN}
    rows: list[Any] = list(Alert.objects.raw(_LIVE_AND_BESIDE, _asked(coach, now) | away))
    beside = rows[0]
    return Live(
        alerts=[row for row in rows if row.pk is not None],
        told=dict(zip(beside.told_of or (), beside.told or (), strict=True)),
        unread=beside.unread,
        to_talk=frozenset(beside.to_talk or ()),
        known=frozenset(beside.known or ()),
        aside=dict(zip(beside.aside or (), beside.aside_until or (), strict=True)),
        later=dict(zip(beside.later or (), map(Later, beside.later_by or (), beside.later_until or ()), strict=True)),
        seen_to=frozenset(beside.seen_to or ()),
    )


def menu(coach: User, *, now: datetime) -> dict[str, int]:
    """What the menu of this coach counts, by its names in a page's context: runners with a live alert or a word nobody
    has heard yet, and unread messages. Beside them whether anybody's word reached them lately, heard or not."""
    open_alerts, unread, told = _counted(coach, now, but=())
    return {"open_alerts": open_alerts, "unread_as_coach": unread, "told_lately": told}


def waiting(coach: User, *, now: datetime, but: Iterable[int]) -> int:
    """How many runners wait for this coach, but for these alerts."""
    return _counted(coach, now, but=but)[0]


def _counted(coach: User, now: datetime, *, but: Iterable[int]) -> tuple[int, int, bool]:
    with connection.cursor() as cursor:
        cursor.execute(_MENU, _asked(coach, now) | {"but": list(but)})
        runners, unread, told = cursor.fetchone()
    return runners, unread, told


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
