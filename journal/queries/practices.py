"""Practices as their runner reads them: after one, among the entries, and as threads of what keeps coming back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from journal.models import CheckIn, Confidant, Practice
from journal.queries.entries import Line, line_of
from journal.tools.catalogue import TOOLS, Tool
from journal.tools.writing import Prompt, prompts, suggested
from journal.words import Quadrant, first_need, quadrant, word_at
from runners.models import User

ASKED_FROM = 3  # how often something comes up before there is a question about it
LOOKED_BACK = 400


def tool_of(key: str, *, page: str = "") -> Tool:
    """A tool by its key, and if a page is named only one that this page leads through."""
    tool = TOOLS.get(key)
    if tool is None or page not in ("", tool.page):
        raise Http404
    return tool


def practice_of(runner: User, pk: int) -> Practice:
    entry: Practice = get_object_or_404(Practice.objects.of(runner), pk=pk)
    return entry


def page_of(runner: User, pk: int) -> Practice:
    """A written page of theirs."""
    entry: Practice = get_object_or_404(Practice.objects.of(runner), pk=pk, kind=Practice.Kind.WRITING)
    return entry


def begun(runner: User, asked: str) -> Practice | None:
    """The practice a tool's page was opened for, if it says so."""
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        raise Http404
    return practice_of(runner, int(asked))


SHELVES: tuple[tuple[str, str, Practice.Kind], ...] = (
    ("Breathe", "Two to five minutes; the words lead.", Practice.Kind.BREATHING),
    ("Sit still", "Nothing to achieve.", Practice.Kind.SITTING),
    ("Move otherwise", "Without equipment, with drawings and a clock.", Practice.Kind.STRENGTH),
)


@dataclass(frozen=True)
class ShelfOfTools:
    name: str
    hint: str
    tools: tuple[Tool, ...]


def shelf_of_tools() -> tuple[ShelfOfTools, ...]:
    return tuple(
        ShelfOfTools(name, hint, tuple(tool for tool in TOOLS.values() if tool.kind == kind))
        for name, hint, kind in SHELVES
    )


@dataclass(frozen=True)
class Beginnings:
    """The one that was chosen, and a few others for how today has been."""

    chosen: Prompt | None
    others: tuple[Prompt, ...]


def beginnings(runner: User, *, chosen: str, now: datetime) -> Beginnings:
    day = runner.day(now)
    entry: CheckIn | None = CheckIn.objects.of(runner).filter(local_day=day).first()
    feeling = quadrant(entry.valence, entry.activation) if entry else Quadrant.UNKNOWN
    few = suggested(feeling, first_need(entry.needs) if entry else None, on=day)
    return Beginnings(chosen=prompts().get(chosen), others=tuple(prompt for prompt in few if prompt.key != chosen))


@dataclass(frozen=True)
class Thread:
    """Something that came up again: how often, since when, and what was noted as a step off the road."""

    about: str
    times: int
    since: date
    steps: tuple[str, ...]

    @property
    def asks(self) -> bool:
        return self.times >= ASKED_FROM


@dataclass(frozen=True)
class Practised:
    entry: Practice
    line: Line
    sentence: str
    tool: Tool | None
    thread: Thread | None


def practised_page(runner: User, pk: int) -> Practised:
    entry = practice_of(runner, pk)
    thread = thread_of(runner, entry)
    return Practised(
        entry=entry,
        line=line_of(entry),
        sentence=said_after(entry.before, entry.after),
        tool=TOOLS.get(entry.which),
        thread=thread if thread is not None and thread.asks else None,
    )


KEPT = "Kept. Time for yourself counts."


def said_after(before: tuple[int, int] | None, after: tuple[int, int] | None) -> str:
    """Where somebody left the map, beside where they came in. No cause, and nothing that went wrong."""
    if after is None:
        return KEPT
    left = word_at(*after).lower()
    if before is None:
        return f"Kept. You leave it {left}."
    came = word_at(*before).lower()
    if came == left:
        return f"You came {came} and leave {left}. Some moods take their time."
    if after[0] < before[0]:
        return f"You came {came} and leave {left}. That happens, too; be kind to yourself for a while."
    return f"You came {came} and leave {left}."


def about(entry: Practice) -> str:
    """What a page was about, in the runner's own word if there is one; "" where that was not said."""
    if entry.trigger == Practice.Trigger.OWN and entry.trigger_word:
        return str(entry.trigger_word)
    return Practice.Trigger(entry.trigger).label if entry.trigger else ""


def thread_of(runner: User, entry: Practice) -> Thread | None:
    """Everything up to this entry on the same matter. Own words are sealed, so they are compared once opened."""
    if not entry.trigger:
        return None
    near = Practice.objects.of(runner).filter(trigger=entry.trigger, made_at__lte=entry.made_at)[:LOOKED_BACK]
    word = entry.trigger_word.casefold()
    own = entry.trigger == Practice.Trigger.OWN
    same = [other for other in near if not own or other.trigger_word.casefold() == word]
    steps = tuple(other.next_step for other in same if other.next_step)
    return Thread(about=about(entry), times=len(same), since=same[-1].local_day, steps=steps)


def confidants_of(runner: User) -> list[Confidant]:
    return list(Confidant.objects.filter(runner=runner).order_by("pk"))


def confidant_of(runner: User, pk: int) -> Confidant:
    person: Confidant = get_object_or_404(Confidant, runner=runner, pk=pk)
    return person
