"""What a coach does with their notes. Each action finds the coach's own note or none at all."""

import uuid
from datetime import datetime

from django.db import transaction

from coaching.conversations.models import Note
from runners.models import Coachship, User
from runners.roles import Deed, those_who_may


def write_note(tie: Coachship, *, text: str, key: uuid.UUID, now: datetime) -> Note:
    """Private until it is shared. The same key twice is the same note."""
    note, _ = Note.objects.get_or_create(
        coachship=tie, key=key, defaults={"coachship": tie, "text": text, "written_at": now}
    )
    return note


@transaction.atomic
def edit_note(coach: User, *, note_id: int, text: str, now: datetime) -> Note:
    note = _own(coach, note_id, writes=True)
    if note.text != text:
        note.text, note.edited_at = text, now
        note.save(update_fields=["text", "edited_at"])
    return note


@transaction.atomic
def share_note(coach: User, *, note_id: int, now: datetime) -> Note:
    """Shared twice is shared once: the first time stays."""
    note = _own(coach, note_id, writes=True)
    if note.shared_at is None:
        note.shared_at = now
        note.save(update_fields=["shared_at"])
    return note


@transaction.atomic
def unshare_note(coach: User, *, note_id: int) -> Note:
    note = _own(coach, note_id)
    note.shared_at = None
    note.save(update_fields=["shared_at"])
    return note


@transaction.atomic
def delete_note(coach: User, *, note_id: int) -> Coachship:
    """Really gone, not set aside: it was nobody's history but the coach's."""
    note = _own(coach, note_id)
    note.delete()
    return note.coachship


def _own(coach: User, note_id: int, *, writes: bool = False) -> Note:
    """`writes`: only where the runner still lets them write. What is theirs they may always take back or delete."""
    own = Note.objects.of_coach(coach).select_for_update(of=("self",))
    return (own.filter(coachship__role__in=those_who_may(Deed.WRITE)) if writes else own).get(pk=note_id)
