"""The squad page: who could use a word, and one row for everybody."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from coaching.alerts.models import Alert
from coaching.alerts.queries import NAMELESS, answer_words, live_alerts, open_steps, why
from coaching.dashboard.drawn import drawn_rows
from coaching.dashboard.roster import Column, Filter, View, chosen, columns, filters
from coaching.dashboard.rows import LOUD, LOUDEST_FIRST, initials
from journal import sharing
from journal.findings import facet_facts
from journal.readings import Legs, ReadingState
from journal.sharing import Glance, Standing
from runners.models import User

MOST_CALLS = 7
_RANK: dict[ReadingState, int] = {state: rank for rank, state in enumerate(LOUDEST_FIRST)}
_NUMBERS = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_COUNTS = ("Nobody", "One person", *(f"{number} people" for number in _NUMBERS))


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
    answer: str
    open_steps: frozenset[str]


@dataclass(frozen=True)
class SquadPage:
    view: View
    today: str
    headline: str
    calls: tuple[Call, ...]
    more: int
    everyone: SafeString
    shown: int
    people: int
    columns: dict[str, Column]
    filters: tuple[Filter, ...]
    waiting: int


def squad_page(coach: User, *, now: datetime, view: View) -> SquadPage:
    """At most four queries, however many runners: everybody, their alerts, the alerted, and rows not drawn yet."""
    people = sharing.squad(coach)
    shown, glances = chosen(view, people), {glance.runner_id: glance for glance in people}
    alerts = [alert for alert in live_alerts(coach, now=now) if alert.runner_id in glances]
    alerts.sort(key=lambda alert: _urgency(alert, glances[alert.runner_id]))
    called = [glances[alert.runner_id] for alert in alerts[:MOST_CALLS]]
    standings = sharing.standings(called)
    today = timezone.localdate(now)
    return SquadPage(
        view=view,
        today=f"{today:%A} {today.day} {today:%B}",
        headline=headline(len(alerts), len(people), known=sum(glance.reading in LOUD[:2] for glance in people)),
        calls=tuple(_call(alert, standings[alert.runner_id]) for alert in alerts[:MOST_CALLS]),
        more=len(alerts[MOST_CALLS:]),
        everyone=drawn_rows.draw(shown, now),
        shown=len(shown),
        people=len(people),
        columns=columns(view),
        filters=filters(view, people),
        waiting=len(alerts),
    )


def headline(calls: int, people: int, *, known: int = 0) -> str:
    """`known` are those whose reading is loud though their alert has been answered or put off."""
    if not people:
        return "Nobody is in your squad yet."
    if not calls and known:
        return f"Nothing new today. {_COUNTS[known] if known < len(_COUNTS) else f'{known} people'} you know about."
    if not calls:
        return "Nobody needs you today."
    return f"{_COUNTS[calls] if calls < len(_COUNTS) else f'{calls} people'} could use a word today."


def _urgency(alert: Alert, glance: Glance) -> tuple[int, str]:
    return _RANK[_loud_today(glance.reading, glance.scored) or ReadingState(alert.reading)], glance.name or NAMELESS


def _loud_today(reading: str | None, scored: bool) -> ReadingState | None:
    """Today's reading, while it is one that asks for a word."""
    return ReadingState(reading) if reading in LOUD[:2] and scored else None


def _call(alert: Alert, standing: Standing) -> Call:
    """Worded from today's reading while that is still loud, else from the one that raised the alert."""
    fresh = _loud_today(standing.reading, standing.score is not None)
    state = fresh or ReadingState(alert.reading)
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
        answer=answer_words(alert),
        open_steps=open_steps(alert),
    )
