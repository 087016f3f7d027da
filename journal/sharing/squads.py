"""A whole squad at a glance, and where some of it stand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from journal.models import CheckIn, RunnerState
from journal.sharing.standings import Standing, seen_through
from runners.models import Coachship, User
from runners.models.people import Shares


class Glance(NamedTuple):
    """One runner of a squad: what rows are ordered and filtered by, and the version of all else that is kept of them.

    What is not shared has not even been read: the database leaves it out.
    """

    runner_id: int
    name: str
    shares_training: bool
    shares_emotional: bool
    shares_balance: bool
    shares_reflections: bool
    shares_trigger: bool
    shares_helps: bool
    version: str | None  # PostgreSQL's own: who wrote the row and where it lies, so that any write makes another
    reading: str | None  # or that it is paused (journal.readings.PAUSED)
    scored: bool
    confidence: float | None
    training: float | None
    emotional: float | None
    checked_in: float | None  # seconds since 1970: a whole squad's are compared, hardly one of them is read as a date
    over_usual: bool | None  # the head, about a week
    tied_at: float
    role: str
    next_on: date | None  # the next run this coach has planned for them; both of them see it
    next_kind: str | None
    next_minutes: int | None
    next_m: int | None

    @property
    def shares(self) -> Shares:
        return Shares(
            self.shares_training,
            self.shares_emotional,
            self.shares_balance,
            self.shares_reflections,
            self.shares_trigger,
            self.shares_helps,
        )


_SQUAD = """
SELECT t.runner_id, u.name, t.shares_training, t.shares_emotional, t.shares_balance, t.shares_reflections,
    t.shares_trigger, t.shares_helps,
    s.xmin::text || s.ctid::text,
    CASE WHEN t.shares_balance THEN CASE WHEN s.paused_as <> '' THEN 'paused' ELSE s.reading END END,
    t.shares_balance AND s.score IS NOT NULL,
    CASE WHEN t.shares_balance THEN s.confidence END,
    CASE WHEN t.shares_training THEN s.training_acute END,
    CASE WHEN t.shares_emotional THEN s.emotional_acute END,
    CASE WHEN t.shares_emotional THEN extract(epoch FROM s.last_check_in_at)::float8 END,
    CASE WHEN t.shares_emotional THEN round(s.emotional_acute) > round(s.emotional_high) END,
    extract(epoch FROM t.started_at)::float8,
    t.role, p.local_day, p.kind, p.minutes, p.distance_m
FROM runners_coachship t
JOIN runners_user u ON u.id = t.runner_id
LEFT JOIN journal_runnerstate s ON s.runner_id = t.runner_id
LEFT JOIN LATERAL (
    SELECT local_day, kind, minutes, distance_m FROM runners_plannedrun
    WHERE coachship_id = t.id AND local_day >= %s ORDER BY local_day, id LIMIT 1
) p ON true
WHERE t.coach_id = %s AND t.ended_at IS NULL AND u.is_active AND u.leaving_at IS NULL
ORDER BY u.name, t.runner_id
"""


def squad(coach: User, *, today: date | None = None) -> list[Glance]:
    """Everybody who runs with this coach (as `CoachshipSet.of_coach` has it), by name. One query, however many.

    `today`: from which day on the next planned run is looked for; without it, for none.

    Written out, for it is the query of the page a coach looks at most: putting it together took twice its own time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQUAD, [today, coach.pk])
        return list(map(Glance._make, cursor.fetchall()))


def arrived_low(coach: User, *, since: datetime, at_most: int) -> frozenset[int]:
    """Who of a squad has come to a run with such a feeling since then, as far as they share it."""
    sharing = Coachship.objects.of_coach(coach).filter(shares_emotional=True)
    days = {"local_day__gte": since.date() - timedelta(days=1), "made_at__gt": since}
    low = CheckIn.objects.kept().filter(runner__in=sharing.values("runner"), valence__lte=at_most, **days)
    return frozenset(low.values_list("runner_id", flat=True))


# What stands in no row: why somebody has their reading, and what the working out needs for itself.
_NOT_IN_A_ROW = ("facts", "first_on", "day_ends_at", "episode_on", "refreshed_at")


def standings(people: Iterable[Glance], *, why: bool = True) -> dict[int, Standing]:
    """Where these of a squad stand, through the switches they were just read with. One query, or none for nobody.

    Without `why`, the facts that reasons are worded from stay where they are.
    """
    asked = {glance.runner_id: glance for glance in people}
    if not asked:
        return {}
    rows = RunnerState.objects.filter(runner__in=list(asked))
    states = {state.pk: state for state in (rows if why else rows.defer(*_NOT_IN_A_ROW))}
    return {pk: seen_through(seen.shares, states.get(pk), pk, seen.name, why=why) for pk, seen in asked.items()}
