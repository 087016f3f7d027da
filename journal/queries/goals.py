"""Goals as their runner reads them: how far a week has come, what a fair size is and why, and what was put away."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404

from journal.goals import STEPS
from journal.models import Goal
from journal.pauses import in_short
from journal.queries.weeks import Weeks, weeks_of
from runners.models import Run, User
from runners.science.goals import LEAST_WEEKS, MOST_GROWTH, Size, ladder, size_of, sizes, smaller
from runners.templatetags.look import distance

Kind = Goal.Kind
THIRTY_DAYS = timedelta(days=30)
UNITS: dict[str, tuple[str, str]] = {
    Kind.MINUTES: ("minute of running", "minutes of running"),
    Kind.RUNS: ("run", "runs"),
    Kind.PRACTICES: ("practice beside running", "practices beside running"),
}


@dataclass(frozen=True)
class Card:
    """An open goal: its bar counts `so_far` of `whole`. `less` is what "make it smaller" makes of it, if it can."""

    pk: int
    title: str
    name: str
    sentence: str
    lately: str
    so_far: int
    whole: int
    less: int | None = None
    weekly: bool = False
    over: bool = False


@dataclass(frozen=True)
class Away:
    pk: int
    title: str
    word: str
    on: date


@dataclass(frozen=True)
class Goals:
    sentence: str
    open: tuple[Card, ...]
    away: tuple[Away, ...]
    free: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...] = tuple((end.value, end.label) for end in Goal.Ended)


def goal_of(runner: User, pk: int) -> Goal:
    goal: Goal = get_object_or_404(Goal, runner=runner, pk=pk)
    return goal


def open_goal_of(runner: User, pk: int) -> Goal:
    goal = goal_of(runner, pk)
    if goal.ended_as:
        raise Http404
    return goal


def goals_page(runner: User, *, now: datetime) -> Goals:
    today = runner.day(now)
    found = list(Goal.objects.of(runner))
    going = [goal for goal in found if not goal.ended_as]
    weeks, longest = weeks_of(runner, today=today), longest_run(runner, today=today)
    cards = tuple(_card(goal, weeks, longest, today=today, units=runner.units) for goal in going)
    away = [goal for goal in found if goal.ended_as]
    taken = {goal.kind for goal in going if goal.kind != Kind.RACE}
    return Goals(
        sentence=_sentence(cards),
        open=cards,
        away=tuple(_away(goal, runner.units) for goal in sorted(away, key=_newest, reverse=True)),
        free=tuple((kind.value, kind.label) for kind in Kind if kind not in taken),
    )


def _newest(goal: Goal) -> tuple[date, int]:
    assert goal.ended_on is not None
    return goal.ended_on, goal.pk


def _sentence(cards: tuple[Card, ...]) -> str:
    if not cards:
        return "Nothing to live up to at the moment. A goal that fits is one you reach in most of your weeks."
    there = sum(card.weekly and card.so_far >= card.whole for card in cards)
    if len(cards) == 1:
        return "One goal is open, and it is reached." if there else "One goal is open."
    reached = f", and {there} of them {'is' if there == 1 else 'are'} reached" if there else ""
    return f"{len(cards)} goals are open{reached}."


def longest_run(runner: User, *, today: date) -> float:
    """Metres, of the last 30 days; 0 without a run that has a distance."""
    lately = Run.objects.on_days([runner.pk], today - THIRTY_DAYS + timedelta(days=1), today)
    return float(lately.filter(sport=Run.Sport.RUNNING).aggregate(most=Max("distance_m"))["most"] or 0.0)


def title_of(goal: Goal, units: str) -> str:
    if goal.kind == Kind.RACE:
        return f"{distance(goal.race_m, units)} on {_on(goal)}" if goal.race_m else f"A race on {_on(goal)}"
    assert goal.a_week is not None
    return f"{goal.a_week} {UNITS[goal.kind][goal.a_week != 1]} a week"


def _on(goal: Goal) -> str:
    """With its year where that was not the one it was chosen in."""
    assert goal.race_on is not None
    year = "" if goal.race_on.year == goal.made_on.year else f" {goal.race_on.year}"
    return f"{goal.race_on:%A} {in_short(goal.race_on)}{year}"


def _card(goal: Goal, weeks: Weeks, longest: float, *, today: date, units: str) -> Card:
    return _race(goal, longest, today, units) if goal.kind == Kind.RACE else _weekly(goal, weeks, today, units)


def _weekly(goal: Goal, weeks: Weeks, today: date, units: str) -> Card:
    assert goal.a_week is not None
    done, before = weeks.now[goal.kind], weeks.whole[goal.kind]
    less = smaller(goal.a_week, step=STEPS[goal.kind])
    left = 7 - (today - weeks.start).days
    said = f"{done} of {goal.a_week} this week" + (
        ", so it is there." if done >= goal.a_week else f", with {left} day{'' if left == 1 else 's'} of it to go."
    )
    return Card(
        pk=goal.pk,
        title=title_of(goal, units),
        name=goal.name,
        sentence=said,
        lately=_reached(size_of(goal.a_week, before)) if before else "",
        so_far=min(done, goal.a_week),
        whole=goal.a_week,
        less=less if less < goal.a_week else None,
        weekly=True,
    )


def _reached(size: Size) -> str:
    """The weeks as they were; paused ones are not among them."""
    return f"You had at least that in {size.reached} of your last {size.weeks} whole weeks."


def _race(goal: Goal, longest: float, today: date, units: str) -> Card:
    assert goal.race_on is not None
    days = (goal.race_on - today).days
    return Card(
        pk=goal.pk,
        title=title_of(goal, units),
        name=goal.name,
        sentence=_until(goal, days),
        lately=_way(goal, longest, days // 7, units) if days >= 0 else "",
        so_far=round(min(longest, goal.race_m or 0)),
        whole=goal.race_m or 0,
        over=days < 0,
    )


def _until(goal: Goal, days: int) -> str:
    if days < 0:
        return f"It was on {_on(goal)}. However it went, you can put it away with a word."
    return "It is today. Have a good one." if not days else f"In {days} day{'' if days == 1 else 's'}."


def _way(goal: Goal, longest: float, weeks: int, units: str) -> str:
    """The longest run and how many of at most a tenth more lie ahead. A way to plan, no promise and no threat."""
    found = ladder(longest_m=longest, distance_m=float(goal.race_m or 0))
    if found is None:
        return "No run with a distance in the last 30 days, so nothing to size it by yet." if goal.race_m else ""
    there = f"Your longest run of the last 30 days was {distance(longest, units)}"
    if found.runs == 1:
        return f"{there}; the distance is at most one long run away."
    room = "That leaves room." if found.runs <= weeks else "A later race or a shorter one would leave more room."
    return (
        f"{there}. In steps of at most a tenth the distance is {found.runs} long runs away, the next one up to "
        f"{distance(found.next_m, units)}, and there are {weeks} whole weeks. {room}"
    )


def _away(goal: Goal, units: str) -> Away:
    assert goal.ended_on is not None
    return Away(goal.pk, goal.name or title_of(goal, units), Goal.Ended(goal.ended_as).label, goal.ended_on)


@dataclass(frozen=True)
class Sizing:
    """What a new goal of a kind could be, and why, in one sentence. `fair` is what the form begins with."""

    why: str
    sizes: tuple[Size, ...] = ()
    fair: int | None = None


def sizing_of(runner: User, kind: str, *, now: datetime) -> Sizing:
    today = runner.day(now)
    if kind == Kind.RACE:
        return _race_sizing(longest_run(runner, today=today), runner.units)
    totals = weeks_of(runner, today=today).whole[kind]
    found = sizes(totals, step=STEPS[kind])
    if len(totals) < LEAST_WEEKS:
        return Sizing(f"{_weeks(len(totals))} to go by so far. Choose what would feel fine in a bad week.")
    if not found:
        return Sizing(f"Most of your last {len(totals)} whole weeks had none, so begin with the smallest.", (), 1)
    fair = found[0]
    return Sizing(
        f"{fair.a_week} is a fair size: you had at least that in {fair.reached} of your last {fair.weeks} whole weeks.",
        found,
        fair.a_week,
    )


def _weeks(many: int) -> str:
    return "There is one whole week" if many == 1 else f"There are {many or 'no'} whole weeks"


def _race_sizing(longest: float, units: str) -> Sizing:
    if not longest:
        return Sizing("There is no run with a distance in your last 30 days, so nothing to size a race by yet.")
    return Sizing(
        f"Your longest run of the last 30 days was {distance(longest, units)}. Growing by at most a tenth each time, a "
        f"long run a week reaches {distance(longest * MOST_GROWTH**8, units)} in eight weeks."
    )
