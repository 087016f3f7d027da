"""The squad page: who could use a word, and one row for everybody, worded and ready for the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from coaching.alerts.models import Alert
from coaching.alerts.queries import NAMELESS, live_alerts, open_steps, why
from journal import sharing
from journal.findings import facet_facts
from journal.readings import Facet, Legs, ReadingState, learning_sentence
from journal.sharing import Half, Standing
from runners.models import User

MOST_CALLS = 7
LOUDEST_FIRST = (
    ReadingState.TALK_TODAY,
    ReadingState.STRAINED,
    ReadingState.WORTH_A_LOOK,
    ReadingState.STEADY,
    ReadingState.LEARNING,
    ReadingState.QUIET,
)
LOUD = LOUDEST_FIRST[:3]
_RANK: dict[ReadingState | None, int] = {state: rank for rank, state in enumerate(LOUDEST_FIRST)}
_AREAS: dict[str, str] = {
    Facet.EXHAUSTION: "energy",
    Facet.EMOTIONAL: "head",
    Facet.MOTIVATION: "enjoyment",
    Facet.LOAD: "training",
}
_NUMBERS = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_COUNTS = ("Nobody", "One person", *(f"{number} people" for number in _NUMBERS))


@dataclass(frozen=True)
class Figure:
    """A load about a week beside the runner's own usual: "31", "24–40", up."""

    value: str
    usual: str
    place: str


@dataclass(frozen=True)
class LastCheckIn:
    icon: str
    word: str
    when: str


@dataclass(frozen=True)
class Row:
    pk: int
    name: str
    initials: str
    state: str
    reading: str
    areas: str
    spark: Mapping[str, Any] | None
    training: Figure | None
    emotional: Figure | None
    last: LastCheckIn | None


@dataclass(frozen=True)
class Call:
    """Somebody who could use a word: the alert's number for the buttons, and why in one line."""

    pk: int
    runner_id: int
    name: str
    initials: str
    state: str
    reading: str
    line: str
    open_steps: frozenset[str]


@dataclass(frozen=True)
class SquadPage:
    today: str
    headline: str
    calls: tuple[Call, ...]
    more: int
    everyone: tuple[Row, ...]
    waiting: int


def squad_page(coach: User, *, now: datetime) -> SquadPage:
    """Three queries, however many runners."""
    standings = sharing.squad(coach)
    by_runner = {standing.runner_id: standing for standing in standings}
    alerts = [alert for alert in live_alerts(coach, now=now) if alert.runner_id in by_runner]
    calls = sorted((_call(alert, by_runner[alert.runner_id]) for alert in alerts), key=_urgency)
    today = timezone.localdate(now)
    return SquadPage(
        today=f"{today:%A} {today.day} {today:%B}",
        headline=headline(len(calls), len(standings)),
        calls=tuple(calls[:MOST_CALLS]),
        more=len(calls[MOST_CALLS:]),
        everyone=tuple(_row(s, now) for s in sorted(standings, key=lambda s: _RANK.get(s.reading, len(_RANK)))),
        waiting=len(calls),
    )


def headline(calls: int, people: int) -> str:
    if not people:
        return "Nobody is in your squad yet."
    if not calls:
        return "Nobody needs you today."
    return f"{_COUNTS[calls] if calls < len(_COUNTS) else f'{calls} people'} could use a word today."


def _urgency(call: Call) -> tuple[int, str]:
    return _RANK[ReadingState(call.state)], call.name


def _call(alert: Alert, standing: Standing) -> Call:
    """Worded from today's reading while that is still loud, else from the one that raised the alert."""
    fresh = standing.reading in LOUD[:2] and standing.score is not None
    state = standing.reading if fresh and standing.reading else ReadingState(alert.reading)
    source = standing if fresh else alert
    return Call(
        pk=alert.pk,
        runner_id=alert.runner_id,
        name=standing.name or NAMELESS,
        initials=initials(standing.name),
        state=state.value,
        reading=state.word,
        line=why(
            facet_facts(source.contributions, source.facts, source.score),
            standing.shown,
            standing.legs if fresh else Legs.UNKNOWN,
        ),
        open_steps=open_steps(alert),
    )


def _row(standing: Standing, now: datetime) -> Row:
    return Row(
        pk=standing.runner_id,
        name=standing.name or NAMELESS,
        initials=initials(standing.name),
        state=standing.reading.value if standing.reading else "",
        reading=reading_words(standing),
        areas=_areas(standing),
        spark=standing.spark or None,
        training=figure(standing.training),
        emotional=figure(standing.emotional),
        last=_last_check_in(standing, now),
    )


def reading_words(standing: Standing) -> str:
    if standing.reading is None:
        return ""
    if standing.reading is ReadingState.QUIET and standing.quiet_days:
        return f"Quiet for {standing.quiet_days} day{'' if standing.quiet_days == 1 else 's'}"
    return standing.reading.word


def _areas(standing: Standing) -> str:
    """Below the reading: which areas it comes from, or how far the learning has come."""
    if standing.reading is ReadingState.LEARNING:
        return learning_sentence(standing.days_answered)
    if standing.reading not in LOUD:
        return ""
    return " and ".join(_AREAS[area] for area in standing.largest if area is not None)


def figure(half: Half | None) -> Figure | None:
    if half is None or half.acute is None:
        return None
    known = half.low is not None and half.high is not None
    usual = f"{max(0.0, half.low or 0.0):.0f}–{half.high:.0f}" if known else ""
    return Figure(value=f"{half.acute:.0f}", usual=usual, place=half.place)


def _last_check_in(standing: Standing, now: datetime) -> LastCheckIn | None:
    if standing.last_check_in_at is None:
        return None
    need = standing.last_need
    return LastCheckIn(
        icon=need.icon if need else "",
        word=standing.last_feeling or (need.label if need else "Checked in"),
        when=ago(standing.last_check_in_at, now),
    )


def ago(instant: datetime, now: datetime) -> str:
    """ "2 h ago" within half a day, then by calendar days in the reader's zone."""
    hours = int((now - instant).total_seconds() // 3600)
    if hours < 12:
        return f"{hours} h ago" if hours > 0 else "Just now"
    then, today = timezone.localdate(instant), timezone.localdate(now)
    days = (today - then).days
    if days < 2:
        return "Yesterday" if days else "Today"
    return f"{days} days ago" if days < 14 else _short(then, today)


def _short(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def initials(name: str) -> str:
    parts: Sequence[str] = name.replace("-", " ").split()
    ends = [parts[0], parts[-1]] if len(parts) > 1 else parts
    return "".join(part[0] for part in ends).upper()
