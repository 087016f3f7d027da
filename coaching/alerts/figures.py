"""What an alert rests on, kept with it: a closed set of plain numbers for each kind."""

from collections.abc import Callable, Mapping
from typing import Any

from coaching.alerts.models import Kind
from journal.sharing import ReadingToday

Figures = dict[str, Any]


def figures_of(kind: Kind, day: Mapping[str, float], reading: ReadingToday) -> Figures:
    """JSON; nothing for the balance check, which keeps its parts and facts."""
    return _OF[kind](day, reading) if kind in _OF else {}


def _divergence(day: Mapping[str, float], reading: ReadingToday) -> Figures:
    head = day["head_over"] >= day["legs_over"]
    return {
        "over": "head" if head else "legs",
        "days": int(day["head_over"] if head else day["legs_over"]),
        "head": reading.emotional_acute,
        "head_usual": [reading.emotional_low, reading.emotional_high],
        "legs": reading.training_acute,
        "legs_usual": [reading.training_low, reading.training_high],
    }


def _good_week(day: Mapping[str, float], reading: ReadingToday) -> Figures:
    head, joy, met = (reading.facts[name] for name in ("emotional", "joyless", "unmet"))
    return {
        "head": head["lately"],
        "head_usual": head["usual"],
        "answers": head["n_lately"],
        "gave": 10.0 - (joy["lately"] + met["lately"]) / 2,
        "gave_usual": 10.0 - (joy["usual"] + met["usual"]) / 2,
        "runs": min(joy["n_lately"], met["n_lately"]),
    }


_OF: Mapping[Kind, Callable[[Mapping[str, float], ReadingToday], Figures]] = {
    Kind.DIVERGENCE: _divergence,
    Kind.QUIET: lambda day, _: {"days": int(day["quiet_days"])},
    Kind.CHARGED: lambda day, _: {"runs": int(day["charged"])},
    Kind.SPIKE: lambda day, _: {"metres": day["spike_m"], "longest": day["longest_m"]},
    Kind.GOOD_WEEK: _good_week,
}
