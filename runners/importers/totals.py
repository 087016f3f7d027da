"""The last step of every format: a file's own totals, checked, and filled from its points where missing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np

from runners.importers.clock import is_set
from runners.importers.parsed import FloatArray, Lap, ParsedRun, Track
from runners.importers.refusals import CAUTIONS, Caution, RefusalKind, Refused
from runners.importers.sports import UNSTATED, Kind
from runners.importers.track import HEART_RATES, LONGEST_M, Course, Points, course_of, moving_s, track_of

T = TypeVar("T")
U = TypeVar("U")
SHORTEST_S = 10.0
# No run lasts longer; a longer total is a fault of the file.
LONGEST_S = 10 * 86_400.0
# m/s over a whole file: faster than cyclists and skiers downhill is a drive, or a clock gone wrong. Our choice.
FASTEST_M_S = 40.0
# Segments further apart than this, in seconds and in usual steps between points, were paused in between. Our choice.
PAUSE_S = 3.0
PAUSE_STEPS = 3.0
MOST_LAPS = 1000
# Laps may begin a little before the first point, or after the last one.
NEAR_S = 60.0


@dataclass(frozen=True)
class Totals:
    """What the file itself says about the whole run; NaN where it does not. Unix seconds, seconds, metres.

    `laps` start and `pauses` lie in Unix seconds here; pauses are None when the file has no word on them but
    its segments.
    """

    format: str
    kind: Kind = UNSTATED
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
    laps: tuple[Lap, ...] = ()
    pauses: tuple[tuple[float, float], ...] | None = None
    indoor: bool = False
    cautions: tuple[Caution, ...] = field(default=())


@dataclass(frozen=True, eq=False)
class Part:
    """One activity of a file, before anything is believed."""

    totals: Totals
    points: Points


@dataclass(frozen=True, eq=False)
class Draft:
    """A part with its points looked at. start, end: Unix seconds, whether or not they are dates."""

    totals: Totals
    points: int
    course: Course
    start: float
    end: float


def runs_of(parts: Sequence[Part], started_at: datetime | None = None) -> tuple[ParsedRun, ...]:
    """Every part that holds, by start; `started_at` moves all of them so that the first begins then.

    Raises Refused when none of them holds, with the reason of the first.
    """
    drafts, refusals = kept(draft_of, parts)
    first = min((draft.start for draft in drafts), default=math.nan)
    shift = 0.0 if started_at is None else started_at.timestamp() - first
    runs, refused = kept(lambda draft: run_of(draft, shift), drafts)
    refusals += refused
    if not runs:
        raise refusals[0]
    left_out = CAUTIONS[Caution.PART_LEFT_OUT]
    if refusals and left_out not in runs[0].warnings:
        runs = [replace(run, warnings=(*run.warnings, left_out)) for run in runs]
    return tuple(sorted(runs, key=lambda run: run.started_at))


def parts_of(step: Callable[[T], Part], things: Sequence[T]) -> list[Part]:
    """A part of each thing that holds, with a word when others did not. Raises Refused when none does."""
    parts, refusals = kept(step, things)
    if not parts:
        raise refusals[0]
    if not refusals:
        return parts
    remark = (Caution.PART_LEFT_OUT,)
    return [replace(part, totals=replace(part.totals, cautions=part.totals.cautions + remark)) for part in parts]


def kept(step: Callable[[T], U], things: Sequence[T]) -> tuple[list[U], list[Refused]]:
    """What came of those that were not refused, and why the others were."""
    done: list[U] = []
    refusals: list[Refused] = []
    for thing in things:
        try:
            done.append(step(thing))
        except Refused as refusal:
            refusals.append(refusal)
    return done, refusals


def draft_of(part: Part) -> Draft:
    course = course_of(part.points, part.totals.kind.activity)
    return Draft(part.totals, len(part.points), course, *span(part.totals, course))


def run_of(draft: Draft, shift: float = 0.0) -> ParsedRun:
    """`shift`: seconds to add to every time. Raises Refused when there is no date, or nothing of a run at all."""
    totals, course, start, end = draft.totals, draft.course, draft.start, draft.end
    track = track_of(course, start)
    timer = known(totals.timer_s, LONGEST_S) or recorded_s(course, end - start)
    elapsed = max(known(totals.elapsed_s, LONGEST_S) or end - start, timer)
    distance = known(totals.distance_m, LONGEST_M) or at_most(course.length_m, LONGEST_M)
    if timer < SHORTEST_S:
        raise Refused(RefusalKind.TOO_SHORT)
    if (distance or 0.0) > FASTEST_M_S * timer:
        raise Refused(RefusalKind.TOO_FAST)
    if not is_set(start + shift):
        raise Refused(RefusalKind.CLOCK_UNSET)
    avg_hr, max_hr = heart(totals, course.heart_rate)
    return ParsedRun(
        started_at=datetime.fromtimestamp(start + shift, UTC),
        sport=totals.kind.sport,
        activity=totals.kind.activity,
        sport_stated=totals.kind.stated,
        timer_s=timer,
        elapsed_s=elapsed,
        moving_s=moving(totals, track, timer),
        distance_m=distance,
        avg_hr=avg_hr,
        max_hr=max_hr,
        ascent_m=known(totals.ascent_m, 20_000.0, zero=True),
        points=draft.points,
        laps=laps_of(totals, start, elapsed),
        pauses=pauses_of(totals, course, start, elapsed),
        watch_effort=known(totals.effort, 10.0, zero=True),
        watch_feel=whole(known(totals.feel, 100.0, zero=True)),
        track=track,
        warnings=tuple(CAUTIONS[caution] for caution in cautions(totals, course)),
        format=totals.format,
        indoor=totals.indoor,
        partial=Caution.CUT_SHORT in totals.cautions,
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
    """Start and end in Unix seconds: the file's own start if it is a date, else its first time. Dates or not."""
    times = course.time[~np.isnan(course.time)]
    if not len(times) and math.isnan(totals.start):
        raise Refused(RefusalKind.NO_TIMES if len(course.time) else RefusalKind.NO_POINTS)
    start = totals.start
    if len(times) and (course.jumped or not is_set(start)):
        start = float(times.min())
    end = float(times.max()) if len(times) else start
    return start, min(max(end, start), start + LONGEST_S)


def segment_spans(course: Course) -> list[tuple[float, float]]:
    """First and last moment of each segment, in the order of time."""
    timed = ~np.isnan(course.time)
    if not timed.any():
        return []
    times, segments = course.time[timed], course.segment[timed]
    order = np.argsort(segments, kind="stable")
    times, segments = times[order], segments[order]
    begins = np.flatnonzero(np.diff(segments, prepend=-1.0))
    firsts, lasts = np.minimum.reduceat(times, begins), np.maximum.reduceat(times, begins)
    return sorted(zip(firsts.tolist(), lasts.tolist(), strict=True))


def recorded_s(course: Course, whole_span: float) -> float:
    """Seconds inside the file's segments: a new segment means the watch was paused in between."""
    return min(sum(last - first for first, last in segment_spans(course)), whole_span)


def pauses_of(totals: Totals, course: Course, start: float, elapsed: float) -> tuple[tuple[float, float], ...]:
    """Seconds since the start, by time, none longer than the run itself."""
    pauses = totals.pauses if totals.pauses is not None else between_segments(course)
    inside = [(max(begin - start, 0.0), min(end - start, elapsed)) for begin, end in pauses]
    return tuple(sorted((begin, end) for begin, end in inside if end - begin >= 1.0))[:MOST_LAPS]


def between_segments(course: Course) -> tuple[tuple[float, float], ...]:
    """The gaps between segments that are longer than points usually lie apart. Unix seconds."""
    spans = segment_spans(course)
    if len(spans) < 2:
        return ()
    steps = np.diff(np.unique(course.time[~np.isnan(course.time)]))
    usual = float(np.median(steps)) if len(steps) else 0.0
    gaps = [(before[1], after[0]) for before, after in zip(spans, spans[1:], strict=False)]
    return tuple((begin, end) for begin, end in gaps if end - begin > max(PAUSE_S, PAUSE_STEPS * usual))


def laps_of(totals: Totals, start: float, elapsed: float) -> tuple[Lap, ...]:
    """Those that lie in the run, counted from its start; one with a broken time is left out."""
    inside = [lap for lap in totals.laps if -NEAR_S <= lap.start_s - start <= elapsed + NEAR_S]
    return tuple(replace(lap, start_s=min(max(lap.start_s - start, 0.0), elapsed)) for lap in inside[:MOST_LAPS])


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
    if not totals.kind.stated:
        found.append(Caution.SPORT_UNSTATED)
    if course.jumped:
        found.append(Caution.CLOCK_JUMPED)
    untimed = np.isnan(course.time)
    if untimed.any() and not untimed.all():
        found.append(Caution.TIMES_PARTLY)
    if course.dropped:
        found.append(Caution.PLACES_DROPPED)
    return found
