"""From the points of a file, in whatever order and quality, to a Track."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from runners.importers.clock import mended, plausible
from runners.importers.parsed import Activity, DistanceFrom, FloatArray, Track
from runners.importers.refusals import RefusalKind, Refused

# A day at one point a second is 86,400; more than this is not one run.
MAX_POINTS = 200_000
# Mean radius of the earth, IUGG.
EARTH_RADIUS_M = 6_371_008.8
# Positions are averaged over this many seconds before a speed is taken from them.
SMOOTH_S = 5.0
# Slower than this is standing: a slow walk is about 0.8 m/s. A watch that is late with a place for a second or two
# has not stood still: one runner in the corpus would lose four minutes of seventy. Our choice.
STANDING_M_S = 0.5
STANDING_S = 5.0
# No run is longer; a longer distance is a fault of the file.
LONGEST_M = 1_000_000.0
HEART_RATES = (20.0, 250.0)
# From below the Dead Sea to above Everest.
ELEVATIONS_M = (-600.0, 9_500.0)
# Programs count the steps of one foot or of both. A middle below this can only be one foot: people walk with 90
# to 130 steps a minute and run with 140 to 200. Our choice.
ONE_FOOT: dict[Activity, float] = {"running": 120.0, "walking": 80.0}
CADENCES = (20.0, 300.0)
NAN = math.nan


class Point(NamedTuple):
    """One point as the file has it: Unix seconds, degrees, metres, beats a minute, m/s, steps or turns a minute;
    NaN where absent."""

    time: float = NAN
    lat: float = NAN
    lon: float = NAN
    elevation: float = NAN
    distance: float = NAN
    heart_rate: float = NAN
    speed: float = NAN
    cadence: float = NAN
    segment: int = 0


@dataclass(frozen=True, eq=False)
class Points:
    """The same as columns (n,), in the order of the file."""

    time: FloatArray
    lat: FloatArray
    lon: FloatArray
    elevation: FloatArray
    distance: FloatArray
    heart_rate: FloatArray
    speed: FloatArray
    cadence: FloatArray
    segment: FloatArray

    @classmethod
    def of(cls, points: Sequence[Point]) -> Points:
        return cls(*np.array(points, dtype=np.float64).reshape(-1, len(Point._fields)).T)

    def __len__(self) -> int:
        return len(self.time)


def add(points: list[Point], point: Point) -> None:
    """Raises Refused for more points than one activity has, before they fill the memory."""
    if len(points) >= MAX_POINTS:
        raise Refused(RefusalKind.TOO_HEAVY)
    points.append(point)


@dataclass(frozen=True, eq=False)
class Course:
    """The points as arrays of one length, ranges checked, still in the file's order.

    jumped: the clock was put back on the way, and the times before that were moved.
    """

    time: FloatArray
    distance: FloatArray
    elevation: FloatArray
    heart_rate: FloatArray
    cadence: FloatArray
    speed: FloatArray
    segment: FloatArray
    distance_from: DistanceFrom
    length_m: float | None
    dropped: int
    jumped: bool


def course_of(points: Points, activity: Activity) -> Course:
    """Checks ranges and finds the distance: the device's own if it has one, else along the positions."""
    if len(points) > MAX_POINTS:
        raise Refused(RefusalKind.TOO_HEAVY)
    lat, lon, segment = points.lat, points.lon, points.segment
    placed = (np.abs(lat) <= 90.0) & (np.abs(lon) <= 180.0)
    believed = plausible(points.time)
    time = mended(believed, segment)
    distance = within(points.distance, (0.0, LONGEST_M))
    length: float | None = None
    source: DistanceFrom = "none"
    if np.any(distance > 0.0):
        source, length = "watch", float(np.nanmax(distance))
    elif placed.sum() >= 2:
        source = "positions"
        distance, length = along(time, np.where(placed, lat, NAN), np.where(placed, lon, NAN), segment)
    return Course(
        time=time,
        distance=distance,
        elevation=within(points.elevation, ELEVATIONS_M),
        heart_rate=within(points.heart_rate, HEART_RATES),
        cadence=steps_a_minute(points.cadence, activity),
        speed=np.where(np.isfinite(points.speed) & (points.speed >= 0.0), points.speed, NAN),
        segment=segment,
        distance_from=source,
        length_m=length,
        dropped=int(np.sum(~placed & ~(np.isnan(lat) & np.isnan(lon)))),
        jumped=bool(np.any(time < believed)),
    )


def steps_a_minute(cadence: FloatArray, activity: Activity) -> FloatArray:
    """Of both feet (n,), whichever the file counts; NaN while standing and for everything not on foot."""
    moving = cadence > 0.0
    if activity not in ONE_FOOT or not moving.any():
        return np.full(cadence.shape, NAN)
    feet = 2.0 if np.median(cadence[moving]) < ONE_FOOT[activity] else 1.0
    return within(feet * cadence, CADENCES)


def within(values: FloatArray, limits: tuple[float, float]) -> FloatArray:
    return np.where((values >= limits[0]) & (values <= limits[1]), values, NAN)


def along(time: FloatArray, lat: FloatArray, lon: FloatArray, segment: FloatArray) -> tuple[FloatArray, float]:
    """Cumulative metres along positions in degrees (NaN where unknown), and the whole length.

    Great-circle steps within a segment, nothing between segments. The shape comes from positions averaged
    over SMOOTH_S, so that noise does not read as jerky pacing; the length is that of the raw positions.
    """
    known = np.flatnonzero(~np.isnan(lat))
    phi, lam = np.radians(lat[known]), np.radians(lon[known])
    # On the sphere as vectors: neither the date line nor a pole is a special case.
    places = np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=1)
    same = np.diff(segment[known]) == 0.0
    raw = steps_m(places, same)
    smooth = steps_m(smoothed(time[known], places, segment[known]), same)
    length, smooth_length = float(raw.sum()), float(smooth.sum())
    if smooth_length > 0.0:
        raw = smooth * (length / smooth_length)
    distance = np.full(lat.shape, NAN)
    distance[known] = np.concatenate([[0.0], np.cumsum(raw)])
    return distance, length


def steps_m(places: FloatArray, same_segment: NDArray[np.bool_]) -> FloatArray:
    """Metres between neighbouring unit vectors (n, 3) -> (n-1,); 0 from one segment to the next."""
    chords = np.linalg.norm(np.diff(places, axis=0), axis=1)
    arcs = 2.0 * EARTH_RADIUS_M * np.arcsin(np.clip(chords / 2.0, 0.0, 1.0))
    return np.where(same_segment, arcs, 0.0)


def smoothed(time: FloatArray, places: FloatArray, segment: FloatArray) -> FloatArray:
    """Unit vectors (n, 3), each the mean of those up to SMOOTH_S / 2 seconds away in its own segment."""
    if np.isnan(time).any() or np.any(np.diff(time) < 0.0):
        return places
    # Segments are pushed far apart, so that one search over time never reaches into a neighbour.
    clock = time - time[0] + (segment - segment[0]) * 1e9
    if np.any(np.diff(clock) < 0.0):
        return places
    first = np.searchsorted(clock, clock - SMOOTH_S / 2.0, side="left")
    last = np.searchsorted(clock, clock + SMOOTH_S / 2.0, side="right")
    # The window shrinks towards the ends so that it stays centred, and the ends stay where they are.
    here = np.arange(len(clock))
    reach = np.minimum(here - first, last - 1 - here)
    sums = np.concatenate([np.zeros((1, 3)), np.cumsum(places, axis=0)])
    means = (sums[here + reach + 1] - sums[here - reach]) / (2 * reach + 1)[:, None]
    unit: FloatArray = means / np.linalg.norm(means, axis=1, keepdims=True)
    return unit


def track_of(course: Course, start: float) -> Track | None:
    """The timed points by time; points of the same moment become one, a later value winning over a gap."""
    timed = np.flatnonzero(~np.isnan(course.time))
    moments, group = np.unique(course.time[timed], return_inverse=True)
    if len(moments) < 2:
        return None

    def merged(values: FloatArray) -> FloatArray:
        out = np.full(moments.shape, NAN)
        known = ~np.isnan(values[timed])
        out[group[known]] = values[timed][known]
        return out

    speed = merged(course.speed)
    return Track(
        t_s=moments - start,
        distance_m=merged(course.distance),
        elevation_m=merged(course.elevation),
        heart_rate=merged(course.heart_rate),
        cadence=merged(course.cadence),
        speed=None if np.isnan(speed).all() else speed,
        distance_from=course.distance_from,
    )


def moving_s(track: Track) -> float | None:
    """Seconds without those of standing still, whether or not the timer was stopped for it.

    None without a distance stream, and for one that never moves.
    """
    known = ~np.isnan(track.distance_m)
    time, distance = track.t_s[known], track.distance_m[known]
    if len(time) < 2:
        return None
    slow = np.diff(distance) < STANDING_M_S * np.diff(time)
    turns = np.flatnonzero(np.diff(slow, prepend=False, append=False))
    stood = time[turns[1::2]] - time[turns[::2]]
    moved = float(time[-1] - time[0] - stood[stood >= STANDING_S].sum())
    return moved or None
