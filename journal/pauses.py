"""Stretches that are not like the usual ones: while one lasts and a little after it, the score stands still."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

import numpy as np

from journal.days import Floats, Span
from journal.models import Pause
from runners import columns

TAIL_DAYS = 5  # the days after a pause in which nothing is scored either (science: section 4.4)
LOOKED_BACK = timedelta(days=60)

Pauses = Mapping[int, Sequence[Pause]]

SAID: dict[str, str] = {
    Pause.Kind.ILL: "ill",
    Pause.Kind.INJURED: "injured",
    Pause.Kind.TRAVELLING: "travelling",
    Pause.Kind.EXAM: "in exams",
    Pause.Kind.GRIEF: "grieving",
}


PAUSES = """
SELECT id, runner_id, kind, from_on, until_on FROM journal_pause WHERE runner_id = ANY(%s::bigint[])
ORDER BY from_on, id
"""


def pauses_of(runner_ids: Sequence[int]) -> Pauses:
    """Every pause of these runners, the earliest first."""
    found: dict[int, list[Pause]] = defaultdict(list)
    for number, runner_id, kind, from_on, until_on in columns.fetched(PAUSES, [columns.integers(runner_ids)]):
        found[runner_id].append(Pause(id=number, runner_id=runner_id, kind=kind, from_on=from_on, until_on=until_on))
    return found


def hold(scores: Floats, spans: Sequence[Span], pauses: Pauses) -> None:
    """Take the scores of paused days out of (runners, days), whose last column is each runner's today."""
    width = scores.shape[1]
    for i, span in enumerate(spans):
        for pause in pauses.get(span.runner_id, ()):
            first = width - 1 - (span.today - pause.from_on).days
            until = held_until(pause)
            last = width if until is None else width - (span.today - until).days
            if last > 0:
                scores[i, max(0, first) : last] = np.nan


def held_until(pause: Pause) -> date | None:
    """The last day without a score; None while the pause is open."""
    return None if pause.until_on is None else pause.until_on + timedelta(days=TAIL_DAYS)


class PausedOn(TypedDict):
    """What the standing of a day says of a pause."""

    paused_as: str
    paused_on: date | None
    held_until: date | None


def standing_on(day: date, pauses: Sequence[Pause]) -> PausedOn:
    """What the standing of a day says of a pause: none of it, or its kind, since when and until when."""
    for pause in reversed(pauses):
        until = held_until(pause)
        if pause.from_on <= day and (until is None or day <= until):
            return {"paused_as": pause.kind, "paused_on": pause.from_on, "held_until": until}
    return {"paused_as": "", "paused_on": None, "held_until": None}


def paused_words(kind: str, since: date, until: date | None, *, today: date) -> str:
    """ "ill since Saturday", "ill until 20 March": until when somebody is held, or since when while it is open."""
    if until is not None:
        return f"{SAID[kind]} until {in_short(until - timedelta(days=TAIL_DAYS))}"
    days = (today - since).days
    when = f"since {since:%A}" if 0 < days < 7 else "from today" if days <= 0 else f"since {in_short(since)}"
    return f"{SAID[kind]} {when}"


def paused_sentence(kind: str, since: date, until: date | None, *, today: date) -> str:
    """In short, for the runner. Nothing is scored until the pause is over."""
    return f"Paused: {paused_words(kind, since, until, today=today)}. {_after(until, 'Your')}"


def paused_for_coach(words: str, until: date | None, *, name: str) -> str:
    """The same below the word "Paused", for a coach."""
    return f"{words[:1].upper()}{words[1:]}. {_after(until, f'{name}’s' if name else 'Their')}"


def _after(until: date | None, whose: str) -> str:
    if until is None:
        return f"{whose} reading waits until this is over."
    return f"Readings start again on {in_short(until + timedelta(days=1))}."


def in_short(day: date) -> str:
    return f"{day.day} {day:%B}"


@dataclass(frozen=True)
class Pausing:
    """What the quiet control shows: the open pause, if there is one, and what can be said otherwise."""

    kind: str
    said: str
    choices: tuple[tuple[str, str], ...] = tuple((kind.value, kind.label) for kind in Pause.Kind)


def pausing_of(pause: Pause | None, *, today: date) -> Pausing:
    if pause is None:
        return Pausing("", "")
    return Pausing(pause.kind, paused_words(pause.kind, pause.from_on, None, today=today))
