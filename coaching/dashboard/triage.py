"""Who could use a word today: at most seven, the one who needs a person soonest first, and what can be done at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coaching.alerts.actions import SNOOZE_DAYS
from coaching.alerts.lines import line_of, openers_of, title_of, todays_line, why
from coaching.alerts.models import Alert, Answer, Kind
from coaching.alerts.queries import answer_words, open_steps
from coaching.dashboard.rows import LOUD, LOUDEST_FIRST, initials, reading_words
from journal.findings import facet_facts
from journal.readings import PAUSED, ReadingState, openers
from journal.sharing import Glance, Standing
from runners.models.people import Role
from runners.roles import MAY, Deed
from runners.ties import NAMELESS

MOST_CALLS = 7
_RANK: dict[str, int] = {state.value: rank for rank, state in enumerate(LOUDEST_FIRST)}
KINDS: dict[str, int] = {kind.value: rank for rank, kind in enumerate(Kind)}  # the most urgent first


@dataclass(frozen=True)
class Until:
    """One way to set somebody aside: for how many days, and until when that is."""

    days: int
    words: str


@dataclass(frozen=True)
class Call:
    """Somebody who could use a word: the alert's number for the buttons, why in one line, and ways to begin."""

    pk: int
    runner_id: int
    name: str
    initials: str
    state: str
    reading: str
    line: str
    answer: str
    open_steps: frozenset[str]
    ways_in: tuple[str, ...]
    later: tuple[Until, ...]
    next: bool
    may_write: bool
    may_plan: bool


@dataclass(frozen=True)
class Asking:
    """Somebody who asked in calm times that this coach be there: the number of their word, for the button."""

    pk: int
    runner_id: int
    name: str
    initials: str
    next: bool
    may_write: bool


def soonest_first(alerts: list[Alert], glances: Mapping[int, Glance]) -> list[Alert]:
    """Whoever asked for a talk, then by kind and the loudest, who has paused last; of equals who has waited longest."""
    return sorted(alerts, key=lambda alert: _urgency(alert, glances[alert.runner_id]))


def _urgency(alert: Alert, glance: Glance) -> tuple[bool, bool, int, int, float, str]:
    fresh = todays_reading(alert, glance.reading, glance.scored)
    rank = _RANK.get(fresh or alert.reading, len(_RANK))
    name = glance.name or NAMELESS
    paused = glance.reading == PAUSED
    return alert.answer != Answer.TALK, paused, KINDS[alert.kind], rank, alert.raised_at.timestamp(), name


def todays_reading(alert: Alert, reading: str | None, scored: bool) -> ReadingState | None:
    """Today's reading in place of the one that raised a balance alert, while it asks for a word or is the same."""
    if alert.kind != Kind.BALANCE or not scored:
        return None
    return ReadingState(reading) if reading in LOUD[:2] or reading == alert.reading else None


def asking_of(told: Mapping[int, int], glances: Mapping[int, Glance], *, at: int | None) -> tuple[Asking, ...]:
    """They stand before everybody else."""
    return tuple(
        Asking(
            pk=pk,
            runner_id=runner_id,
            name=glances[runner_id].name or NAMELESS,
            initials=initials(glances[runner_id].name),
            next=place == at,
            may_write=Deed.WRITE in MAY[Role(glances[runner_id].role)],
        )
        for place, (runner_id, pk) in enumerate(told.items())
    )


def calls_of(
    alerts: list[Alert],
    standings: Mapping[int, Standing],
    deeds: Mapping[int, Collection[Deed]],
    *,
    today: date,
    at: int | None,
    before: int,
    units: str,
) -> tuple[Call, ...]:
    """`deeds`: what the coach may do for each of them. `at`: the place of whoever is next, where so many stand
    `before` them."""
    return tuple(
        _call(alert, standings[alert.runner_id], deeds[alert.runner_id], today, units, coming=place == at)
        for place, alert in enumerate(alerts, before)
    )


def _call(alert: Alert, standing: Standing, deeds: Collection[Deed], today: date, units: str, *, coming: bool) -> Call:
    """Worded from today's reading while that is still loud, else from what raised the alert."""
    fresh = todays_reading(alert, standing.reading, standing.score is not None)
    return Call(
        pk=alert.pk,
        runner_id=alert.runner_id,
        name=standing.name or NAMELESS,
        initials=initials(standing.name),
        state=PAUSED if standing.paused else fresh or mark_of(alert),
        reading=reading_words(standing) if fresh or standing.paused else title_of(alert),
        line=standing.paused or _line(alert, standing, fresh, today, units),
        answer=answer_words(alert),
        open_steps=open_steps(alert) if Deed.ANSWER in deeds else frozenset(),
        ways_in=() if standing.paused else openers(standing.largest[0]) if fresh else openers_of(alert),
        later=tuple(Until(days, _until(today, days)) for days in SNOOZE_DAYS),
        next=coming,
        may_write=Deed.WRITE in deeds,
        may_plan=Deed.PLAN in deeds,
    )


# A kind that has a drawing of its own; others have a word alone.
_DRAWN_AS: dict[str, str] = {Kind.QUIET: ReadingState.QUIET.value}


def mark_of(alert: Alert) -> str:
    return alert.reading if alert.kind == Kind.BALANCE else _DRAWN_AS.get(alert.kind, "")


def _today_words(alert: Alert, standing: Standing, fresh: ReadingState | None) -> str:
    """Why, by today's figures; nothing where what raised the alert is to be said."""
    if not fresh:
        return todays_line(alert, standing)
    facts = facet_facts(standing.contributions, standing.facts, standing.score)
    return why(facts, standing.shown, standing.legs)


def _line(alert: Alert, standing: Standing, fresh: ReadingState | None, today: date, units: str) -> str:
    return _today_words(alert, standing, fresh) or line_of(alert, standing.shown, today=today, units=units)


def _until(today: date, days: int) -> str:
    day = today + timedelta(days=days)
    return "tomorrow" if days == 1 else f"{day:%a} {day.day} {day:%b}"


def call_words(name: str, address: str) -> str:
    """The beginning of a message that offers a call; the coach changes it as they like."""
    hello = f"Hello {name.split(' ')[0]}," if name else "Hello,"
    return f"{hello} shall we talk this week? I keep time free for you, choose what fits, or none of it: {address}"
