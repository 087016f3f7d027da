"""What is said back at once after a check-in and after a reflection."""

from dataclasses import dataclass
from datetime import date

from journal.models import CheckIn, DailyCheck, Reflection
from journal.prompts import Feeling, Returned, after_check_in, after_daily_check, after_reflection
from journal.queries.cues import Along, AlongAsked, along_asked, along_offered
from journal.queries.entries import Line, check_in_of, checked, feeling_of, kept_run, line_of, reflection_of
from journal.queries.insights.ceilings import Above, above_of
from journal.queries.insights.guesses import Surprise, guess_before, surprise_after
from journal.queries.outings import FELT, check_in_before
from journal.queries.outlets import Offered, Question, chose, offered, question_about
from runners.models import Run, User
from runners.queries import coaches_of
from runners.science.forecast import Forecast


@dataclass(frozen=True)
class CheckedIn:
    entry: CheckIn
    line: Line
    sentence: str
    reflection_id: int | None
    offered: Offered | None
    along: Along | None
    guess: Forecast | None
    has_coach: bool


def checked_in_page(runner: User, pk: int, *, today: date) -> CheckedIn:
    entry = check_in_of(runner, pk)
    after = Reflection.objects.of(runner).filter(check_in=entry).values_list("pk", flat=True).first()
    coaches = coaches_of(runner)
    return CheckedIn(
        entry=entry,
        line=line_of(entry, coaches),
        sentence=_sentence(entry),
        reflection_id=after,
        offered=offered(entry, today=today, reflected=after is not None),
        along=along_offered(entry, today=today, reflected=after is not None),
        guess=guess_before(runner, entry) if after is None else None,
        has_coach=bool(coaches),
    )


FILLED_IN = "Kept with its own day. When you know how it went, the reflection is here too."


def _sentence(entry: CheckIn) -> str:
    """A word for the way; a check-in filled in later needs none any more."""
    if entry.days_late:
        return FILLED_IN
    return after_check_in(
        needs=entry.needs,
        valence=entry.valence,
        activation=entry.activation,
        planned_effort=entry.meant_effort,
    )


def said_back(check: DailyCheck) -> str:
    """One short sentence after a daily check; for a day that is over there is nothing to advise any more."""
    if not checked(check):
        return "Left empty for that day." if check.days_late else "Left empty for today."
    if check.days_late:
        return "Kept with its own day."
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
    chose: str
    on_watch: tuple[str, ...]
    question: Question | None
    along: AlongAsked | None
    above: Above | None
    surprise: Surprise | None
    has_coach: bool


def reflected_page(runner: User, pk: int) -> Reflected:
    entry = reflection_of(runner, pk)
    before, coaches = before_of(entry), coaches_of(runner)
    first, *more = returned(before, entry).lines or (KEPT,)
    return Reflected(
        entry=entry,
        line=line_of(entry, coaches),
        headline=first,
        more=tuple(more),
        before=line_of(before) if before else None,
        shift=shift_of(before, entry),
        chose=chose(before),
        on_watch=on_watch(entry, kept_run(entry)),
        question=question_about(before, entry, kept_run(entry)),
        along=along_asked(before),
        above=above_of(before, entry, kept_run(entry), units=runner.units),
        surprise=surprise_after(runner, before, entry),
        has_coach=bool(coaches),
    )


def on_watch(after: Reflection | None, run: Run | None) -> tuple[str, ...]:
    """Where the watch was told something else than this page, for the runner alone."""
    if after is None or run is None:
        return ()
    said = []
    if run.watch_effort is not None and after.effort is not None and abs(run.watch_effort - after.effort) >= 1:
        said.append(f"On your watch you gave the effort {run.watch_effort:g}. Yours here counts.")
    felt = FELT.get(run.watch_feel) if run.watch_feel is not None else None
    if felt is not None and after.valence is not None and abs(felt.valence - after.valence) >= 2:
        said.append(f"On your watch you said you felt {felt.word}. Both can be true.")
    return tuple(said)


def before_of(entry: Reflection) -> CheckIn | None:
    """The check-in a reflection looks back to: the one it was written for, or the one before its run."""
    if entry.check_in is not None:
        return None if entry.check_in.deleted_at else entry.check_in
    run = kept_run(entry)
    return check_in_before(run) if run is not None else None


def returned(before: CheckIn | None, after: Reflection) -> Returned:
    return after_reflection(
        needs=before.needs if before else (),
        need_met=after.need_met,
        before=_feeling(before),
        after=_feeling(after),
        planned_effort=before.meant_effort if before else None,
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
