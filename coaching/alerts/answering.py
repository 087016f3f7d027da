"""“This is fine because …”: said by the runner, for as long as they say, and taken back when they like."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from coaching.alerts.models import Alert, Fine, State
from coaching.alerts.moving import move
from runners.models import User

HOLDS = (3, 7, 14, 28)


class Over(Exception):
    """The alert is closed: there is nothing left to answer."""


@transaction.atomic
def say_fine(runner: User, *, alert_id: int, days: int, reason: str, shared: bool, now: datetime) -> Alert:
    """Nothing more of its kind is raised until then, and this one waits. Said again, the newer word counts."""
    alert = Alert.objects.filter(runner=runner).select_for_update().get(pk=alert_id)
    if alert.over:
        raise Over
    today = runner.day(now)
    said = {"reason": reason, "reason_shared": shared and bool(reason), "said_on": today}
    until = today + timedelta(days=days)
    Fine.objects.update_or_create(
        alert=alert, defaults={"runner": runner, "kind": alert.kind, "until_on": until, **said}
    )
    _set_aside(alert, runner, until, now=now)
    return alert


def _set_aside(alert: Alert, runner: User, until: date, *, now: datetime) -> None:
    if not alert.may(State.SNOOZED) and alert.state != State.SNOOZED:
        return
    move(alert, State.SNOOZED, by=runner, now=now, until=_end_of(until, runner))


def _end_of(day: date, runner: User) -> datetime:
    """A diary's day ends in the small hours."""
    return datetime.combine(day + timedelta(days=1), time(4), tzinfo=ZoneInfo(runner.time_zone))


def held_until(alert: Alert, *, now: datetime) -> datetime | None:
    """Until when the runner's word holds it."""
    fine = Fine.objects.holding(alert.runner.day(now)).filter(alert=alert).first()
    return _end_of(fine.until_on, alert.runner) if fine else None


@transaction.atomic
def take_back(runner: User, *, alert_id: int, now: datetime) -> Alert:
    """The hold is over from today on; what was said stays theirs, and is remembered."""
    alert = Alert.objects.filter(runner=runner).select_for_update().get(pk=alert_id)
    let_go(alert, runner, now=now)
    return alert


def let_go(alert: Alert, runner: User, *, now: datetime) -> None:
    """For whoever has the alert locked: nothing holds it any more."""
    yesterday = runner.day(now) - timedelta(days=1)
    held = Fine.objects.filter(alert=alert, until_on__gt=yesterday)
    for fine in held:
        fine.until_on = yesterday
        fine.save(update_fields=["until_on"])
    if held and alert.state == State.SNOOZED:
        move(alert, State.OPEN, by=runner, now=now)
