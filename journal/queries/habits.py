"""What a runner's earlier check-ins say about today's."""

from datetime import datetime, timedelta

from journal.defaults import Defaults, Planned, learned
from journal.models import CheckIn
from runners.models import User

WEEKS = timedelta(weeks=10)


def usual_plan(runner: User, *, now: datetime) -> Defaults:
    """What the form begins with on such a day of the week."""
    said = CheckIn.objects.of(runner).filter(made_at__gt=now - WEEKS).exclude(kind="")
    rows = said.values_list("local_day", "kind", "planned_minutes")
    before = [Planned(day.weekday(), kind, minutes) for day, kind, minutes in rows]
    return learned(before, weekday=runner.day(now).weekday())
