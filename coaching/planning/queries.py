"""The coach's calendar and the weeks that were kept, as their pages show them."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from coaching.planning.beside import planned_beside
from coaching.planning.whom import Whom, called, planned_by
from journal.plan_forms import WEEKDAYS
from journal.planned import closed_from, dose, intention, matched, planned_said, run_said, week_start
from runners.models import (
    Coachship,
    PlannedPractice,
    PlannedRun,
    PlannedWeek,
    PlanReach,
    Run,
    User,
    WeekAhead,
)
from runners.ties import listed

WEEK, A_DAY = timedelta(days=7), timedelta(days=1)
FURTHEST = timedelta(days=3650)
MANY = 3  # from so many on, the same for several of a group is one line
FEW = 3  # so many are named


@dataclass(frozen=True)
class Thing:
    """One planned thing on the calendar. `came`: what of its outcome the runner's switches let the coach read; `stays`:
    an answer is part of it, so it is not moved any more; `read_only`: it is another coach's to change."""

    what: str
    pk: int
    day: date
    who: str
    said: str
    intention: str = ""
    note: str = ""
    came: tuple[str, ...] = ()
    stays: bool = False
    read_only: bool = False

    @property
    def changer(self) -> str:
        return f"plan-{self.what.removesuffix('s')}"

    @property
    def mover(self) -> str:
        return f"plan-{self.what.removesuffix('s')}-move"

    @property
    def remover(self) -> str:
        return f"plan-{self.what.removesuffix('s')}-remove"


@dataclass(frozen=True)
class Line:
    """What stands in a day: one thing, or the same for many of a group."""

    things: tuple[Thing, ...]

    @property
    def first(self) -> Thing:
        return self.things[0]

    @property
    def many(self) -> bool:
        return len(self.things) > 1


@dataclass(frozen=True)
class Day:
    day: date
    today: bool
    inside: bool
    things: tuple[Thing, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        alike: dict[object, list[Thing]] = {}
        for thing in self.things:
            same = (thing.said, thing.intention) if thing.who else thing.pk
            alike.setdefault((thing.what, same), []).append(thing)
        by_name = [sorted(found, key=lambda thing: thing.who) for found in alike.values()]
        together = [[found] if len(found) >= MANY else [[one] for one in found] for found in by_name]
        return tuple(Line(tuple(things)) for lines in together for things in lines)


@dataclass(frozen=True)
class Week:
    on: date
    days: tuple[Day, ...]
    sum: str


@dataclass(frozen=True)
class CalendarPage:
    sentence: str
    whom: Whom
    view: str
    day: date
    weeks: tuple[Week, ...]
    before: date
    after: date
    ahead: tuple[str, ...]
    closed: str
    reach: int | None
    kept: tuple[PlannedWeek, ...]

    @property
    def movable(self) -> bool:
        """A month of a whole group is for looking: a form beside each run would make it ten times as long."""
        return self.whom.plans and (self.view == "week" or not self.whom.group)

    @property
    def week_on(self) -> date:
        return self.weeks[0].on


def calendar_page(coach: User, whom: Whom, *, view: str, day: date | None, now: datetime) -> CalendarPage:
    today = coach.day(now)
    day = day if day is not None and abs(day - today) <= FURTHEST else today
    starts = _weeks_of(day, view, coach.first_weekday)
    since, until = starts[0], starts[-1] + 6 * A_DAY
    reach = _reach(whom)
    things = _things(whom, since, until, units=coach.units, today=today, now=now)
    weeks = tuple(_week(start, things, today=today, month=day.month if view == "month" else 0) for start in starts)
    return CalendarPage(
        sentence=_sentence(whom, weeks, day, view),
        whom=whom,
        view=view,
        day=day,
        weeks=weeks,
        before=_turned(day, view, -1),
        after=_turned(day, view, 1),
        ahead=_ahead(whom, since, until),
        closed=_closed(whom, reach, until, now=now),
        reach=reach.get(whom.alone.pk) if whom.alone else None,
        kept=tuple(kept_weeks(coach)),
    )


def _weeks_of(day: date, view: str, first_weekday: int) -> list[date]:
    if view != "month":
        return [week_start(day, first_weekday)]
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    start = week_start(day.replace(day=1), first_weekday)
    return [start + WEEK * i for i in range((last - start).days // 7 + 1)]


def _turned(day: date, view: str, by: int) -> date:
    if view != "month":
        return day + WEEK * by
    return (day.replace(day=1) - A_DAY).replace(day=1) if by < 0 else day.replace(day=28) + 4 * A_DAY


def _things(whom: Whom, since: date, until: date, *, units: str, today: date, now: datetime) -> list[Thing]:
    """Six queries at most, however many people and days. A run may be what another coach planned, for a group too."""
    ties = {tie.pk: tie for tie in whom.ties}
    runs: list[PlannedRun] = list(PlannedRun.objects.of_ties(list(ties.values())).on_days(since, until))
    practices: list[PlannedPractice] = list(PlannedPractice.objects.of_ties(list(ties.values())).on_days(since, until))
    for one in (*runs, *practices):
        one.coachship = ties[one.coachship_id]
    beside = planned_beside(whom.ties, since, until, now=now)
    ran = ran_of([*runs, *beside], since, min(until, today))
    names = called(whom.ties) if whom.group else {}
    things = [
        *(_run_thing(one, ran.get(one.pk), names.get(one.coachship_id, ""), units=units) for one in runs),
        *(_practice_thing(one, names.get(one.coachship_id, "")) for one in practices),
    ]
    mine = things if whom.plans else [replace(thing, stays=True, read_only=True) for thing in things]
    return [*mine, *(_beside_thing(one, ran.get(one.pk), units=units) for one in beside if whom.alone)]


def ran_of(plans: Sequence[PlannedRun], since: date, until: date) -> dict[int, Run]:
    """The runs that belong to these plans, of those who share their training."""
    sharing_it = [plan for plan in plans if plan.coachship.shares_training]
    people = {plan.runner_id for plan in sharing_it}
    runs = list(Run.objects.on_days(list(people), since, until).filter(sport=Run.Sport.RUNNING)) if people else []
    found: dict[int, Run] = {}
    for runner_id in people:
        theirs = [run for run in runs if run.runner_id == runner_id]
        found |= matched((plan for plan in sharing_it if plan.runner_id == runner_id), theirs)
    return found


def _run_thing(plan: PlannedRun, run: Run | None, who: str, *, units: str) -> Thing:
    return Thing(
        "runs",
        plan.pk,
        plan.local_day,
        who,
        planned_said(plan, units=units),
        intention(plan.feeling),
        "" if who else plan.note,  # a key of its own for every runner
        came_of(plan, run),
        bool(answer_of(plan)),
    )


def _beside_thing(plan: PlannedRun, run: Run | None, *, units: str) -> Thing:
    said, came = planned_said(plan, units=units), came_of(plan, run)
    return Thing("runs", plan.pk, plan.local_day, "", said, came=came, stays=True, read_only=True)


def _practice_thing(plan: PlannedPractice, who: str) -> Thing:
    """Whether it was done is the runner's own."""
    return Thing("practices", plan.pk, plan.local_day, who, dose(plan), note="" if who else plan.note)


def came_of(plan: PlannedRun, run: Run | None) -> tuple[str, ...]:
    """Words, in one colour: a run that went otherwise is something to talk about, not a fault."""
    ran = (f"Ran {run.minutes:.0f} minutes",) if run is not None else ()
    return ran + answer_of(plan)


def answer_of(plan: PlannedRun) -> tuple[str, ...]:
    """What the runner said of it, as far as the coach may read it."""
    said = []
    if plan.went and plan.coachship.shares_training:
        said.append(PlannedRun.Went(plan.went).label)
    if plan.felt and plan.coachship.shares_emotional:
        said.append(f"Felt as meant: {PlannedRun.Felt(plan.felt).label.lower()}")
    return tuple(said)


def _week(start: date, things: Sequence[Thing], *, today: date, month: int) -> Week:
    days = [start + A_DAY * i for i in range(7)]
    found = [Day(day, day == today, month in (0, day.month), _on(day, things)) for day in days]
    runs = sum(thing.what == "runs" for day in found for thing in day.things)
    return Week(start, tuple(found), f"{runs} run{'' if runs == 1 else 's'}" if runs else "")


def _on(day: date, things: Sequence[Thing]) -> tuple[Thing, ...]:
    return tuple(thing for thing in things if thing.day == day)


def _sentence(whom: Whom, weeks: Sequence[Week], day: date, view: str) -> str:
    when = f"in {day:%B}" if view == "month" else f"in the week of {weeks[0].on.day} {weeks[0].on:%B}"
    shown = [one for week in weeks for one in week.days if one.inside]
    runs = [thing for one in shown for thing in one.things if thing.what == "runs"]
    others = sum(thing.read_only for thing in runs) if whom.plans else 0
    own = len(runs) - others
    if not own:
        nothing = "You have planned no run" if whom.plans else "You see no run planned"
        return f"{nothing} for {whom.name} {when}" + (f"; others have planned {others}." if others else ".")
    said = f"{own} run{'' if own == 1 else 's'} planned for {whom.name} {when}"
    return said + (f", and {others} by others." if others else ".")


def _ahead(whom: Whom, since: date, until: date) -> tuple[str, ...]:
    """What runners said of these weeks and let this coach read: not what they shared before they ran together."""
    ties = {tie.runner_id: tie for tie in whom.ties}
    shared = WeekAhead.objects.filter(runner__in=ties, week_on__range=(since, until), shared=True)
    said = [week for week in shared.order_by("week_on", "pk") if week.given_at >= ties[week.runner_id].started_at]
    names = called(whom.ties)
    return tuple(_ahead_said(week, names[ties[week.runner_id].pk]) for week in said)


def _ahead_said(week: WeekAhead, name: str) -> str:
    on = f"Week of {week.week_on.day} {week.week_on:%B}: "
    days = listed([WEEKDAYS[day] for day in week.days]) if week.days else ""
    can = f"{name} can run on {days}." if days else f"{name} named no day to run on."
    return on + can + (f" Heavy: {week.heavy}" if week.heavy else "")


def _reach(whom: Whom) -> dict[int, int]:
    """How many weeks ahead those see who do not see every week, by the number of the tie."""
    return dict(PlanReach.objects.filter(coachship__in=whom.ties).values_list("coachship", "weeks"))


def _closed(whom: Whom, reach: dict[int, int], until: date, *, now: datetime) -> str:
    """To whom some of these days are not open yet."""
    names = called(whom.ties)
    found = {tie.pk: _closed_from(tie, reach[tie.pk], now) for tie in whom.ties if tie.pk in reach}
    shut = [pk for pk, day in found.items() if day <= until]
    if not shut:
        return ""
    if whom.group:
        who = listed([names[pk] for pk in shut]) if len(shut) <= FEW else f"{len(shut)} of {len(whom.ties)}"
        return f"Not all of these days are open yet to {who}."
    last = found[shut[0]] - A_DAY
    return f"{names[shut[0]]} sees the plan up to {last.day} {last:%B}. What comes after is not opened yet."


def _closed_from(tie: Coachship, weeks: int, now: datetime) -> date:
    return closed_from(weeks, today=tie.runner.day(now), first_weekday=tie.runner.first_weekday)


def kept_weeks(coach: User) -> QuerySet[PlannedWeek]:
    return PlannedWeek.objects.filter(coach=coach).order_by("name", "pk")


@dataclass(frozen=True)
class KeptWeek:
    pk: int
    name: str
    lines: tuple[str, ...]


def kept_weeks_page(coach: User) -> tuple[KeptWeek, ...]:
    return tuple(
        KeptWeek(
            week.pk,
            week.name,
            tuple(_kept_said(line, coach.units) for line in sorted(week.lines, key=itemgetter("day"))),
        )
        for week in kept_weeks(coach)
    )


def _kept_said(line: dict[str, Any], units: str) -> str:
    day = f"Day {line['day'] + 1}"
    if line["what"] == "practices":
        return f"{day}: {dose(PlannedPractice(kind=line['kind'], minutes=line['minutes'], times=line['times']))}"
    said = run_said(line["kind"], line["minutes"], line["distance_m"], line["effort"], units=units)
    meant = intention(line["feeling"])
    return f"{day}: {said}. {meant}" if meant else f"{day}: {said}"


def planned_of(coach: User, what: str, pk: int) -> PlannedRun | PlannedPractice | None:
    found: PlannedRun | PlannedPractice | None = planned_by(coach, what).filter(pk=pk).first()
    return found


def stands(planned: PlannedRun | PlannedPractice, *, units: str) -> str:
    """A planned thing as it is: "Friday 20 March: Steady, 60 minutes, effort 4." """
    day, note = planned.local_day, f"“{planned.note}”" if planned.note else ""
    if isinstance(planned, PlannedRun):
        said, meant = planned_said(planned, units=units), intention(planned.feeling)
    else:
        said, meant = dose(planned), ""
    return " ".join(filter(None, (f"{day:%A} {day.day} {day:%B}: {said}.", meant, note)))


def day_of(coach: User, what: str, pk: int) -> date | None:
    """The day of a planned thing of the coach's own people."""
    found: date | None = planned_by(coach, what).filter(pk=pk).values_list("local_day", flat=True).first()
    return found


def first_day(coach: User, day: date) -> date:
    """Of the week a day lies in, as the coach counts weeks."""
    return week_start(day, coach.first_weekday)
