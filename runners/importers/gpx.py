"""GPX: tracks of positions with times. Only what is a track counts; routes and waypoints are no run."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from lxml import etree

from runners.importers.markup import Document, instant, local_name, number
from runners.importers.refusals import Caution, RefusalKind, Refused
from runners.importers.sports import UNSTATED, Kind, kind_of_words
from runners.importers.totals import Part, Totals, parts_of
from runners.importers.track import Point, Points, add

# Tracks closer to each other than this belong to one outing, as with a phone that starts a new one after a pause;
# further apart they are activities of their own. Our choice.
APART_S = 3600.0
NAMES = ("gpx", "rte", "trk", "type", "trkseg", "trkpt")


@dataclass
class Trail:
    """One <trk>, or several that belong together. start, end: Unix seconds, NaN without any time."""

    types: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    start: float = np.nan
    end: float = np.nan


@dataclass
class Found:
    """What the walk through the file has met so far."""

    trails: list[Trail] = field(default_factory=list)
    segments: int = 0
    routes: int = 0


def read(content: bytes) -> list[Part]:
    """Distance along the positions of each segment, timer time as the sum of the segments' spans.

    Raises Refused for a file without track or for one that holds nothing but drives and flights.
    """
    document, found = Document(content), Found()
    for event, name, element in document.walk("trkpt", NAMES):
        collect(found, event, name, element)
    if document.cut_short and found.trails and found.trails[-1].points:
        found.trails[-1].points.pop()
    if not any(trail.points for trail in found.trails):
        raise Refused(nothing_but(found, cut_short=document.cut_short))
    cautions = (Caution.CUT_SHORT,) if document.cut_short else ()
    return parts_of(lambda trail: part_of(trail, cautions), outings(found.trails))


def nothing_but(found: Found, *, cut_short: bool) -> RefusalKind:
    if found.routes:
        return RefusalKind.COURSE
    return RefusalKind.UNREADABLE if cut_short else RefusalKind.NO_POINTS


def collect(found: Found, event: str, name: str, element: etree._Element) -> None:
    if event == "start":
        if name == "trk" or (name == "trkseg" and not found.trails):
            found.trails.append(Trail())
        found.segments += name == "trkseg"
        found.routes += name == "rte"
    elif name == "trkpt" and found.trails:
        add(found.trails[-1].points, point_of(element, found.segments))
    elif name == "type" and parent_name(element) == "trk":
        found.trails[-1].types.append(element.text or "")


def parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else local_name(parent)


def outings(trails: list[Trail]) -> list[Trail]:
    """Tracks in the order of time, those brought together that follow each other closely and name one sport.

    A track without times or without points goes with the one before it.
    """
    start = end = np.nan
    for trail in trails:
        times = [point.time for point in trail.points if point.time == point.time]
        if times:
            start, end = min(times), max(times)
        trail.start, trail.end = start, end
    out: list[Trail] = []
    for trail in sorted(trails, key=lambda one: one.start):
        if out and not trail.start - out[-1].end > APART_S and (not trail.types or trail.types == out[-1].types):
            out[-1].points += trail.points
            out[-1].end = max(out[-1].end, trail.end)
        else:
            out.append(trail)
    return [trail for trail in out if trail.points]


def part_of(trail: Trail, cautions: tuple[Caution, ...]) -> Part:
    """Raises Refused for a drive or a flight."""
    return Part(Totals(format="gpx", kind=kind_of(trail.types), cautions=cautions), Points.of(trail.points))


def kind_of(types: list[str]) -> Kind:
    return next((kind for kind in map(kind_of_words, types) if kind.stated), UNSTATED)


def point_of(element: etree._Element, segment: int) -> Point:
    """A <trkpt>; heart rate, cadence and speed sit in extensions, under whatever prefix the program chose."""
    found: dict[str, str | None] = {}
    for child in element.iterdescendants():
        found.setdefault(local_name(child), child.text)
    return Point(
        time=instant(found.get("time")),
        lat=number(element.get("lat")),
        lon=number(element.get("lon")),
        elevation=number(found.get("ele")),
        heart_rate=number(found.get("hr") or found.get("heartrate")),
        speed=number(found.get("speed")),
        cadence=number(found.get("cad") or found.get("cadence")),
        segment=segment,
    )
