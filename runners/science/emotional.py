"""Emotional load, its lines, and the signature of a run that was driven by strong feelings.

The feelings pad runs from -4 to 4 both ways: valence (unpleasant to pleasant) and activation (calm to wound
up). Arrays are shaped (runners, days) with NaN for a day without an answer: a missing feeling is not zero.
There is no accepted unit for emotional load; the points are our convention.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from runners.science.series import Array, Ints, one_row, or_none, or_zero, ratio_where
from runners.science.training import (
    TAU_ACUTE,
    TAU_CHRONIC,
    alpha_exp,
    days_begun,
    decaying_sum,
    every_day,
    go_on,
    kept_sum,
    share_known,
)

# The pad's edge.
PAD = 4.0
# Our convention: being wound up makes an unpleasant feeling count half again.
KAPPA = 0.5
# Our convention: what the day's stress and the day's moments weigh.
W_STRESS, W_AFFECT = 0.60, 0.40
# Emotional load enters the score on the ratings' scale, where the baseline's prior fits: points over ten.
POINTS_PER_RATING = 10.0
# Our convention: naming anger adds a quarter to the charge.
ANGER = 0.25
# Our convention: effort one point over the intention is nothing, four points over are everything.
OVERSHOOT_FREE, OVERSHOOT_SPAN = 1.0, 3.0
# Our convention: own steady runs that are needed before a run can be called unsteady.
MIN_OWN_RUNS = 6
# The factor that turns a median absolute deviation into a normal SD, and the least spread we believe (log scale).
MAD_TO_SD, MIN_SPREAD = 1.4826, 0.15
# Our convention: what overshoot and unsteadiness weigh.
W_OVERSHOOT, W_ERRATIC = 0.6, 0.4


class EmotionalDay(TypedDict):
    acute: float | None
    chronic: float | None
    observed: float


@dataclass(frozen=True)
class EmotionalLines:
    """Each (runners, days). `acute` and `chronic` in points, NaN before the first answer; `observed` 0..1 is
    the share of the acute weight that rests on real answers, 0 before the first."""

    acute: Array
    chronic: Array
    observed: Array


# ------------------------------------------------------------------------------------------------ a day's load


def unpleasant_many(valence: Array, activation: Array) -> Array:
    """0..1 for points of the pad, elementwise: pleasant or neutral is 0, unpleasant and wound up counts most."""
    wound_up = 1.0 + KAPPA * np.maximum(0.0, activation / PAD)
    return np.maximum(0.0, -valence / PAD) * wound_up / (1.0 + KAPPA)


def unpleasant(valence: float, activation: float) -> float:
    """`unpleasant_many` for one moment."""
    return float(unpleasant_many(np.array([valence]), np.array([activation]))[0])


def emotional_load_many(stress: Array, affect: Array) -> Array:
    """A day's emotional load, 0..100 points, elementwise; NaN where nothing was answered, never 0.

    `stress` 0..10, the day's mean answer; `affect` 0..1, the day's mean of `unpleasant_many`. NaN for a
    missing part: the other then stands alone.
    """
    parts = np.stack([stress / 10.0, affect])
    weights = np.stack([np.where(np.isnan(stress), 0.0, W_STRESS), np.where(np.isnan(affect), 0.0, W_AFFECT)])
    total = weights.sum(axis=0)
    known = (weights * or_zero(parts)).sum(axis=0)
    return ratio_where(total > 0, 100.0 * known, total)


def emotional_load(stress: float | None, moments: Sequence[tuple[float, float]]) -> float | None:
    """`emotional_load_many` for one day: stress 0..10 or None, and the day's (valence, activation) moments."""
    pad = np.array(moments, dtype=np.float64).reshape(-1, 2)
    affect = unpleasant_many(pad[:, 0], pad[:, 1]).mean() if moments else None
    return or_none(emotional_load_many(one_row([stress]), one_row([affect]))[0, 0])


# ------------------------------------------------------------------------------------------------ lines


@dataclass(frozen=True)
class EmotionalPast:
    """Where lines stood on the day before the first column, each (runners,), with the answers and the days since the
    first one that they rested on by then, 0 before it."""

    acute: Array
    chronic: Array
    observed: Array
    answers: Ints
    days: Ints


def emotional_lines_many(daily: Array, *, past: EmotionalPast | None = None) -> EmotionalLines:
    """The acute (7 days) and chronic (42 days) emotional load of many runners; `daily` (runners, days) in
    points.

    On a day without an answer the chronic line stands still and the acute one relaxes towards it, so that
    silence looks neither better nor worse. With a `past` the lines go on from there as if they had never stopped.
    """
    known = ~np.isnan(daily)
    answers, days = np.where(known, daily, 0.0), days_begun(known)
    if past is not None:
        days = go_on(days, past.days)
    chronic = _chronic(answers, np.cumsum(known, axis=1, dtype=np.int64), past)

    alpha = alpha_exp(TAU_ACUTE)
    keep, age = 1.0 - alpha, every_day(daily)
    pushed = np.where(known, answers, np.where(days > 0, chronic, 0.0))
    before = None if past is None else kept_sum(past.acute, past.days, keep)
    acute = decaying_sum(alpha * pushed, age, keep, before) / share_known(days, keep)
    observed = decaying_sum(alpha * known, age, keep, None if past is None else past.observed)
    return EmotionalLines(acute, chronic, observed)


def _chronic(answers: Array, count: Ints, past: EmotionalPast | None) -> Array:
    """Weights fade with each answer, not with each day."""
    keep = 1.0 - alpha_exp(TAU_CHRONIC)
    if past is None:
        return decaying_sum((1.0 - keep) * answers, count, keep) / share_known(count, keep)
    before = kept_sum(past.chronic, past.answers, keep)
    line = decaying_sum((1.0 - keep) * answers, count, keep, before)
    return line / share_known(past.answers[:, np.newaxis] + count, keep)


def emotional_lines(daily: Sequence[float | None]) -> list[EmotionalDay]:
    """`emotional_lines_many` for one runner, a dictionary a day with None for what is not known."""
    lines = emotional_lines_many(one_row(daily))
    rows = zip(lines.acute[0], lines.chronic[0], lines.observed[0], strict=True)
    return [{"acute": or_none(a), "chronic": or_none(c), "observed": float(o)} for a, c, o in rows]


# ------------------------------------------------------------------------------------------------ did this run run you?


def charge(valence: float, activation: float, anger_word: bool) -> float:
    """How unpleasant and wound up the moment before the run was, 0..1; an anger word adds a quarter."""
    base = max(0.0, -valence / PAD) * (0.5 + 0.5 * max(0.0, activation / PAD))
    return _unit(base + (ANGER if anger_word else 0.0))


def overshoot(rpe: float, planned: float, usual_gap: float = 0.0) -> float:
    """Effort above the intention, 0..1. Effort and plan 0..10; `usual_gap` is the runner's own median of
    effort minus plan over the last 20 runs, 0 until there are 6: people rate easy runs harder than they meant
    them."""
    return _unit((rpe - planned - usual_gap - OVERSHOOT_FREE) / OVERSHOOT_SPAN)


def erratic(cv_succ: float, own: Sequence[float]) -> float | None:
    """Unsteady pacing, 0..1, against the runner's own last steady runs (up to 20, at least 6; else None).

    Both are `pacing_metrics`' `cv_succ`, compared on the log scale by median and median absolute deviation. A
    perfectly even run (0) is steady by definition, and says nothing on a log scale about others.
    """
    logs = np.log([value for value in own if value > 0])
    if len(logs) < MIN_OWN_RUNS:
        return None
    if cv_succ <= 0:
        return 0.0
    usual = float(np.median(logs))
    spread = max(float(np.median(np.abs(logs - usual))) * MAD_TO_SD, MIN_SPREAD)
    return _unit(((math.log(cv_succ) - usual) / spread - 0.5) / 2.0)


def rage_run(a: float | None, b: float | None, c: float | None) -> float | None:
    """0..100 from `charge`, `overshoot` and `erratic`; needs the first and one of the others, else None.

    Geometric: without a charged feeling, or without a trace of it in the run, it is 0. A reflection aid: no
    study links anger to uneven pacing.
    """
    if a is None or (b is None and c is None):
        return None
    traces = [(W_OVERSHOOT, b), (W_ERRATIC, c)]
    known = [(weight, trace) for weight, trace in traces if trace is not None]
    behaviour = sum(weight * trace for weight, trace in known) / sum(weight for weight, _ in known)
    return 100.0 * math.sqrt(a * behaviour)


def _unit(x: float) -> float:
    return min(1.0, max(0.0, x))
