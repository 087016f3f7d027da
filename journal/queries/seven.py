"""The balance of the seven strategies over four weeks, from entries, in words; and the one small step of a week."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Q
from django.shortcuts import get_object_or_404

from journal.models import CheckIn, DailyCheck, Goal, NextStep, Practice, Reflection
from journal.planned import week_start
from journal.queries.rhythm import Past, days_of_rhythm, past_of, rhythm_lately
from journal.queries.weeks import WEEK, weeks_of
from journal.rhythm import paused_on
from journal.steps import NAMES, PAGES, Strategy, WeekStep, next_step, nudges_rest, shown
from runners.models import User

DAYS = 28
REMEMBERED = 6  # weeks in which a step is not offered again
# Our convention: under these shares of what was said in four weeks a strategy has room for a small step.
KEPT, GREEN, TOGETHER = 0.6, 0.25, 0.2
FEW_CUES, FEW_CHECKS, FEW_PRACTICES = 2, 8, 2
GREEN_PLACES = (Reflection.Place.PARK, Reflection.Place.TRAIL, Reflection.Place.HILLS, Reflection.Place.WATER)
ALONE = Reflection.Company.ALONE


@dataclass(frozen=True)
class Lately:
    """What the last four weeks hold, counted. `goals_met` of `goals` open weekly ones were reached last week; `new`
    ones had no whole week yet. `slept` are the checks with an answer about sleep."""

    runs: int = 0
    kept: int = 0
    planned: int = 0
    has_rhythm: bool = False
    check_ins: int = 0
    cues: int = 0
    with_place: int = 0
    green: int = 0
    with_company: int = 0
    together: int = 0
    goals: int = 0
    goals_met: int = 0
    new: int = 0
    races: int = 0
    checks: int = 0
    slept: int = 0
    sleep: float | None = None
    days_off: int = 0
    practices: int = 0


@dataclass(frozen=True)
class Part:
    """One of the seven: what the entries say of it, and the address where something can be done about it."""

    name: str
    sentence: str
    page: str


@dataclass(frozen=True)
class Seven:
    parts: tuple[Part, ...]
    step: WeekStep | None
    resting: bool
    sentence: str
    days: int = DAYS


def _four_weeks(runner: User, past: Past, *, today: date) -> Lately:
    """A handful of counts, however many entries there are."""
    since = today - timedelta(days=DAYS - 1)
    kept, planned = rhythm_lately(past)
    ran = {ran.day for ran in past.ran if ran.day >= since}
    return Lately(
        runs=sum(ran.day >= since for ran in past.ran),
        kept=kept,
        planned=planned,
        has_rhythm=bool(past.rows),
        days_off=(today - max(since, past.first)).days + 1 - len(ran) if past.ran else 0,
        practices=Practice.objects.on_days([runner.pk], since, today).count(),
        **_said(runner, since, today),
        **_goals(runner, today),
    )


def _said(runner: User, since: date, until: date) -> dict[str, Any]:
    """What check-ins, reflections and daily checks say."""
    check_ins = CheckIn.objects.on_days([runner.pk], since, until)
    reflections = Reflection.objects.on_days([runner.pk], since, until)
    checks = DailyCheck.objects.on_days([runner.pk], since, until)
    return {
        **check_ins.aggregate(check_ins=Count("pk"), cues=Count("pk", filter=~Q(cue=""))),
        **reflections.aggregate(
            with_place=Count("pk", filter=~Q(place="")),
            green=Count("pk", filter=Q(place__in=GREEN_PLACES)),
            with_company=Count("pk", filter=~Q(company="")),
            together=Count("pk", filter=~Q(company__in=("", ALONE))),
        ),
        **checks.aggregate(checks=Count("pk"), slept=Count("sleep"), sleep=Avg("sleep")),
    }


def _goals(runner: User, today: date) -> dict[str, int]:
    """Open goals, how many of the weekly ones the last whole week reached, and races that are still to come."""
    going, weeks = list(Goal.objects.of(runner).open()), weeks_of(runner, today=today)
    weekly = [goal for goal in going if goal.a_week is not None]
    last = {kind: totals[-1] for kind, totals in weeks.whole.items() if totals}
    tried = [goal for goal in weekly if goal.kind in last and goal.made_on <= weeks.start - WEEK]
    return {
        "goals": len(tried),
        "goals_met": sum(last[goal.kind] >= (goal.a_week or 0) for goal in tried),
        "new": len(weekly) - len(tried),
        "races": sum(goal.race_on is not None and goal.race_on >= today for goal in going),
    }


# --- in words ---------------------------------------------------------------------------------------------------------


def _times(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _routine(found: Lately) -> str:
    if found.planned:
        return f"You kept {found.kept} of {days_of_rhythm(found.planned)}."
    beside = "a rhythm that has just begun" if found.has_rhythm else "no fixed days"
    return f"{_times(found.runs, 'run')}, and {beside}."


def _mindfulness(found: Lately) -> str:
    if not found.check_ins:
        return "No check-ins, so nothing was taken along to notice."
    return f"You took something to notice along on {found.cues} of {_times(found.check_ins, 'check-in')}."


def _nature(found: Lately) -> str:
    if not found.with_place:
        return "You have not said where you ran."
    return f"{found.green} of the {_times(found.with_place, 'run')} with a place had trees, hills or water."


def _company(found: Lately) -> str:
    if not found.with_company:
        return "You have not said who came along."
    return f"On {found.together} of the {_times(found.with_company, 'run')} where you said so, you were not alone."


def _realistic(found: Lately) -> str:
    race = f" {_times(found.races, 'race')} ahead." if found.races else ""
    if not found.goals and found.new:
        return f"{_times(found.new, 'weekly goal')}, with the first whole week still to come.{race}"
    if not found.goals:
        return race.strip() or "No goal is open. That is fine, too."
    return f"Last whole week reached {found.goals_met} of {_times(found.goals, 'weekly goal')}.{race}"


def _recovery(found: Lately) -> str:
    off = f"{_times(found.days_off, 'day')} without a run. " if found.days_off else ""
    if found.sleep is None:
        return f"{off}No answer about sleep."
    return f"{off}Sleep was {found.sleep:.1f} of 10 on average, over {_times(found.slept, 'daily check')}."


def _outlets(found: Lately) -> str:
    practices = _times(found.practices, "practice") if found.practices else "No practices"
    return f"{practices} from the toolbox, beside {_times(found.runs, 'run')}."


SENTENCES: Mapping[Strategy, Callable[[Lately], str]] = {
    Strategy.ROUTINE: _routine,
    Strategy.MINDFULNESS: _mindfulness,
    Strategy.NATURE: _nature,
    Strategy.COMPANY: _company,
    Strategy.GOALS: _realistic,
    Strategy.RECOVERY: _recovery,
    Strategy.OUTLETS: _outlets,
}
# Whether there is room for a small step. A strategy with plenty is left alone.
ROOM: Mapping[Strategy, Callable[[Lately], bool]] = {
    Strategy.ROUTINE: lambda found: found.kept < KEPT * found.planned if found.planned else not found.has_rhythm,
    Strategy.MINDFULNESS: lambda found: found.cues < FEW_CUES,
    Strategy.NATURE: lambda found: found.green < max(1, GREEN * found.with_place),
    Strategy.COMPANY: lambda found: found.together < max(1, TOGETHER * found.with_company),
    Strategy.GOALS: lambda found: not found.goals_met and not found.races,
    Strategy.RECOVERY: lambda found: found.checks < FEW_CHECKS,
    Strategy.OUTLETS: lambda found: found.practices < FEW_PRACTICES,
}


# --- the page ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """The four weeks, whether anything may be asked now, and the steps of the latest weeks, the newest first."""

    week_on: date
    found: Lately
    resting: bool
    steps: tuple[NextStep, ...]

    @property
    def this_week(self) -> NextStep | None:
        """Also that of a week which began on another day, before the first weekday was changed."""
        return self.steps[0] if self.steps and self.steps[0].week_on > self.week_on - timedelta(weeks=1) else None


def look_of(runner: User, *, now: datetime) -> Look:
    today = runner.day(now)
    week_on = week_start(today, runner.first_weekday)
    rows = NextStep.objects.filter(runner=runner, week_on__gt=week_on - timedelta(weeks=REMEMBERED))
    past = past_of(runner, today=today)
    return Look(
        week_on=week_on,
        found=_four_weeks(runner, past, today=today),
        resting=nudges_rest(runner, today=today) or paused_on(today, past.pauses),
        steps=tuple(rows.order_by("-week_on")),
    )


def to_offer(look: Look) -> str:
    """The key of the step this week should have; "" where there is one, where it rests, or before the first entry."""
    if look.this_week is not None or look.resting or look.found == Lately():
        return ""
    room = [one for one in Strategy if ROOM[one](look.found)]
    step = next_step(room, week_on=look.week_on, before=[row.step for row in look.steps])
    return step.key if step else ""


def seven_page(look: Look, row: NextStep | None) -> Seven:
    step = shown(row.pk, row.step, row.state) if row is not None else None
    return Seven(
        parts=tuple(Part(NAMES[one], SENTENCES[one](look.found), PAGES[one]) for one in Strategy),
        step=step,
        resting=look.resting,
        sentence=_sentence(look.found, step),
    )


def _sentence(found: Lately, step: WeekStep | None) -> str:
    there = sum(not ROOM[one](found) for one in Strategy)
    has = (
        f"{there} of seven things that keep running good {'has' if there == 1 else 'have'} a place in your four weeks."
    )
    if step is None or step.state in (NextStep.State.NOT_NOW, NextStep.State.DONE):
        return f"{has} Nothing needs adding today."
    return f"{has} One small step is enough for this one."


def step_row_of(runner: User, pk: int) -> NextStep:
    row: NextStep = get_object_or_404(NextStep, runner=runner, pk=pk)
    return row
