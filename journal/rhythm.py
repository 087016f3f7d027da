"""A weekly rhythm: the weekdays somebody wants to keep, how settled each is, and which their own runs propose."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import median

from django.db import transaction

from journal.models import Pause, RhythmDay
from journal.usual import on_the_wall
from runners.models import User
from runners.science.habit import strength

LOOKED_BACK = timedelta(weeks=8)
SHOWN = 8  # times of a weekday that are told; what lies before them only fades
PROPOSED_FROM = 5  # of the last eight
KIND_SHARE = 0.6  # of a weekday's runs that make their kind usual
STEP_MINUTES = 15


@dataclass(frozen=True)
class Plan:
    """What one weekday is for."""

    weekday: int
    rest: bool = False
    usual_at: time | None = None
    kind: str = ""


@dataclass(frozen=True)
class Ran:
    """A day with a run, when it began in minutes from four in the morning, and of which kind it was."""

    day: date
    minute: int | None
    kind: str


@dataclass(frozen=True)
class Kept:
    """A weekday over its latest times, the oldest first: kept, not kept, or None while paused."""

    times: tuple[bool | None, ...]

    @property
    def counted(self) -> int:
        return sum(done is not None for done in self.times)

    @property
    def done(self) -> int:
        return sum(done is True for done in self.times)

    @property
    def lately(self) -> "Kept":
        return Kept(self.times[-SHOWN:])


def paused_on(day: date, pauses: Sequence[Pause]) -> bool:
    return any(p.from_on <= day and (p.until_on is None or day <= p.until_on) for p in pauses)


def weekdays_back(weekday: int, *, today: date, since: date) -> Iterator[date]:
    """Every such weekday up to today, the oldest first."""
    first = since + timedelta(days=(weekday - since.weekday()) % 7)
    while first <= today:
        yield first
        first += timedelta(days=7)


def kept_on(plan: Plan, *, ran: Collection[date], pauses: Sequence[Pause], today: date, since: date) -> Kept:
    """Today counts once it is kept: a day that is not over is no miss. A rest day is kept by not running."""
    times: list[bool | None] = []
    for day in weekdays_back(plan.weekday, today=today, since=since):
        done = (day in ran) != plan.rest
        if day == today and (plan.rest or not done):
            continue
        times.append(None if paused_on(day, pauses) else done)
    return Kept(tuple(times))


@dataclass(frozen=True)
class Proposal:
    """A weekday that is one of theirs already, by their own runs."""

    plan: Plan
    done: int
    of: int


def proposals(
    ran: Sequence[Ran], *, taken: Collection[int], pauses: Sequence[Pause], today: date, since: date
) -> list[Proposal]:
    """From the last eight of each weekday before today; paused ones count for nothing."""
    yesterday = today - timedelta(days=1)
    start = max(since, today - LOOKED_BACK)
    found = []
    for weekday in range(7):
        kept = kept_on(Plan(weekday), ran={r.day for r in ran}, pauses=pauses, today=yesterday, since=start)
        if weekday not in taken and kept.done >= PROPOSED_FROM:
            same = [r for r in ran if r.day.weekday() == weekday and r.day >= start]
            found.append(Proposal(_usual(weekday, same), kept.done, kept.counted))
    return found


def _usual(weekday: int, same: Sequence[Ran]) -> Plan:
    minutes = [r.minute for r in same if r.minute is not None]
    at = on_the_wall(round(median(minutes) / STEP_MINUTES) * STEP_MINUTES) if minutes else None
    kind, many = Counter(r.kind for r in same).most_common(1)[0]
    return Plan(weekday, usual_at=at, kind=kind if many >= KIND_SHARE * len(same) else "")


# How settled a weekday is, in words: the least strength, and what to say from there on.
SETTLED = (
    (0.8, "A settled part of your week."),
    (0.55, "Settling in."),
    (0.3, "It comes and goes."),
    (0.0, "Not much of a habit so far. That may be the day, not you."),
)
TOO_NEW = "Too new to say."


def settled(kept: Kept) -> str:
    share = strength(kept.times)
    return TOO_NEW if share is None else next(said for least, said in SETTLED if share >= least)


@transaction.atomic
def keep(runner: User, *, plans: Mapping[int, Plan], on: date) -> None:
    """These weekdays and no others. What stays as it was keeps the day it was chosen on; sent twice, it is the same."""
    User.objects.select_for_update(no_key=True).get(pk=runner.pk)
    rows = {row.weekday: row for row in RhythmDay.objects.filter(runner=runner)}
    for weekday, row in rows.items():
        if weekday not in plans:
            row.delete()
    for plan in plans.values():
        _keep_day(runner, plan, rows.get(plan.weekday), on=on)


@transaction.atomic
def keep_also(runner: User, *, plan: Plan, on: date) -> None:
    """One weekday more; one that is there already stays as it is."""
    RhythmDay.objects.get_or_create(
        runner=runner,
        weekday=plan.weekday,
        defaults={"rest": plan.rest, "usual_at": plan.usual_at, "kind": plan.kind, "from_on": on},
    )


def _keep_day(runner: User, plan: Plan, row: RhythmDay | None, *, on: date) -> None:
    since = row.from_on if row is not None and row.rest == plan.rest else on
    RhythmDay.objects.update_or_create(
        runner=runner,
        weekday=plan.weekday,
        defaults={"rest": plan.rest, "usual_at": plan.usual_at, "kind": plan.kind, "from_on": since},
    )


def plan_of(row: RhythmDay) -> Plan:
    return Plan(row.weekday, row.rest, row.usual_at, row.kind)
