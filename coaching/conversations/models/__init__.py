"""Notes of a coach, and conversations between a runner and their coaches."""

from coaching.conversations.models.notes import Note, NoteSet
from coaching.conversations.models.threads import (
    About,
    Habit,
    Message,
    MessageSet,
    Phrase,
    Reader,
    Thread,
    ThreadSet,
    Unread,
    UnreadSet,
    Within,
)

__all__ = [
    "About",
    "Habit",
    "Message",
    "MessageSet",
    "Note",
    "NoteSet",
    "Phrase",
    "Reader",
    "Thread",
    "ThreadSet",
    "Unread",
    "UnreadSet",
    "Within",
]
