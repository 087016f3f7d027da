"""Both loads of one athlete on one calendar: what the chart shows, in a sentence, and where else one may look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from coaching.dashboard.rows import Figure, figure
from coaching.dashboard.stretch import Asked, Link, moves, reaches, stretch_of
from journal import charts
from journal.charts import LEAST_OBSERVED, Event, Waterline
from journal.days import Bools
from journal.late import SaidLate, loads_said_late
from journal.sharing import Half, SharedHistory, Standing

YEAR = 366
MOST_EVENTS = 12  # beside the drawing; all of them are in it, and in its table


@dataclass(frozen=True)
class EventLine:
    kind: str
    label: str
    when: str


@dataclass(frozen=True)
class Chart:
    """`since` is the first day drawn, and a place on the drawing `step` days: a script names days by them."""

    drawing: Waterline
    sentence: str
    apart: str
    events: tuple[EventLine, ...]
    reaches: tuple[Link, ...]
    moves: tuple[Link, ...]
    since: str
    step: int


def chart_of(
    history: SharedHistory, standing: Standing, events: Sequence[Event], asked: Asked, *, late: Sequence[SaidLate] = ()
) -> Chart | None:
    shown = stretch_of(history.days, asked)
    days, values = history.days[shown.cut], history.values
    if not days or not (np.nansum(values["training"]) > 0 or np.isfinite(values["emotional"]).any()):
        return None
    events, weekly = [*events, *history.pauses], len(days) > YEAR
    return Chart(
        drawing=_drawing(history, shown.cut, events, late),
        sentence=_sentence(history, shown.end, standing),
        apart=apart_sentence(history, standing.first_name) if shown.end == len(history.days) else "",
        events=_newest(events, days[0], days[-1]),
        reaches=reaches(shown),
        moves=moves(history.days, shown),
        since=(days[0] - timedelta(days=days[0].weekday() if weekly else 0)).isoformat(),
        step=7 if weekly else 1,
    )


def _newest(events: Sequence[Event], first: date, last: date) -> tuple[EventLine, ...]:
    there = [event for event in events if (event.until or event.day) >= first and event.day <= last]
    there.sort(key=lambda event: event.day, reverse=True)
    return tuple(_event_line(event) for event in there[:MOST_EVENTS])


def _event_line(event: Event) -> EventLine:
    if event.until is None:
        return EventLine(event.kind, event.label, f"{event.day:%a} {event.day.day} {event.day:%b}")
    ended = "" if event.until == date.max else f" until {event.until.day} {event.until:%b}"
    return EventLine(event.kind, event.meanwhile, f"From {event.day.day} {event.day:%b}{ended}")


def _drawing(history: SharedHistory, cut: slice, events: Sequence[Event], said: Sequence[SaidLate]) -> Waterline:
    late = loads_said_late(said, history.days) if said else None
    days, drawn = history.days[cut], charts.Columns.of(history.values, history.lines, cut, late=late)
    return charts.waterline(days, drawn, events, weekly=len(days) > YEAR)


_PLACES = {
    "up": "above the usual {usual}",
    "down": "below the usual {usual}",
    "usual": "within the usual {usual}",
    "unknown": "the usual is not known yet",
}


def _sentence(history: SharedHistory, end: int, standing: Standing) -> str:
    """The last day that is drawn: today, or the day its words begin with."""
    if end == len(history.days):
        return loads_sentence(figure(standing.training), figure(standing.emotional))
    day = history.days[end - 1]
    said = loads_sentence(*(figure(_half_on(history, half, end - 1)) for half in ("training", "emotional")))
    return f"On {day.day} {day:%B %Y}: {said[:1].lower()}{said[1:]}" if said else ""


def _half_on(history: SharedHistory, name: str, day: int) -> Half | None:
    acute, low, high = (
        None if np.isnan(value) else float(value)
        for value in (history.lines[f"{name}_{line}"][day] for line in ("acute", "low", "high"))
    )
    faint = name == "emotional" and history.lines["observed"][day] < LEAST_OBSERVED
    return None if faint else Half(acute, low, high)


def loads_sentence(legs: Figure | None, head: Figure | None) -> str:
    """Where both lines stand, in one sentence."""
    said = [
        f"{name} at {half.value} points a day over about a week, {_PLACES[half.place].format(usual=half.usual)}"
        for name, half in (("legs", legs), ("head", head))
        if half is not None
    ]
    joined = "; ".join(said)
    return f"{joined[:1].upper()}{joined[1:]}." if said else ""


# --- head and legs apart ----------------------------------------------------------------------------------------------

LEAST_APART = 3  # days in a row: fewer go by themselves. Our convention


def apart_sentence(history: SharedHistory, name: str) -> str:
    """Where one half is over its usual and the other is not, and for how many days; both must be shared."""
    if not history.days:
        return ""
    lines = history.lines
    head, head_high = lines["emotional_acute"], lines["emotional_high"]
    legs, legs_high = lines["training_acute"], lines["training_high"]
    head_up, legs_up = charts.beyond(head, head_high), charts.beyond(legs, legs_high)
    known = np.isfinite(head + head_high + legs + legs_high)
    known &= lines["observed"] >= LEAST_OBSERVED
    head_alone, legs_alone = _in_a_row(known & head_up & ~legs_up), _in_a_row(known & legs_up & ~head_up)
    whose = f"{name}’s" if name else "their"
    if head_alone >= LEAST_APART:
        long = f"For {head_alone} days {whose} head has been over its usual while the legs have not."
        return f"{long} Worth asking what else is on."
    if legs_alone >= LEAST_APART:
        return f"For {legs_alone} days {whose} legs have been over their usual while the head has not."
    return ""


def _in_a_row(flags: Bools) -> int:
    """How many of the last days, today included."""
    return int(np.cumprod(flags[::-1]).sum())
