"""How well a score tells episodes from quiet days. One alert logic for all: three of four scored days, then two weeks
of silence."""

from dataclasses import dataclass

import numpy as np

from runners.science.balance import COOLDOWN_DAYS, ENTER_NEED, ENTER_OF
from runners.science.series import Array, Bools
from tests.signal.worlds import DAYS_A_MONTH, Sample

LEVELS = 120
WANTED, RARELY, SELDOM = 0.80, 0.10, 0.20  # sensitivity; false alerts an athlete-month


@dataclass(frozen=True)
class Point:
    """One threshold: share of episodes found, false alerts an athlete-month, median days before the event."""

    found: float
    false: float
    lead: float


@dataclass(frozen=True)
class Judged:
    """`false_at_80` and `lead_at_80` are NaN when no threshold finds four in five."""

    auroc: float
    false_at_80: float
    lead_at_80: float
    found_at_20: float
    found_at_10: float


def auroc(scores: Array, inside: Bools, quiet: Bools) -> float:
    """The chance that a day inside an episode scores above a quiet one; ties count half, NaN days stay out."""
    bad, good = (scores[mask & ~np.isnan(scores)] for mask in (inside, quiet))
    if not len(bad) or not len(good):
        return float("nan")
    return float((_ranks(np.concatenate([bad, good]))[: len(bad)].sum() / len(bad) - (len(bad) + 1) / 2) / len(good))


def _ranks(values: Array) -> Array:
    """From 1; equal values share the mean of their places."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Array = (last - (counts - 1) / 2.0)[where]
    return ranks


def alerts(scores: Array, level: float) -> Bools:
    """Days on which an alert goes out, unscored days left out of the count."""
    over = _three_of_four(scores, level)
    sent = np.zeros(over.shape, dtype=bool)
    silent_until = np.zeros(len(over), dtype=np.int64)
    for day in range(over.shape[1]):
        now = over[:, day] & (day >= silent_until)
        sent[:, day], silent_until[now] = now, day + COOLDOWN_DAYS
    return sent


def _three_of_four(scores: Array, level: float) -> Bools:
    scored = ~np.isnan(scores)
    values, place = scores[scored] >= level, (np.cumsum(scored, axis=1) - 1)[scored]
    count = np.zeros(len(values), dtype=np.int64)
    for lag in range(min(ENTER_OF, len(values))):
        count[lag:] += values[: len(values) - lag] & (place[lag:] >= lag)
    over = np.zeros(scores.shape, dtype=bool)
    over[scored] = values & (count >= ENTER_NEED)
    return over


def point(scores: Array, sample: Sample, level: float) -> Point:
    sent = alerts(scores, level)
    false = (sent & sample.quiet).sum() / (sample.quiet.sum() / DAYS_A_MONTH)
    hits = sent & sample.inside
    with_one = sample.onset >= 0
    found = hits.any(axis=1)[with_one]
    leads = (sample.event - hits.argmax(axis=1))[with_one][found]
    return Point(float(found.mean()), float(false), float(np.median(leads)) if len(leads) else float("nan"))


def judge(scores: Array, sample: Sample) -> Judged:
    points = sweep(scores, sample)
    enough = [one for one in points if one.found >= WANTED]
    best = min(enough, key=lambda one: one.false) if enough else Point(0.0, float("nan"), float("nan"))
    return Judged(
        auroc(scores, sample.inside, sample.quiet),
        best.false,
        best.lead,
        _most_found(points, SELDOM),
        _most_found(points, RARELY),
    )


def sweep(scores: Array, sample: Sample) -> list[Point]:
    """Thresholds from low to high, evenly spread over the scores there are."""
    judged = scores[(sample.quiet | sample.inside) & ~np.isnan(scores)]
    levels = np.unique(np.quantile(judged, np.linspace(0.0, 0.999, LEVELS)))
    return [point(scores, sample, float(level)) for level in levels]


def _most_found(points: list[Point], false: float) -> float:
    return max((one.found for one in points if one.false <= false), default=0.0)


def spread(values: list[float]) -> tuple[float, float]:
    """Mean and SD over samples."""
    return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")
