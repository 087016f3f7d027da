"""Today's readings, for the assessment that raises alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from journal.models import RunnerState, Unassessed
from journal.readings import ReadingState
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


def episode_of(runner_id: int, *, since: date) -> date | None:
    """The day the present episode began, if the reading is of that day or later and still asks for a word."""
    state = RunnerState.objects.filter(
        runner=runner_id, day__gte=since, reading__in=(ReadingState.STRAINED, ReadingState.TALK_TODAY)
    ).first()
    return state.episode_on if state else None


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


TAKE = """
WITH due AS MATERIALIZED (
    SELECT runner_id FROM journal_unassessed ORDER BY runner_id LIMIT %s FOR UPDATE SKIP LOCKED
)
DELETE FROM journal_unassessed u USING due WHERE u.runner_id = due.runner_id RETURNING u.runner_id
"""
TAKEN = """
SELECT runner_id, day, reading, score, confidence, contributions::text, episode_on FROM journal_runnerstate
WHERE runner_id = ANY(%s::bigint[]) ORDER BY runner_id
"""


def readings_waiting() -> int:
    return Unassessed.objects.count()


def take_readings(limit: int) -> list[Taken]:
    """Readings nobody has assessed yet, for the caller's transaction; taking them marks them as assessed.

    They are read after they are taken: a standing that was written meanwhile is the one that is seen.
    """
    numbers = [number for (number,) in columns.fetched(TAKE, [limit])]
    return [Taken(*row) for row in columns.fetched(TAKEN, [columns.integers(numbers)])] if numbers else []


def readings_of(runner_ids: Sequence[int]) -> list[ReadingToday]:
    """The same in full, for the few that somebody may have to hear of."""
    names = ("day", "score", "confidence", "contributions", "facts", "episode_on")
    states = RunnerState.objects.filter(pk__in=runner_ids).order_by("pk").select_related("runner")
    return [
        ReadingToday(runner=s.runner, reading=ReadingState(s.reading), **{name: getattr(s, name) for name in names})
        for s in states
    ]
