"""The page of a weekly rhythm: how each day of it goes, and which days their own runs propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from journal.models import Pause, Reflection, RhythmDay
from journal.pauses import pauses_of
from journal.rhythm import LOOKED_BACK, Kept, Plan, Proposal, Ran, kept_on, plan_of, proposals, settled
from journal.usual import moment_of
from journal.words import Kind
from runners.models import Run, User

FOUR_WEEKS = timedelta(weeks=4)
FURTHEST_BACK = timedelta(weeks=26)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Day:
    """One day of the rhythm, over its last eight times."""

    name: str
    what: str
    kept: Kept
    settled: str


@dataclass(frozen=True)
class Offered:
    """A weekday that could become one of theirs."""

    weekday: int
    name: str
    what: str
    done: int
    of: int


@dataclass(frozen=True)
class Rhythm:
    sentence: str
    days: tuple[Day, ...]
    offered: tuple[Offered, ...]
    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class Past:
    """What the page rests on: days with a run since half a year, the earliest first, pauses, and the rhythm."""

    today: date
    ran: Sequence[Ran]
    pauses: Sequence[Pause]
    rows: Sequence[RhythmDay]

    @property
    def first(self) -> date:
        return self.ran[0].day if self.ran else self.today

    def kept(self, row: RhythmDay, *, since: date | None = None) -> Kept:
        """A weekday for running counts eight weeks before it was chosen, too: it may have been a habit already."""
        began = row.from_on if row.rest else max(row.from_on - LOOKED_BACK, min(self.first, row.from_on))
        since = max(began, since or self.today - FURTHEST_BACK)
        days = {ran.day for ran in self.ran}
        return kept_on(plan_of(row), ran=days, pauses=self.pauses, today=self.today, since=since)


def past_of(runner: User, *, today: date) -> Past:
    """Four looks, however long the history."""
    return Past(
        today=today,
        ran=_ran(runner, since=today - FURTHEST_BACK, until=today),
        pauses=pauses_of([runner.pk]).get(runner.pk, ()),
        rows=list(RhythmDay.objects.filter(runner=runner).order_by("weekday")),
    )


def _ran(runner: User, *, since: date, until: date) -> list[Ran]:
    """Runs, and what was told about one that left no numbers."""
    runs = Run.objects.on_days([runner.pk], since, until).filter(sport=Run.Sport.RUNNING)
    told = Reflection.objects.on_days([runner.pk], since, until).filter(run=None)
    found = [
        Ran(day, moment_of(at, zone=zone, day=day).minute, kind)
        for day, at, zone, kind in runs.values_list("local_day", "started_at", "time_zone", "kind")
    ]
    found += [Ran(day, None, "") for day in told.values_list("local_day", flat=True)]
    return sorted(found, key=lambda ran: ran.day)


def rhythm_page(runner: User, *, now: datetime) -> Rhythm:
    today = runner.day(now)
    past = past_of(runner, today=today)
    offered = proposals(
        past.ran, taken={row.weekday for row in past.rows}, pauses=past.pauses, today=today, since=past.first
    )
    return Rhythm(
        sentence=rhythm_sentence(past),
        days=tuple(_day(past, row) for row in past.rows),
        offered=tuple(_offered(proposal) for proposal in offered),
        plans=tuple(plan_of(row) for row in past.rows),
    )


def proposed(runner: User, weekday: int, *, now: datetime) -> Plan | None:
    """The plan their own runs propose for a weekday today, if they do."""
    today = runner.day(now)
    past = past_of(runner, today=today)
    found = proposals(past.ran, taken=(), pauses=past.pauses, today=today, since=past.first)
    return next((proposal.plan for proposal in found if proposal.plan.weekday == weekday), None)


def rhythm_lately(past: Past) -> tuple[int, int]:
    """Days of the rhythm kept in the last four weeks, and how many there were outside of pauses."""
    lately = [past.kept(row, since=past.today - FOUR_WEEKS + timedelta(days=1)) for row in past.rows]
    return sum(kept.done for kept in lately), sum(kept.counted for kept in lately)


def rhythm_sentence(past: Past) -> str:
    done, of = rhythm_lately(past)
    if of:
        return f"You kept {done} of {days_of_rhythm(of)} in the last four weeks; paused days do not count."
    if past.rows:
        return "Your rhythm has just begun. Its first days will show here."
    return "A few fixed days take away the question whether to go. You have not chosen any yet."


def days_of_rhythm(many: int) -> str:
    return "1 day of your rhythm" if many == 1 else f"the {many} days of your rhythm"


def _day(past: Past, row: RhythmDay) -> Day:
    kept = past.kept(row)
    return Day(WEEKDAYS[row.weekday], in_words(plan_of(row)), kept.lately, settled(kept))


def _offered(found: Proposal) -> Offered:
    return Offered(found.plan.weekday, WEEKDAYS[found.plan.weekday], in_words(found.plan), found.done, found.of)


def in_words(plan: Plan) -> str:
    """ "Rest", "A run", "Intervals, about 18:15"."""
    if plan.rest:
        return "Rest"
    what = Kind(plan.kind).label if plan.kind else "A run"
    return f"{what}, about {plan.usual_at:%H:%M}" if plan.usual_at else what
