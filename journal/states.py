"""Where many runners stand today, into their rows in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import numpy as np

from journal import charts, days, noticing, pauses, standing
from journal.charged import COUNT_DAYS
from journal.days import Bools, Floats, Matrix, Span
from journal.models import RunnerState
from journal.readings import WINDOW_DAYS, ReadingState
from runners import columns
from runners.columns import Column
from runners.models.plumbing import REFRESHING, Claim
from runners.science.balance import silence
from runners.science.series import or_zero

TABLE = "journal_runnerstate"
# A row that is there already is touched: nobody may take it before this standing can be read.
UNASSESSED = """
INSERT INTO journal_unassessed (runner_id) SELECT runner_id FROM written
ON CONFLICT (runner_id) DO UPDATE SET runner_id = EXCLUDED.runner_id
"""
LEAST_OBSERVED = 0.25  # of the weight of about a week: some ten days without an answer
BASE_DAYS = 56  # the days a baseline and its two weeks of lag reach back
# Nobody is quiet who answered in these days: fewer than the least silence that counts, by the night before a run.
HEARD_DAYS = 8
ENTRIES_LOOKED_BACK = 60


@dataclass(frozen=True)
class Kept:
    """How far a runner's history was worked out: its first day, and the day after the last one.

    A first day that was the last one, too, is no first day yet, but a stand-in: it is None.
    """

    first: date | None
    next: date


KEPT = """
SELECT runner_id, CASE WHEN first_on < day THEN first_on END, day + 1
FROM journal_runnerstate WHERE runner_id = ANY(%s::bigint[])
"""


def kept(runner_ids: Sequence[int]) -> dict[int, Kept]:
    rows = columns.fetched(KEPT, [columns.integers(runner_ids)])
    return {number: Kept(first, after) for number, first, after in rows}


STATE = f"SELECT * FROM {TABLE} WHERE runner_id = %s"  # noqa: S608


def state_of(runner_id: int) -> RunnerState | None:
    """Where somebody stands. Written out: the pages that begin with it would put it together each time anew."""
    return next(iter(RunnerState.objects.raw(STATE, [runner_id])), None)


REACH = """
SELECT MAX(runner_id) FROM (
    SELECT runner_id FROM journal_runnerstate WHERE day_ends_at <= %s AND runner_id > %s ORDER BY runner_id LIMIT %s
) s
"""
CLAIM = """
SELECT w.*, pg_try_advisory_xact_lock(%s::int, (w.runner_id %% 2147483648)::int) FROM (
    SELECT s.runner_id, u.time_zone, s.day + 1, '{}'::bigint[]
    FROM journal_runnerstate s JOIN runners_user u ON u.id = s.runner_id
    WHERE s.runner_id > %s AND s.runner_id <= %s AND s.day_ends_at <= %s AND NOT EXISTS (
        SELECT FROM runners_stale t WHERE t.runner_id = s.runner_id AND t.not_before > %s
    )
    ORDER BY s.runner_id OFFSET 0
) w
"""


def reach(*, now: datetime, after: int, limit: int) -> int | None:
    """How far, in runners' numbers, the next ones go whose local day has ended; None when there are none."""
    ((reached,),) = columns.fetched(REACH, [now, after, limit])
    return reached  # type: ignore[no-any-return]


def claim(*, now: datetime, after: int, last: int) -> list[Claim]:
    """Those between these numbers, for this transaction; whoever was put aside waits."""
    rows = columns.fetched(CLAIM, [REFRESHING, after, last, now, now])
    return [Claim(*row) for *row, mine in rows if mine]


@dataclass(frozen=True)
class Worked:
    """Everything worked out for some runners with one common today; arrays (runners, days) end on it."""

    spans: Sequence[Span]
    zones: Sequence[str]
    days: Matrix
    scored: standing.Scored
    replayed: standing.Replayed
    lines: standing.Lines
    paused: pauses.Pauses

    @property
    def today(self) -> date:
        return self.spans[0].today


def write(worked: Worked, *, now: datetime) -> None:
    pausing = [pauses.standing_on(s.today, worked.paused.get(s.runner_id, ())) for s in worked.spans]
    held = np.array([bool(pause["paused_as"]) for pause in pausing])
    count = len(worked.spans)
    columns.upsert(
        TABLE,
        {
            "runner_id": columns.integers([s.runner_id for s in worked.spans]),
            "first_on": columns.dates([s.first for s in worked.spans]),
            "day": columns.dates([worked.today] * count),
            "day_ends_at": columns.moments(_day_ends(worked.today, worked.zones)),
            "refreshed_at": columns.moments([now] * count),
            **_reading(worked, held),
            "paused_as": columns.texts([str(pause["paused_as"]) for pause in pausing]),
            "paused_on": columns.dates([pause["paused_on"] for pause in pausing]),
            "held_until": columns.dates([pause["held_until"] for pause in pausing]),
            **_answers(worked.days),
            **_lines(worked.lines),
            **_check_ins(worked.spans),
        },
        key=("runner_id",),
        then=UNASSESSED,
    )


def _day_ends(today: date, zones: Sequence[str]) -> list[datetime]:
    tomorrow = datetime.combine(today + timedelta(days=1), time(4))
    ends = {zone: tomorrow.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for zone in set(zones)}
    return [ends[zone] for zone in zones]


def _reading(worked: Worked, held: Bools) -> dict[str, Column]:
    scored, today = worked.scored, worked.today
    read = standing.read(worked.replayed, today=today, held=held)
    quiet = _quiet_days(worked, held)
    score = scored.score[:, -1]
    looked_at = noticing.Days(worked.days, worked.lines, scored, today)
    week = looked_at.week
    states = [ReadingState.QUIET if gap is not None else state for state, gap in zip(read.state, quiet, strict=True)]
    return {
        "reading": columns.texts(states),
        "score": columns.floats(score),
        "confidence": columns.floats(np.where(np.isnan(score), 0.0, scored.confidence[:, -1])),
        "contributions": columns.documents(_contributions(score, scored.contributions)),
        "facts": columns.rows(week),
        "noticed": columns.rows(noticing.noticed(looked_at, week)),
        "episode_on": columns.ordinals(or_zero(read.episode_on)),
        "quiet_days": columns.small(quiet),
    }


def _contributions(score: Floats, parts: Mapping[str, Floats]) -> list[bytes]:
    """JSON of what each area that is known adds to a score that is known."""
    known = ~np.isnan(score)
    points = {name: values[:, -1] for name, values in parts.items()}
    written = [b"{}"] * len(score)
    for i, *values in zip(np.flatnonzero(known).tolist(), *(p[known].tolist() for p in points.values()), strict=True):
        pairs = zip(points, values, strict=True)
        written[i] = b"{%s}" % ", ".join([f'"{name}": {v!r}' for name, v in pairs if v == v]).encode()
    return written


def _quiet_days(worked: Worked, held: Bools) -> list[int | None]:
    """Days of silence once they are unusual for a runner; silence is never part of the score."""
    heard = np.any([~np.isnan(worked.days[name][:, -HEARD_DAYS:]).all(axis=1) for name in standing.ANSWERS], axis=0)
    found: list[int | None] = [None] * len(held)
    unheard = np.flatnonzero(~heard & ~held).tolist()
    entered = days.entry_days([worked.spans[i].runner_id for i in unheard], [worked.today] * len(unheard))
    for i in unheard:
        found[i] = quiet_for(entered.get(worked.spans[i].runner_id, ()), worked.today)
    return found


def quiet_for(entered: Sequence[date], today: date) -> int | None:
    """Days since the last entry, once so many are unusual for whoever made these."""
    if len(entered) < 2:
        return None
    gap = (today - entered[-1]).days
    usual = float(median((b - a).days for a, b in pairwise(entered[-ENTRIES_LOOKED_BACK:])))
    return gap if silence(gap, usual) == "quiet" else None


def _answers(values: Matrix) -> dict[str, Column]:
    """Days with any answer of the person's own (a run alone is none), and all answers the reading looks back on."""
    known = np.stack([~np.isnan(values[name][:, -BASE_DAYS:]) for name in standing.ANSWERS])
    return {
        "days_answered": columns.small(known.any(axis=0).sum(axis=1)),
        "answers_lately": columns.small(known[:, :, -WINDOW_DAYS:].sum(axis=(0, 2))),
    }


def _lines(lines: standing.Lines) -> dict[str, Column]:
    """Where both lines stand today; a head that hardly rests on answers any more is unknown, not usual."""
    faint = lines.observed[:, -1] < LEAST_OBSERVED
    legs = lines.training_acute, lines.training_low, lines.training_high
    head = lines.emotional_acute, lines.emotional_low, lines.emotional_high
    return {
        "training_acute": columns.floats(legs[0][:, -1]),
        "training_low": columns.floats(legs[1][:, -1]),
        "training_high": columns.floats(legs[2][:, -1]),
        "emotional_acute": columns.floats(np.where(faint, np.nan, head[0][:, -1])),
        "emotional_low": columns.floats(head[1][:, -1]),
        "emotional_high": columns.floats(head[2][:, -1]),
        "training_spark": columns.blobs(charts.sparks(*legs)),
        "emotional_spark": columns.blobs(charts.sparks(*head)),
    }


CHECK_INS = """
SELECT c.made_at, COALESCE(c.needs[1], ''), c.valence, c.activation, (
    SELECT COUNT(*) FROM journal_checkin
    WHERE runner_id = w.id AND ran_me = 'yes' AND deleted_at IS NULL
        AND local_day > w.today - %s::int AND local_day <= w.today
)
FROM unnest(%s::bigint[], %s::date[]) WITH ORDINALITY AS w(id, today, place)
LEFT JOIN LATERAL (
    SELECT made_at, needs, valence, activation FROM journal_checkin
    WHERE runner_id = w.id AND deleted_at IS NULL ORDER BY local_day DESC, made_at DESC LIMIT 1
) c ON true
ORDER BY w.place
"""


def _check_ins(spans: Sequence[Span]) -> dict[str, Column]:
    """The last one, and how many runs of the last 28 days they said ran them."""
    ids, todays = columns.integers([s.runner_id for s in spans]), columns.dates([s.today for s in spans])
    made_at, need, valence, activation, ran = zip(*columns.fetched(CHECK_INS, [COUNT_DAYS, ids, todays]), strict=True)
    return {
        "last_check_in_at": columns.moments(made_at),
        "last_need": columns.texts(need),
        "last_valence": columns.small(valence),
        "last_activation": columns.small(activation),
        "runs_ran_them": columns.small(ran),
    }
