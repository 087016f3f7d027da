"""The last step of every format: a file's own totals, checked, and filled from its points where missing."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from runners.importers.parsed import FloatArray, ParsedRun, Sport, Track
from runners.importers.refusals import CAUTIONS, Caution, RefusalKind, Refused
from runners.importers.track import HEART_RATES, LONGEST_M, Course, Point, course_of, moving_s, track_of

# Before this no consumer watch wrote such files: an earlier date means a clock that was never set.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
SHORTEST_S = 10.0
# No run lasts longer; a longer total is a fault of the file.
LONGEST_S = 10 * 86_400.0
# m/s over a whole file, above the half marathon record: faster without a stated sport is a ride.
FASTEST_M_S = 6.5


@dataclass(frozen=True)
class Totals:
    """What the file itself says about the whole run; NaN where it does not. Unix seconds, seconds, metres."""

    format: str
    sport: Sport
    start: float = math.nan
    timer_s: float = math.nan
    elapsed_s: float = math.nan
    moving_s: float = math.nan
    distance_m: float = math.nan
    avg_hr: float = math.nan
    max_hr: float = math.nan
    ascent_m: float = math.nan
    effort: float = math.nan
    feel: float = math.nan
    laps: int = 0
    indoor: bool = False
    cautions: tuple[Caution, ...] = field(default=())


def run_of(totals: Totals, points: list[Point]) -> ParsedRun:
    """Raises Refused when there is no usable time, or nothing of a run at all."""
    course = course_of(points)
    start, end = span(totals, course)
    track = track_of(course, start)
    timer = known(totals.timer_s, LONGEST_S) or recorded_s(course, end - start)
    elapsed = max(known(totals.elapsed_s, LONGEST_S) or end - start, timer)
    distance = known(totals.distance_m, LONGEST_M) or at_most(course.length_m, LONGEST_M)
    if timer < SHORTEST_S:
        raise Refused(RefusalKind.TOO_SHORT)
    if totals.sport == "other" and (distance or 0.0) > FASTEST_M_S * timer:
        raise Refused(RefusalKind.TOO_FAST)
    avg_hr, max_hr = heart(totals, course.heart_rate)
    return ParsedRun(
        started_at=datetime.fromtimestamp(start, UTC),
        sport=totals.sport,
        timer_s=timer,
        elapsed_s=elapsed,
        moving_s=moving(totals, track, timer),
        distance_m=distance,
        avg_hr=avg_hr,
        max_hr=max_hr,
        ascent_m=known(totals.ascent_m, 20_000.0, zero=True),
        points=len(points),
        laps=totals.laps,
        watch_effort=known(totals.effort, 10.0, zero=True),
        watch_feel=whole(known(totals.feel, 100.0, zero=True)),
        track=track,
        warnings=tuple(CAUTIONS[caution] for caution in cautions(totals, course)),
        format=totals.format,
        indoor=totals.indoor,
    )


def known(value: float, most: float, *, zero: bool = False) -> float | None:
    """The value, or None when it is missing, beyond reason, or a 0 that stands for missing."""
    if not 0.0 <= value <= most or (value == 0.0 and not zero):
        return None
    return float(value)


def at_most(value: float | None, most: float) -> float | None:
    return None if value is None or value > most else value


def whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def span(totals: Totals, course: Course) -> tuple[float, float]:
    """Start and end in Unix seconds, from the file's own start if it is a date, else from its first timed point."""
    times = course.time[~np.isnan(course.time)]
    if not len(times) and math.isnan(totals.start):
        raise Refused(RefusalKind.NO_TIMES if len(course.time) else RefusalKind.NO_POINTS)
    start = totals.start
    if not EARLIEST <= start <= LATEST and len(times):
        start = float(times.min())
    if not EARLIEST <= start <= LATEST:
        raise Refused(RefusalKind.CLOCK_UNSET)
    end = float(times.max()) if len(times) else start
    return start, min(max(end, start), start + LONGEST_S)


def recorded_s(course: Course, whole_span: float) -> float:
    """Seconds inside the file's segments: a new segment means the watch was paused in between."""
    spans = []
    for number in np.unique(course.segment):
        times = course.time[(course.segment == number) & ~np.isnan(course.time)]
        if len(times):
            spans.append(float(times.max() - times.min()))
    return min(sum(spans), whole_span)


def moving(totals: Totals, track: Track | None, timer: float) -> float | None:
    stated = known(totals.moving_s, LONGEST_S)
    if stated is None and track is not None:
        stated = moving_s(track)
    return None if stated is None else min(stated, timer)


def heart(totals: Totals, samples: FloatArray) -> tuple[float | None, int | None]:
    """Mean and highest heart rate: the file's own, else of the samples."""
    low, high = HEART_RATES
    measured = samples[~np.isnan(samples)]
    average = totals.avg_hr if low <= totals.avg_hr <= high else math.nan
    highest = totals.max_hr if low <= totals.max_hr <= high else math.nan
    if len(measured):
        average = float(measured.mean()) if math.isnan(average) else average
        highest = float(measured.max()) if math.isnan(highest) else highest
    return (
        None if math.isnan(average) else float(average),
        None if math.isnan(highest) else round(highest),
    )


def cautions(totals: Totals, course: Course) -> list[Caution]:
    found = list(totals.cautions)
    if totals.sport == "other":
        found.append(Caution.SPORT_UNSTATED)
    untimed = np.isnan(course.time)
    if untimed.any() and not untimed.all():
        found.append(Caution.TIMES_PARTLY)
    if course.dropped:
        found.append(Caution.PLACES_DROPPED)
    return found
