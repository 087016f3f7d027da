"""Today's reading in words, its reasons, and the chart of both loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from journal import charts
from journal.findings import facet_facts, first_two
from journal.late import SaidLate, loads_said_late, said_late
from journal.loads import History, history
from journal.models import Pause, RunnerState
from journal.pauses import in_short, paused_sentence, pauses_of
from journal.queries.behind import Working, working_of
from journal.readings import (
    PAUSED,
    Legs,
    ReadingState,
    Voice,
    learning_sentence,
    quiet_sentence,
    reading_sentence,
    what_would_clear,
)
from journal.reasons import FacetFacts, Reason, little_about, reasons
from journal.states import state_of
from runners.models import Run, User

ANSWERED = ("tiredness", "poor_sleep", "emotional", "joyless", "unmet")
SIX_WEEKS = 42
YEAR = 366


@dataclass(frozen=True)
class Reading:
    """Where somebody stands today. `learning` says how far the learning is, and is "" once there is a score."""

    state: ReadingState
    sentence: str
    learning: str = ""
    score: int | None = None
    paused: bool = False


def reading_of(state: RunnerState | None) -> Reading:
    if state is None:
        return _unscored(ReadingState.LEARNING, learning_sentence(0))
    now = ReadingState(state.reading)
    if state.paused_as and state.paused_on:
        said = paused_sentence(state.paused_as, state.paused_on, state.held_until, today=state.day)
        return Reading(now, said, paused=True)
    if now is ReadingState.QUIET:
        return Reading(now, quiet_sentence(state.quiet_days or 0, voice=Voice.RUNNER))
    if now is ReadingState.LEARNING or state.score is None:
        return _unscored(now, learning_sentence(state.days_answered) if now is ReadingState.LEARNING else "")
    largest, second = first_two(state.contributions)
    legs = place(state.training_acute, state.training_low, state.training_high)
    said = reading_sentence(
        state=now, largest=largest, second=second, legs=legs, voice=Voice.RUNNER, answers=state.answers_lately
    )
    return Reading(now, said, score=round(state.score))


def _unscored(now: ReadingState, learning: str) -> Reading:
    said = reading_sentence(state=now, largest=None, second=None, legs=Legs.UNKNOWN, voice=Voice.RUNNER)
    return Reading(now, said, learning=learning)


def place(acute: float | None, low: float | None, high: float | None) -> Legs:
    """A line against its own usual band, in whole points, as all three are shown."""
    if acute is None or low is None or high is None:
        return Legs.UNKNOWN
    if round(acute) > round(high):
        return Legs.UP
    return Legs.DOWN if round(acute) < round(low) else Legs.USUAL


def chart_of(
    past: History,
    *,
    last: int | None,
    weekly: bool = False,
    events: tuple[charts.Event, ...] = (),
    heights: charts.Heights = charts.TALL,
    said: Sequence[SaidLate] = (),
) -> charts.Waterline | None:
    """Both loads over the last days (all of them without `last`), and what was said of them too late."""
    if past.empty:
        return None
    cut = slice(-last, None) if last else slice(None)
    late = loads_said_late(said, past.days) if said else None
    drawn = charts.Columns.of(past.values, past.lines, cut, late=late)
    return charts.waterline(past.days[cut], drawn, events, weekly=weekly, heights=heights)


RANGES: dict[str, tuple[str, int | None]] = {"12w": ("12 weeks", 84), "1y": ("1 year", 365), "all": ("All", None)}


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Balance:
    reading: Reading
    reasons: tuple[Reason, ...]
    clears: str
    working: tuple[Working, ...]
    confidence: str
    now: str
    chart: charts.Waterline | None
    choices: tuple[Choice, ...]


def balance_page(runner: User, *, chosen: str) -> Balance:
    chosen = chosen if chosen in RANGES else "12w"
    state = state_of(runner.pk)
    past = history(state)
    reading = reading_of(state)
    scored = state if state is not None and reading.score is not None else None
    facts = facet_facts(scored.contributions, scored.facts, scored.score) if scored else []
    last = RANGES[chosen][1]
    shown = len(past.days[-last:] if last else past.days)
    events, said = _events(runner, past, shown), said_late(runner.pk)
    return Balance(
        reading=reading,
        reasons=tuple(reasons(facts)),
        clears=what_would_clear(state=reading.state, largest=first_two(scored.contributions)[0] if scored else None),
        working=working_of(scored, past),
        confidence=_confidence(scored.confidence, facts) if scored else "",
        now=standing_in_words(state),
        chart=chart_of(past, last=last, weekly=shown > YEAR, events=events, said=said),
        choices=tuple(Choice(key, label, key == chosen) for key, (label, _) in RANGES.items()),
    )


IN_WORDS: dict[Legs, str] = {
    Legs.UP: "over your usual of {low:.0f} to {high:.0f}",
    Legs.USUAL: "within your usual of {low:.0f} to {high:.0f}",
    Legs.DOWN: "under your usual of {low:.0f} to {high:.0f}",
    Legs.UNKNOWN: "with no usual yet",
}


def standing_in_words(state: RunnerState | None) -> str:
    """Both lines of about a week beside their own usual, in one sentence: what the chart ends on."""
    if state is None:
        return ""
    legs = _half("legs", state.training_acute, state.training_low, state.training_high)
    head = _half("head", state.emotional_acute, state.emotional_low, state.emotional_high)
    return f"Over about a week your {legs}; your {head}."


def _half(name: str, acute: float | None, low: float | None, high: float | None) -> str:
    if acute is None:
        return f"{name} have no points yet" if name == "legs" else f"{name} has too few answers of late to say"
    verb = "stand" if name == "legs" else "stands"
    beside = IN_WORDS[place(acute, low, high)].format(low=max(0.0, low or 0.0), high=high)
    return f"{name} {verb} at {acute:.0f} points, {beside}"


# How far a reading can be trusted, in words: the least confidence, and what to say from there on.
CONFIDENCE = ((0.75, "It rests on plenty of answers."), (0.4, "It rests on a fair number of answers."))


def _confidence(confidence: float, facts: Sequence[FacetFacts]) -> str:
    """Under that one area is too thin, however much is known of the others: it is named."""
    few = f"There is {little_about(facts)}, so read it lightly."
    return next((said for least, said in CONFIDENCE if confidence >= least), few)


def _events(runner: User, past: History, shown: int) -> tuple[charts.Event, ...]:
    """Races, and what the runner said was not like usual."""
    if past.empty:
        return ()
    since = past.days[-1] - timedelta(days=shown)
    days = Run.objects.on_days([runner.pk], since, past.days[-1]).filter(kind=Run.Kind.RACE)
    races = tuple(charts.Event(day, "race", "Race") for day in days.values_list("local_day", flat=True))
    return races + pause_events(pauses_of([runner.pk]).get(runner.pk, ()))


# Whoever is away, in exams or grieving is not ill: their mark says no more than that it is a pause.
UNWELL = (Pause.Kind.ILL, Pause.Kind.INJURED)


def pause_events(found: Sequence[Pause]) -> tuple[charts.Event, ...]:
    """Each pause as a stretch of days; one that is open lasts as long as the chart does."""
    return tuple(
        charts.Event(
            day=pause.from_on,
            kind="ill" if pause.kind in UNWELL else PAUSED,
            label=f"{pause.get_kind_display()} from {in_short(pause.from_on)}"
            + (f" until {in_short(pause.until_on)}" if pause.until_on else ""),
            until=pause.until_on or date.max,
            meanwhile=str(pause.get_kind_display()),
        )
        for pause in found
    )
