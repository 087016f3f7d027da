"""For whoever writes a message: where help can be reached. Worked out from their own words each time, kept nowhere."""

from dataclasses import dataclass
from datetime import datetime

from runners.actions import rest_for_a_week
from runners.helplines import DIRECTORIES, Directory
from runners.models import Helpline, User
from runners.queries import support_lines
from runners.support import matches


@dataclass(frozen=True)
class Panel:
    lines: list[Helpline]
    directories: tuple[Directory, ...]
    country: str


def panel_of(writer: User, text: str) -> Panel | None:
    """The writer's alone: who reads the message is never told that there was one."""
    if not calls_for_it(text):
        return None
    return Panel(support_lines(writer.help_country), DIRECTORIES, writer.help_country)


def calls_for_it(text: str) -> bool:
    return bool(text) and matches(text)


def rest_nudges(writer: User, text: str, *, now: datetime) -> None:
    """After such words nothing asks the writer for entries for a week. What is kept says only until when."""
    if calls_for_it(text):
        rest_for_a_week(writer, today=writer.day(now))
