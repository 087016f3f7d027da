"""From one state of an alert to the next, with who did it and when."""

from datetime import datetime

from coaching.alerts.models import Alert, AlertStep, State
from runners.models import User


def move(alert: Alert, to: State, *, by: User | None, now: datetime) -> None:
    AlertStep.objects.create(alert=alert, by=by, before=alert.state, after=to, at=now)
    alert.state = to
    alert.save(update_fields=["state", "snoozed_until"])
