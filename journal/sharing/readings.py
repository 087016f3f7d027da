"""Today's readings, for the assessment that raises alerts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from journal import series
from journal.models import RunnerState, Unassessed
from journal.readings import ReadingState
from journal.series import Window, stretch
from journal.sharing.standings import Contributions, Facts
from runners import columns
from runners.models import User


@dataclass(frozen=True)
class ReadingToday:
    """One runner's reading of a local day, for the assessment."""

    runner: User
    day: date
    reading: ReadingState
    score: float | None
    confidence: float
    contributions: Contributions
    facts: Facts
    episode_on: date | None
    training_acute: float | None = None
    training_low: float | None = None
    training_high: float | None = None
    emotional_acute: float | None = None
    emotional_low: float | None = None
    emotional_high: float | None = None


_HALVES = tuple(f"{half}_{what}" for half in ("training", "emotional") for what in ("acute", "low", "high"))


@dataclass(frozen=True)
class Taken:
    """One runner's reading as it is kept; contributions are the JSON they are kept as."""

    runner_id: int
    day: date
    reading: str
    score: float | None
    confidence: float
    contributions: str
    episode_on: date | None
    noticed: bytes
    quiet_days: int | None
    charged: int
    held: bool


TAKE = """
WITH due AS MATERIALIZED (
    SELECT runner_id FROM journal_unassessed ORDER BY runner_id LIMIT %s FOR UPDATE SKIP LOCKED
)
DELETE FROM journal_unassessed u USING due WHERE u.runner_id = due.runner_id RETURNING u.runner_id
"""
TAKEN = """
SELECT runner_id, day, reading, score, confidence, contributions::text, episode_on, noticed, quiet_days, runs_ran_them,
    paused_as <> ''
FROM journal_runnerstate
WHERE runner_id = ANY(%s::bigint[]) ORDER BY runner_id
"""


def readings_waiting() -> int:
    return Unassessed.objects.count()


def take_readings(limit: int) -> list[Taken]:
    """Readings nobody has assessed yet, for the caller's transaction; taking them marks them as assessed.

    They are read after they are taken: a standing that was written meanwhile is the one that is seen.
    """
    return readings_at([number for (number,) in columns.fetched(TAKE, [limit])])


def readings_at(runner_ids: Sequence[int]) -> list[Taken]:
    """The readings of these runners as they are kept now, by runner."""
    if not runner_ids:
        return []
    return [Taken(*row) for row in columns.fetched(TAKEN, [columns.integers(runner_ids)])]


def readings_of(runner_ids: Sequence[int]) -> list[ReadingToday]:
    """The same in full, for the few that somebody may have to hear of."""
    names = ("day", "score", "confidence", "contributions", "facts", "episode_on", *_HALVES)
    states = RunnerState.objects.filter(pk__in=runner_ids).order_by("pk").select_related("runner")
    return [
        ReadingToday(runner=s.runner, reading=ReadingState(s.reading), **{name: getattr(s, name) for name in names})
        for s in states
    ]


def scores_on(days: Mapping[int, date]) -> dict[int, float | None]:
    """What the balance check of a day comes to as its entries are now, for one day of each of these runners."""
    found: dict[int, float | None] = {}
    for day in sorted(set(days.values())):
        ids = [pk for pk, on in days.items() if on == day]
        values = series.read(ids, Window(stretch(day), day)).values["score"][:, -1]
        found |= {pk: None if np.isnan(value) else float(value) for pk, value in zip(ids, values, strict=True)}
    return found
