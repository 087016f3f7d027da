"""What somebody came for and what happened, run by run, as far as it is shared."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any, TypeAlias

from django.db import connection

from journal.charts import Event
from journal.late import SAID_LATE, SaidLate, said_late_of
from journal.models import CheckIn, Reflection
from journal.sharing.happened import GIVEN, HAPPENED, NEEDS_MET, NeedMet, events_of, needs_of
from journal.words import Need, word_at
from runners.models import Coachship, Run
from runners.models.private import Sealed
from runners.queries import title_of


@dataclass(frozen=True)
class Outing:
    """What somebody came for and what happened: one run, as far as it is shared. `title` is what to call it, `about`
    how a conversation about it names it."""

    day: date
    run_id: int | None = None
    title: str = ""
    kind: str = ""
    timer_s: int | None = None
    distance_m: float | None = None
    unevenness: float | None = None
    effort: float | None = None
    planned_effort: int | None = None
    needs: Sequence[Need] = ()
    arrived: str = ""
    left: str = ""
    enjoyment: int | None = None
    need_met: int | None = None
    words: Sequence[str] = ()
    about: str = ""


@dataclass(frozen=True)
class _Ran:
    """A run as an outing shows it."""

    id: int
    local_day: str
    sport: str
    activity: str
    kind: str
    timer_s: int | None
    distance_m: float | None
    unevenness: float | None
    effort: float | None


@dataclass(frozen=True)
class _Felt:
    """What check-ins and reflections have in common; the note is sealed, and none at all unless it was shared."""

    id: int
    local_day: str
    run_id: int | None
    valence: int | None
    activation: int | None
    note: str | None


@dataclass(frozen=True)
class _Before(_Felt):
    needs: list[str]
    planned_effort: int | None


@dataclass(frozen=True)
class _After(_Felt):
    check_in_id: int | None
    effort: int | None
    enjoyment: int | None
    need_met: int | None


# One look at the diary: what is switched off or was not shared is not even read.
_OUTINGS = f"""
WITH ran AS (
    SELECT id, local_day, sport, activity, kind, timer_s, distance_m, effort,
        CASE WHEN sport = 'running' AND kind IN ('', 'steady') THEN cv_succ END AS unevenness FROM runners_run
    WHERE runner_id = %(runner)s AND deleted_at IS NULL AND local_day >= %(since)s AND local_day < %(until)s
        AND %(training)s
    ORDER BY started_at DESC LIMIT %(limit)s
), before AS (
    SELECT id, local_day, run_id, valence, activation, CASE WHEN {GIVEN} THEN note END AS note,
        needs, LEAST(planned_effort, effort_cap) AS planned_effort FROM journal_checkin
    WHERE runner_id = %(runner)s AND deleted_at IS NULL AND local_day >= %(since)s AND local_day < %(until)s::date + 7
    ORDER BY made_at DESC, id DESC LIMIT 3 * %(limit)s
), after AS (
    SELECT id, local_day, run_id, valence, activation, CASE WHEN {GIVEN} THEN note END AS note,
        check_in_id, effort, enjoyment, need_met FROM journal_reflection
    WHERE runner_id = %(runner)s AND deleted_at IS NULL AND local_day >= %(since)s AND local_day < %(until)s::date + 7
    ORDER BY made_at DESC, id DESC LIMIT 3 * %(limit)s
)
"""  # noqa: S608
_RUN_DAYS = """
SELECT local_day AS day FROM runners_run
WHERE runner_id = %(runner)s AND sport = 'running' AND deleted_at IS NULL AND local_day >= %(ran_since)s
    AND %(training)s
GROUP BY local_day
"""
_LATELY = (
    f"{_OUTINGS}, happened AS ({HAPPENED}), needs AS ({NEEDS_MET}), ran_on AS ({_RUN_DAYS}), late AS ({SAID_LATE})"
)
_THREE = ("ran", "before", "after")
Rows: TypeAlias = list[dict[str, Any]]


@dataclass
class _Parts:
    """What belongs together: a run, the check-in before it, the reflection after it; each may be missing."""

    run: _Ran | None = None
    before: _Before | None = None
    after: _After | None = None

    @property
    def day(self) -> date:
        found = self.run or self.before or self.after
        return date.fromisoformat(found.local_day) if found else date.min


@dataclass(frozen=True)
class Lately:
    """What there is beside the loads: recent runs, races and shared notes of all time, what runs gave, the days with a
    run, and what was said too late to count."""

    outings: list[Outing]
    happened: list[Event]
    needs: list[NeedMet]
    run_days: frozenset[date]
    late: list[SaidLate]


def lately(tie: Coachship, *, since: date, ran_since: date, limit: int) -> Lately:
    """For the page of one athlete, all in one look; days with a run from `ran_since` on, for the rest see `since`."""
    names = (*_THREE, "happened", "needs", "ran_on", "late")
    *three, events, needs, ran, late = _read(
        _LATELY, names, tie, {"since": since, "until": date.max, "ran_since": ran_since, "limit": limit}
    )
    run_days = frozenset(date.fromisoformat(row["day"]) for row in ran)
    newest = list(islice(_outings(three, tie, until=date.max), limit))
    return Lately(newest, events_of(events), needs_of(needs), run_days, said_late_of(late))


def outings(tie: Coachship, *, since: date, until: date = date.max, limit: int = 20) -> list[Outing]:
    """Runs with their check-in and reflection, newest first; a note only if it was shared while they run together.
    Of the days before `until`; what was said of them up to a week later belongs to them."""
    reach = {"since": since, "until": until, "limit": limit}
    return list(islice(_outings(_read(_OUTINGS, _THREE, tie, reach), tie, until=until), limit))


def _read(tables: str, names: Sequence[str], tie: Coachship, reach: Mapping[str, object]) -> list[Rows]:
    """The rows of each of these tables."""
    asked = {"runner": tie.runner_id, "began": tie.started_at, **reach, **asdict(tie.shares)}
    rows = ", ".join(f"(SELECT json_agg({name}) FROM {name})::text" for name in names)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{tables} SELECT {rows}", asked)
        return [json.loads(found or "[]") for found in cursor.fetchone()]


def _outings(three: Sequence[Rows], tie: Coachship, *, until: date) -> Iterator[Outing]:
    ran, before, after = three
    found = _together([_Ran(**r) for r in ran], [_Before(**r) for r in before], [_After(**r) for r in after])
    together = sorted((parts for parts in found if parts.day < until), key=lambda parts: parts.day, reverse=True)
    return (outing for parts in together if (outing := _outing(parts, tie)) is not None)


def _together(runs: list[_Ran], check_ins: list[_Before], reflections: list[_After]) -> list[_Parts]:
    found = [_Parts(run=run) for run in runs]
    by_run = {parts.run.id: parts for parts in found if parts.run is not None}
    by_check_in: dict[int, _Parts] = {}
    for check_in in check_ins:
        parts = by_run.get(check_in.run_id or 0)
        if parts is None or parts.before is not None:
            parts = _Parts()
            found.append(parts)
        parts.before = by_check_in.setdefault(check_in.id, parts).before or check_in
    for reflection in reflections:
        parts = by_run.get(reflection.run_id or 0) or by_check_in.get(reflection.check_in_id or 0)
        if parts is None or parts.after is not None:
            parts = _Parts()
            found.append(parts)
        parts.after = reflection
    return found


def _outing(parts: _Parts, tie: Coachship) -> Outing | None:
    run, before, after, shares = parts.run, parts.before, parts.after, tie.shares
    seen: dict[str, Any] = {}
    if run is not None:
        effort = after.effort if after is not None and after.effort is not None else run.effort
        kind = Run.Kind(run.kind).label if run.kind else ""
        title = title_of(Run(sport=run.sport, activity=run.activity, kind=run.kind))
        seen |= {"run_id": run.id, "title": title, "kind": kind, "timer_s": run.timer_s, "distance_m": run.distance_m}
        seen |= {"unevenness": run.unevenness, "effort": effort}
        seen |= {"planned_effort": before.planned_effort if before else None}
    if shares.emotional and (before is not None or after is not None):
        seen |= {name: value for name, value in _felt(before, after).items() if value}
    if shares.reflections and after is not None:
        seen |= {"enjoyment": after.enjoyment, "need_met": after.need_met}
    words = _words(tie, before, after)
    return Outing(day=parts.day, words=words, about=_about(parts, tie), **seen) if seen or words else None


def _about(parts: _Parts, tie: Coachship) -> str:
    """The run, or else the reflection or the check-in, as far as this coach may know of it."""
    run, before, after, shares = parts.run, parts.before, parts.after, tie.shares
    if run is not None:
        return f"run-{run.id}"
    if after is not None and (shares.reflections or after.note):
        return f"reflection-{after.id}"
    return f"check-in-{before.id}" if before is not None and (shares.emotional or before.note) else ""


def _felt(before: _Before | None, after: _After | None) -> dict[str, Any]:
    return {
        "needs": [Need(n) for n in before.needs] if before else (),
        "arrived": _word(before) if before else "",
        "left": _word(after) if after else "",
    }


def _word(entry: _Felt) -> str:
    if entry.valence is None or entry.activation is None:
        return ""
    return word_at(entry.valence, entry.activation)


def _words(tie: Coachship, before: _Before | None, after: _After | None) -> list[str]:
    """The notes that were shared, opened with the key of the runner of this tie."""
    found = (_opened(CheckIn, before, tie), _opened(Reflection, after, tie))
    return [words for words in found if words]


def _opened(model: type[CheckIn] | type[Reflection], entry: _Felt | None, tie: Coachship) -> str:
    if entry is None or not entry.note:
        return ""
    field: Any = model._meta.get_field("note")
    return str(field.open(tie, Sealed(entry.note)))
