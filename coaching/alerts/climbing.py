"""A balance alert whose reading climbs is called up again: the same one, and told of once more for each step up.

No other alert is raised, and the look back before a preset is chosen counts alerts, not how often they are told of.
What the runner holds by their own word, or pauses, is left alone however loud it gets; it is told of once that is over.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from coaching.alerts import delivering
from coaching.alerts.kinds import Calling
from coaching.alerts.models import CLOSING, Alert, AlertStep, Answer, Delivery, Kind, State, shared_for
from coaching.alerts.parties import Parties
from journal.readings import ReadingState
from journal.sharing import SINCE, ReadingToday
from runners.models import Coachship

LOUDER = tuple(SINCE)  # each reading that calls for an alert, the loudest last
_CHANGED = (
    "state", "snoozed_until", "level", "local_day", "reading", "score", "contributions", "facts", "figures",
    "changed_at", "score_later", "answer", "answered_at",
)  # fmt: skip
Called: TypeAlias = Mapping[int, tuple[ReadingToday, Calling]]  # by runner, who is heard of for their balance


def rising(called: Called) -> dict[int, Alert]:
    """By runner, the alerts of these very episodes that were told of with a lower reading, done with or not; locked."""
    loud = {pk: both for pk, both in called.items() if _height(both[0].reading) > 0}
    if not loud:
        return {}
    newest = Alert.objects.filter(kind=Kind.BALANCE, runner__in=loud).order_by("runner_id", "-raised_at", "-pk")
    found = newest.distinct("runner_id").only("runner_id", "reading", "local_day", "figures")
    some = [alert.pk for alert in found if _rises(alert, *loud[alert.runner_id])]
    # Whoever else assesses the same runner at this moment may have been first.
    locked = list(Alert.objects.filter(pk__in=some).order_by("pk").select_for_update()) if some else []
    return {alert.runner_id: alert for alert in locked if _rises(alert, *loud[alert.runner_id])}


def _height(reading: str) -> int:
    return LOUDER.index(ReadingState(reading)) if reading in LOUDER else -1


def _rises(alert: Alert, reading: ReadingToday, calling: Calling) -> bool:
    """Its day lies within what runs today."""
    began = calling.figures[SINCE[ReadingState(alert.first_reading)]]
    return _height(alert.reading) < _height(reading.reading) and began <= alert.local_day.toordinal()


def climb(alerts: Iterable[Alert], called: Called, parties: Parties, *, now: datetime) -> None:
    """For whoever has these locked."""
    risen = list(alerts)
    if not risen:
        return
    AlertStep.objects.bulk_create([_step(alert, now=now) for alert in risen])
    for alert in risen:
        _restate(alert, *called[alert.runner_id])
    Alert.objects.bulk_update(risen, _CHANGED)
    delivering.tell_again(_hearing(risen, called, parties), now=now)


def _step(alert: Alert, *, now: datetime) -> AlertStep:
    return AlertStep(alert=alert, before=alert.state, after=State.OPEN, at=now, was_until=alert.snoozed_until)


def _restate(alert: Alert, reading: ReadingToday, calling: Calling) -> None:
    """As of today; what it was when it was raised stays beside it. A wish for a talk that was met is not a new one."""
    first: dict[str, Any] = {"on": alert.local_day.isoformat(), "reading": alert.reading, "score": alert.score}
    alert.figures = alert.figures or first
    if alert.state in CLOSING and alert.answer == Answer.TALK:
        alert.answer, alert.answered_at = "", None
    alert.state, alert.snoozed_until, alert.changed_at, alert.score_later = State.OPEN, None, None, None
    alert.level = min(alert.level, calling.level)
    alert.local_day, alert.reading, alert.score = reading.day, reading.reading, reading.score or 0.0
    alert.contributions, alert.facts = reading.contributions, reading.facts


def _hearing(alerts: Sequence[Alert], called: Called, parties: Parties) -> list[tuple[Coachship, Alert]]:
    """Who has heard of these, may see them still, and would want to hear of such a reading."""
    told = set(
        Delivery.objects.filter(alert__in=alerts, channel=Delivery.Channel.IN_APP).values_list("alert", "recipient")
    )
    return [
        (party.tie, alert)
        for alert in alerts
        for party in parties.of(called[alert.runner_id][0].runner, Kind.BALANCE)
        if (alert.pk, party.tie.coach_id) in told
        and party.watch in called[alert.runner_id][1].since
        and shared_for(Kind.BALANCE, party.tie.shares)
    ]
