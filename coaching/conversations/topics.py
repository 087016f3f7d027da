"""What a conversation is about, as a small typed reference. The rooms above know the titles and addresses of things."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from coaching.conversations.models import About
from runners.models import Coachship, User

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Topic:
    about: About = About.ANYTHING
    number: int = 0

    @property
    def code(self) -> str:
        """As it stands in an address: "alert-12", or nothing."""
        return f"{self.about}-{self.number}" if self.number else ""

    @property
    def words(self) -> str:
        return str(self.about.label) if self.number else ""


@dataclass(frozen=True)
class Titled:
    """A thing as its reader may know of it: its name, where it stands, and a beginning to change or to wipe out."""

    title: str
    address: str
    draft: str = ""


# What a topic of this runner is called for them, or for the coach of that tie; None for what they may not know of.
Titles: TypeAlias = Callable[[Topic, User, Coachship | None], Titled | None]

# What the rooms above keep when a coach has written about something.
Wrote: TypeAlias = Callable[[User, Topic, datetime], None]


def topic_of(code: str) -> Topic:
    """ "alert-12" -> that topic; anything else is about anything."""
    about, _, number = code.rpartition("-")
    if about not in set(About.values) - {About.ANYTHING} or not (number.isascii() and number.isdecimal()):
        return Topic()
    found = int(number) if len(number) < 20 else 0
    return Topic(About(about), found) if 0 < found <= LARGEST else Topic()
