"""What is said back at once after a check-in and after a reflection."""

from dataclasses import dataclass

from journal.models import CheckIn, DailyCheck, Reflection
from journal.prompts import Feeling, Returned, after_check_in, after_daily_check, after_reflection
from journal.queries.entries import Line, check_in_of, checked, feeling_of, line_of, reflection_of
from journal.queries.outings import check_in_before
from runners.models import User
from runners.queries import has_coach


@dataclass(frozen=True)
class CheckedIn:
    entry: CheckIn
    line: Line
    sentence: str
    reflection_id: int | None
    has_coach: bool


def checked_in_page(runner: User, pk: int) -> CheckedIn:
    entry = check_in_of(runner, pk)
    after = Reflection.objects.of(runner).filter(check_in=entry).values_list("pk", flat=True).first()
    return CheckedIn(
        entry=entry,
        line=line_of(entry),
        sentence=_sentence(entry),
        reflection_id=after,
        has_coach=has_coach(runner),
    )


def _sentence(entry: CheckIn) -> str:
    return after_check_in(
        needs=entry.needs,
        valence=entry.valence,
        activation=entry.activation,
        planned_effort=entry.planned_effort,
    )


def said_back(check: DailyCheck) -> str:
    """One short sentence after a daily check."""
    if not checked(check):
        return "Left empty for today."
    return after_daily_check(
        sleep=check.sleep,
        tiredness=check.tiredness,
        stress=check.stress,
        soreness=check.soreness,
        fed=check.food,
    )


@dataclass(frozen=True)
class Point:
    """A point of the map in the drawing's own units: 90 across, 90 down."""

    x: int
    y: int
    word: str


@dataclass(frozen=True)
class Shift:
    before: Point
    after: Point


KEPT = "Kept. Thank you for coming back to it."


@dataclass(frozen=True)
class Reflected:
    """The first sentence stands large, the others under it; before stands beside after."""

    entry: Reflection
    line: Line
    headline: str
    more: tuple[str, ...]
    before: Line | None
    shift: Shift | None
    has_coach: bool


def reflected_page(runner: User, pk: int) -> Reflected:
    entry = reflection_of(runner, pk)
    before = before_of(entry)
    first, *more = returned(before, entry).lines or (KEPT,)
    return Reflected(
        entry=entry,
        line=line_of(entry),
        headline=first,
        more=tuple(more),
        before=line_of(before) if before else None,
        shift=shift_of(before, entry),
        has_coach=has_coach(runner),
    )


def before_of(entry: Reflection) -> CheckIn | None:
    """The check-in a reflection looks back to: the one it was written for, or the one before its run."""
    if entry.check_in is not None:
        return None if entry.check_in.deleted_at else entry.check_in
    return check_in_before(entry.run) if entry.run is not None else None


def returned(before: CheckIn | None, after: Reflection) -> Returned:
    return after_reflection(
        needs=before.needs if before else (),
        need_met=after.need_met,
        before=_feeling(before),
        after=_feeling(after),
        planned_effort=before.planned_effort if before else None,
        effort=after.effort,
    )


def _feeling(entry: CheckIn | Reflection | None) -> Feeling | None:
    return Feeling(*entry.feeling) if entry is not None and entry.feeling else None


def shift_of(before: CheckIn | None, after: Reflection) -> Shift | None:
    old, new = _point(before), _point(after)
    return Shift(old, new) if old and new else None


def _point(entry: CheckIn | Reflection | None) -> Point | None:
    if entry is None or entry.feeling is None:
        return None
    valence, activation = entry.feeling
    return Point(x=45 + 10 * valence, y=45 - 10 * activation, word=feeling_of(entry))
