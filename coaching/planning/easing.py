"""Which of the coming runs could be lighter, and how: the hardest becomes easy, the longest shorter. A race stays.

A proposal and nothing more: the coach changes it, and the runner says yes or no.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from journal.sharing import Half, Standing
from runners.models import PlannedRun, Run

HARD_FROM, EASY = 6, 3  # effort, 0 to 10
LONG_FROM = 40  # minutes
CUT = 0.7
STEP_MINUTES, STEP_M = 5, 500
METRES_A_MINUTE = 1000 / 6  # where only a distance is planned, to tell which run is the longest


@dataclass(frozen=True)
class Lighter:
    """What one planned run would become."""

    planned_id: int
    rest: bool = False
    kind: str = ""
    minutes: int | None = None
    distance_m: int | None = None
    effort: int | None = None


@dataclass(frozen=True)
class Proposal:
    planned: PlannedRun
    becomes: Lighter
    why: str


def proposed(plans: Sequence[PlannedRun]) -> list[Proposal]:
    """Of the plans of some days, at most two: the hardest and, of the others, the longest."""
    free = [plan for plan in plans if plan.kind != Run.Kind.RACE]
    hardest = max(free, key=_effort, default=None)
    hard = hardest if hardest is not None and _effort(hardest) >= HARD_FROM else None
    longest = max((plan for plan in free if plan is not hard), key=_minutes, default=None)
    long = longest if longest is not None and _minutes(longest) >= LONG_FROM else None
    found = [Proposal(hard, _easy(hard), "The hardest of these days becomes easy.")] if hard else []
    found += [Proposal(long, _short(long), "The longest of these days becomes shorter.")] if long else []
    return sorted(found, key=lambda one: (one.planned.local_day, one.planned.pk))


def _effort(plan: PlannedRun) -> int:
    """Intervals without a number are meant to be hard."""
    if plan.effort is None:
        return HARD_FROM if plan.kind == Run.Kind.INTERVALS else 0
    return plan.effort


def _minutes(plan: PlannedRun) -> float:
    return plan.minutes or (plan.distance_m or 0) / METRES_A_MINUTE


def _easy(plan: PlannedRun) -> Lighter:
    return Lighter(plan.pk, kind=Run.Kind.STEADY, minutes=plan.minutes, distance_m=plan.distance_m, effort=EASY)


def _short(plan: PlannedRun) -> Lighter:
    minutes, metres = _cut(plan.minutes, STEP_MINUTES), _cut(plan.distance_m, STEP_M)
    return Lighter(plan.pk, kind=plan.kind, minutes=minutes, distance_m=metres, effort=plan.effort)


def _cut(value: int | None, step: int) -> int | None:
    return None if value is None else max(step, round(value * CUT / step) * step)


def loads_said(standing: Standing | None) -> str:
    """What the loads say for it, with their numbers; "" where neither is above usual, or neither is shared."""
    if standing is None:
        return ""
    halves = (("Legs", standing.training), ("Head", standing.emotional))
    return " ".join(_half_said(name, half) for name, half in halves if half is not None and half.place == "up")


def _half_said(name: str, half: Half) -> str:
    return f"{name}: {half.acute:.0f} a day over about a week, usual {half.low:.0f} to {half.high:.0f}."
