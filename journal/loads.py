"""Stale rows in, Series rows and today's standing out. Running it again changes nothing.

A Stale row says from which day a runner's series must be worked out again. It is worked off and removed in one
transaction, so that a killed worker leaves it in place; an entry written meanwhile waits for nobody and leaves its own.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection, transaction

from journal import charts, days, matching, pauses, series, standing
from journal.charged import COUNT_DAYS
from journal.days import Floats, Span
from journal.models import CheckIn, RunnerState
from journal.readings import WINDOW_DAYS, ReadingState
from runners.models import Stale, User
from runners.models.plumbing import Claim
from runners.science.balance import silence

log = logging.getLogger(__name__)
SPARK_DAYS = 56
LEAST_OBSERVED = 0.25  # of the weight of about a week: some ten days without an answer
BASE_DAYS = 56  # the days a baseline and its two weeks of lag reach back
BATCH = 200
CELLS = 150_000  # runners x days worked out at once, a few dozen megabytes


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
        except Exception as error:  # somebody's rows cannot be worked out: one at a time, and that one is put aside
            log.warning("a batch could not be worked out: %s", type(error).__name__)
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
            "SELECT s.runner_id, s.day + 1 FROM journal_runnerstate s WHERE s.day_ends_at <= %s AND NOT EXISTS "
            "(SELECT 1 FROM runners_stale t WHERE t.runner_id = s.runner_id AND t.since_on <= s.day + 1)",
            [now],
        )


@transaction.atomic
def _refresh_batch(*, now: datetime, limit: int) -> int:
    claims = Stale.objects.claim(now=now, limit=limit)
    if claims:
        refresh([(claim.runner, claim.since) for claim in claims], now=now)
        for claim in claims:
            claim.done()
    return len(claims)


def _refresh_singly(*, now: datetime) -> tuple[int, int]:
    done = postponed = 0
    for _ in range(BATCH):
        with transaction.atomic():
            claim = next(iter(Stale.objects.claim(now=now, limit=1)), None)
            if claim is None:
                break
            if _refresh_claim(claim, now=now):
                done += 1
            else:
                postponed += 1
    return done, postponed


def _refresh_claim(claim: Claim, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            refresh([(claim.runner, claim.since)], now=now)
            claim.done()
    except Exception as error:  # whatever it is: it stays with its runner, by name, and is tried again later
        claim.postpone(error=error, now=now)
        return False
    return True


@transaction.atomic
def refresh_now(runner: User, *, now: datetime) -> None:
    """For the runner's own pages: nobody waits for a tick to see what they just wrote.

    What cannot be worked out leaves the standing that was kept.
    """
    for claim in Stale.objects.claim(now=now, limit=1, runner_id=runner.pk):
        _refresh_claim(claim, now=now)


def refresh(runners: Sequence[tuple[User, date]], *, now: datetime) -> None:
    """Work out the series and today's standing of these runners from the given days on."""
    firsts = days.first_days([runner.pk for runner, _ in runners])
    taken = []
    for runner, since in runners:
        today = runner.day(now)
        first = min(firsts.get(runner.pk, today), today)
        taken.append((runner, Span(runner.pk, first, min(since, today), today)))
    for part in _parts(taken):
        _refresh_part([runner for runner, _ in part], [span for _, span in part], now=now)


def _parts(taken: Sequence[tuple[User, Span]]) -> Iterator[list[tuple[User, Span]]]:
    """Shares of like length and bounded size: one very long history does not make everybody's matrix as wide."""
    part: list[tuple[User, Span]] = []
    for one in sorted(taken, key=lambda pair: (pair[1].today - pair[1].first).days):
        if part and (len(part) + 1) * ((one[1].today - one[1].first).days + 1) > CELLS:
            yield part
            part = []
        part.append(one)
    if part:
        yield part


def _refresh_part(people: Sequence[User], spans: Sequence[Span], *, now: datetime) -> None:
    _clear_before_first(spans)
    matching.match(spans)
    matrix = series.read(spans)
    series.put(matrix, spans, days.diary(spans))
    width = matrix["training"].shape[1]
    last = min(width, max((s.today - s.since).days + 1 for s in spans))
    scored = standing.score(matrix, last=last)
    paused = pauses.pauses_of([span.runner_id for span in spans])
    pauses.hold(scored.score, spans, paused)
    for i, span in enumerate(spans):
        count = min(last, (span.today - span.since).days + 1)
        matrix["score"][i, width - count :] = scored.score[i, last - count :]
    series.write(matrix, spans)
    _write_states(people, spans, matrix, scored, paused, now=now)


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
    paused: pauses.Pauses,
    *,
    now: datetime,
) -> None:
    pausing = [pauses.standing_on(span.today, paused.get(span.runner_id, ())) for span in spans]
    read = standing.read(matrix["score"], held=[bool(pause["paused_as"]) for pause in pausing])
    lines = standing.lines(matrix)
    last_check_ins = _last_check_ins([s.runner_id for s in spans])
    entered = days.entry_days(spans)
    ran_them = _ran_them(spans)
    states = []
    for i, (person, span) in enumerate(zip(people, spans, strict=True)):
        row = {name: values[i] for name, values in matrix.items()}
        answered = _answered(row)
        pause = pausing[i]
        quiet = None if pause["paused_as"] else _quiet_days(entered.get(span.runner_id, ()), span.today)
        state = RunnerState(
            runner=person,
            first_on=span.first,
            day=span.today,
            day_ends_at=_day_ends(span.today, person.time_zone),
            refreshed_at=now,
            to_assess=True,
            days_answered=int(answered[-BASE_DAYS:].sum()),
            answers_lately=_answers_lately(row),
            **_reading(i, span, read, scored, row, quiet),
            **pause,
            runs_ran_them=ran_them[span.runner_id],
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
    quiet: int | None,
) -> dict[str, Any]:
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


def _quiet_days(entered: Sequence[date], today: date) -> int | None:
    """Days of silence once they are unusual for this runner; silence is never part of the score."""
    if len(entered) < 2:
        return None
    gap = (today - entered[-1]).days
    usual = float(median((b - a).days for a, b in pairwise(entered[-60:])))
    return gap if silence(gap, usual) == "quiet" else None


def _now(i: int, lines: standing.Lines) -> dict[str, float | None]:
    """Where both lines stand today; a head that hardly rests on answers any more is unknown, not usual."""
    names = ("acute", "low", "high")
    found = {
        f"{half}_{name}": _number(getattr(lines, f"{half}_{name}")[i, -1])
        for half in ("training", "emotional")
        for name in names
    }
    if lines.observed[i, -1] < LEAST_OBSERVED:
        found["emotional_acute"] = None
    return found


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


def _ran_them(spans: Sequence[Span]) -> Counter[int]:
    """How many runs of each one's last 28 days they said ran them."""
    since = {s.runner_id: s.today - timedelta(days=COUNT_DAYS - 1) for s in spans}
    said = CheckIn.objects.kept().filter(
        runner__in=list(since), ran_me=CheckIn.RanMe.YES, local_day__gte=min(since.values())
    )
    days = said.values_list("runner_id", "local_day")
    return Counter(runner_id for runner_id, day in days if day >= since[runner_id])


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
