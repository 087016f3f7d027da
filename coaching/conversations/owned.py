"""What of notes and messages goes into a copy of everything of somebody's; see runners.owned."""

from django.db.models import Model

from coaching.conversations.models import Habit, Message, Note, Phrase, Reader, Thread, Unread
from runners.owned import GONE, KEYS, MACHINERY, Back, Owned, name_of

OWNED: tuple[Owned, ...] = (
    # A note that was not shared is the coach's own, and what a coach wrote about runners stays with those runners.
    Owned(
        "notes", "From your coach", "Notes a coach has shared with you.", Note,
        lambda pk: Note.objects.filter(coachship__runner=pk, shared_at__isnull=False).order_by("pk")
        .select_related("coachship"),
        owner="", left_out=KEYS,
    ),
    Owned(
        "conversations", "Your conversations", "What each one is about.", Thread,
        lambda pk: Thread.objects.filter(runner=pk).order_by("pk"), left_out={"tie": MACHINERY},
    ),
    Owned(
        "conversation-readers", "Who takes part", "The coaches you let take part in a conversation.", Reader,
        lambda pk: Reader.objects.filter(thread__runner=pk).order_by("pk").select_related("tie__coach"), owner="",
        told={"tie": lambda row: name_of(row.tie.coach)},
    ),
    Owned(
        "messages", "Messages", "What you and your coaches wrote to each other.", Message,
        lambda pk: Message.objects.there().filter(thread__runner=pk).order_by("pk")
        .select_related("thread", "writer"),
        owner="", told={"writer": lambda row: name_of(row.writer)}, left_out={**KEYS, **GONE},
    ),
    Owned(
        "messages-as-coach", "Messages you wrote as a coach", "To whom, and what.", Message,
        lambda pk: Message.objects.there().filter(writer=pk).exclude(thread__runner=pk).order_by("pk")
        .select_related("thread__runner"),
        back=Back.TOLD, owner="writer", told={"thread": lambda row: name_of(row.thread.runner)},
        left_out={**KEYS, **GONE},
    ),
    Owned(
        "message-habits", "How you go about messages", "Whether a mail tells you, and how soon you answer.", Habit,
        lambda pk: Habit.objects.filter(person=pk), back=Back.TOLD, owner="person",
    ),
    Owned(
        "phrases", "Your texts", "Words you keep to begin messages with.", Phrase,
        lambda pk: Phrase.objects.filter(coach=pk).order_by("pk"), back=Back.TOLD, owner="coach", left_out=KEYS,
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {
    Unread: "which messages you have not read yet: a mark that goes when a page shows them",
}
