"""The alert an athlete's page speaks of: the one in the list of people who could use a word, else another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from coaching.alerts.fine import FineForCoach, fine_for_coach
from coaching.alerts.lines import day_words, line_of, openers_of, title_of, todays_line
from coaching.alerts.models import IN_PASSING, LIVE, Alert, Answer, Kind, State
from coaching.alerts.moving import unread_by
from coaching.alerts.queries import Asked, answer_words, asked_of, open_steps, until_words
from coaching.dashboard.triage import KINDS, mark_of, todays_reading
from journal.readings import ReadingState, openers
from journal.sharing import Standing
from runners.models import Coachship
from runners.roles import Deed, may


@dataclass(frozen=True)
class Calling:
    """An alert that waits for an answer, or was answered and is not over; or one this coach has just closed.

    `line` is why, or nothing where today's reading beside it says that. `also`: what else waits, by its names.
    """

    pk: int
    kind: Kind
    name: str
    mark: str
    title: str
    line: str
    noticed: str
    ways_in: tuple[str, ...]
    also: tuple[str, ...]
    unread: bool
    state: str
    answer: str
    fine: FineForCoach | None
    open_steps: frozenset[str]
    asked: Asked | None


def calling(
    alerts: Sequence[Alert], tie: Coachship, standing: Standing, *, now: datetime, units: str
) -> Calling | None:
    """Of these alerts, the newest first, the most urgent one."""
    alert = _chosen(alerts, now)
    if alert is None:
        return None
    prefetch_related_objects([alert], "steps")
    answers = may(tie, Deed.ANSWER)
    asked = asked_of(alert, tie.coach_id, now=now) if answers else None
    if alert.over and asked is None:
        return None
    alert.runner = tie.runner
    said = _is_said(alert, standing)
    if alert.kind == Kind.BALANCE and not said:
        alert.refresh_from_db(fields=["contributions", "facts"])
    return Calling(
        pk=alert.pk,
        kind=Kind(alert.kind),
        name=standing.first_name,
        mark=mark_of(alert),
        title=title_of(alert),
        line="" if said else _line(alert, standing, now, units),
        noticed=f"{alert.first_on:%A} {day_words(alert.first_on)}",
        ways_in=_ways_in(alert, standing, said=said),
        also=tuple(title_of(other) for other in alerts if other is not alert and _is_live(other, now)),
        unread=unread_by(alert, tie.coach_id),
        state=_state(alert, standing.first_name, now),
        answer=answer_words(alert),
        fine=fine_for_coach(alert, tie, now=now),
        open_steps=open_steps(alert) if answers else frozenset(),
        asked=asked,
    )


def _chosen(alerts: Sequence[Alert], now: datetime) -> Alert | None:
    waiting = [alert for alert in alerts if not alert.over]
    return min(waiting, key=lambda alert: _place(alert, now), default=None) or next(iter(alerts), None)


def _place(alert: Alert, now: datetime) -> tuple[bool, bool, bool, int]:
    """As the list of people who could use a word chooses among the alerts about one of them; then what is not in it."""
    asks = alert.answer == Answer.TALK
    return alert.kind in IN_PASSING and not asks, not _is_live(alert, now), not asks, KINDS[alert.kind]


def _is_live(alert: Alert, now: datetime) -> bool:
    """As `AlertSet.live` has it."""
    return alert.state in LIVE and (alert.snoozed_until is None or alert.snoozed_until <= now)


def _is_said(alert: Alert, standing: Standing) -> bool:
    """Whether the reading of today, which stands on the page, says what is to be said of it."""
    if alert.kind == Kind.QUIET:
        return standing.reading is ReadingState.QUIET and bool(standing.quiet_days) and not standing.paused
    return todays_reading(alert, standing.reading, standing.score is not None) is not None and not standing.paused


def _line(alert: Alert, standing: Standing, now: datetime, units: str) -> str:
    today = alert.runner.day(now)
    return todays_line(alert, standing) or line_of(alert, standing.shown, today=today, units=units)


def _ways_in(alert: Alert, standing: Standing, *, said: bool) -> tuple[str, ...]:
    if alert.over or standing.paused:
        return ()
    return openers(standing.largest[0]) if said and alert.kind == Kind.BALANCE else openers_of(alert)


def _state(alert: Alert, name: str, now: datetime) -> str:
    """Nothing where it only waits. Until when a runner has set it aside, their own word says."""
    until = until_words(alert, now=now)
    if not until:
        return State(alert.state).label if alert.state not in (State.OPEN, State.SEEN) else ""
    aside = [step for step in alert.steps.all() if step.after == State.SNOOZED]
    theirs = bool(aside) and max(aside, key=lambda step: (step.at, step.pk)).by_id == alert.runner_id
    return f"Set aside by {name or 'the runner'}" if theirs else f"Later, until {until}"
