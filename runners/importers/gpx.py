"""GPX: tracks of positions with times. Only what is a track counts; routes and waypoints are no run."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from runners.importers.markup import Document, instant, local_name, number
from runners.importers.parsed import ParsedRun, Sport
from runners.importers.refusals import Caution, RefusalKind, Refused
from runners.importers.sports import sport_of_words
from runners.importers.totals import Totals, run_of
from runners.importers.track import Point


@dataclass
class Found:
    """What the walk through the file has met so far."""

    points: list[Point] = field(default_factory=list)
    segments: int = 0
    routes: int = 0
    types: list[str] = field(default_factory=list)


def read(content: bytes) -> ParsedRun:
    """Distance along the positions of each segment, timer time as the sum of the segments' spans.

    Raises Refused for a file without track, without times, of another sport or out of reason.
    """
    document, found = Document(content), Found()
    for event, name, element in document.walk("trkpt"):
        collect(found, event, name, element)
    if document.cut_short and found.points:
        found.points.pop()
    sport = sport_of(found.types)
    if not found.points:
        raise Refused(nothing_but(found, cut_short=document.cut_short))
    cautions = (Caution.CUT_SHORT,) if document.cut_short else ()
    return run_of(
        Totals(format="gpx", sport=sport, laps=found.segments, cautions=cautions),
        found.points,
    )


def nothing_but(found: Found, *, cut_short: bool) -> RefusalKind:
    if found.routes:
        return RefusalKind.COURSE
    return RefusalKind.UNREADABLE if cut_short else RefusalKind.NO_POINTS


def collect(found: Found, event: str, name: str, element: etree._Element) -> None:
    if event == "start":
        found.segments += name == "trkseg"
        found.routes += name == "rte"
    elif name == "trkpt":
        found.points.append(point_of(element, found.segments))
    elif name == "type" and parent_name(element) == "trk":
        found.types.append(element.text or "")


def parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else local_name(parent)


def sport_of(types: list[str]) -> Sport:
    """The first sport that a track names; a file whose every named track is another sport is refused."""
    refused: Refused | None = None
    for text in types:
        try:
            sport = sport_of_words(text)
        except Refused as other:
            refused = other
            continue
        if sport != "other":
            return sport
    if refused is not None:
        raise refused
    return "other"


def point_of(element: etree._Element, segment: int) -> Point:
    """A <trkpt>; heart rate and speed sit in extensions, under whatever prefix the program chose."""
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
        segment=segment,
    )
