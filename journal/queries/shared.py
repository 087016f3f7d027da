"""What a runner has shared one by one, whatever the switches say, and which of their coaches it was shared with.

A coach reads what was shared since they run together: what was given to an earlier one was meant for that one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import connection

from journal.models import Felt
from runners.models import User
from runners.queries import Began, coaches_of
from runners.ties import listed

# Ties without a note of theirs have no row.
_NOTES = """
SELECT t.id, count(*) FROM runners_coachship t JOIN (
    SELECT coalesce(note_shared_at, entered_at) AS at FROM journal_checkin
    WHERE runner_id = %(runner)s AND note_shared AND deleted_at IS NULL
    UNION ALL SELECT coalesce(note_shared_at, entered_at) FROM journal_reflection
    WHERE runner_id = %(runner)s AND note_shared AND deleted_at IS NULL
) note ON note.at >= t.started_at
WHERE t.runner_id = %(runner)s AND t.ended_at IS NULL GROUP BY t.id
"""


class Shared(Protocol):
    """A row that says when it was shared."""

    @property
    def given_at(self) -> datetime: ...


@dataclass(frozen=True)
class Given:
    """Who reads something that was shared, "" for nobody; `to_all` is whether every coach of today does."""

    to: str = ""
    to_all: bool = False


NOBODY = Given()


def given(row: Shared, coaches: Sequence[Began]) -> Given:
    read_it = [began.coach.split(" ")[0] or "One of your coaches" for began in coaches if began.at <= row.given_at]
    if read_it and len(read_it) == len(coaches):
        return Given("Your coaches", to_all=True)
    return Given(listed(read_it)) if read_it else NOBODY


def note_given(entry: Felt, coaches: Sequence[Began]) -> Given:
    return given(entry, coaches) if entry.note_shared else NOBODY


def still_shared(runner: User, entry: Felt) -> bool:
    """Whether a coach of today reads its note."""
    return entry.note_shared and bool(given(entry, coaches_of(runner)).to)


def notes_shared(runner: User) -> dict[int, int]:
    """How many notes each coach reads, by tie: in one look, however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTES, {"runner": runner.pk})
        return dict(cursor.fetchall())
