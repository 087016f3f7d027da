"""Which rows of the squad, in which order: everything the address of the page can say."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from coaching.dashboard.rows import LOUDEST_FIRST
from journal.readings import ReadingState
from journal.sharing import Half, Standing

LONGEST_SEARCH = 80
_RANK: dict[ReadingState | None, int] = {state: rank for rank, state in enumerate(LOUDEST_FIRST)}


class Show(Enum):
    """A filter by reading, its words, and which readings it lets through; whoever shares no reading is under all."""

    ALL = "all", "All", frozenset[ReadingState]()
    STRAINED = "strained", "Strained and up", frozenset({ReadingState.STRAINED, ReadingState.TALK_TODAY})
    LOOK = "look", "Worth a look", frozenset({ReadingState.WORTH_A_LOOK})
    QUIET = "quiet", "Quiet", frozenset({ReadingState.QUIET})
    LEARNING = "learning", "Learning", frozenset({ReadingState.LEARNING})

    def __init__(self, key: str, words: str, readings: frozenset[ReadingState]) -> None:
        self.key, self.words, self.readings = key, words, readings

    def lets(self, standing: Standing) -> bool:
        return self is Show.ALL or standing.reading in self.readings


class Sort(Enum):
    """A column to sort by and whether its larger values stand first; what is not there stands last either way."""

    READING = "reading", False
    NAME = "name", False
    TRAINING = "training", True
    EMOTIONAL = "emotional", True
    LAST = "last", True

    def __init__(self, key: str, largest_first: bool) -> None:
        self.key, self.largest_first = key, largest_first


@dataclass(frozen=True)
class View:
    """One way to look at the squad; its address brings it back."""

    sort: Sort = Sort.READING
    turned: bool = False
    show: Show = Show.ALL
    search: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "View":
        """From an address. What it does not know, it leaves as usual: an address is nobody's mistake."""
        order, show = asked.get("sort", ""), asked.get("show", "")
        return cls(
            sort=next((sort for sort in Sort if sort.key == order.removeprefix("-")), Sort.READING),
            turned=order.startswith("-") and order[1:] in {sort.key for sort in Sort},
            show=next((found for found in Show if found.key == show), Show.ALL),
            search=" ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
        )

    @property
    def order(self) -> str:
        return f"-{self.sort.key}" if self.turned else self.sort.key

    @property
    def address(self) -> str:
        said = {"sort": self.order, "show": self.show.key, "q": self.search}
        usual = {"sort": Sort.READING.key, "show": Show.ALL.key, "q": ""}
        query = urlencode({name: value for name, value in said.items() if value != usual[name]})
        return f"{reverse('squad')}?{query}" if query else reverse("squad")


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


def filters(view: View, standings: Sequence[Standing]) -> tuple[Filter, ...]:
    """Only the filters that would leave somebody, and the one in use."""
    counted = ((show, sum(map(show.lets, standings))) for show in Show)
    return tuple(
        Filter(show.key, show.words, people, show is view.show)
        for show, people in counted
        if people or show in (Show.ALL, view.show)
    )


def chosen(view: View, standings: Sequence[Standing]) -> list[Standing]:
    """The rows of this view; equals stand in the order they came, which is by name."""
    wanted = plain(view.search)
    rows = [s for s in standings if view.show.lets(s) and (not wanted or wanted in plain(s.name))]
    value = _VALUES[view.sort]
    there = [s for s in rows if value(s) is not None]
    there.sort(key=lambda s: value(s), reverse=view.sort.largest_first != view.turned)
    return there + [s for s in rows if value(s) is None]


def plain(name: str) -> str:
    """Without case and accents: "tomas" finds Tomás."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _acute(half: Half | None) -> float | None:
    return half.acute if half is not None else None


_VALUES: dict[Sort, Callable[[Standing], Any]] = {
    Sort.READING: lambda s: _RANK.get(s.reading),
    Sort.NAME: lambda s: plain(s.name) or None,
    Sort.TRAINING: lambda s: _acute(s.training),
    Sort.EMOTIONAL: lambda s: _acute(s.emotional),
    Sort.LAST: lambda s: s.last_check_in_at.timestamp() if s.last_check_in_at else None,
}
