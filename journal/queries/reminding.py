"""The page on which somebody chooses what to be reminded of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from journal import reminders, usual
from journal.models import Reminder
from runners.models import User


@dataclass(frozen=True)
class Reminding:
    """One kind that is on: when the next look is, on the runner's wall, and whether it waits for an answer."""

    label: str
    weekday: str
    at: time
    asked: bool


@dataclass(frozen=True)
class Page:
    kinds: Sequence[str]
    on: Sequence[Reminding]
    quiet: usual.Quiet


def reminders_page(runner: User, *, now: datetime) -> Page:
    rows = list(Reminder.objects.filter(runner=runner).order_by("kind"))
    return Page([row.kind for row in rows], [_reminding(runner, row) for row in rows], reminders.quiet_of(runner))


def _reminding(runner: User, row: Reminder) -> Reminding:
    day = runner.day(row.due_at)
    minute = usual.moment_of(row.due_at, zone=runner.time_zone, day=day).minute
    at = usual.on_the_wall(minute)
    return Reminding(str(row.get_kind_display()), f"{day:%A}", at, row.asked_at is not None)
