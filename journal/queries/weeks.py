"""The latest weeks of somebody in totals: minutes, runs and practices, as goals count them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min

from journal.models import Goal, Pause, Practice
from journal.pauses import pauses_of
from journal.planned import week_start
from journal.rhythm import paused_on
from runners.models import Run, User

WEEK = timedelta(days=7)
WHOLE_WEEKS = 8
KNOWN = 26 * WEEK  # what lies further back says nothing about the weeks since
MOST_PAUSED = 3  # paused days that a week still counts with

Totals = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Weeks:
    """`whole` are totals a kind of goal, over the same weeks before this one, without paused ones and without those
    before anything of the kind was entered in half a year; `now` is this week so far."""

    start: date
    whole: Totals
    now: dict[str, int]


def weeks_of(runner: User, *, today: date) -> Weeks:
    """Four looks, however many entries there are."""
    start = week_start(today, runner.first_weekday)
    since = start - WHOLE_WEEKS * WEEK
    done = _done(runner, since, today)
    first = _first(runner, since=start - KNOWN)
    pauses = pauses_of([runner.pk]).get(runner.pk, ())
    ordinary = [monday for monday in _mondays(since, start) if _paused_days(monday, pauses) <= MOST_PAUSED]
    return Weeks(
        start=start,
        whole={kind: _totals(days, ordinary, first[kind]) for kind, days in done.items()},
        now={kind: _total(days, start) for kind, days in done.items()},
    )


Days = Sequence[tuple[date, float]]


def _done(runner: User, since: date, today: date) -> dict[str, Days]:
    """What each kind of goal counts, with its day."""
    runs = Run.objects.on_days([runner.pk], since, today).filter(sport=Run.Sport.RUNNING)
    ran = list(runs.values_list("local_day", "timer_s"))
    practices = Practice.objects.on_days([runner.pk], since, today)
    return {
        Goal.Kind.MINUTES: [(day, seconds / 60) for day, seconds in ran],
        Goal.Kind.RUNS: [(day, 1) for day, _ in ran],
        Goal.Kind.PRACTICES: [(day, 1) for day in practices.values_list("local_day", flat=True)],
    }


def _first(runner: User, *, since: date) -> dict[str, date | None]:
    mine = {"runner": runner, "local_day__gte": since}
    ran = Run.objects.kept().filter(sport=Run.Sport.RUNNING, **mine).aggregate(day=Min("local_day"))["day"]
    practised = Practice.objects.kept().filter(**mine).aggregate(day=Min("local_day"))["day"]
    return {Goal.Kind.MINUTES: ran, Goal.Kind.RUNS: ran, Goal.Kind.PRACTICES: practised}


def _mondays(since: date, until: date) -> list[date]:
    return [since + at * WEEK for at in range((until - since) // WEEK)]


def _paused_days(start: date, pauses: Sequence[Pause]) -> int:
    return sum(paused_on(start + timedelta(days=at), pauses) for at in range(7))


def _totals(days: Days, weeks: Iterable[date], first: date | None) -> tuple[int, ...]:
    """The first week may have begun before somebody did; it counts only if it is whole."""
    return tuple(_total(days, start) for start in weeks if first is not None and first <= start)


def _total(days: Days, start: date) -> int:
    return round(sum(value for day, value in days if start <= day < start + WEEK))
