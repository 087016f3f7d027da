"""What calls for an alert: for each kind and preset from which figure on, since when, and how soon again.

Pure functions over columns of days. The assessment of this morning and the look back before a preset is chosen use
these and nothing else, so that what was promised is what happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coaching.alerts.models import Kind, Preset
from journal.readings import ReadingState
from journal.sharing import SINCE, Seen

Floats = NDArray[np.float64]
LEAST_CONFIDENCE = 0.4
COOLDOWN_DAYS: Mapping[Kind, int] = {
    Kind.BALANCE: 14,
    Kind.CHARGED: 28,
    Kind.DIVERGENCE: 14,
    Kind.QUIET: 14,
    Kind.SPIKE: 7,
    Kind.GOOD_WEEK: 28,
}


@dataclass(frozen=True)
class Least:
    """From where on a preset wants to hear of each kind; None for never.

    The balance check from a reading on, `head_over` and `legs_over` in days in a row, `quiet` in days, `charged` in
    runs of four weeks, `spike` against the longest run of thirty days, `good_week` in points of a 0 to 10 rating.
    """

    reading: ReadingState
    head_over: int
    legs_over: int | None
    quiet: int
    charged: int
    spike: float
    good_week: float | None


LEAST: Mapping[Preset, Least] = {
    Preset.CALM: Least(ReadingState.TALK_TODAY, 14, None, 21, 5, 2.0, None),
    Preset.BALANCED: Least(ReadingState.STRAINED, 7, None, 14, 3, 1.3, 1.5),
    Preset.WATCHFUL: Least(ReadingState.WORTH_A_LOOK, 5, 10, 10, 3, 1.1, 1.0),
}


def since(kind: Kind, preset: Preset, seen: Seen) -> Floats:
    """(rows,): the ordinal of the day since when this preset would want to hear of it; NaN where it would not."""
    least, day = LEAST[preset], seen.columns["day"]
    calls, began = _CALLS[kind](least, seen.columns, day)
    silent = np.isnan(seen.columns["quiet_days"]) if kind not in (Kind.QUIET, Kind.SPIKE) else True
    return np.where(calls & silent & (seen.columns["held"] == 0), began, np.nan)


def _balance(least: Least, of: Mapping[str, Floats], day: Floats) -> tuple[NDArray[np.bool_], Floats]:
    began = of[SINCE[least.reading]]
    return ~np.isnan(began) & (of["confidence"] >= LEAST_CONFIDENCE), began


def _divergence(least: Least, of: Mapping[str, Floats], day: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Nothing while the balance check stands out: it has said what there is to say."""
    head = of["head_over"] >= least.head_over
    legs = of["legs_over"] >= (np.inf if least.legs_over is None else least.legs_over)
    steady = np.isnan(of[SINCE[ReadingState.WORTH_A_LOOK]])
    return (head | legs) & steady, day + 1 - np.where(head, of["head_over"], of["legs_over"])


def _quiet(least: Least, of: Mapping[str, Floats], day: Floats) -> tuple[NDArray[np.bool_], Floats]:
    return of["quiet_days"] >= least.quiet, day + 1 - of["quiet_days"]


def _charged(least: Least, of: Mapping[str, Floats], day: Floats) -> tuple[NDArray[np.bool_], Floats]:
    return of["charged"] >= least.charged, day


def _spike(least: Least, of: Mapping[str, Floats], day: Floats) -> tuple[NDArray[np.bool_], Floats]:
    return of["spike"] > least.spike, of["spike_on"]


def _good_week(least: Least, of: Mapping[str, Floats], day: Floats) -> tuple[NDArray[np.bool_], Floats]:
    enough = np.inf if least.good_week is None else least.good_week
    return of["good_week"] >= enough, day


_CALLS = {
    Kind.BALANCE: _balance,
    Kind.CHARGED: _charged,
    Kind.DIVERGENCE: _divergence,
    Kind.QUIET: _quiet,
    Kind.SPIKE: _spike,
    Kind.GOOD_WEEK: _good_week,
}


@dataclass(frozen=True)
class Calling:
    """One kind that calls for an alert about one runner: since when (an ordinal), for each preset that would hear."""

    kind: Kind
    since: Mapping[int, float]
    figures: Mapping[str, float]  # the columns of their day

    @property
    def level(self) -> int:
        """The calmest of these presets."""
        return min(self.since)

    @property
    def day(self) -> float:
        return self.figures["day"]


def due(kind: Kind, *, since: float, day: float, told_on: float | None) -> bool:
    """Once an episode, and not again while the last one is fresh. All are ordinals of days."""
    return told_on is None or told_on < min(since, day - COOLDOWN_DAYS[kind] + 1)
