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


def move_all(alerts: Sequence[Alert], to: State, *, by: User | None, now: datetime) -> None:
    """The same of several, in as many statements as of one."""
    AlertStep.objects.bulk_create([AlertStep(alert=one, by=by, before=one.state, after=to, at=now) for one in alerts])
    if alerts:
        Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(state=to)
    for alert in alerts:
        alert.state = to
