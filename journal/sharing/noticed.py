"""What of somebody's days may be worth an alert: of today, and of every evening of the last months.

Both are the same columns, worked out by the same functions; who may be told of what, whoever asks decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from journal import days, noticing, pauses, series, standing, states
from journal.charged import COUNT_DAYS
from journal.charts.sparks import SPARK_DAYS
from journal.days import Floats, Ints
from journal.models import RunnerState
from journal.noticing import Days
from journal.readings import ReadingState
from journal.series import Window, stretch
from journal.sharing.readings import Taken
from runners import columns

SINCE: Mapping[ReadingState, str] = noticing.SINCE
# A run is held against the longest one of so many days before it, where there were so many runs (science: 1.3).
LONGEST_OF, LEAST_RUNS = 30, 4
SPIKE = 1.1
# A day looks back on episodes, and on the days of both lines with their own usual bands.
REACH = max(noticing.EPISODE_DAYS, SPARK_DAYS + standing.BAND_BACK, standing.SCORE_BACK)


@dataclass(frozen=True)
class Seen:
    """A row a runner and day, each column (rows,): those of `noticing.COLUMNS` and `day`, `quiet_days`, `charged`,
    `held` (1 while a pause lasts), `spike` with `spike_on`, `spike_m` and `longest_m`. NaN is unknown, or not so.
    `first`: the first day that any of them has; not known of today alone."""

    runner_ids: Ints
    columns: Mapping[str, Floats]
    first: date | None = None

    def __len__(self) -> int:
        return len(self.runner_ids)


def seen_now(taken: Sequence[Taken]) -> Seen:
    """The days these standings are of."""
    ids = np.array([t.runner_id for t in taken], dtype=np.int64)
    rows = noticing.unpacked([t.noticed for t in taken])
    day = np.array([t.day.toordinal() for t in taken], dtype=np.float64)
    found = dict(zip(noticing.COLUMNS, rows.T, strict=True))
    found["day"] = day
    found["quiet_days"] = np.array([t.quiet_days for t in taken], dtype=np.float64)
    found["charged"] = np.array([t.charged for t in taken], dtype=np.float64)
    found["held"] = np.array([t.held for t in taken], dtype=np.float64)
    return Seen(ids, found | _spikes(ids, day, {(t.runner_id, t.day): i for i, t in enumerate(taken)}, back=1))


def seen_before(runner_ids: Sequence[int], *, days: int) -> Seen:
    """The last `days` evenings of each of these runners, as they look today: what was written late counts too."""
    kept = RunnerState.objects.filter(pk__in=runner_ids, first_on__isnull=False).order_by("pk")
    by_day: dict[date, list[RunnerState]] = {}
    for state in kept.only("day", "first_on"):
        by_day.setdefault(state.day, []).append(state)
    parts = [_seen_until(today, states_, days) for today, states_ in sorted(by_day.items())]
    if not parts:
        return seen_now([])
    names = parts[0].columns
    return Seen(
        np.concatenate([part.runner_ids for part in parts]),
        {name: np.concatenate([part.columns[name] for part in parts]) for name in names},
        min(state.first_on for states_ in by_day.values() for state in states_ if state.first_on is not None),
    )


def _seen_until(today: date, kept: Sequence[RunnerState], many: int) -> Seen:
    """A row for each evening of each runner, evening by evening."""
    ids = [state.pk for state in kept]
    evenings = [today - timedelta(days=back) for back in range(many - 1, -1, -1)]
    whole = _days(today, kept, many)
    rows = [noticing.noticed(looked_at, looked_at.week) for looked_at in map(whole.until, evenings)]
    found = dict(zip(noticing.COLUMNS, np.concatenate(rows).T, strict=True))
    day = np.repeat([float(evening.toordinal()) for evening in evenings], len(ids))
    everybody = np.tile(np.array(ids, dtype=np.int64), many)
    found |= {"day": day, "held": _held(ids, evenings), "charged": _charged(ids, evenings)}
    found["quiet_days"] = _quiet(ids, evenings, whole, found["held"])
    places = {(runner, date.fromordinal(int(on))): i for i, (runner, on) in enumerate(zip(everybody, day, strict=True))}
    return Seen(everybody, found | _spikes(everybody, day, places, back=1))


def _days(today: date, kept: Sequence[RunnerState], many: int) -> Days:
    window = Window(stretch(today - timedelta(days=many + REACH)), today)
    found = series.read([state.pk for state in kept], window)
    first = np.array([window.column(state.first_on or today) for state in kept])
    past = standing.Past(np.where((first < 0)[:, None], found.carried[:, 0], np.nan), np.maximum(-first, 0))
    return Days(
        found.values,
        standing.lines(found.values, past=past, last=many + SPARK_DAYS),
        standing.score(found.values, last=many),
        today,
    )


def _held(ids: Sequence[int], evenings: Sequence[date]) -> Floats:
    paused = pauses.pauses_of(ids)
    return np.array([
        float(bool(pauses.standing_on(evening, paused.get(pk, ()))["paused_as"])) for evening in evenings for pk in ids
    ])  # fmt: skip


CHARGED = """
SELECT runner_id, local_day FROM journal_checkin
WHERE runner_id = ANY(%s::bigint[]) AND local_day > %s AND ran_me = 'yes' AND deleted_at IS NULL
"""


def _charged(ids: Sequence[int], evenings: Sequence[date]) -> Floats:
    """How many runs of the four weeks before each evening they said ran them."""
    since = evenings[0] - timedelta(days=COUNT_DAYS)
    said: dict[int, list[date]] = {pk: [] for pk in ids}
    for pk, day in columns.fetched(CHARGED, [columns.integers(ids), since]):
        said[pk].append(day)
    return np.array([
        float(sum(0 <= (evening - day).days < COUNT_DAYS for day in said[pk])) for evening in evenings for pk in ids
    ])  # fmt: skip


def _quiet(ids: Sequence[int], evenings: Sequence[date], whole: Days, held: Floats) -> Floats:
    """Days of silence on evenings on which they were unusual; none while somebody paused."""
    answered = np.any([~np.isnan(whole.values[name]) for name in standing.ANSWERS], axis=0)
    entered = days.entry_days(ids, [whole.today] * len(ids), back=days.ENTRIES_BACK + len(evenings))
    found = np.full(len(held), np.nan)
    for place in np.flatnonzero(held == 0).tolist():
        row, evening = place % len(ids), evenings[place // len(ids)]
        end = answered.shape[1] - (whole.today - evening).days
        if not answered[row, max(0, end - states.HEARD_DAYS) : end].any():
            until = _until(entered.get(ids[row], ()), evening)
            found[place] = np.nan if (gap := states.quiet_for(until, evening)) is None else gap
    return found


def _until(entered: Sequence[date], evening: date) -> list[date]:
    since = evening - timedelta(days=days.ENTRIES_BACK)
    return [day for day in entered if since <= day <= evening]


_LONGER = f"""
SELECT r.runner_id, r.local_day, max(r.distance_m), max(before.longest)
FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS w(id, since, until)
JOIN runners_run r ON r.runner_id = w.id AND r.local_day BETWEEN w.since AND w.until
CROSS JOIN LATERAL (
    SELECT max(distance_m) AS longest, count(*) AS runs FROM runners_run p
    WHERE p.runner_id = r.runner_id AND p.local_day BETWEEN r.local_day - {LONGEST_OF} AND r.local_day - 1
        AND p.deleted_at IS NULL AND p.sport = 'running' AND p.distance_m > 0
) before
WHERE r.deleted_at IS NULL AND r.sport = 'running' AND before.runs >= {LEAST_RUNS}
    AND r.distance_m > {SPIKE} * before.longest
"""  # noqa: S608
_BY_DAY = "GROUP BY r.runner_id, r.local_day ORDER BY r.runner_id, r.local_day"
SPIKES = f"""
{_LONGER} AND EXISTS (
    SELECT FROM runners_coachship t WHERE t.runner_id = w.id AND t.ended_at IS NULL AND t.shares_training
) {_BY_DAY}
"""


def _spikes(ids: Ints, day: Floats, places: Mapping[tuple[int, date], int], *, back: int) -> dict[str, Floats]:
    """Runs much longer than the ones before them, of each row's day or of the day before; only where a coach may see
    runs at all."""
    found = {name: np.full(len(day), np.nan) for name in ("spike", "spike_on", "spike_m", "longest_m")}
    if not len(day):
        return found
    numbers, first = np.unique(ids, return_index=True)
    last = len(ids) - 1 - np.unique(ids[::-1], return_index=True)[1]
    spans = [columns.integers(numbers), columns.ordinals(day[first] - back), columns.ordinals(day[last])]
    for pk, on, metres, longest in columns.fetched(SPIKES, spans):
        for later in range(back, -1, -1):
            place = places.get((pk, on + timedelta(days=later)))
            if place is not None and not metres / longest < found["spike"][place]:
                for name, value in zip(found, (metres / longest, on.toordinal(), metres, longest), strict=True):
                    found[name][place] = value
    return found


def longer_on(days: Sequence[tuple[int, date]]) -> dict[tuple[int, date], tuple[float, float]]:
    """The longest run of each of these runners' days, where it is much longer than all before it, and the longest of
    those: in metres, as they are now, whoever may see them."""
    ids, on = columns.integers([pk for pk, _ in days]), columns.dates([day for _, day in days])
    found = columns.fetched(f"{_LONGER} {_BY_DAY}", [ids, on, on])
    return {(pk, day): (metres, longest) for pk, day, metres, longest in found}
