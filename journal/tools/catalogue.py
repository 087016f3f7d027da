"""Every tool by its key: what an entry, a page and the list of all of them call it."""

from dataclasses import dataclass

from journal.models import Practice
from journal.tools.breathing import PATTERNS
from journal.tools.strength import ROUTINES
from journal.tools.writing import prompts


@dataclass(frozen=True)
class Tool:
    """`page` is the address that leads through it; `text` the whole of it in words."""

    key: str
    kind: Practice.Kind
    name: str
    hint: str
    minutes: int
    icon: str
    page: str
    text: tuple[str, ...]


def _breathing() -> list[Tool]:
    return [
        Tool(p.key, p.kind, p.name, p.hint, p.minutes, p.icon, "breathe-pattern", p.text) for p in PATTERNS.values()
    ]


def _strength() -> list[Tool]:
    return [
        Tool(
            r.key, Practice.Kind.STRENGTH, r.name, r.hint, r.minutes, "lift", "strength",
            tuple(f"{step.exercise.name}, {step.seconds} seconds" for step in r.steps),
        )
        for r in ROUTINES.values()
    ]  # fmt: skip


TOOLS: dict[str, Tool] = {tool.key: tool for tool in (*_breathing(), *_strength())}


def name_of(entry: Practice) -> str:
    """Which of its kind it was, "" where that was not said."""
    tool = TOOLS.get(entry.which)
    return tool.name if tool is not None and tool.kind == entry.kind else ""


def belongs(which: str, kind: str) -> bool:
    """Whether there is such a tool of this kind, or such a beginning of a page."""
    tool = TOOLS.get(which)
    return tool.kind == kind if tool else kind == Practice.Kind.WRITING and which in prompts()
