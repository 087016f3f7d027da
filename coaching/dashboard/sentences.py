"""What the squad page says as a whole: its headline, the line under the list, and who stands out beside the list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import get_text_list

from coaching.alerts.kinds import LEAST_CONFIDENCE
from coaching.alerts.live import Later, Live
from coaching.dashboard.rows import LOUD
from journal.readings import ReadingState
from journal.sharing import Glance
from runners.models.people import Role
from runners.roles import MAY, Deed
from runners.ties import NAMELESS

_NUMBERS = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_COUNTS = ("Nobody", "One person", *(f"{number} people" for number in _NUMBERS))


@dataclass(frozen=True)
class Others:
    """Whoever reads loud or asked for a talk though no alert about them waits.

    `asked` are names; `known` to this coach are some of them and the `further` ones. `later`: who set whom aside,
    another coach, until when. Of the rest they do not know: who put the alert `aside` until when, how many another
    coach has `seen_to`, the readings of those with whom they only read `along`, and the readings that raised no alert,
    with `little` to go on or not.
    """

    asked: tuple[str, ...] = ()
    later: tuple[tuple[str, str, date], ...] = ()
    known: int = 0
    further: int = 0
    aside: tuple[date, ...] = ()
    seen_to: int = 0
    along: tuple[str, ...] = ()
    little: tuple[str, ...] = ()
    unraised: tuple[str, ...] = ()

    @property
    def unknown(self) -> bool:
        return bool(self.later or self.aside or self.seen_to or self.along or self.little or self.unraised)

    @property
    def anybody(self) -> bool:
        return bool(self.asked or self.known or self.unknown)


def others_of(people: Sequence[Glance], waiting: Collection[int], live: Live) -> Others:
    """`waiting`: the runners an alert waits for."""
    free = [glance for glance in people if glance.runner_id not in waiting]
    asked = [glance for glance in free if glance.runner_id in live.to_talk]
    loud = [glance for glance in free if glance.reading in LOUD[:2] and glance.runner_id not in live.to_talk]
    later = [(one.by, glance.name, timezone.localdate(one.until)) for glance, one in _set_aside(loud, live)]
    loud = [glance for glance in loud if glance.runner_id not in live.later]
    new = [glance for glance in loud if glance.runner_id not in live.known]
    aside = [live.aside[glance.runner_id] for glance in new if glance.runner_id in live.aside]
    rest = [glance for glance in new if glance.runner_id not in live.aside.keys() | live.seen_to]
    left = [glance for glance in rest if Deed.ANSWER in MAY[Role(glance.role)]]
    further = len(loud) - len(new)
    return Others(
        asked=tuple(glance.name for glance in asked),
        later=tuple(later),
        known=further + sum(glance.runner_id in live.known for glance in asked),
        further=further,
        aside=tuple(aside),
        seen_to=len(new) - len(aside) - len(rest),
        along=tuple(glance.reading or "" for glance in rest if glance not in left),
        little=tuple(glance.reading or "" for glance in left if _little(glance)),
        unraised=tuple(glance.reading or "" for glance in left if not _little(glance)),
    )


def _set_aside(loud: Sequence[Glance], live: Live) -> list[tuple[Glance, Later]]:
    return [(glance, live.later[glance.runner_id]) for glance in loud if glance.runner_id in live.later]


def _little(glance: Glance) -> bool:
    return (glance.confidence or 0.0) < LEAST_CONFIDENCE


def headline(calls: int, people: int, others: Others) -> str:
    if not people:
        return "Nobody is in your squad yet."
    if calls:
        return f"{_many(calls)} could use a word today."
    if others.known:
        return f"Nothing new today. {_many(others.known)} you know about."
    return "Nothing new today." if others.anybody else "Nobody needs you today."


def done_words(calls: int, others: Others) -> str:
    """Under the list, once everybody who waits stands in it or has been seen to."""
    left = "No other alert waits today." if others.unknown else "Nobody else needs you today."
    return left if calls else f"You are done. {left}"


def others_words(calls: int, others: Others, *, today: date) -> str:
    """Who asked for a talk that was only seen so far, how many more the coach knows about, and why nobody else is
    called though they stand out."""
    more = "more" if calls or others.known or others.asked or others.later else ""
    said = [
        f"{_names(others.asked)} asked to talk, and it has been seen." if others.asked else "",
        f"{_many(others.further)} further down you know about." if calls and others.further else "",
        _later(others.later, today),
        _aside(others.aside, more, today),
        f"Another coach has seen to {_some(others.seen_to, more).lower()}." if others.seen_to else "",
        f"{_read(others.along, more)}, and you only read along." if others.along else "",
        f"{_read(others.little, more)}, with little to go on yet." if others.little else "",
        f"{_read(others.unraised, more)}, without an alert." if others.unraised else "",
    ]
    return " ".join(sentence for sentence in said if sentence)


def _later(later: Sequence[tuple[str, str, date]], today: date) -> str:
    if len(later) == 1:
        ((by, name, until),) = later
        return f"{_names([by]) if by else 'Another coach'} set {_names([name])} aside until {_day(until, today)}."
    return f"Other coaches set {_names([name for _, name, _ in later])} aside." if later else ""


def _aside(until: Sequence[date], more: str, today: date) -> str:
    if not until:
        return ""
    if len(until) > 1:
        return f"{_some(len(until), more)} have put their alerts aside."
    return f"{_some(1, more)} has put their alert aside until {_day(until[0], today)}."


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")


def _read(readings: Sequence[str], more: str) -> str:
    word = "strained" if set(readings) == {ReadingState.STRAINED.value} else "strained or up"
    return f"{_some(len(readings), more)} read{'s' if len(readings) == 1 else ''} {word}"


def _names(names: Sequence[str]) -> str:
    return get_text_list(sorted(name.split(" ")[0] or NAMELESS for name in names), "and")


def _some(count: int, more: str) -> str:
    """ "One more", "Two more"; "One person" where nobody was named before them."""
    return f"{_many(count).split(' ')[0]} {more}" if more else _many(count)


def _many(count: int) -> str:
    return _COUNTS[count] if count < len(_COUNTS) else f"{count} people"
