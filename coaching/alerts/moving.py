"""From one state of an alert to the next, with who did it and when."""

from collections.abc import Sequence
from datetime import datetime

from coaching.alerts.models import Alert, AlertStep, State
from runners.models import User


def move(alert: Alert, to: State, *, by: User | None, now: datetime, until: datetime | None = None) -> None:
    """`until` when it waits there; nothing for what does not."""
    before, was_until = alert.state, alert.snoozed_until
    AlertStep.objects.create(alert=alert, by=by, before=before, after=to, at=now, was_until=was_until)
    alert.state, alert.snoozed_until = to, until
    alert.save(update_fields=["state", "snoozed_until"])


def move_all(alerts: Sequence[Alert], to: State, *, by: User | None, now: datetime, outcome: str = "") -> None:
    """The same of several, in as many statements as of one."""
    about = {"by": by, "after": to, "at": now, "outcome": outcome}
    AlertStep.objects.bulk_create([AlertStep(alert=one, before=one.state, **about) for one in alerts])
    if alerts:
        Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(state=to)
    for alert in alerts:
        alert.state = to


def note_reading(alerts: Sequence[Alert], *, by: User, now: datetime) -> None:
    """A coach has looked at these: whoever is the first moves one, and with the others it stays where it is."""
    about = {"by": by, "after": State.SEEN, "at": now}
    AlertStep.objects.bulk_create([AlertStep(alert=one, before=one.state, **about) for one in alerts])
    Alert.objects.filter(pk__in=[one.pk for one in alerts], state=State.OPEN).update(state=State.SEEN)


def unread_by(alert: Alert, coach_id: int) -> bool:
    """Whether it waits for their eyes: they did nothing with it since it was raised or called up. Reads its steps."""
    own = False
    for step in sorted(alert.steps.all(), key=lambda step: step.pk):
        own = step.after != State.OPEN and (own or step.by_id == coach_id)
    return not alert.over and (alert.state == State.OPEN or not own)
