"""What of notes goes into a copy of everything of somebody's; see runners.owned."""

from django.db.models import Model

from coaching.conversations.models import Note
from runners.owned import KEYS, Owned

OWNED: tuple[Owned, ...] = (
    # A note that was not shared is the coach's own, and what a coach wrote about runners stays with those runners.
    Owned(
        "notes", "From your coach", "Notes a coach has shared with you.", Note,
        lambda pk: Note.objects.filter(coachship__runner=pk, shared_at__isnull=False).order_by("pk")
        .select_related("coachship"),
        owner="", left_out=KEYS,
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {}
