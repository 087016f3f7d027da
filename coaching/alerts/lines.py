"""What an alert says, kind by kind: to a coach in one line, to the runner in a sentence and what it rests on.

Closed tables. Numbers stand beside their usual and their n; nothing says why something is so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from coaching.alerts.models import Alert, AlertStep, Kind, Outcome, State
from journal.findings import Shown, facet_facts, first_two
from journal.readings import CLEARS_BELOW, Legs, ReadingState, Voice, openers, quiet_sentence, reading_sentence
from journal.reasons import FacetFacts, alert_line, reasons
from journal.sharing import SINCE, Standing
from runners.templatetags.look import distance

Figures = Mapping[str, Any]

BY_ITSELF: Mapping[Kind, str] = {
    Kind.BALANCE: "It ended by itself: the days came back near usual",
    Kind.CHARGED: "It ended by itself: fewer than three such runs in 28 days",
    Kind.DIVERGENCE: "It ended by itself: head and legs are not apart any more",
    Kind.QUIET: "It ended by itself: there was an answer again",
    Kind.SPIKE: "It is over: a week has gone by",
    Kind.GOOD_WEEK: "It is over: a week has gone by",
}
PUT_RIGHT = "It ended by itself: what it rested on was changed, and calls for nothing now"
CHANGED = "What this rests on was changed later."
# What a runner reads above the numbers.
_OWN: Mapping[Kind, str] = {
    Kind.CHARGED: "You said of {runs} runs in the {weeks} that they were more driven by feelings than chosen.",
    Kind.SPIKE: "One run was longer than any of yours in the 30 days before it.",
    Kind.GOOD_WEEK: "A good week: your head was calmer than usual, and runs gave you more than usual.",
}
_OWN_APART: Mapping[str, str] = {
    "head": "Your head {has} been over its usual for {days} days{to}, while your legs {are} not over theirs.",
    "legs": "Your legs {have} been over their usual for {days} days{to}, while your head {is} not over its own.",
}
_APART: Mapping[str, str] = {
    "head": "Head over its usual for {days} days{to} ({head}), while the legs {are} not over theirs ({legs}).",
    "legs": "Legs over their usual for {days} days{to} ({legs}), while the head {is} not over its own ({head}).",
}
_OPENERS: Mapping[Kind, tuple[str, str, str]] = {
    Kind.CHARGED: (
        "Some runs seem to have had a will of their own lately. How did they leave you?",
        "What would have helped on those days, beside running?",
        "Shall we keep one easy route for days like that?",
    ),
    Kind.DIVERGENCE: (
        "Your training is steady. How is everything around it?",
        "What takes most out of you at the moment, running aside?",
        "Would you like this week’s runs to be a break, or one thing less to think of?",
    ),
    Kind.QUIET: (
        "Hello, just a hello. How have you been?",
        "Nothing to report, no need to. Do you feel like a run together?",
        "Is there anything about logging that gets in your way?",
    ),
    Kind.SPIKE: (
        "That was a long one. How do your legs feel about it?",
        "What made it a longer run that day?",
        "Shall we plan the next long run together?",
    ),
    Kind.GOOD_WEEK: (
        "This looks like a good week. What was in it?",
        "What would you like to keep from this week?",
        "Which run did you enjoy most?",
    ),
}
_OPENERS_LEGS: tuple[str, str, str] = (
    "It has been a big block for your legs. How do they take it?",
    "Which of these days would you run again?",
    "Would you rather hold this week, or let it be lighter?",
)


@dataclass(frozen=True)
class Basis:
    """What an alert rests on, for the runner: sentences, with points where a score is the sum of them."""

    sentence: str
    points: int | None = None


def title_of(alert: Alert) -> str:
    """Its short name; the balance check is called by its reading."""
    return ReadingState(alert.reading).word if alert.kind == Kind.BALANCE else Kind(alert.kind).label


def first_title_of(alert: Alert) -> str:
    """What it was called on the day it was noticed: what it climbed to is of later days."""
    return ReadingState(alert.first_reading).word if alert.kind == Kind.BALANCE else title_of(alert)


def by_itself(alert: Alert, step: AlertStep) -> str:
    """What time did. Reads the alert's steps."""
    if step.after == State.OPEN:
        return f"It has got heavier since: {_climbed_to(alert, step).word.lower()}"
    return PUT_RIGHT if step.outcome == Outcome.WRONG else BY_ITSELF[Kind(alert.kind)]


def _climbed_to(alert: Alert, step: AlertStep) -> ReadingState:
    """No two climbs of an alert led to the same reading, and the last one to the one it has."""
    climbs = sorted(one.pk for one in alert.steps.all() if one.by_id is None and one.after == State.OPEN)
    louder = tuple(SINCE)
    return louder[louder.index(ReadingState(alert.reading)) + 1 - len(climbs) + climbs.index(step.pk)]


def line_of(alert: Alert, shown: Shown, *, today: date, units: str = "km") -> str:
    """Why, in one line for a coach, with its day once that has passed; kinds other than the balance check look at
    nothing that is not shared."""
    if alert.kind == Kind.BALANCE:
        facts = facet_facts(alert.contributions, alert.facts, alert.score)
        return why(facts, shown, until=_until(alert, today))
    return _LINES[Kind(alert.kind)](alert.figures, units, _until(alert, today))


def todays_line(alert: Alert, standing: Standing) -> str:
    """The same by today's figures; "" for the balance check, and where these are not known."""
    kind = Kind(alert.kind)
    if kind is Kind.QUIET and standing.quiet_days:
        return quiet_sentence(standing.quiet_days, voice=Voice.COACH)
    if kind is Kind.CHARGED and standing.ran_them:
        return _LINES[kind]({"runs": standing.ran_them}, "", None)
    return _apart_today(alert.figures["over"], standing) if kind is Kind.DIVERGENCE else ""


def _apart_today(over: str, standing: Standing) -> str:
    days, head, legs = standing.days_over.get(over), standing.emotional, standing.training
    if not days or head is None or legs is None:
        return ""
    usual = {"head_usual": [head.low, head.high], "legs_usual": [legs.low, legs.high]}
    return _apart({"over": over, "days": days, "head": head.acute, "legs": legs.acute, **usual}, None)


def _until(alert: Alert, today: date) -> date | None:
    """The day its week ended on, once that has passed."""
    return alert.local_day if alert.local_day < today else None


def today_of(alert: Alert, standing: Standing) -> str:
    """What is read today of somebody about whom an older alert is open, for a coach; "" where that is not known."""
    if standing.paused:
        return f"Paused, {standing.paused_as}."
    if standing.day is None or standing.day <= alert.local_day:
        return ""
    if alert.kind != Kind.BALANCE or standing.reading is None:
        return todays_line(alert, standing)
    loud = standing.reading in CLEARS_BELOW and standing.score is not None
    facts = facet_facts(standing.contributions, standing.facts, standing.score) if loud else []
    return f"{standing.reading.word}. {why(facts, standing.shown, standing.legs) if loud else ''}".rstrip()


def why(facts: list[FacetFacts], shown: Shown, legs: str = Legs.UNKNOWN, *, until: date | None = None) -> str:
    """The balance check in one line, naming numbers only of what is shared."""
    return alert_line(facts, legs=legs, until=until, **shown.switches())


def day_words(day: date) -> str:
    return f"{day.day} {day:%B}"


def _tense(until: date | None) -> dict[str, str]:
    """How figures are spoken of that end today, or on a day that has passed."""
    if until is None:
        return {"to": "", "weeks": "last 28 days", "are": "are", "is": "is", "has": "has", "have": "have"}
    to = f" to {day_words(until)}"
    return {"to": to, "weeks": f"28 days{to}", "are": "were", "is": "was", "has": "had", "have": "had"}


def _with_usual(value: float | None, usual: list[float | None]) -> str:
    if value is None or None in usual:
        return "usual not known"
    return f"{value:.0f} points, usual {usual[0]:.0f} to {usual[1]:.0f}"


def _apart(of: Figures, until: date | None) -> str:
    head, legs = _with_usual(of["head"], of["head_usual"]), _with_usual(of["legs"], of["legs_usual"])
    return _APART[of["over"]].format(days=of["days"], head=head, legs=legs, **_tense(until))


def _longer(of: Figures, units: str, until: date | None) -> str:
    ran, longest = distance(of["metres"], units), distance(of["longest"], units)
    on = f" on {day_words(until)}" if until else ""
    return f"{ran} in one run{on}, {longest} was the longest of the 30 days before. A hint for planning, not proof."


def _good_week(of: Figures, until: date | None) -> str:
    days = f"{of['answers']} answers in 7 days{_tense(until)['to']}"
    head = f"head {of['head']:.0f}, usual {of['head_usual']:.0f}, from {days}"
    gave = f"runs gave {of['gave']:.1f} of 10, usual {of['gave_usual']:.1f}, from {of['runs']}"
    return f"Calmer than usual ({head}), and runs gave more ({gave})."


_LINES: Mapping[Kind, Callable[[Figures, str, date | None], str]] = {
    Kind.CHARGED: lambda of, _, until: (
        f"They say that {of['runs']} runs of the {_tense(until)['weeks']} were more driven by feelings than chosen."
    ),
    Kind.DIVERGENCE: lambda of, _, until: _apart(of, until),
    Kind.QUIET: lambda of, _, until: quiet_sentence(of["days"], voice=Voice.COACH, to=_tense(until)["to"]),
    Kind.SPIKE: _longer,
    Kind.GOOD_WEEK: lambda of, _, until: _good_week(of, until),
}


def openers_of(alert: Alert) -> tuple[str, str, str]:
    """Ways into a conversation."""
    if alert.kind == Kind.BALANCE:
        return openers(first_two(alert.contributions)[0])
    legs = alert.kind == Kind.DIVERGENCE and alert.figures["over"] == "legs"
    return _OPENERS_LEGS if legs else _OPENERS[Kind(alert.kind)]


def own_sentence(alert: Alert, *, today: date) -> str:
    """What was noticed, for the runner it is about."""
    tense = _tense(_until(alert, today))
    if alert.kind == Kind.BALANCE:
        largest, second = first_two(alert.contributions)
        return reading_sentence(state=alert.reading, largest=largest, second=second, voice=Voice.RUNNER)
    if alert.kind == Kind.QUIET:
        return quiet_sentence(alert.figures["days"], voice=Voice.RUNNER, to=tense["to"])
    words = _OWN_APART[alert.figures["over"]] if alert.kind == Kind.DIVERGENCE else _OWN[Kind(alert.kind)]
    return words.format(**alert.figures, **tense)


def own_basis(alert: Alert, *, today: date, units: str) -> tuple[Basis, ...]:
    """What it rests on: the parts of the balance check, or the numbers of any other kind."""
    if alert.kind == Kind.BALANCE:
        facts = facet_facts(alert.contributions, alert.facts, alert.score)
        parts = reasons(facts, voice=Voice.RUNNER, until=_until(alert, today))
        return tuple(Basis(part.sentence, part.points) for part in parts)
    if alert.kind in (Kind.QUIET, Kind.CHARGED):
        return ()
    return (Basis(_LINES[Kind(alert.kind)](alert.figures, units, _until(alert, today))),)
