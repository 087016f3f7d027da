"""What went with what for somebody, and how alike their feelings have been: means, and never a single time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from journal.queries.insights.evenness import alike_in, first_day
from journal.queries.insights.told import LATE, Tap
from journal.queries.ledger import DAYS, RUNNING, Felt, Row, called, rows_of
from runners.models import Coachship
from runners.science.monotony import LATELY_DAYS, USUAL_DAYS, Evenness, Monotony

SAID: dict[Evenness, str] = {
    Evenness.ALIKE: "{name}’s feelings stayed closer together than usual."
    " That may be calm, or flat; {name} knows which.",
    Evenness.USUAL: "{name}’s feelings moved about as much as they usually do.",
    Evenness.APART: "{name}’s feelings moved around more than usual. A full life does that, and so does a rough patch.",
}
# Practices with both their taps, reflections beside the check-in they look back on, and check-ins, in one look; all
# said in time, and of no run that was deleted since, as in `told.in_time`.
_TIMES = """
SELECT kind, which, local_day, valence, activation, after_valence, after_activation FROM journal_practice
WHERE runner_id = %(runner)s AND deleted_at IS NULL AND local_day >= %(since)s AND days_late <= %(late)s
UNION ALL
SELECT 'run', '', r.local_day, c.valence, c.activation, r.valence, r.activation FROM journal_reflection r
LEFT JOIN journal_checkin c ON c.id = r.check_in_id AND c.deleted_at IS NULL AND c.days_late <= %(late)s
LEFT JOIN runners_run ran ON ran.id = r.run_id
WHERE r.runner_id = %(runner)s AND r.deleted_at IS NULL AND r.local_day >= %(since)s AND r.days_late <= %(late)s
    AND ran.deleted_at IS NULL
UNION ALL
SELECT 'came', '', local_day, valence, activation, NULL, NULL FROM journal_checkin
WHERE runner_id = %(runner)s AND deleted_at IS NULL AND local_day >= %(first)s AND days_late <= %(late)s
"""


@dataclass(frozen=True)
class Helps:
    """The means their runner reads too, of what was done often enough; `spread` is None while there are few taps."""

    rows: tuple[Row, ...]
    spread: Monotony | None
    sentence: str
    days: int = DAYS
    lately_days: int = LATELY_DAYS
    usual_days: int = USUAL_DAYS


class _Time(NamedTuple):
    """One time that something was done: "run", "came" for a check-in by itself, else the kind of a practice."""

    kind: str
    which: str
    local_day: date
    came: int | None
    wired: int | None
    left: int | None
    later: int | None

    @property
    def before(self) -> Felt | None:
        return None if self.came is None or self.wired is None else (self.came, self.wired)

    @property
    def after(self) -> Felt | None:
        return None if self.left is None or self.later is None else (self.left, self.later)


def helps(tie: Coachship, *, now: datetime) -> Helps | None:
    """None while there is nothing to tell, exactly like for a coach who is not to know."""
    if not tie.shares.helps:
        return None
    today = tie.runner.day(now)
    since = {"since": today - timedelta(days=DAYS - 1), "first": first_day(today)}
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, {"runner": tie.runner_id, "late": LATE, **since})
        times = [_Time(*row) for row in cursor.fetchall()]
    rows = tuple(row for row in rows_of(_moved(times)) if row.better)
    spread = alike_in(list(_taps(times, today)), today=today).found
    if not rows and spread is None:
        return None
    name = tie.runner.name.split(" ")[0] or "This person"
    return Helps(rows, spread, SAID[spread.evenness].format(name=name) if spread else "")


def _moved(times: Sequence[_Time]) -> Iterator[tuple[str, Felt, Felt]]:
    for time in times:
        if time.before is not None and time.after is not None:
            name = RUNNING if time.kind == "run" else called(time.kind, time.which)
            yield name, time.before, time.after


def _taps(times: Sequence[_Time], today: date) -> Iterator[tuple[date, Tap]]:
    """Each tap once: the one before a run stands with its check-in."""
    for time in times:
        if not first_day(today) <= time.local_day <= today:
            continue
        for tap in (None if time.kind == "run" else time.before, time.after):
            if tap is not None:
                yield time.local_day, tap
