"""Training load: points of single runs, and the lines that a row of days draws.

Arrays are shaped (runners, days), one load a calendar day, 0 on a day without a run. NaN at the start of a
row means that the runner's history has not begun; a NaN after the first known day counts as a day without a
run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np

from runners.science.series import Array, Bools, Ints, one_row, or_none, or_zero

# Days. Banister's two time constants, as GoldenCheetah and Intervals.icu use them.
TAU_ACUTE, TAU_CHRONIC = 7.0, 42.0
# Our convention: effort 7 is what one can just hold for an hour.
THRESHOLD_EFFORT = 7.0
# Our convention: an hour at that effort is 100 points.
AU_PER_POINT = THRESHOLD_EFFORT * 60.0 / 100.0
# Our convention: a week of seven equal days would have infinite monotony.
MONOTONY_CAP = 5.0
FLAT_SD = 1e-9
# Banister's weighting (Morton 1990): factor and exponent.
TRIMP_MEN, TRIMP_WOMEN = (0.64, 1.92), (0.86, 1.67)
# Frandsen 2025, doi 10.1136/bjsports-2024-109380: this run against the longest of the 30 days before.
SPIKE_BANDS: tuple[tuple[float, SpikeBand], ...] = (
    (1.10, "none"),
    (1.30, "small"),
    (2.0, "moderate"),
    (math.inf, "large"),
)
# A decaying sum is taken in blocks inside which weights grow by at most e**200: 1400 days for a time constant of 7.
MAX_GROWTH = 200.0

SpikeBand = Literal["none", "small", "moderate", "large"]


class Spike(TypedDict):
    ratio: float
    band: SpikeBand


class LoadDay(TypedDict):
    acute: float | None
    chronic: float | None
    form: float | None


@dataclass(frozen=True)
class LoadLines:
    """Each (runners, days), in points; NaN before the first day. `form` is the start-of-day balance."""

    acute: Array
    chronic: Array
    form: Array


# ------------------------------------------------------------------------------------------------ one run


def srpe_au(rpe: float, minutes: float) -> float:
    """Session-RPE load in arbitrary units: effort 0-10 times minutes (Foster 1998)."""
    return rpe * minutes


def load_points(rpe: float, minutes: float) -> float:
    """Session-RPE load in points: 60 minutes at effort 7 are 100."""
    return srpe_au(rpe, minutes) / AU_PER_POINT


def pace_points(seconds: float, speed: float, threshold_speed: float) -> float:
    """Points from pace: hours times squared intensity times 100. Speeds in m/s; a threshold of 0 is an error."""
    intensity = speed / threshold_speed
    return 100.0 * seconds / 3600.0 * intensity * intensity


def trimp_banister(minutes: float, hr: float, hr_rest: float, hr_max: float, female: bool) -> float:
    """Banister's training impulse from the mean heart rate (Morton 1990)."""
    reserve = (hr - hr_rest) / (hr_max - hr_rest)
    factor, exponent = TRIMP_WOMEN if female else TRIMP_MEN
    return minutes * reserve * factor * math.exp(exponent * reserve)


def trimp_edwards(minutes_in_zone: Sequence[float]) -> float:
    """Minutes in five zones of 10 % from 50 % of the maximal heart rate, weighted 1..5 (Edwards)."""
    return _zone_sum(minutes_in_zone)


def trimp_lucia(minutes_in_zone: Sequence[float]) -> float:
    """Minutes in three ventilatory zones, weighted 1..3 (Lucia)."""
    return _zone_sum(minutes_in_zone)


def _zone_sum(minutes_in_zone: Sequence[float]) -> float:
    return sum(zone * minutes for zone, minutes in enumerate(minutes_in_zone, start=1))


def hr_points(minutes: float, hr: float, hr_rest: float, hr_max: float, lthr: float, female: bool) -> float:
    """Points from heart rate: the session's TRIMP over that of an hour at threshold heart rate, times 100."""
    session = trimp_banister(minutes, hr, hr_rest, hr_max, female)
    return 100.0 * session / trimp_banister(60.0, lthr, hr_rest, hr_max, female)


def session_spike(distance_km: float, prior30_km: Sequence[float]) -> Spike | None:
    """This run over the longest of the 30 days before it, with its band (Frandsen 2025); None without such a run."""
    longest = max(prior30_km, default=0.0)
    if longest <= 0:
        return None
    ratio = round(distance_km / longest, 9)  # so that 12.1 / 11 is 1.1
    return {"ratio": ratio, "band": next(band for limit, band in SPIKE_BANDS if ratio <= limit)}


def polarization_index(z1: float, z2: float, z3: float) -> float | None:
    """Treff 2019, doi 10.3389/fphys.2019.00707, from shares of time 0..1 in three zones; above 2 is
    polarised.

    Our simplification: no time in zone 3 is 0, and an empty zone 2 borrows 0.01 from zone 1. Without zone 1
    there is no index. To be read only when z1 > z3 > z2.
    """
    if z3 == 0:
        return 0.0
    if z2 == 0:
        z1, z2 = z1 - 0.01, 0.01
    return math.log10(z1 / z2 * z3 * 100.0) if z1 > 0 else None


# ------------------------------------------------------------------------------------------------ weeks


def since_first_day(loads: Array) -> Array:
    """Loads (runners, days) with a 0 for every unknown day after the first known one; earlier days stay NaN."""
    unknown = np.isnan(loads)
    return np.where(unknown & (days_begun(~unknown) > 0), 0.0, loads)


def days_begun(known: Bools) -> Ints:
    """The number of days from the first True of each row on, today included, (runners, days); 0 before it."""
    days = known.shape[1]
    first = np.where(known.any(axis=1), known.argmax(axis=1), days) if days else np.zeros(len(known), np.int64)
    begun: Ints = np.maximum(np.arange(1, days + 1) - first[:, np.newaxis], 0)
    return begun


def week_sums_many(loads: Array) -> Array:
    """Trailing seven-day sums, (runners, days); NaN where one of the seven days lies before the history."""
    sums = np.full(loads.shape, np.nan)
    if loads.shape[1] >= 7:
        sums[:, 6:] = sum(_week(since_first_day(loads)))
    return sums


def monotony_many(loads: Array) -> Array:
    """Foster's monotony of the seven days that end on each day, (runners, days).

    Mean over sample SD, at most 5; NaN where the week is empty or reaches back before the history.
    """
    out = np.full(loads.shape, np.nan)
    if loads.shape[1] < 7:
        return out
    week = _week(since_first_day(loads))
    mean = np.asarray(sum(week)) / 7.0
    sd = np.sqrt(sum((day - mean) ** 2 for day in week) / 6.0)
    ratio = np.minimum(MONOTONY_CAP, mean / np.maximum(sd, FLAT_SD))
    out[:, 6:] = np.where(mean == 0, np.nan, np.where(sd < FLAT_SD, MONOTONY_CAP, ratio))
    return out


def _week(loads: Array) -> list[Array]:
    """Seven shifted views: the days of every whole week, oldest first."""
    whole = loads.shape[1] - 6
    return [loads[:, start : start + whole] for start in range(7)]


def monotony(loads7: Sequence[float]) -> float | None:
    """Foster's monotony of one week, rest days as 0; None for an empty week. Anything but seven days: `ValueError`."""
    if len(loads7) != 7:
        raise ValueError("seven days")
    return or_none(monotony_many(one_row(loads7))[0, 6])


def strain(loads7: Sequence[float]) -> float | None:
    """Foster's strain: the week's sum times its monotony; None for an empty week."""
    ratio = monotony(loads7)
    return None if ratio is None else float(sum(loads7) * ratio)


# ------------------------------------------------------------------------------------------------ lines


def alpha_exp(tau: float) -> float:
    """What a day weighs in an exponential line with a time constant of `tau` days; composes exactly over gaps."""
    return 1.0 - math.exp(-1.0 / tau)


def alpha_inv(tau: float) -> float:
    """The common approximation of `alpha_exp`, 1/tau."""
    return 1.0 / tau


def alpha_span(n: float) -> float:
    """The weight that spreadsheets and trading charts give "n days", 2/(n+1)."""
    return 2.0 / (n + 1.0)


def decaying_sum(values: Array, age: Ints, keep: float, before: Array | None = None) -> Array:
    """`y[:, t] = sum of values[:, i] * keep ** (age[:, t] - age[:, i])` over i <= t, (runners, days).

    `before`, (runners,), is the sum on the day before the first column, at age 0.

    `age`, (runners, days) or (1, days), counts the steps of decay up to each day: it never falls, grows by at
    most 1 a day and starts at 0 or 1. A day on which it stands still lets nothing fade. 0 < keep <= 1.
    """
    days = values.shape[1]
    width = min(days, int(MAX_GROWTH / max(-math.log(keep), 1e-3)))
    powers = keep ** np.arange(width + 1, dtype=np.float64)
    out = np.empty(values.shape)
    carried = np.zeros((values.shape[0], 1)) if before is None else before[:, np.newaxis]
    base = np.zeros((1, 1), dtype=np.int64)
    for start in range(0, days, max(width, 1)):
        block = slice(start, min(start + width, days))
        fade = powers[age[:, block] - base]
        out[:, block] = (np.cumsum(values[:, block] / fade, axis=1) + carried) * fade
        carried, base = out[:, block.stop - 1 : block.stop], age[:, block.stop - 1 : block.stop]
    return out


def every_day(values: Array) -> Ints:
    """The age that grows by one each calendar day, (1, days); the day before the first one is 0."""
    return np.arange(1, values.shape[1] + 1, dtype=np.int64)[np.newaxis, :]


def share_known(count: Ints, keep: float) -> Array:
    """The share of all weight that rests on `count` days in a row: 1 - keep ** count; NaN for none."""
    shares = 1.0 - keep ** np.arange(count.max(initial=0) + 1, dtype=np.float64)
    shares[0] = np.nan
    return shares[count]


def ewma(xs: Sequence[float], alpha: float, seed: float = 0.0) -> list[float]:
    """`c += alpha * (x - c)` day by day from `seed`; 0 <= alpha < 1."""
    values = one_row(xs)
    age = every_day(values)
    line = decaying_sum(alpha * values, age, 1.0 - alpha) + seed * (1.0 - alpha) ** age
    return [float(value) for value in line[0]]


@dataclass(frozen=True)
class LoadPast:
    """Where lines stood on the day before the first column, each (runners,): points, NaN before the history, and the
    days it had by then, 0 before it."""

    acute: Array
    chronic: Array
    days: Ints


def load_lines_many(
    daily: Array,
    *,
    seed_acute: Array | None = None,
    seed_chronic: Array | None = None,
    past: LoadPast | None = None,
) -> LoadLines:
    """The acute (7 days) and chronic (42 days) load of many runners, and their form.

    `daily` (runners, days) in points; seeds (runners,) in points, NaN or None for a runner without one.
    Without a seed a line is the weighted mean of the days there are, so that a first day shows itself; a seed
    stands for the day before. With a `past` the lines go on from there as if they had never stopped.
    """
    known = ~np.isnan(daily)
    loads, days = np.where(known, daily, 0.0), days_begun(known)
    form = np.full(daily.shape, np.nan)
    if past is not None:
        days = go_on(days, past.days)
        form[:, 0] = past.chronic - past.acute
    acute = _line(loads, days, TAU_ACUTE, seed_acute, None if past is None else (past.acute, past.days))
    chronic = _line(loads, days, TAU_CHRONIC, seed_chronic, None if past is None else (past.chronic, past.days))
    form[:, 1:] = chronic[:, :-1] - acute[:, :-1]
    return LoadLines(acute, chronic, form)


def go_on(days: Ints, before: Ints) -> Ints:
    """Days begun, for rows of which some had begun already."""
    on: Ints = np.where(before[:, np.newaxis] > 0, before[:, np.newaxis] + np.arange(1, days.shape[1] + 1), days)
    return on


def kept_sum(line: Array, days: Ints, keep: float) -> Array:
    """The decayed sum behind a line's value, each (runners,): its share of all weight; 0 before the history."""
    return np.where(days > 0, or_zero(line) * (1.0 - keep**days), 0.0)


def _line(loads: Array, days: Ints, tau: float, seed: Array | None, past: tuple[Array, Ints] | None) -> Array:
    alpha = alpha_exp(tau)
    before = None if past is None else kept_sum(*past, 1.0 - alpha)
    num, den = decaying_sum(alpha * loads, every_day(loads), 1.0 - alpha, before), share_known(days, 1.0 - alpha)
    if seed is None:
        return num / den
    start = np.where(np.isnan(seed), 0.0, seed)[:, np.newaxis]
    rest = (1.0 - den) * ~np.isnan(seed)[:, np.newaxis]
    return (num + rest * start) / (den + rest)


def load_lines(
    daily: Sequence[float], seed_acute: float | None = None, seed_chronic: float | None = None
) -> list[LoadDay]:
    """`load_lines_many` for one runner, a dictionary a day with None for what is not known."""
    lines = load_lines_many(one_row(daily), seed_acute=_seed(seed_acute), seed_chronic=_seed(seed_chronic))
    rows = zip(lines.acute[0], lines.chronic[0], lines.form[0], strict=True)
    return [{"acute": or_none(a), "chronic": or_none(c), "form": or_none(f)} for a, c, f in rows]


def _seed(seed: float | None) -> Array:
    return np.array([seed], dtype=np.float64)
