"""The balance: a runner's last weeks against that runner's own normal.

Signals are ratings turned so that higher is worse, arrays (runners, days) with NaN for a day without an
answer. The `_many` functions evaluate the newest `last` days, each as its own today, and return (runners,
last). Weights, ramps and thresholds are our convention; no publication stands behind them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from runners.science.series import Array, Bools, Ints, last_days, moving_spread, one_row, or_none, or_zero, ratio_where
from runners.science.training import alpha_exp, monotony, monotony_many, since_first_day, week_sums_many

# Counted up whenever the same answers would make another score; kept with each reading.
FORMULA = 1

# The personal baseline: days t-55 .. t-14, two weeks old so that a slide does not become normal while it happens.
BASE_LAG, BASE_LEN, BASE_MIN = 14, 42, 10
BASE_REACH = BASE_LAG + BASE_LEN - 1
# A spread that five imagined answers contribute, on a 0..10 rating: constant answers keep a usable SD.
SD_PRIOR, SD_PRIOR_N = 1.5, 5.0
Z_CLAMP = 3.0
TAU_Z = 7.0
RECENT_DAYS = 28
# With less weight than this on real answers the signal is unknown: about nothing in ten days.
DEN_MIN = 0.25
# A facet climbs from 0 to 100 between these sustained deviations.
Q_LO, Q_HI = 0.25, 1.25
PERSON_FACETS = ("exhaustion", "emotional", "motivation")
FACET_WEIGHTS = {"exhaustion": 0.35, "emotional": 0.30, "motivation": 0.25, "load": 0.10}
# The share of the weighted mean; the rest goes to the second strongest area, so that two have to agree.
MIX = 0.70
LOAD_WEEKS_MIN, LOAD_WEEKS_MAX = 4, 8
LOAD_SD_MIN = 0.15
ENTER, EXIT = 50.0, 35.0
ENTER_NEED, ENTER_OF = 3, 4
EXIT_NEED = 5
COOLDOWN_DAYS = 14
# Eighty per cent of a normal distribution lie within this many SD.
BAND_SD = 1.28


class SustainedValue(TypedDict):
    q: float
    den: float
    mean: float
    sd: float
    n: int


class RiskValue(TypedDict):
    score: float
    contributions: dict[str, float]


@dataclass(frozen=True)
class Baseline:
    """Each (runners, last): mean and SD on the signal's scale, NaN with fewer than 10 answers; `n` answers."""

    mean: Array
    sd: Array
    n: Ints


@dataclass(frozen=True)
class Sustained:
    """Each (runners, last). `q` in own SDs, NaN when unknown; `den` 0..1, the weight of the last 28 days that
    rests on real answers, and `n`, the baseline's answers, are known even where `q` is not."""

    q: Array
    den: Array
    mean: Array
    sd: Array
    n: Ints


@dataclass(frozen=True)
class Risk:
    """`score` 0..100 (runners, last), NaN when unknown, and what each facet adds to it; NaN for a facet left out."""

    score: Array
    contributions: dict[str, Array]


@dataclass(frozen=True)
class States:
    """Each (runners, days). `alert` marks the first day of an episode unless the cooldown holds it back;
    `entered` is the index of the day on which the current episode began, -1 outside one."""

    elevated: Bools
    alert: Bools
    entered: Ints


# ------------------------------------------------------------------------------------------------ signals


def baseline_many(values: Array, *, last: int) -> Baseline:
    """Mean and SD over days t-55..t-14 of each of the newest `last` days t, shrunk towards an SD of 1.5."""
    window = last_days(values, last + BASE_REACH)
    known = ~np.isnan(window)
    # Sums of squares around the row's own mean: the difference of two of them then loses no digits that matter.
    centre = _ratio(np.where(known, window, 0.0).sum(axis=1), known.sum(axis=1))[:, np.newaxis]
    apart = np.where(known, window - centre, 0.0)
    n = _base_sums(known.astype(np.float64), last)
    total, squares = _base_sums(apart, last), _base_sums(apart * apart, last)
    shift = total / np.maximum(n, 1.0)
    spread = np.maximum(squares - total * shift, 0.0) + SD_PRIOR_N * SD_PRIOR**2
    sd = np.sqrt(spread / np.maximum(n - 1.0 + SD_PRIOR_N, 1.0))
    enough = n >= BASE_MIN
    mean = np.where(enough, centre + shift, np.nan)
    return Baseline(mean, np.where(enough, sd, np.nan), n.astype(np.int64))


def _base_sums(window: Array, last: int) -> Array:
    """Sums over t-55..t-14 for the newest `last` days of a window that reaches back far enough."""
    running = np.cumsum(window, axis=1)
    running = np.concatenate([np.zeros((len(window), 1)), running], axis=1)
    return running[:, BASE_LEN : BASE_LEN + last] - running[:, :last]


def _ratio(above: Array, below: Ints) -> Array:
    return above / np.maximum(below, 1)


def baseline(history: Sequence[float | None]) -> tuple[float, float, int] | None:
    """(mean, SD, n) of one runner's normal, today last; None with fewer than 10 answers in t-55..t-14."""
    base = baseline_many(one_row(history), last=1)
    mean = or_none(base.mean[0, 0])
    return None if mean is None else (mean, float(base.sd[0, 0]), int(base.n[0, 0]))


def zscore_many(x: Array, mean: Array, sd: Array) -> Array:
    """Deviation in SDs, within +-3, elementwise."""
    return np.minimum(np.maximum((x - mean) / sd, -Z_CLAMP), Z_CLAMP)


def zscore(x: float, mean: float, sd: float) -> float:
    """`zscore_many` for one value."""
    return float(zscore_many(np.array([x]), np.array([mean]), np.array([sd]))[0])


def sustained_many(values: Array, *, last: int) -> Sustained:
    """How far the last four weeks lie from normal, for each of the newest `last` days of (runners, days).

    The deviations of 28 days from that day's baseline, weighted with a time constant of 7 days over the days
    that have an answer. Unknown without a baseline, or with next to nothing answered lately.
    """
    base = baseline_many(values, last=last)
    recent = last_days(values, last + RECENT_DAYS - 1)
    known = (~np.isnan(recent)).astype(np.float64)
    recent = or_zero(recent)
    num, den = (_day_by_day if last < RECENT_DAYS else _lag_by_lag)(recent, known, base)
    q = ratio_where(den >= DEN_MIN, num, den)
    return Sustained(q, den, base.mean, base.sd, base.n)


ALPHA_Z = alpha_exp(TAU_Z)


def _lag_by_lag(recent: Array, known: Array, base: Baseline) -> tuple[Array, Array]:
    """Weighted deviations and their weights, (runners, last): for many days, one step back after the other."""
    num, den = np.zeros(base.mean.shape), np.zeros(base.mean.shape)
    for lag in range(RECENT_DAYS):
        days = slice(RECENT_DAYS - 1 - lag, RECENT_DAYS - 1 - lag + base.mean.shape[1])
        weight = ALPHA_Z * (1.0 - ALPHA_Z) ** lag * known[:, days]
        num += weight * zscore_many(recent[:, days], base.mean, base.sd)
        den += weight
    return num, den


def _day_by_day(recent: Array, known: Array, base: Baseline) -> tuple[Array, Array]:
    """The same for a few days: the four weeks of each of them at once."""
    weights = ALPHA_Z * (1.0 - ALPHA_Z) ** np.arange(RECENT_DAYS - 1.0, -1.0, -1.0)
    num, den = np.empty(base.mean.shape), np.empty(base.mean.shape)
    for day in range(base.mean.shape[1]):
        weight = weights * known[:, day : day + RECENT_DAYS]
        apart = zscore_many(recent[:, day : day + RECENT_DAYS], base.mean[:, day, None], base.sd[:, day, None])
        num[:, day], den[:, day] = (weight * apart).sum(axis=1), weight.sum(axis=1)
    return num, den


def sustained(history: Sequence[float | None]) -> SustainedValue | None:
    """`sustained_many` for one runner, today last; None when unknown."""
    found = sustained_many(one_row(history), last=1)
    q, den, mean, sd = (float(part[0, 0]) for part in (found.q, found.den, found.mean, found.sd))
    return None if math.isnan(q) else {"q": q, "den": den, "mean": mean, "sd": sd, "n": int(found.n[0, 0])}


def silence(days_since_entry: int, usual_gap: float) -> str:
    """By the own median gap in days: "ok", "nudge" (one friendly reminder) or "quiet". Never part of the score."""
    if days_since_entry >= max(10, math.ceil(5 * usual_gap)):
        return "quiet"
    return "nudge" if days_since_entry >= max(4, math.ceil(3 * usual_gap)) else "ok"


# ------------------------------------------------------------------------------------------------ facets


def facet_many(signals: Sequence[Array]) -> Array:
    """0..100 from the `q` arrays of a facet's signals (at least one, of one shape): mean of the known, then a ramp."""
    stack = np.stack(signals)
    known = ~np.isnan(stack)
    count = known.sum(axis=0)
    mean = _ratio(np.where(known, stack, 0.0).sum(axis=0), count)
    return np.where(count > 0, 100.0 * np.clip((mean - Q_LO) / (Q_HI - Q_LO), 0.0, 1.0), np.nan)


def facet(qs: Iterable[float | None]) -> float | None:
    """`facet_many` for one day; None when nothing is known."""
    row = one_row(list(qs))
    return or_none(facet_many(list(row.T))[0]) if row.size else None


def load_facet_many(loads: Array, *, last: int) -> Array:
    """0..100: a week clearly above the own usual one, or a monotonous week of at least usual size.

    The week that ends on each of the newest `last` days of (runners, days), against the 4 to 8 whole weeks
    before it. NaN without those, or when they are empty.
    """
    reach = 7 * LOAD_WEEKS_MAX
    days = last_days(since_first_day(loads), last + reach + 6)
    weeks = week_sums_many(days)[:, 6:]
    earlier = np.stack([weeks[:, reach - 7 * k : reach - 7 * k + last] for k in range(1, LOAD_WEEKS_MAX + 1)])
    return _load_facet(weeks[:, reach:], earlier, monotony_many(days)[:, reach + 6 :])


def _load_facet(week: Array, earlier: Array, evenness: Array) -> Array:
    """`earlier` is shaped (weeks, ...) with NaN for weeks that do not exist, the others (...)."""
    known = ~np.isnan(earlier)
    n = known.sum(axis=0)
    mean = _ratio(np.where(known, earlier, 0.0).sum(axis=0), n)
    squares = np.where(known, (earlier - mean) ** 2, 0.0).sum(axis=0)
    usable = (n >= LOAD_WEEKS_MIN) & (mean > 0) & ~np.isnan(week)
    sd = np.maximum(np.sqrt(_ratio(squares, n - 1)), LOAD_SD_MIN * mean)
    jump = np.clip(((week - mean) / np.where(usable, sd, 1.0) - 1.0) / 2.0, 0.0, 1.0)
    # The hair's breadth keeps rounding from calling a week smaller than itself.
    flat = np.where(np.isnan(evenness) | (week < mean * (1.0 - 1e-12)), 0.0, np.clip(evenness - 1.5, 0.0, 1.0))
    return np.where(usable, 100.0 * np.maximum(jump, flat), np.nan)


def load_facet(week_sums: Sequence[float], loads7: Sequence[float]) -> float | None:
    """One day: the 7-day sums of the weeks before and of this week last, and this week's seven loads.

    None with fewer than 4 weeks before, or when they are empty.
    """
    sums = np.array(week_sums, dtype=np.float64)
    if len(sums) <= LOAD_WEEKS_MIN:
        return None
    return or_none(_load_facet(sums[-1:], sums[:-1, np.newaxis], one_row([monotony(loads7)])[0])[0])


# ------------------------------------------------------------------------------------------------ score


def risk_many(facets: Mapping[str, Array]) -> Risk:
    """The score and what each facet adds to it; arrays of one shape, NaN for an unknown facet.

    Needs two of the three person facets. Seven tenths are the weighted mean over the facets there are, three
    tenths the second strongest person facet (ties by name). Contributions add up to the score.
    """
    names = [name for name in FACET_WEIGHTS if name in facets]
    person = [name for name in PERSON_FACETS if name in facets]
    enough = _added([~np.isnan(facets[name]) for name in person]) >= 2
    total = np.where(enough, _added([FACET_WEIGHTS[name] * ~np.isnan(facets[name]) for name in names]), 1.0)
    contributions = {}
    for name in names:
        part = MIX * FACET_WEIGHTS[name] / total * facets[name]
        if name in person:
            part = part + np.where(_is_second(name, person, facets), (1.0 - MIX) * facets[name], 0.0)
        contributions[name] = np.where(enough, part, np.nan)
    score = _added([or_zero(part) for part in contributions.values()])
    return Risk(np.where(enough, score, np.nan), contributions)


def _added(parts: Sequence[Array | Bools]) -> Array:
    total = np.zeros(parts[0].shape)
    for part in parts:
        total += part
    return total


def _is_second(name: str, person: Sequence[str], facets: Mapping[str, Array]) -> Bools:
    """Whether exactly one other person facet stands before this one, by strength and then by name."""
    level = facets[name]
    ahead = [(facets[other] > level) | ((facets[other] == level) & (other < name)) for other in person]
    return np.equal(_added(ahead), 1.0)


def risk(f: Mapping[str, float | None]) -> RiskValue | None:
    """`risk_many` for one day: facet name to 0..100 or None. Contributions name only the facets that are known."""
    found = risk_many({name: one_row([f.get(name)]) for name in FACET_WEIGHTS})
    score = or_none(found.score[0, 0])
    if score is None:
        return None
    parts = {name: float(part[0, 0]) for name, part in found.contributions.items() if f.get(name) is not None}
    return {"score": score, "contributions": parts}


def confidence_many(n_base: Array | Ints, den: Array, facets_have: Array | Ints) -> Array:
    """0..1, elementwise: how much of what the score would like to know it does know.

    Answers in the baseline (28 are plenty), weight on real answers (0.7 is plenty), facets known of four.
    """
    known: Array = np.minimum(1.0, n_base / 28.0) * np.minimum(1.0, den / 0.7) * facets_have / 4.0
    return known


def confidence(n_base: int, den: float, facets_have: int) -> float:
    """`confidence_many` for one day."""
    return float(confidence_many(np.array([n_base]), np.array([den]), np.array([facets_have]))[0])


# ------------------------------------------------------------------------------------------------ states


def run_states_many(
    scores: Array, *, enter: float = ENTER, exit_: float = EXIT, cooldown: int = COOLDOWN_DAYS
) -> States:
    """Episodes in scores (runners, days); a day without a score (NaN) freezes the state.

    An episode begins on a day of at least `enter` when 3 of the last 4 scored days are; it ends after 5
    scored days in a row under `exit_`. `exit_` above `enter` is a `ValueError`. An alert is due on its first
    day, at least `cooldown` days after the one before.
    """
    if exit_ > enter:
        raise ValueError("an episode cannot end above the level at which it begins")
    scored = ~np.isnan(scores)
    values = scores[scored]
    place = (np.cumsum(scored, axis=1) - 1)[scored]
    begins, ends = np.zeros(scores.shape, dtype=bool), np.zeros(scores.shape, dtype=bool)
    # Five low days in a row leave no high one among the last four, so neither rule needs to know the state.
    begins[scored] = (values >= enter) & (among_last(values >= enter, place, ENTER_OF) >= ENTER_NEED)
    ends[scored] = among_last(values < exit_, place, EXIT_NEED) == EXIT_NEED
    elevated = _latest(begins) > _latest(ends)
    first = elevated.copy()
    first[:, 1:] &= ~elevated[:, :-1]
    return States(elevated, _spaced(first, cooldown), np.where(elevated, _latest(first), -1))


def among_last(flags: Bools, place: Ints, n: int) -> Ints:
    """How many of the last `n` are set, in rows laid end to end; `place` counts from 0 in each row."""
    count = np.zeros(len(flags), dtype=np.int64)
    for lag in range(min(n, len(flags))):
        count[lag:] += flags[: len(flags) - lag] & (place[lag:] >= lag)
    return count


def _latest(events: Bools) -> Ints:
    """The index of the newest event up to each day, -1 before the first."""
    return np.maximum.accumulate(np.where(events, np.arange(events.shape[1]), -1), axis=1)


def _spaced(events: Bools, days: int) -> Bools:
    """Each row's events that come at least `days` after the last one kept; events are few, so one by one."""
    kept = np.zeros(events.shape, dtype=bool)
    newest: dict[int, int] = {}
    for row, day in zip(*(axis.tolist() for axis in np.nonzero(events)), strict=True):
        if row not in newest or day - newest[row] >= days:
            kept[row, day] = True
            newest[row] = day
    return kept


def run_states(
    scores: Sequence[float | None], enter: float = ENTER, exit_: float = EXIT, cooldown: int = COOLDOWN_DAYS
) -> list[tuple[str, bool]]:
    """`run_states_many` for one runner: ("steady" or "elevated", alert) a day."""
    states = run_states_many(one_row(scores), enter=enter, exit_=exit_, cooldown=cooldown)
    days = zip(states.elevated[0], states.alert[0], strict=True)
    return [("elevated" if elevated else "steady", bool(alert)) for elevated, alert in days]


# ------------------------------------------------------------------------------------------------ usual band


def usual_band_many(
    acute: Array, *, observed: Bools, floor_ratio: float = 0.0, floor_abs: float = 0.0, last: int | None = None
) -> tuple[Array, Array]:
    """Where a runner's own acute line usually lies: (low, high) for the newest `last` days (all by default).

    Mean +- 1.28 SD of the line over those of the days t-55..t-14 that are `observed`, (runners, days); half
    the width is at least `floor_ratio` of the mean (legs 0.15) and at least `floor_abs` points (head 5). NaN
    with fewer than 10 such days; never below 0.
    """
    last = acute.shape[1] if last is None else last
    line = last_days(np.where(observed, acute, np.nan), last + BASE_REACH)[:, : last + BASE_LEN - 1]
    n, mean, squares = moving_spread(line, BASE_LEN)
    half = np.maximum(BAND_SD * np.sqrt(squares / np.maximum(n - 1.0, 1.0)), floor_abs)
    half = np.where(n >= BASE_MIN, np.maximum(half, floor_ratio * mean), np.nan)
    return np.maximum(mean - half, 0.0), mean + half
