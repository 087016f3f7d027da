"""Entries -> one value a day and signal: the arrays everything else is worked out from.

Arrays are shaped (runners, days), the last column being the runners' common today; NaN says "no answer".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from runners import columns
from runners.science.drift import DRIFT_DAYS, effort_drifts
from runners.science.emotional import emotional_load_many, unpleasant_many
from runners.science.series import DAYS_LATE_AT_MOST
from runners.science.training import load_points

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Matrix = dict[str, Floats]
OWN_RUNS, OWN_RUNS_MIN = 20, 8  # runs behind the own ratio of effort to pace
ENTRIES_BACK = 120  # days of entries behind the own usual gap between them
ASSUMED_EFFORT = 4.0  # a run nobody rated counts as an easy one until there is an own ratio


class Span(NamedTuple):
    """Which days of one runner are worked out: from `since` to `today`, of a history that began on `first`."""

    runner_id: int
    first: date
    since: date
    today: date


# What an entry is, in the first column of ENTRIES; then whose it is (from 1), how many days before that runner's today
# it lies, how late it was said, and five numbers.
CHECKED, FELT, SAID, RAN = range(4)
RUNS = """
SELECT 3, w.place, w.today - r.local_day, COALESCE(f.late, r.days_late), r.timer_s / 60.0::float8,
       COALESCE(f.effort, r.effort, r.watch_effort),
       COALESCE((SELECT AVG(v) FROM unnest(r.window_speeds) v), r.distance_m / r.timer_s),
       (r.sport = 'running')::int, (r.kind IN ('steady', ''))::int, r.started_at
FROM runners_run r JOIN w ON r.runner_id = w.id AND r.local_day BETWEEN w.a AND w.b AND r.deleted_at IS NULL
LEFT JOIN LATERAL (
    SELECT effort, GREATEST(0, days_late) AS late FROM journal_reflection
    WHERE run_id = r.id AND deleted_at IS NULL AND effort IS NOT NULL ORDER BY made_at DESC LIMIT 1
) f ON true
"""
ENTRIES = f"""
SELECT 0, w.place, w.today - e.local_day, e.days_late, e.tiredness, e.sleep, e.stress, NULL::int, NULL::int, e.made_at
FROM journal_dailycheck e JOIN w ON e.runner_id = w.id AND e.local_day BETWEEN w.a AND w.b WHERE e.deleted_at IS NULL
UNION ALL
SELECT 1, w.place, w.today - e.local_day, e.days_late, e.valence, e.activation, NULL::int, NULL::int, NULL::int,
       e.made_at FROM (
    SELECT runner_id, local_day, days_late, valence, activation, made_at FROM journal_checkin WHERE deleted_at IS NULL
    UNION ALL
    SELECT runner_id, local_day, days_late, valence, activation, made_at FROM journal_reflection
    WHERE deleted_at IS NULL
) e JOIN w ON e.runner_id = w.id AND e.local_day BETWEEN w.a AND w.b
WHERE e.valence IS NOT NULL AND e.activation IS NOT NULL
UNION ALL
SELECT 2, w.place, w.today - COALESCE(r.local_day, e.local_day), e.days_late, e.enjoyment, e.need_met,
       COALESCE(r.timer_s / 60.0::float8, 1), NULL::int, NULL::int, e.made_at
FROM journal_reflection e LEFT JOIN runners_run r ON r.id = e.run_id AND r.deleted_at IS NULL
JOIN w ON e.runner_id = w.id AND COALESCE(r.local_day, e.local_day) BETWEEN w.a AND w.b WHERE e.deleted_at IS NULL
UNION ALL {RUNS}
"""  # noqa: S608
WITHIN = """
WITH w AS (
    SELECT * FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::date[]) WITH ORDINALITY AS w(id, a, b, today, place)
)
SELECT kind, place, back, late, v1, v2, v3, v4, v5
FROM ({entries}) AS e(kind, place, back, late, v1, v2, v3, v4, v5, at) ORDER BY kind, place, at
"""


def _rows(entries: str, spans: Sequence[Span], *, back: int = 0) -> Floats:
    """Plain numbers of all the spans in one query, None as NaN: of their days, or of the `back` days before them."""
    since = np.array([s.since.toordinal() for s in spans])
    today = np.array([s.today.toordinal() for s in spans])
    days = (since - back, since - 1 if back else today, today)
    ids = columns.integers([s.runner_id for s in spans])
    rows = columns.fetched(WITHIN.format(entries=entries), [ids, *map(columns.ordinals, days)])
    return np.array(rows, dtype=np.float64) if rows else np.zeros((0, 9))


@dataclass(frozen=True)
class Means:
    """Weighted means a runner and day, (runners, days), put together from single answers."""

    shape: tuple[int, int]

    def of(self, rows: Floats, values: Floats, weights: Floats | None = None) -> Floats:
        """`rows` begin with place and days back; a value that is NaN is no answer."""
        if not len(rows):
            return np.full(self.shape, np.nan)
        known = ~np.isnan(values)
        weights = np.ones(len(rows)) if weights is None else weights
        cells = rows[known, 0].astype(np.int64) - 1, self.shape[1] - 1 - rows[known, 1].astype(np.int64)
        total, weight = np.zeros(self.shape), np.zeros(self.shape)
        np.add.at(total, cells, values[known] * weights[known])
        np.add.at(weight, cells, weights[known])
        return np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), np.nan)


def diary(spans: Sequence[Span], days: int) -> Matrix:
    """What these runners answered on the last `days` days, as far as those lie in their spans; NaN for no answer.

    Training is 0 on a day without a run. One query, and another one when somebody ran.
    """
    means = Means((len(spans), days))
    rows = _rows(ENTRIES, spans)
    on_time = rows[:, 3] <= DAYS_LATE_AT_MOST["feeling"]
    checks, moments, said = (rows[(rows[:, 0] == kind) & on_time, 1:] for kind in (CHECKED, FELT, SAID))
    points, drift = _runs(spans, rows[rows[:, 0] == RAN, 1:], days)
    felt = means.of(moments, unpleasant_many(moments[:, 3], moments[:, 4]))
    return {
        "training": points,
        "emotional": emotional_load_many(means.of(checks, checks[:, 5]), felt),
        "tiredness": means.of(checks, checks[:, 3]),
        "poor_sleep": means.of(checks, 10.0 - checks[:, 4]),
        "effort_drift": drift,
        "joyless": means.of(said, 10.0 - said[:, 3], said[:, 5]),
        "unmet": means.of(said, 10.0 - said[:, 4], said[:, 5]),
    }


@dataclass(frozen=True)
class Runs:
    """One runner's runs in order of time, each array (runs,); NaN for what is unknown."""

    day: Floats
    minutes: Floats
    effort: Floats
    effort_late: Floats
    speed: Floats
    is_run: Bools
    steady: Bools

    @classmethod
    def of(cls, rows: Floats) -> "Runs":
        back, late, minutes, effort, speed, is_run, steady = rows[:, 1:].T
        # A speed of nothing says nothing.
        return cls(-back, minutes, effort, late, np.where(speed > 0, speed, np.nan), is_run > 0, steady > 0)

    @property
    def comparable(self) -> Bools:
        """Steady runs whose effort was said in time."""
        known = ~np.isnan(self.effort) & ~np.isnan(self.speed) & (self.effort_late <= DAYS_LATE_AT_MOST["effort"])
        return known & self.is_run & self.steady


def _runs(spans: Sequence[Span], new: Floats, days: int) -> tuple[Floats, Floats]:
    """Training points, and effort at equal pace, (runners, days)."""
    points, drift = np.zeros((len(spans), days)), np.full((len(spans), days), np.nan)
    if not len(new):
        return points, drift
    who = np.unique(new[:, 0]).astype(np.int64) - 1
    earlier = _rows(RUNS, [spans[i] for i in who], back=DRIFT_DAYS)[:, 1:]
    for nth, i in enumerate(who.tolist(), 1):
        mine = new[slice(*np.searchsorted(new[:, 0], (i + 1, i + 2)))]
        runs = Runs.of(np.concatenate([earlier[slice(*np.searchsorted(earlier[:, 0], (nth, nth + 1)))], mine]))
        column = days - 1 - mine[:, 1].astype(np.int64)
        np.add.at(points[i], column, points_of(runs, len(mine)))
        drift[i] = _by_day(column, drifts_of(runs, len(mine)), mine[:, 3], days)
    return points, drift


def _by_day(column: Ints, values: Floats, minutes: Floats, days: int) -> Floats:
    """One value a day: the mean weighted by minutes."""
    known = ~np.isnan(values)
    spent = np.bincount(column[known], minutes[known], days)
    total = np.bincount(column[known], values[known] * minutes[known], days)
    return np.where(spent > 0, total / np.where(spent > 0, spent, 1.0), np.nan)


def points_of(runs: Runs, newest: int) -> Floats:
    """Training points: effort x minutes; a run without effort is filled from the runner's own pace."""
    first = len(runs.day) - newest
    rated = zip(runs.effort[first:].tolist(), runs.minutes[first:].tolist(), strict=True)
    points = [load_points(effort, minutes) for effort, minutes in rated]
    return np.array([_filled(runs, first + k) if np.isnan(value) else value for k, value in enumerate(points)])


def _filled(runs: Runs, k: int) -> float:
    minutes = float(runs.minutes[k])
    if runs.is_run[k] and not np.isnan(runs.speed[k]):
        rated = ~np.isnan(runs.effort[:k]) & ~np.isnan(runs.speed[:k]) & runs.is_run[:k]
        near = np.flatnonzero(rated & (runs.day[k] - runs.day[:k] <= DRIFT_DAYS))[-OWN_RUNS:].tolist()
        if len(near) >= OWN_RUNS_MIN:
            # points / (minutes x speed^2): the threshold speed of the pace points cancels out.
            own = median(
                load_points(float(runs.effort[j]), float(runs.minutes[j])) / float(runs.minutes[j] * runs.speed[j] ** 2)
                for j in near
            )
            return float(own * minutes * runs.speed[k] ** 2)
    return load_points(ASSUMED_EFFORT, minutes)


def drifts_of(runs: Runs, newest: int) -> Floats:
    """Effort at equal pace of the newest runs, NaN where there is nothing to compare with."""
    fit = runs.comparable
    found = np.full(len(runs.day), np.nan)
    count = int(fit[-newest:].sum())
    if count:
        day, *rest = (part[fit] for part in (runs.day, runs.effort, runs.speed, runs.minutes))
        found[np.flatnonzero(fit)[-count:]] = effort_drifts(day.astype(np.int64), *rest, newest=count)
    return found[-newest:]


def entry_days(runner_ids: Sequence[int], todays: Sequence[date], *, back: int = ENTRIES_BACK) -> dict[int, list[date]]:
    """The days of about the last four months with any entry of the diary at all, oldest first, per runner."""
    sql = """
    SELECT e.runner_id, array_agg(DISTINCT e.local_day ORDER BY e.local_day) FROM (
        SELECT runner_id, local_day FROM journal_checkin WHERE deleted_at IS NULL
        UNION ALL SELECT runner_id, local_day FROM journal_reflection WHERE deleted_at IS NULL
        UNION ALL SELECT runner_id, local_day FROM journal_dailycheck WHERE deleted_at IS NULL
    ) e JOIN unnest(%s::bigint[], %s::date[]) AS w(id, today) ON e.runner_id = w.id
        AND e.local_day BETWEEN w.today - %s::int AND w.today
    GROUP BY e.runner_id
    """
    if not runner_ids:
        return {}
    return dict(columns.fetched(sql, [columns.integers(runner_ids), columns.dates(todays), back]))


def first_days(runner_ids: Sequence[int]) -> dict[int, date]:
    """The first local day with any entry or run, per runner."""
    sql = """
    SELECT w.id, LEAST(
        (SELECT MIN(local_day) FROM runners_run r WHERE r.runner_id = w.id AND deleted_at IS NULL),
        (SELECT MIN(local_day) FROM journal_checkin e WHERE e.runner_id = w.id AND deleted_at IS NULL),
        (SELECT MIN(local_day) FROM journal_reflection e WHERE e.runner_id = w.id AND deleted_at IS NULL),
        (SELECT MIN(local_day) FROM journal_dailycheck e WHERE e.runner_id = w.id AND deleted_at IS NULL)
    ) FROM unnest(%s::bigint[]) AS w(id)
    """
    if not runner_ids:
        return {}
    return {number: day for number, day in columns.fetched(sql, [columns.integers(runner_ids)]) if day is not None}
