"""Notes as pages show them: the coach's own about one runner, and what a runner was given to read."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.utils import timezone

from coaching.conversations.models import Note
from runners.models import Coachship, User

A_PAGE = 20
NEWEST = 20
# `Unread.objects.of_coach(...)` counted, written out for pages that count something else beside it in the same look.
UNREAD_AS_COACH = """
SELECT count(*) FROM conversations_unread n
JOIN conversations_message m ON m.id = n.message_id
JOIN conversations_reader r ON r.thread_id = m.thread_id
JOIN runners_coachship t ON t.id = r.tie_id
JOIN runners_user u ON u.id = t.runner_id
WHERE n.person_id = %(coach)s AND m.deleted_at IS NULL AND m.due_at <= %(now)s
    AND t.coach_id = %(coach)s AND t.ended_at IS NULL AND u.is_active AND u.leaving_at IS NULL
"""


@dataclass(frozen=True)
class NoteLine:
    """One note as its coach sees it."""

    pk: int
    text: str
    written: str
    edited: bool
    shared: str


@dataclass(frozen=True)
class Notes:
    """The newest notes about one runner, for the coach who wrote them and for nobody else."""

    lines: tuple[NoteLine, ...]
    more: int


@dataclass(frozen=True)
class Received:
    """One shared note as the runner reads it."""

    pk: int
    coach: str
    text: str
    shared: str


@dataclass(frozen=True)
class ReceivedPage:
    notes: tuple[Received, ...]
    page: Page[Note]


def notes_about(tie: Coachship, *, now: datetime, everything: bool = False) -> Notes:
    """This tie's own notes only: what another coach wrote about the same runner is theirs."""
    found = list(Note.objects.of_tie(tie).order_by("-written_at", "-pk"))
    for note in found:
        note.coachship = tie
    shown = found if everything else found[:NEWEST]
    return Notes(tuple(_line(note, timezone.localdate(now)) for note in shown), more=len(found) - len(shown))


def note_of(coach: User, pk: int) -> Note | None:
    return Note.objects.of_coach(coach).select_related("coachship__runner").filter(pk=pk).first()


def preview(note: Note, *, coach: User, now: datetime) -> Received:
    """What the runner reads once this note is shared: the very same words in the very same place."""
    return Received(note.pk, coach.name or "Your coach", note.text, _on(note.shared_at or now, timezone.localdate(now)))


def received_page(runner: User, *, now: datetime, number: str | None) -> ReceivedPage:
    page = Paginator(Note.objects.shared_with(runner).order_by("-shared_at", "-pk"), A_PAGE).get_page(number)
    return ReceivedPage(tuple(preview(note, coach=note.coachship.coach, now=now) for note in page), page)


def _line(note: Note, today: date) -> NoteLine:
    return NoteLine(
        pk=note.pk,
        text=note.text,
        written=_on(note.written_at, today),
        edited=note.edited_at is not None,
        shared=_on(note.shared_at, today) if note.shared_at else "",
    )


def _on(instant: datetime, today: date) -> str:
    """ "Tuesday 3 March", with the year where it is another one, in the reader's zone."""
    day = timezone.localdate(instant)
    return f"{day:%A} {day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")
