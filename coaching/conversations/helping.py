"""For whoever writes a message: where help can be reached. Worked out from their own words each time, kept nowhere."""

from dataclasses import dataclass

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
    if not text or not matches(text):
        return None
    return Panel(support_lines(writer.help_country), DIRECTORIES, writer.help_country)
