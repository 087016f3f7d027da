"""Which rows of the squad, in which order: everything the address of the page can say."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from coaching.dashboard.rows import LOUDEST_FIRST
from journal.readings import PAUSED, ReadingState
from journal.sharing import Glance
from runners.groups import Grouped, Order

LONGEST_SEARCH = 80
NEW_S = timedelta(days=28).total_seconds()
_RANK: dict[str | None, int] = {state: rank for rank, state in enumerate((*LOUDEST_FIRST, PAUSED))}


class Show(Enum):
    """A filter by reading, its words, and which readings it lets through; whoever shares no reading is under all."""

    ALL = "all", "All", frozenset[ReadingState]()
    STRAINED = "strained", "Strained and up", frozenset({ReadingState.STRAINED, ReadingState.TALK_TODAY})
    LOOK = "look", "Worth a look", frozenset({ReadingState.WORTH_A_LOOK})
    QUIET = "quiet", "Quiet", frozenset({ReadingState.QUIET})
    LEARNING = "learning", "Learning", frozenset({ReadingState.LEARNING})

    def __init__(self, key: str, words: str, readings: frozenset[ReadingState]) -> None:
        self.key, self.words, self.readings = key, words, readings

    def lets(self, glance: Glance) -> bool:
        return self is Show.ALL or glance.reading in self.readings


class Sort(Enum):
    """A column to sort by and whether its larger values stand first; what is not there stands last either way."""

    READING = "reading", False
    NAME = "name", False
    TRAINING = "training", True
    EMOTIONAL = "emotional", True
    LAST = "last", True
    NEXT = "next", False

    def __init__(self, key: str, largest_first: bool) -> None:
        self.key, self.largest_first = key, largest_first


@dataclass(frozen=True)
class Seen:
    """What a smart group looks at beside the rows: this second, for whom a race is planned soon, who arrived low."""

    at: float
    racing: frozenset[int] = frozenset()
    low: frozenset[int] = frozenset()


class Smart(Enum):
    """A group that fills itself; who is in it follows from what each shares."""

    LOW = "low", "Arrived low this week", lambda g, s: g.runner_id in s.low
    HEAD = "head", "Head over its usual", lambda g, s: bool(g.over_usual)
    RACE = "race", "Race within two weeks", lambda g, s: g.runner_id in s.racing
    NEW = "new", "New, up to four weeks", lambda g, s: g.tied_at > s.at - NEW_S

    def __init__(self, key: str, words: str, holds: Callable[[Glance, Seen], bool]) -> None:
        self.key, self.words, self.holds = key, words, holds


@dataclass(frozen=True)
class View:
    """One way to look at the squad; its address brings it back. `among` is a group's number or a smart one's word."""

    sort: Sort = Sort.READING
    turned: bool = False
    show: Show = Show.ALL
    search: str = ""
    among: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "View":
        """From an address. What it does not know, it leaves as usual: an address is nobody's mistake."""
        order, show = asked.get("sort", ""), asked.get("show", "")
        return cls(
            sort=next((sort for sort in Sort if sort.key == order.removeprefix("-")), Sort.READING),
            turned=order.startswith("-") and order[1:] in {sort.key for sort in Sort},
            show=next((found for found in Show if found.key == show), Show.ALL),
            search=" ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
            among=_among(asked.get("in", "")),
        )

    @property
    def order(self) -> str:
        return f"-{self.sort.key}" if self.turned else self.sort.key

    @property
    def query(self) -> str:
        said = {"sort": self.order, "show": self.show.key, "in": self.among, "q": self.search}
        usual = {"sort": Sort.READING.key, "show": Show.ALL.key, "in": "", "q": ""}
        return urlencode({name: value for name, value in said.items() if value != usual[name]})

    @property
    def address(self) -> str:
        return f"{reverse('squad')}?{self.query}" if self.query else reverse("squad")


def _among(asked: str) -> str:
    return asked if asked in SMART or asked.isdecimal() and asked.isascii() and len(asked) < 18 else ""


SMART: dict[str, Smart] = {smart.key: smart for smart in Smart}


@dataclass(frozen=True)
class Column:
    """The head of a column: where a tap on it leads, and how it is sorted now."""

    address: str
    sorted: str


@dataclass(frozen=True)
class Filter:
    key: str
    words: str
    people: int
    chosen: bool


def columns(view: View) -> dict[str, Column]:
    return {sort.key: _column(view, sort) for sort in Sort}


def _column(view: View, sort: Sort) -> Column:
    """A second tap turns the column around."""
    if sort is not view.sort:
        return Column(replace(view, sort=sort, turned=False).address, "")
    descending = sort.largest_first != view.turned
    return Column(replace(view, turned=not view.turned).address, "descending" if descending else "ascending")


def filters(view: View, people: Sequence[Glance]) -> tuple[Filter, ...]:
    """Only the filters that would leave somebody, and the one in use."""
    read = Counter(glance.reading for glance in people)
    counted = {show: sum(read[reading] for reading in show.readings) for show in Show} | {Show.ALL: len(people)}
    return tuple(
        Filter(show.key, show.words, left, show is view.show)
        for show, left in counted.items()
        if left or show in (Show.ALL, view.show)
    )


@dataclass(frozen=True)
class Among:
    """One choice of whom to look at: everybody, a group, a smart group."""

    key: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Look:
    """A look that was kept under a name."""

    pk: int
    name: str
    address: str
    current: bool


def groups_of(view: View, order: Order) -> tuple[Among, ...]:
    return tuple(Among(str(group.pk), group.name, view.among == str(group.pk)) for group in order.groups)


def smart_groups(view: View) -> tuple[Among, ...]:
    return tuple(Among(smart.key, smart.words, view.among == smart.key) for smart in Smart)


def looks(view: View, order: Order) -> tuple[Look, ...]:
    return tuple(
        Look(kept.pk, kept.name, f"{reverse('squad')}?{kept.query}", kept.query == view.query) for kept in order.views
    )


def within(view: View, people: Sequence[Glance], order: Order, seen: Seen) -> Sequence[Glance]:
    """Those of the chosen group. One that is gone, or was never this coach's, holds nobody."""
    if not view.among:
        return people
    smart = SMART.get(view.among)
    if smart is not None:
        return [glance for glance in people if smart.holds(glance, seen)]
    return _in_group(people, order.group(int(view.among)))


def _in_group(people: Sequence[Glance], group: Grouped | None) -> list[Glance]:
    inside: Collection[int] = group.runners if group else ()
    return [glance for glance in people if glance.runner_id in inside]


def chosen(view: View, people: Sequence[Glance]) -> list[Glance]:
    """The rows of this view; equals stand in the order they came, which is by name."""
    wanted = plain(view.search)
    rows = [g for g in people if view.show.lets(g) and (not wanted or wanted in plain(g.name))]
    value = _VALUES[view.sort]
    there = [g for g in rows if value(g) is not None]
    there.sort(key=value, reverse=view.sort.largest_first != view.turned)
    return there + [g for g in rows if value(g) is None]


def plain(name: str) -> str:
    """Without case and accents: "tomas" finds Tomás."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


_VALUES: dict[Sort, Callable[[Glance], Any]] = {
    Sort.READING: lambda g: _RANK.get(g.reading),
    Sort.NAME: lambda g: plain(g.name) or None,
    Sort.TRAINING: lambda g: g.training,
    Sort.EMOTIONAL: lambda g: g.emotional,
    Sort.LAST: lambda g: g.checked_in,
    Sort.NEXT: lambda g: g.next_on,
}
