"""Goals: keeping one, making it smaller or larger, and putting it away. Nothing here counts what was missed."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from journal.models import Goal
from journal.models.strategies import GoalSet
from runners.models import User

Kind = Goal.Kind
# What a goal of a kind grows and shrinks by, and how far a week goes.
STEPS: dict[str, int] = {Kind.MINUTES: 5, Kind.RUNS: 1, Kind.PRACTICES: 1}
MOST: dict[str, int] = {Kind.MINUTES: 3000, Kind.RUNS: 21, Kind.PRACTICES: 50}
MOST_RACES = 10
FURTHEST_RACE_M = 1_000_000


@dataclass(frozen=True)
class Aim:
    """What is aimed at: so much a week, or a race on a day, its distance in metres if that is known."""

    kind: str
    name: str = ""
    a_week: int | None = None
    race_on: date | None = None
    race_m: int | None = None


@transaction.atomic
def aim(runner: User, *, at: Aim, key: uuid.UUID, on: date) -> Goal | None:
    """The same key twice is the same goal. None where one of its kind is open already, or there are races enough."""
    User.objects.select_for_update(no_key=True).get(pk=runner.pk)
    there: Goal | None = Goal.objects.filter(runner=runner, key=key).first()
    if there is not None:
        return there
    if not _has_room(runner, at.kind, among=Goal.objects.all()):
        return None
    made: Goal = Goal.objects.create(runner=runner, key=key, made_on=on, **vars(at))
    return made


@transaction.atomic
def resize(goal: Goal, *, a_week: int) -> bool:
    """So much a week from now on: sent twice, it is the same. False for one that was put away meanwhile."""
    row = Goal.objects.select_for_update().get(pk=goal.pk)
    if row.ended_as or row.kind == Kind.RACE:
        return False
    row.a_week = a_week
    row.save(update_fields=["a_week"])
    return True


@transaction.atomic
def put_away(goal: Goal, *, ended_as: str, on: date) -> None:
    """With a word why; the first word and its day stay."""
    row = Goal.objects.select_for_update().get(pk=goal.pk)
    if not row.ended_as:
        row.ended_as, row.ended_on = Goal.Ended(ended_as), on
        row.save(update_fields=["ended_as", "ended_on"])


@transaction.atomic
def take_out(goal: Goal) -> bool:
    """Open it again; False where another of its kind has taken its place, or there are races enough."""
    User.objects.select_for_update(no_key=True).get(pk=goal.runner_id)
    others = Goal.objects.exclude(pk=goal.pk)
    if not _has_room(goal.runner, goal.kind, among=others):
        return False
    Goal.objects.filter(pk=goal.pk).update(ended_as="", ended_on=None)
    return True


def _has_room(runner: User, kind: str, *, among: GoalSet) -> bool:
    """One of a kind is open, but several races."""
    open_ones = among.filter(runner=runner, kind=kind).open().count()
    return open_ones < (MOST_RACES if kind == Kind.RACE else 1)
