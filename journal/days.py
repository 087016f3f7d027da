"""Entries -> one value a day and signal: the arrays everything else is worked out from.

Arrays are shaped (runners, days), the last column being each runner's own today; NaN says "no answer", and before the
first entry nothing is known, so training is NaN there too.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean, median
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from runners.science.balance import effort_drift
from runners.science.emotional import emotional_load
from runners.science.series import counts_for_score, day_value
from runners.science.training import load_points

Floats = NDArray[np.float64]
DRIFT_DAYS = 105  # effort drift looks this far back (science.md 4.3)
DRIFT_LAG = 15
OWN_RUNS, OWN_RUNS_MIN = 20, 8  # runs behind the own ratio of effort to pace (science.md 1.1)
ASSUMED_EFFORT = 4.0  # a run nobody rated counts as an easy one until there is an own ratio


@dataclass(frozen=True)
class Span:
    """Which days of one runner are worked out: from `since` to `today`, of a history that began on `first`."""

    runner_id: int
    first: date
    since: date
    today: date


@dataclass
class Day:
    """What one runner answered on one local day, before it becomes numbers."""

    training: float = 0.0
    stress: list[float] = field(default_factory=list)
    moments: list[tuple[int, int]] = field(default_factory=list)
    tiredness: list[float] = field(default_factory=list)
    poor_sleep: list[float] = field(default_factory=list)
    drifts: list[tuple[float, float]] = field(default_factory=list)
    joyless: list[tuple[float, float]] = field(default_factory=list)
    unmet: list[tuple[float, float]] = field(default_factory=list)

    def values(self) -> dict[str, float | None]:
        return {
            "training": self.training,
            "emotional": emotional_load(fmean(self.stress) if self.stress else None, self.moments),
            "tiredness": fmean(self.tiredness) if self.tiredness else None,
            "poor_sleep": fmean(self.poor_sleep) if self.poor_sleep else None,
            "effort_drift": day_value(self.drifts),
            "joyless": day_value(self.joyless),
            "unmet": day_value(self.unmet),
        }


Diary = dict[tuple[int, date], Day]


@dataclass(frozen=True)
class RunRow:
    runner_id: int
    day: date
    minutes: float
    effort: float | None
    effort_late: int
    speed: float | None
    is_run: bool
    steady: bool


def _rows(sql: str, spans: Sequence[Span], back: int = 0) -> list[tuple[Any, ...]]:
    """Rows of all the spans in one query; `{window}` joins (runner, since)."""
    window = "JOIN unnest(%s::bigint[], %s::date[], %s::date[]) AS w(id, since, today)"
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(window=window),
            [
                [s.runner_id for s in spans],
                [s.since - timedelta(days=back) for s in spans],
                [s.today for s in spans],
            ],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


RUNS = """
SELECT r.runner_id, r.local_day, r.timer_s / 60.0, COALESCE(f.effort, r.effort, r.watch_effort),
       COALESCE(f.late, r.days_late),
       COALESCE((SELECT AVG(v) FROM unnest(r.window_speeds) v), r.distance_m / r.timer_s),
       r.sport = 'running', r.kind IN ('steady', '')
FROM runners_run r {window} ON r.runner_id = w.id AND r.local_day BETWEEN w.since AND w.today
LEFT JOIN LATERAL (
    SELECT effort, GREATEST(0, days_late) AS late FROM journal_reflection
    WHERE run_id = r.id AND deleted_at IS NULL AND effort IS NOT NULL ORDER BY made_at DESC LIMIT 1
) f ON true
ORDER BY r.runner_id, r.started_at
"""
MOMENTS = """
SELECT e.runner_id, e.local_day, e.valence, e.activation, e.days_late FROM (
    SELECT runner_id, local_day, valence, activation, days_late FROM journal_checkin WHERE deleted_at IS NULL
    UNION ALL
    SELECT runner_id, local_day, valence, activation, days_late FROM journal_reflection WHERE deleted_at IS NULL
) e {window} ON e.runner_id = w.id AND e.local_day BETWEEN w.since AND w.today
WHERE e.valence IS NOT NULL AND e.activation IS NOT NULL
"""
REFLECTIONS = """
SELECT e.runner_id, COALESCE(r.local_day, e.local_day), COALESCE(r.timer_s / 60.0, 1), e.enjoyment, e.need_met,
       e.days_late
FROM journal_reflection e LEFT JOIN runners_run r ON r.id = e.run_id
{window} ON e.runner_id = w.id AND COALESCE(r.local_day, e.local_day) BETWEEN w.since AND w.today
WHERE e.deleted_at IS NULL
"""
CHECKS = """
SELECT e.runner_id, e.local_day, e.tiredness, e.sleep, e.stress, e.days_late FROM journal_dailycheck e
{window} ON e.runner_id = w.id AND e.local_day BETWEEN w.since AND w.today WHERE e.deleted_at IS NULL
"""


def diary(spans: Sequence[Span]) -> Diary:
    """Everything these runners answered within their spans, by runner and day. Four queries, however many runners."""
    days: Diary = defaultdict(Day)
    for runner_id, day, valence, activation, late in _rows(MOMENTS, spans):
        if counts_for_score("feeling", late):
            days[runner_id, day].moments.append((valence, activation))
    for runner_id, day, tiredness, sleep, stress, late in _rows(CHECKS, spans):
        if counts_for_score("feeling", late):
            _add_check(days[runner_id, day], tiredness, sleep, stress)
    for runner_id, day, minutes, enjoyment, need_met, late in _rows(REFLECTIONS, spans):
        if counts_for_score("feeling", late):
            _add_reflection(days[runner_id, day], float(minutes), enjoyment, need_met)
    _add_runs(days, spans)
    return days


def _add_check(day: Day, tiredness: int | None, sleep: int | None, stress: int | None) -> None:
    if tiredness is not None:
        day.tiredness.append(float(tiredness))
    if sleep is not None:
        day.poor_sleep.append(10.0 - sleep)
    if stress is not None:
        day.stress.append(float(stress))


def _add_reflection(day: Day, minutes: float, enjoyment: int | None, need_met: int | None) -> None:
    if enjoyment is not None:
        day.joyless.append((10.0 - enjoyment, minutes))
    if need_met is not None:
        day.unmet.append((10.0 - need_met, minutes))


def _add_runs(days: Diary, spans: Sequence[Span]) -> None:
    since = {s.runner_id: s.since for s in spans}
    by_runner: dict[int, list[RunRow]] = defaultdict(list)
    for row in _rows(RUNS, spans, back=DRIFT_DAYS):
        runner_id, day, minutes, effort, late, speed, is_run, steady = row
        run = RunRow(runner_id, day, float(minutes), effort, late, speed, is_run, steady)
        if day >= since[runner_id]:
            days[runner_id, day].training += points_of(run, by_runner[runner_id])
            drift = drift_of(run, by_runner[runner_id])
            if drift is not None:
                days[runner_id, day].drifts.append((drift, run.minutes))
        by_runner[runner_id].append(run)


def points_of(run: RunRow, earlier: Sequence[RunRow]) -> float:
    """Training points: effort x minutes; a run without effort is filled from the runner's own pace (science.md 1.1)."""
    if run.effort is not None:
        return load_points(run.effort, run.minutes)
    near = [r for r in earlier if (run.day - r.day).days <= DRIFT_DAYS]
    rated = [r for r in near if r.effort is not None and r.speed and r.is_run][-OWN_RUNS:]
    if run.speed and run.is_run and len(rated) >= OWN_RUNS_MIN:
        # points / (minutes x speed^2): the threshold speed of the pace points cancels out.
        own = median(load_points(r.effort or 0, r.minutes) / (r.minutes * (r.speed or 1) ** 2) for r in rated)
        return own * run.minutes * run.speed**2
    return load_points(ASSUMED_EFFORT, run.minutes)


def drift_of(run: RunRow, earlier: Sequence[RunRow]) -> float | None:
    """Effort at equal pace against comparable steady runs 15 to 105 days older."""
    if not (run.is_run and run.steady and run.speed) or run.effort is None:
        return None
    if not counts_for_score("effort", run.effort_late):
        return None
    past = [
        (r.effort, r.speed, r.minutes)
        for r in earlier
        if r.effort is not None
        and r.speed
        and r.is_run
        and r.steady
        and counts_for_score("effort", r.effort_late)
        and DRIFT_LAG <= (run.day - r.day).days <= DRIFT_DAYS
    ]
    return effort_drift(run.effort, run.speed, run.minutes, past)


def entry_days(spans: Sequence[Span]) -> dict[int, list[date]]:
    """The days of about the last four months with any entry of the diary at all, oldest first, per runner."""
    sql = """
    SELECT DISTINCT e.runner_id, e.local_day FROM (
        SELECT runner_id, local_day FROM journal_checkin WHERE deleted_at IS NULL
        UNION ALL SELECT runner_id, local_day FROM journal_reflection WHERE deleted_at IS NULL
        UNION ALL SELECT runner_id, local_day FROM journal_dailycheck WHERE deleted_at IS NULL
    ) e JOIN unnest(%s::bigint[], %s::date[]) AS w(id, today) ON e.runner_id = w.id
        AND e.local_day BETWEEN w.today - 120 AND w.today
    ORDER BY e.runner_id, e.local_day
    """
    found: dict[int, list[date]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, [[s.runner_id for s in spans], [s.today for s in spans]])
        for runner_id, day in cursor.fetchall():
            found[runner_id].append(day)
    return found


def first_days(runner_ids: Sequence[int]) -> dict[int, date]:
    """The first local day with any entry or run, per runner."""
    sql = """
    SELECT runner_id, MIN(local_day) FROM (
        SELECT runner_id, local_day FROM runners_run WHERE runner_id = ANY(%s)
        UNION ALL SELECT runner_id, local_day FROM journal_checkin WHERE deleted_at IS NULL AND runner_id = ANY(%s)
        UNION ALL SELECT runner_id, local_day FROM journal_reflection WHERE deleted_at IS NULL AND runner_id = ANY(%s)
        UNION ALL SELECT runner_id, local_day FROM journal_dailycheck WHERE deleted_at IS NULL AND runner_id = ANY(%s)
    ) e GROUP BY runner_id
    """
    ids = list(runner_ids)
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids] * 4)
        return dict(cursor.fetchall())
