"""The page on which somebody chooses what to be reminded of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from journal import reminders, usual
from journal.models import Reminder
from runners.models import User
from runners.push import has_push


@dataclass(frozen=True)
class Reminding:
    """One kind that is on: when the next look is, on the runner's wall, and whether it waits for an answer."""

    label: str
    weekday: str
    at: time
    asked: bool


@dataclass(frozen=True)
class Page:
    """`waits` says that something is meant for a phone while none is told."""

    channels: Mapping[str, str]
    on: Sequence[Reminding]
    quiet: usual.Quiet
    waits: bool


def reminders_page(runner: User, *, now: datetime) -> Page:
    rows = list(Reminder.objects.filter(runner=runner).order_by("kind"))
    return Page(
        channels={row.kind: row.channel for row in rows},
        on=[_reminding(runner, row) for row in rows],
        quiet=reminders.quiet_of(runner),
        waits=any(row.channel != Reminder.Channel.MAIL for row in rows) and not has_push(runner),
    )


def _reminding(runner: User, row: Reminder) -> Reminding:
    day = runner.day(row.due_at)
    minute = usual.moment_of(row.due_at, zone=runner.time_zone, day=day).minute
    at = usual.on_the_wall(minute)
    return Reminding(str(row.get_kind_display()), f"{day:%A}", at, row.asked_at is not None)
