"""The plan as its runner reads it: today's part, a week of it, what waits for an answer, and what a calendar gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404

from journal.defaults import Defaults
from journal.models import CheckIn, Reflection
from journal.planned import (
    closed_from,
    dose,
    intention,
    matched,
    open_to,
    planned_said,
    run_said,
    still_eased,
    still_open,
    week_start,
)
from journal.queries.already_run import run_today
from journal.queries.entries import kept_run
from journal.queries.practised import PracticeLine, practice_lines
from journal.week_asking import asks_about_next_week
from runners.models import (
    EasedRun,
    Easing,
    PlanFeed,
    PlannedPractice,
    PlannedRun,
    PlanReach,
    Run,
    User,
)

WEEK = timedelta(days=7)
FED_BACK, FED_AHEAD = timedelta(days=28), timedelta(days=182)
LONGEST_TRIP = 520  # weeks that can be turned, either way


@dataclass(frozen=True)
class RunLine:
    """A planned run as its runner reads it. `run_id`: the run that belongs to it; `over`: its day has come."""

    pk: int
    day: date
    coach: str
    said: str
    intention: str
    note: str
    went: str
    felt: str
    run_id: int | None
    over: bool

    @property
    def said_back(self) -> str:
        """ "As intended. It felt that way: in part."; "" before there is an answer."""
        said = [f"{PlannedRun.Went(self.went).label}."] if self.went else []
        said += [f"It felt that way: {PlannedRun.Felt(self.felt).label.lower()}."] if self.felt else []
        return " ".join(said)

    @property
    def answers(self) -> tuple[tuple[str, str, bool], ...]:
        return tuple((value, label, value == self.went) for value, label in PlannedRun.Went.choices)

    @property
    def feelings(self) -> tuple[tuple[str, str, bool], ...]:
        return tuple((value, label, value == self.felt) for value, label in PlannedRun.Felt.choices)


@dataclass(frozen=True)
class PlanDay:
    day: date
    today: bool
    runs: tuple[RunLine, ...]
    practices: tuple[PracticeLine, ...]


@dataclass(frozen=True)
class Offer:
    """Lighter days that wait for a word."""

    pk: int
    coach: str


@dataclass(frozen=True)
class PlanWeek:
    """`closed`: a coach has not opened it yet, whether or not anything is in it."""

    sentence: str
    closed: bool
    days: tuple[PlanDay, ...]
    before: date | None
    after: date | None
    offers: tuple[Offer, ...]
    asked: bool


def plan_week(runner: User, *, day: date | None, now: datetime) -> PlanWeek:
    today = runner.day(now)
    monday = week_start(_near(day, today) or today, runner.first_weekday)
    days = [monday + timedelta(days=i) for i in range(7)]
    runs, practices = _shown(runner, days[0], days[-1], today=today)
    lines, beside = _lines(runner, runs, today=today), practice_lines(runner, practices, today=today)
    closed = any(day <= monday for day in _closed(runner, today=today).values())
    return PlanWeek(
        sentence=_sentence(len(runs), len(practices), monday, today, closed=closed),
        closed=closed,
        days=tuple(_day(one, today, lines, beside) for one in days),
        before=_near(monday - WEEK, today),
        after=_near(monday + WEEK, today),
        offers=offers_to(runner, now=now),
        asked=asks_about_next_week(runner, today=today),
    )


def _near(day: date | None, today: date) -> date | None:
    return day if day is not None and abs((day - today).days) <= 7 * LONGEST_TRIP else None


def _sentence(runs: int, practices: int, monday: date, today: date, *, closed: bool) -> str:
    when = "this week" if monday <= today < monday + WEEK else f"in the week of {monday.day} {monday:%B}"
    if closed and not runs and not practices:
        return f"The week of {monday.day} {monday:%B} is not opened yet."
    if not runs and not practices:
        return f"Nothing is planned {when}. That is room, not a gap."
    parts = [f"{runs} run{'' if runs == 1 else 's'}"] if runs else []
    parts += [f"{practices} practice{'' if practices == 1 else 's'}"] if practices else []
    return f"{' and '.join(parts).capitalize()} planned {when}."


def _day(day: date, today: date, lines: Sequence[RunLine], practices: Sequence[PracticeLine]) -> PlanDay:
    return PlanDay(
        day,
        day == today,
        tuple(line for line in lines if line.day == day),
        tuple(practice for practice in practices if practice.day == day),
    )


def _shown(runner: User, since: date, until: date, *, today: date) -> tuple[list[PlannedRun], list[PlannedPractice]]:
    """Without the weeks a coach has not opened yet."""
    runs = list(PlannedRun.objects.shown_to(runner).on_days(since, until))
    practices = list(PlannedPractice.objects.shown_to(runner).on_days(since, until))
    closed = _closed(runner, today=today) if runs or practices else {}

    def open_(one: PlannedRun | PlannedPractice) -> bool:
        return one.local_day < closed.get(one.coachship_id, date.max)

    return list(filter(open_, runs)), list(filter(open_, practices))


def _closed(runner: User, *, today: date) -> dict[int, date]:
    """The first day that is not open yet, of the ties whose coach opens week by week."""
    reach = PlanReach.objects.filter(coachship__runner=runner, coachship__ended_at=None)
    begins = runner.first_weekday
    return {one.coachship_id: closed_from(one.weeks, today=today, first_weekday=begins) for one in reach}


def _lines(runner: User, plans: Sequence[PlannedRun], *, today: date) -> list[RunLine]:
    days = sorted({plan.local_day for plan in plans if plan.local_day <= today})
    ran = list(Run.objects.of(runner).filter(local_day__in=days, sport=Run.Sport.RUNNING)) if days else []
    found = matched(plans, ran)
    return [_line(plan, found.get(plan.pk), units=runner.units, today=today) for plan in plans]


def _line(plan: PlannedRun, run: Run | None, *, units: str, today: date) -> RunLine:
    return RunLine(
        pk=plan.pk,
        day=plan.local_day,
        coach=plan.coachship.coach.first_name,
        said=planned_said(plan, units=units),
        intention=intention(plan.feeling),
        note=plan.note,
        went=plan.went,
        felt=plan.felt,
        run_id=run.pk if run else None,
        over=plan.local_day <= today,
    )


@dataclass(frozen=True)
class Ahead:
    """What stands on the first page: what is planned for today, what waits for a word, whether to ask about a week."""

    runs: tuple[RunLine, ...]
    practices: tuple[PracticeLine, ...]
    offers: tuple[Offer, ...]
    asked: bool

    @property
    def anything(self) -> bool:
        return bool(self.runs or self.practices or self.offers or self.asked)


EVERYTHING = (True, True, True, True)


def plan_today(runner: User, *, now: datetime, there: Sequence[bool] = EVERYTHING) -> Ahead:
    today = runner.day(now)
    runs, practices, offers, ask = there
    return Ahead(
        runs=_runs_today(runner, today) if runs else (),
        practices=_practices_today(runner, today) if practices else (),
        offers=offers_to(runner, now=now) if offers else (),
        asked=ask and asks_about_next_week(runner, today=today),
    )


def _runs_today(runner: User, today: date) -> tuple[RunLine, ...]:
    """This week is open whatever else is not, so nobody asks how far ahead the runner sees."""
    plans = PlannedRun.objects.shown_to(runner).on_days(today, today)
    return tuple(_line(plan, None, units=runner.units, today=today) for plan in plans)


def _practices_today(runner: User, today: date) -> tuple[PracticeLine, ...]:
    return practice_lines(runner, PlannedPractice.objects.shown_to(runner).on_days(today, today), today=today)


def offers_to(runner: User, *, now: datetime) -> tuple[Offer, ...]:
    shown, today = Easing.objects.shown_to(runner, now=now).open(), runner.day(now)
    waiting = list(shown.prefetch_related("runs__planned").order_by("shown_at", "pk"))
    about = partial(still_eased, ran=run_today(runner, today=today) if waiting else ())
    found = [one for one in waiting if still_open(one, today=today, about=about)]
    return tuple(Offer(easing.pk, easing.coachship.coach.first_name) for easing in found)


@dataclass(frozen=True)
class Meant:
    """What a check-in begins with when a run is planned for the day."""

    line: RunLine
    initial: dict[str, object]
    words: str


def meant_today(runner: User, *, now: datetime) -> Meant | None:
    """The first planned run of today that no check-in has been made for."""
    today = runner.day(now)
    plans, _ = _shown(runner, today, today, today=today)
    made = CheckIn.objects.of(runner).filter(local_day=today).count() if plans else 0
    if made >= len(plans):
        return None
    plan = plans[made]
    usual = Defaults(plan.kind, plan.minutes)
    initial = {**vars(usual), "planned_effort": plan.effort}
    return Meant(_line(plan, None, units=runner.units, today=today), initial, usual.words)


def meant_for(entry: Reflection, *, today: date) -> RunLine | None:
    """The planned run a reflection looks back to, if there was one."""
    runner = entry.runner
    plans, _ = _shown(runner, entry.local_day, entry.local_day, today=today)
    if not plans:
        return None
    run, before = kept_run(entry), entry.check_in
    ran = list(Run.objects.of(runner).filter(local_day=entry.local_day, sport=Run.Sport.RUNNING))
    found = matched(plans, ran)
    kind = before.kind if before is not None else ""
    plan = next((plan for plan in plans if _answers(plan, run, found, kind)), None)
    return _line(plan, found.get(plan.pk), units=runner.units, today=today) if plan is not None else None


def _answers(plan: PlannedRun, run: Run | None, found: dict[int, Run], kind: str) -> bool:
    if run is not None:
        mine = found.get(plan.pk)
        return mine is not None and mine.pk == run.pk
    return plan.kind == kind or open_to(plan.kind, kind)


@dataclass(frozen=True)
class Change:
    """A planned run as it is and as it would be; `becomes` is "rest" in words when it would go."""

    day: date
    now: str
    becomes: str


@dataclass(frozen=True)
class EasingPage:
    """`open`: it waits for an answer. One whose runs are all over, or changed since, asks nothing any more."""

    pk: int
    coach: str
    note: str
    changes: tuple[Change, ...]
    state: str
    answer: str

    @property
    def open(self) -> bool:
        return self.state == Easing.State.OPEN and bool(self.changes)

    @property
    def closed(self) -> bool:
        """Nobody has answered, and there is nothing left to answer."""
        return self.state == Easing.State.OPEN and not self.changes


def easing_page(runner: User, pk: int, *, now: datetime) -> EasingPage:
    easing = get_object_or_404(Easing.objects.shown_to(runner, now=now), pk=pk)
    eased = EasedRun.objects.filter(easing=easing).select_related("planned").order_by("planned__local_day", "pk")
    asks, today = easing.state == Easing.State.OPEN, runner.day(now)
    ran = run_today(runner, today=today) if asks else ()
    return EasingPage(
        pk=easing.pk,
        coach=easing.coachship.coach.first_name,
        note=easing.note,
        changes=tuple(
            _change(one, units=runner.units)
            for one in eased
            if not asks or still_eased(one.planned, easing, today=today, ran=ran)
        ),
        state=easing.state,
        answer=easing.answer,
    )


def _change(one: EasedRun, *, units: str) -> Change:
    becomes = run_said(one.kind, one.minutes, one.distance_m, one.effort, units=units)
    return Change(
        one.planned.local_day, planned_said(one.planned, units=units), "A day of rest" if one.rest else becomes
    )


def planned_run_of(runner: User, pk: int, *, now: datetime) -> PlannedRun:
    """One whose day has come: nothing can be said yet of what lies ahead, and some of it is not open."""
    over = PlannedRun.objects.shown_to(runner).filter(local_day__lte=runner.day(now))
    found: PlannedRun = get_object_or_404(over, pk=pk)
    return found


def feed_made_at(runner: User) -> datetime | None:
    return PlanFeed.objects.filter(runner=runner).values_list("made_at", flat=True).first()


@dataclass(frozen=True)
class Fed:
    """What a calendar outside gets of one planned thing: no feeling, no effort, no note."""

    uid: str
    day: date
    summary: str
    changed_at: datetime


def fed(token: str, *, now: datetime) -> tuple[Fed, ...]:
    """Everything shown of the last weeks and the coming months. An unknown link, or an old one, is no page."""
    feed = PlanFeed.objects.filter(token_hash=PlanFeed.digest(token), runner__is_active=True, runner__leaving_at=None)
    found = feed.select_related("runner").first()
    if found is None:
        raise Http404
    today = found.runner.day(now)
    runs, practices = _shown(found.runner, today - FED_BACK, today + FED_AHEAD, today=today)
    units = found.runner.units
    return (
        *(
            Fed(str(r.key), r.local_day, run_said(r.kind, r.minutes, r.distance_m, None, units=units), r.changed_at)
            for r in runs
        ),
        *(Fed(str(p.key), p.local_day, dose(p), p.changed_at or p.made_at) for p in practices),
    )
