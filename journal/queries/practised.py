"""Planned practices as their runner reads them: with what of them was done. That is nobody else's."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from journal.models import Practice
from journal.planned import dose
from runners.models import PlannedPractice, User

OFTEN = {1: "Done once", 2: "Done twice"}


@dataclass(frozen=True)
class PracticeLine:
    """A planned practice as its runner reads it. `done`: "" while there was none of its kind on its day."""

    pk: int
    day: date
    coach: str
    said: str
    note: str
    done: str


def practice_lines(runner: User, plans: Iterable[PlannedPractice], *, today: date) -> tuple[PracticeLine, ...]:
    """Each time that was practised counts for one plan, the first of its kind that wants it."""
    planned = list(plans)
    left = _practised(runner, {plan.local_day for plan in planned if plan.local_day <= today})
    lines = []
    for plan in planned:
        times = min(plan.times, left[plan.local_day, plan.kind])
        left[plan.local_day, plan.kind] -= times
        lines.append(_line(plan, times))
    return tuple(lines)


def _practised(runner: User, days: set[date]) -> Counter[tuple[date, str]]:
    """How often on which day, by kind."""
    return Counter(Practice.objects.of(runner).filter(local_day__in=days).values_list("local_day", "kind"))


def _line(plan: PlannedPractice, times: int) -> PracticeLine:
    done = "Done" if times == plan.times else OFTEN.get(times, f"Done {times} times") if times else ""
    return PracticeLine(plan.pk, plan.local_day, plan.coachship.coach.first_name, dose(plan), plan.note, done)
