"""For whom something is planned: one runner, or all of a group."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from runners.models import Coachship, Group, PlannedPractice, PlannedRun, User
from runners.models.plans import PlannedSet
from runners.roles import Deed, those_who_may
from runners.ties import NAMELESS

_KEY = re.compile(r"(runner|group)-(\d{1,12})", re.ASCII)
TABLES: dict[str, type[PlannedRun] | type[PlannedPractice]] = {"runs": PlannedRun, "practices": PlannedPractice}


@dataclass(frozen=True)
class Whom:
    """`key` is how an address and a form say it. Only people who run with the coach now are in it. `plans`: their weeks
    are this coach's to plan; else they are read."""

    key: str
    name: str
    ties: tuple[Coachship, ...]
    group: bool
    plans: bool = True

    @property
    def alone(self) -> Coachship | None:
        return None if self.group else self.ties[0]


def ties_of(coach: User) -> list[Coachship]:
    mine = Coachship.objects.of_coach(coach).filter(role__in=those_who_may(Deed.PLAN))
    return list(mine.select_related("runner").order_by("runner__name", "pk"))


def not_planned_for(coach: User, runner_ids: Sequence[int]) -> list[str]:
    """The names of those of them whose weeks are another coach's to plan."""
    theirs = Coachship.objects.of_coach(coach).filter(runner__in=runner_ids).exclude(role__in=those_who_may(Deed.PLAN))
    return [name or NAMELESS for name in theirs.order_by("runner__name", "pk").values_list("runner__name", flat=True)]


def planned_by(coach: User, what: str) -> PlannedSet:
    """What this coach may change: planned for people who run with them now, in a role that plans."""
    return TABLES[what].objects.of_coach(coach).filter(coachship__role__in=those_who_may(Deed.PLAN))


def everyone(coach: User) -> list[Whom]:
    """Groups first, then everybody by name. Three queries, however many."""
    ties = {tie.pk: tie for tie in ties_of(coach)}
    groups = Group.objects.of(coach).prefetch_related("members")
    found = [_group(group, [ties[tie.pk] for tie in group.members.all() if tie.pk in ties]) for group in groups]
    return [*found, *map(_runner, ties.values())]


def _group(group: Group, ties: Sequence[Coachship]) -> Whom:
    by_name = tuple(sorted(ties, key=lambda tie: tie.runner.name))
    return Whom(f"group-{group.pk}", group.name, by_name, group=True)


def called(ties: Sequence[Coachship]) -> dict[int, str]:
    """How runners are called among each other, by the number of the tie: two of one first name by their whole name."""
    often = Counter(_first_name(tie) for tie in ties)
    return {tie.pk: _first_name(tie) if often[_first_name(tie)] == 1 else tie.runner.name or NAMELESS for tie in ties}


def _first_name(tie: Coachship) -> str:
    return tie.runner.name.split(" ")[0] or NAMELESS


def read_along(coach: User) -> list[Whom]:
    """Those whose weeks are another coach's to plan, by name."""
    others = Coachship.objects.of_coach(coach).exclude(role__in=those_who_may(Deed.PLAN))
    return [_runner(tie, plans=False) for tie in others.select_related("runner").order_by("runner__name", "pk")]


def _runner(tie: Coachship, *, plans: bool = True) -> Whom:
    return Whom(f"runner-{tie.runner_id}", tie.runner.name or NAMELESS, (tie,), group=False, plans=plans)


def to_open(coach: User, people: Sequence[Whom], *, last: str, since: date) -> Whom | None:
    """When an address names nobody: whose plan was looked at last, the first runner with a plan, or the first."""
    found, alone = chosen(people, last), [whom for whom in people if not whom.group]
    if not alone or (last and found is not None):
        return found
    planned = set(PlannedRun.objects.of_coach(coach).filter(local_day__gte=since).values_list("coachship", flat=True))
    return next((whom for whom in alone if whom.ties[0].pk in planned), alone[0])


def chosen(people: Sequence[Whom], key: str) -> Whom | None:
    """The one an address names; the first runner when it names nobody. None: nobody of that key is theirs."""
    if not key:
        return next((whom for whom in people if not whom.group), None)
    return next((whom for whom in people if whom.key == key), None) if _KEY.fullmatch(key) else None
