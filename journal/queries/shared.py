"""What a runner has shared one by one, whatever the switches say."""

from journal.models import CheckIn, Reflection
from runners.models import User


def notes_shared(runner: User) -> int:
    """In one look, however many there are."""
    check_ins, reflections = (
        kind.objects.of(runner).filter(note_shared=True).order_by() for kind in (CheckIn, Reflection)
    )
    return check_ins.values("key").union(reflections.values("key"), all=True).count()
