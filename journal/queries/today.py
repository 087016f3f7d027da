"""The runner's first page: what to do now, how the six weeks went, and this week at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from journal import charts
from journal.loads import history
from journal.models import CheckIn, DailyCheck, Reflection, RunnerState
from journal.pauses import Pausing, pausing
from journal.prompts import CAME_FOR
from journal.queries.entries import Said, checked, daily_check_on, needs_of, wall_clock
from journal.queries.reading import SIX_WEEKS, Reading, chart_of, reading_of
from journal.words import Need, first_need
from runners.models import Run, User

# Two words under a day of the strip: what was wanted, never a claim that it was got.
IN_SHORT: dict[Need, str] = {
    Need.LET_ENERGY_OUT: "Energy",
    Need.CLEAR_MY_HEAD: "Clear head",
    Need.ENJOY_MOVING: "Joy",
    Need.FEEL_STRONG: "Strength",
    Need.SETTLE_DOWN: "Calm",
    Need.COMPANY: "Company",
    Need.NATURE: "Nature",
    Need.JUST_TURN_UP: "Turning up",
    Need.GET_AWAY: "Away",
}

LAST_NIGHT = ("Sleep", "Water")


@dataclass(frozen=True)
class WeekDay:
    """One day of the strip: `state` is done, rest, now (today, nothing yet) or ahead."""

    day: date
    state: str
    today: bool
    icon: str
    word: str


@dataclass(frozen=True)
class Waiting:
    """A check-in of today whose run has not been talked about yet."""

    pk: int
    at: datetime
    came_for: str


@dataclass(frozen=True)
class Today:
    hello: str
    day: date
    waiting: Waiting | None
    check: tuple[Said, ...] | None
    reading: Reading
    chart: charts.Waterline | None
    week: tuple[WeekDay, ...]
    pausing: Pausing

    @property
    def night(self) -> tuple[Said, ...]:
        return tuple(said for said in self.check or () if said.label in LAST_NIGHT)

    @property
    def day_so_far(self) -> tuple[Said, ...]:
        return tuple(said for said in self.check or () if said.label not in LAST_NIGHT)


def today_page(runner: User, *, now: datetime) -> Today:
    today = runner.day(now)
    state = RunnerState.objects.filter(runner=runner).first()
    past = history(state)
    monday = week_start(today, runner.first_weekday)
    check_ins = _check_ins(runner, since=monday, until=today)
    return Today(
        hello=greeting(now.astimezone(ZoneInfo(runner.time_zone)).hour),
        day=today,
        waiting=_waiting(check_ins, today),
        check=_check(daily_check_on(runner, today)),
        reading=reading_of(state),
        chart=chart_of(past, last=SIX_WEEKS, heights=charts.SMALL),
        week=_week(monday, today, check_ins, _run_days(runner, monday, today), state.first_on if state else None),
        pausing=pausing(runner),
    )


def _check(check: DailyCheck | None) -> tuple[Said, ...] | None:
    return None if check is None else checked(check)


def greeting(hour: int) -> str:
    """By the clock on the runner's wall."""
    if 5 <= hour < 12:
        return "Morning"
    return "Afternoon" if 12 <= hour < 18 else "Evening"


def week_start(day: date, first_weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def _check_ins(runner: User, *, since: date, until: date) -> list[Any]:
    """This week's check-ins, newest first, each knowing whether a reflection followed."""
    reflected = Reflection.objects.kept().filter(check_in=OuterRef("pk"))
    on_days = CheckIn.objects.of(runner).filter(local_day__range=(since, until))
    return list(on_days.defer("note").annotate(reflected=Exists(reflected)))


def _run_days(runner: User, since: date, until: date) -> set[date]:
    return set(Run.objects.on_days([runner.pk], since, until).values_list("local_day", flat=True))


def _waiting(check_ins: Sequence[Any], today: date) -> Waiting | None:
    open_one = next((c for c in check_ins if c.local_day == today and not c.reflected), None)
    if open_one is None:
        return None
    need = first_need(open_one.needs)
    return Waiting(open_one.pk, wall_clock(open_one), CAME_FOR[need] if need else "")


def _week(
    monday: date, today: date, check_ins: Sequence[Any], run_days: set[date], first: date | None
) -> tuple[WeekDay, ...]:
    needs: dict[date, Need | None] = {}
    for check_in in check_ins:
        chosen = needs_of(check_in)
        needs[check_in.local_day] = needs.get(check_in.local_day) or (chosen[0] if chosen else None)
    days = [monday + timedelta(days=i) for i in range(7)]
    return tuple(_week_day(day, today, needs.get(day), day in needs or day in run_days, first) for day in days)


def _week_day(day: date, today: date, need: Need | None, done: bool, first: date | None) -> WeekDay:
    if done:
        return WeekDay(day, "done", day == today, need.icon if need else "runs", IN_SHORT[need] if need else "Run")
    if day == today:
        return WeekDay(day, "now", True, "", "Today")
    known = first is not None and first <= day < today
    return WeekDay(day, "rest" if known else "ahead", False, "", "Rest" if known else "")
