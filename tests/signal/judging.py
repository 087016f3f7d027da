"""How well a score tells episodes from quiet days. One alert logic for all: three of four scored days, then two weeks
of silence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.science.balance import COOLDOWN_DAYS, ENTER_NEED, ENTER_OF
from runners.science.series import Array, Bools
from tests.signal.worlds import DAYS_A_MONTH, Sample

LEVELS = 120
WANTED, RARELY, SELDOM = 0.80, 0.10, 0.20  # sensitivity; false alerts an athlete-month


@dataclass(frozen=True)
class Point:
    """What went out: share of episodes found, false alerts an athlete-month, median days before the event."""

    found: float
    false: float
    lead: float


@dataclass(frozen=True)
class Judged:
    """`at_80`: the fewest false alerts that find four in five; `at_20` and `at_10`: the most that is found with so
    few of them. NaN where no threshold does."""

    auroc: float
    at_80: Point
    at_20: Point
    at_10: Point


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
    return spaced(_three_of_four(scores, level))


def spaced(over: Bools) -> Bools:
    """Of these days the first, and the next after two weeks of silence."""
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


def point(sent: Bools, sample: Sample) -> Point:
    false = (sent & sample.quiet).sum() / (sample.quiet.sum() / DAYS_A_MONTH)
    hits = sent & sample.inside
    with_one = sample.onset >= 0
    found = hits.any(axis=1)[with_one]
    leads = (sample.event - hits.argmax(axis=1))[with_one][found]
    return Point(float(found.mean()), float(false), float(np.median(leads)) if len(leads) else float("nan"))


def judge(scores: Array, sample: Sample) -> Judged:
    points = sweep(scores, sample)
    enough = [one for one in points if one.found >= WANTED]
    fewest = min(enough, key=lambda one: one.false, default=Point(0.0, float("nan"), float("nan")))
    ranked = auroc(scores, sample.inside, sample.quiet)
    return Judged(ranked, fewest, _most_found(points, SELDOM), _most_found(points, RARELY))


def sweep(scores: Array, sample: Sample) -> list[Point]:
    """Thresholds from low to high, evenly spread over the scores there are."""
    judged = scores[(sample.quiet | sample.inside) & ~np.isnan(scores)]
    levels = np.unique(np.quantile(judged, np.linspace(0.0, 0.999, LEVELS)))
    return [point(alerts(scores, float(level)), sample) for level in levels]


def _most_found(points: list[Point], false: float) -> Point:
    few = [one for one in points if one.false <= false]
    return max(few, key=lambda one: one.found, default=Point(0.0, float("nan"), float("nan")))


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Mean and SD over samples."""
    return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")
