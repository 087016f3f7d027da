"""Day values -> scores, lines, usual bands and today's reading, for many runners at once. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from journal.days import Floats
from journal.readings import ReadingState
from runners.science import balance, emotional, training

PERSON_SIGNALS = ("tiredness", "poor_sleep", "effort_drift", "emotional", "joyless", "unmet")
# Answers a person gave; effort drift is worked out from runs and says nothing about somebody being there.
ANSWERS = ("tiredness", "poor_sleep", "emotional", "joyless", "unmet")
FACETS = {
    "exhaustion": ("tiredness", "poor_sleep", "effort_drift"),
    "emotional": ("emotional",),
    "motivation": ("joyless", "unmet"),
}
# Three replays over the same scores; the reading is the highest that is elevated (enter, exit).
LEVELS = {
    ReadingState.WORTH_A_LOOK: (40.0, 25.0),
    ReadingState.STRAINED: (50.0, 35.0),
    ReadingState.TALK_TODAY: (70.0, 50.0),
}
Matrix = dict[str, Floats]


@dataclass(frozen=True)
class Scored:
    """The last `n` days of every runner: shapes (runners, n); a score is NaN where too little is known."""

    score: Floats
    contributions: dict[str, Floats]
    confidence: Floats
    usual: dict[str, Floats]
    answers: dict[str, Floats]


def score(days: Matrix, *, last: int) -> Scored:
    """The balance score of the last days, each against its own baseline (science.md 4.3)."""
    # Emotional load enters as EL / 10, so that the baseline's prior on a 0..10 rating fits.
    sustained = {
        name: balance.sustained_many(days[name] / (10.0 if name == "emotional" else 1.0), last=last)
        for name in PERSON_SIGNALS
    }
    facets = {facet: balance.facet_many([sustained[name].q for name in names]) for facet, names in FACETS.items()}
    facets["load"] = balance.load_facet_many(days["training"], last=last)
    risk = balance.risk_many(facets)
    return Scored(
        score=risk.score,
        contributions=risk.contributions,
        confidence=_confidence(sustained, facets),
        usual={name: s.mean * (10.0 if name == "emotional" else 1.0) for name, s in sustained.items()},
        answers={name: s.n.astype(np.float64) for name, s in sustained.items()},
    )


def _confidence(sustained: dict[str, balance.Sustained], facets: dict[str, Floats]) -> Floats:
    """Per facet the best signal's n and weight, then the least over the facets used (never more than is known)."""
    ns, dens = [], []
    for facet, names in FACETS.items():
        used = ~np.isnan(facets[facet])
        known = [(sustained[n], ~np.isnan(sustained[n].q)) for n in names]
        best_n = np.max([np.where(k, s.n, 0.0) for s, k in known], axis=0)
        best_den = np.max([np.where(k, s.den, 0.0) for s, k in known], axis=0)
        ns.append(np.where(used, best_n, np.inf))
        dens.append(np.where(used, best_den, np.inf))
    have = np.sum([~np.isnan(f) for f in facets.values()], axis=0)
    n, den = np.min(ns, axis=0), np.min(dens, axis=0)
    none = np.isinf(n)
    return balance.confidence_many(np.where(none, 0.0, n), np.where(none, 0.0, den), have)


@dataclass(frozen=True)
class Read:
    """Today's reading of each runner. `entered` (runners,) is the column the strained episode began on, or -1."""

    state: list[ReadingState]
    entered: NDArray[np.int64]


UNKNOWN_AFTER = 14  # days without a score after which the last reading says nothing any more
FORGOTTEN_AFTER = 42  # days without one after which learning starts anew (science.md 4.4)


def _remembered(scores: Floats, held: Sequence[bool]) -> Floats:
    """The scores since the last long silence; nothing at all once today's silence is long enough to know nothing.

    Somebody who paused (`held`) is not silent: their reading stays as it was.
    """
    kept = scores.copy()
    for row, paused in zip(kept, held, strict=True):
        scored = np.flatnonzero(~np.isnan(row))
        if not len(scored):
            continue
        gaps = np.flatnonzero(np.diff(scored) > FORGOTTEN_AFTER)
        if len(gaps):
            row[: scored[gaps[-1]] + 1] = np.nan
        if not paused and len(row) - 1 - scored[-1] > UNKNOWN_AFTER:
            row[:] = np.nan
    return kept


def read(scores: Floats, *, held: Sequence[bool]) -> Read:
    """Replay the history at the three levels; learning is 'no score, or none that still says something'."""
    scores = _remembered(scores, held)
    states = [ReadingState.LEARNING if np.isnan(row).all() else ReadingState.STEADY for row in scores]
    entered = np.full(len(states), -1)
    for level, (enter, exit_) in LEVELS.items():
        replay = balance.run_states_many(scores, enter=enter, exit_=exit_)
        for i in np.flatnonzero(replay.elevated[:, -1]):
            states[i] = level
        if level is ReadingState.STRAINED:
            entered = np.where(replay.elevated[:, -1], replay.entered[:, -1], -1)
    return Read(state=states, entered=entered)


@dataclass(frozen=True)
class Lines:
    """Both loads' lines and usual bands, shapes (runners, days)."""

    training_acute: Floats
    training_chronic: Floats
    training_low: Floats
    training_high: Floats
    emotional_acute: Floats
    emotional_chronic: Floats
    emotional_low: Floats
    emotional_high: Floats
    observed: Floats


LIVELY_DAYS = 28


def _last_days_sum(values: Floats, n: int) -> Floats:
    """The sum of the last n days, today included, for every day; missing days add nothing."""
    sums = np.cumsum(np.nan_to_num(values), axis=1)
    sums[:, n:] -= sums[:, :-n].copy()
    return sums


def lines(days: Matrix) -> Lines:
    legs = training.load_lines_many(days["training"])
    head = emotional.emotional_lines_many(days["emotional"])
    # A day without a run is a rest day while somebody runs at all; long before and after, it says nothing.
    running = ~np.isnan(days["training"]) & (_last_days_sum(days["training"], LIVELY_DAYS) > 0)
    legs_low, legs_high = balance.usual_band_many(legs.acute, observed=running, floor_ratio=0.15)
    head_low, head_high = balance.usual_band_many(head.acute, observed=~np.isnan(days["emotional"]), floor_abs=5.0)
    return Lines(
        legs.acute, legs.chronic, legs_low, legs_high, head.acute, head.chronic, head_low, head_high, head.observed
    )


WEEK = 7
RECENT = 28


def facts(i: int, row: Matrix, scored: Scored, today: date) -> dict[str, dict[str, float | int | str | None]]:
    """The numbers behind today's reasons, a signal: own usual and lately, with how many answers each rests on."""
    found: dict[str, dict[str, float | int | str | None]] = {}
    for name in PERSON_SIGNALS:
        usual = float(scored.usual[name][i, -1])
        if not np.isnan(usual):
            found[name] = _signal(row[name], usual, int(scored.answers[name][i, -1]), today)
    found["load"] = _load(row["training"])
    return found


def _signal(values: Floats, usual: float, n: int, today: date) -> dict[str, float | int | str | None]:
    week = values[-WEEK:]
    answered = week[~np.isnan(week)]
    days, back = _above(values[-RECENT:], usual)
    return {
        "usual": usual,
        "lately": float(answered.mean()) if len(answered) else usual,
        "n": n,
        "n_lately": len(answered),
        "days_above": days,
        "since": (today - timedelta(days=back)).isoformat() if days > 1 else None,
    }


def _above(month: Floats, usual: float) -> tuple[int, int]:
    """Answers in a row above usual, back from today, and how many days ago the first of them was."""
    count = first = 0
    for back, value in enumerate(reversed(month.tolist())):
        if np.isnan(value):
            continue
        if value <= usual:
            break
        count, first = count + 1, back
    return count, first


def _load(training_days: Floats) -> dict[str, float | int | str | None]:
    weeks = [float(np.nansum(training_days[-7 * k - 7 : len(training_days) - 7 * k])) for k in range(9)]
    known = [w for k, w in enumerate(weeks[1:], 1) if len(training_days) >= 7 * (k + 1)]
    evenness = training.monotony_many(training_days[None, -7:])[0, -1]
    return {
        "week": weeks[0],
        "usual_week": float(np.mean(known)) if len(known) >= 4 else 0.0,
        "weeks": len(known),
        "monotony": None if np.isnan(evenness) else float(evenness),
    }
