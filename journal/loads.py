"""Stale rows in, Series rows and today's standing out. Running it again changes nothing.

A Stale row says from which day a runner's series must be worked out again; it is taken, worked off and removed in one
transaction, so that a killed worker leaves it in place and an entry written meanwhile waits and leaves a new one.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import DatabaseError, connection, transaction

from journal import charts, days, matching, series, standing
from journal.days import Floats, Span
from journal.models import CheckIn, RunnerState
from journal.readings import WINDOW_DAYS, ReadingState
from runners.models import Stale, User
from runners.science.balance import silence

SPARK_DAYS = 56
BATCH = 200


@dataclass(frozen=True)
class Refreshed:
    runners: int = 0
    postponed: int = 0


def refresh_stale(*, now: datetime, limit: int = 100_000) -> Refreshed:
    """Work off everybody whose entries changed or whose local day has ended."""
    _mark_ended_days(now)
    done = postponed = 0
    while done < limit:
        try:
            taken = _refresh_batch(now=now, limit=min(BATCH, limit - done))
        except (ArithmeticError, ValueError, DatabaseError):
            # One runner's rows cannot be worked out: take them one at a time and put that one aside.
            taken, aside = _refresh_singly(now=now)
            postponed += aside
        if not taken:
            break
        done += taken
    return Refreshed(done, postponed)


def _mark_ended_days(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO runners_stale (runner_id, since_on) "
            "SELECT runner_id, day + 1 FROM journal_runnerstate WHERE day_ends_at <= %s "
            "ON CONFLICT (runner_id) DO UPDATE SET since_on = LEAST(runners_stale.since_on, EXCLUDED.since_on)",
            [now],
        )


@transaction.atomic
def _refresh_batch(*, now: datetime, limit: int) -> int:
    rows = Stale.objects.claim(now=now, limit=limit)
    if rows:
        refresh([(row.runner, row.since_on) for row in rows], now=now)
        Stale.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _refresh_singly(*, now: datetime) -> tuple[int, int]:
    done = postponed = 0
    for _ in range(BATCH):
        with transaction.atomic():
            row = next(iter(Stale.objects.claim(now=now, limit=1)), None)
            if row is None:
                break
            try:
                with transaction.atomic():
                    refresh([(row.runner, row.since_on)], now=now)
            except (ArithmeticError, ValueError, DatabaseError) as error:
                row.postpone(error=error, now=now)
                postponed += 1
            else:
                row.delete()
                done += 1
    return done, postponed


def refresh_now(runner: User, *, now: datetime) -> None:
    """For the runner's own pages: nobody waits for a tick to see what they just wrote."""
    with transaction.atomic():
        rows = list(Stale.objects.filter(runner=runner).select_for_update(skip_locked=True))
        if rows:
            refresh([(runner, rows[0].since_on)], now=now)
            rows[0].delete()


def refresh(runners: Sequence[tuple[User, date]], *, now: datetime) -> None:
    """Work out the series and today's standing of these runners from the given days on."""
    firsts = days.first_days([runner.pk for runner, _ in runners])
    spans, people = [], []
    for runner, since in runners:
        today = runner.day(now)
        first = min(firsts.get(runner.pk, today), today)
        spans.append(Span(runner.pk, first, min(since, today), today))
        people.append(runner)
    _clear_before_first(spans)
    matching.match(spans)
    matrix = series.read(spans)
    series.put(matrix, spans, days.diary(spans))
    width = matrix["training"].shape[1]
    last = min(width, max((s.today - s.since).days + 1 for s in spans))
    scored = standing.score(matrix, last=last)
    for i, span in enumerate(spans):
        count = min(last, (span.today - span.since).days + 1)
        matrix["score"][i, width - count :] = scored.score[i, last - count :]
    series.write(matrix, spans)
    _write_states(people, spans, matrix, scored, now=now)


def _clear_before_first(spans: Sequence[Span]) -> None:
    """A history that begins later than it did (its first entries were deleted) leaves no old years behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM journal_series s USING unnest(%s::bigint[], %s::int[]) AS w(id, year) "
            "WHERE s.runner_id = w.id AND s.year < w.year",
            [[s.runner_id for s in spans], [s.first.year for s in spans]],
        )


def _write_states(
    people: Sequence[User],
    spans: Sequence[Span],
    matrix: standing.Matrix,
    scored: standing.Scored,
    *,
    now: datetime,
) -> None:
    read = standing.read(matrix["score"])
    lines = standing.lines(matrix)
    last_check_ins = _last_check_ins([s.runner_id for s in spans])
    states = []
    for i, (person, span) in enumerate(zip(people, spans, strict=True)):
        row = {name: values[i] for name, values in matrix.items()}
        answered = _answered(row)
        state = RunnerState(
            runner=person,
            first_on=span.first,
            day=span.today,
            day_ends_at=_day_ends(span.today, person.time_zone),
            refreshed_at=now,
            to_assess=True,
            days_answered=int(answered.sum()),
            answers_lately=_answers_lately(row),
            **_reading(i, span, read, scored, row, answered),
            **_now(i, lines),
            spark=_spark(i, lines),
            **last_check_ins.get(span.runner_id, {}),
        )
        states.append(state)
    fields = [f.name for f in RunnerState._meta.fields if f.name != "runner"]
    RunnerState.objects.bulk_create(states, update_conflicts=True, unique_fields=["runner"], update_fields=fields)


def _day_ends(today: date, zone: str) -> datetime:
    return datetime.combine(today + timedelta(days=1), time(4), tzinfo=ZoneInfo(zone))


def _answered(row: dict[str, Floats]) -> Any:
    """Which days have any answer of the person's own (a run alone is none)."""
    return np.any([~np.isnan(row[name]) for name in standing.ANSWERS], axis=0)


def _answers_lately(row: dict[str, Floats]) -> int:
    """How many of the person's own answers the reading looks back on (28 days)."""
    return sum(int((~np.isnan(row[name][-WINDOW_DAYS:])).sum()) for name in standing.ANSWERS)


def _reading(
    i: int,
    span: Span,
    read: standing.Read,
    scored: standing.Scored,
    row: dict[str, Floats],
    answered: Any,
) -> dict[str, Any]:
    quiet = _quiet_days(answered)
    score = _number(scored.score[i, -1])
    began = read.entered[i]
    width = len(row["training"])
    return {
        "reading": (ReadingState.QUIET if quiet is not None else read.state[i]).value,
        "score": score,
        "confidence": float(scored.confidence[i, -1]) if score is not None else 0.0,
        "contributions": {
            name: float(parts[i, -1]) for name, parts in scored.contributions.items() if not np.isnan(parts[i, -1])
        }
        if score is not None
        else {},
        "facts": standing.facts(i, row, scored, span.today),
        "episode_on": span.today - timedelta(days=int(width - 1 - began)) if began >= 0 else None,
        "quiet_days": quiet,
    }


def _quiet_days(answered: Any) -> int | None:
    """Days of silence once they are unusual for this runner; silence is never part of the score."""
    at = np.flatnonzero(answered)
    if len(at) < 2:
        return None
    gap = len(answered) - 1 - int(at[-1])
    usual = float(median(np.diff(at[-60:]).tolist()))
    return gap if silence(gap, usual) == "quiet" else None


def _now(i: int, lines: standing.Lines) -> dict[str, float | None]:
    names = ("acute", "low", "high")
    return {
        f"{half}_{name}": _number(getattr(lines, f"{half}_{name}")[i, -1])
        for half in ("training", "emotional")
        for name in names
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _spark(i: int, lines: standing.Lines) -> dict[str, Any]:
    last = slice(-SPARK_DAYS, None)
    return asdict(
        charts.spark(
            *(
                getattr(lines, f"{half}_{name}")[i, last]
                for half in ("training", "emotional")
                for name in ("acute", "low", "high")
            )
        )
    )


def _last_check_ins(runner_ids: list[int]) -> dict[int, dict[str, Any]]:
    rows = (
        CheckIn.objects.kept()
        .filter(runner__in=runner_ids)
        .order_by("runner_id", "-made_at")
        .distinct("runner_id")
        .values_list("runner_id", "made_at", "needs", "valence", "activation")
    )
    return {
        runner_id: {
            "last_check_in_at": made_at,
            "last_need": needs[0] if needs else "",
            "last_valence": valence,
            "last_activation": activation,
        }
        for runner_id, made_at, needs, valence, activation in rows
    }


@dataclass(frozen=True)
class History:
    """One runner's whole history, oldest first: days, day values and lines, each (days,)."""

    days: list[date]
    values: dict[str, Floats]
    lines: dict[str, Floats]

    @property
    def empty(self) -> bool:
        return not self.days


def history(state: RunnerState | None) -> History:
    """Everything kept of a runner up to the day their standing was worked out for."""
    if state is None or state.first_on is None:
        return History([], {}, {})
    span = Span(state.runner_id, state.first_on, state.day, state.day)
    matrix = series.read([span])
    lines = standing.lines(matrix)
    return History(
        days=series.days_of(span, matrix["training"].shape[1]),
        values={name: values[0] for name, values in matrix.items()},
        lines={name: getattr(lines, name)[0] for name in lines.__dataclass_fields__},
    )
