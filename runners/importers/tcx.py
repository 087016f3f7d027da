"""TCX: laps with totals of their own, and trackpoints that may lack a position."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan, nan

from lxml import etree

from runners.importers.markup import Document, instant, local_name, number
from runners.importers.parsed import Lap
from runners.importers.refusals import Caution, RefusalKind, Refused
from runners.importers.sports import kind_of_words
from runners.importers.totals import LONGEST_S, Part, Totals, known, parts_of
from runners.importers.track import LONGEST_M, Point, Points, add

NAMES = ("TrainingCenterDatabase", "Course", "Workout", "Activity", "Lap", "Track", "Trackpoint")


@dataclass
class Activity:
    """One <Activity>: its laps and their totals added up, and its points. Unix seconds."""

    sport: str
    start: float = nan
    timer_s: float = 0.0
    distance_m: float = 0.0
    max_hr: float = nan
    laps: list[Lap] = field(default_factory=list)
    tracks: int = 0
    points: list[Point] = field(default_factory=list)


def read(content: bytes) -> list[Part]:
    """Every activity; its timer time is the sum of its laps' times.

    Raises Refused for courses and workouts, and for a file that holds nothing but drives and flights.
    """
    document, activities, roots = Document(content), list[Activity](), set[str]()
    for event, name, element in document.walk("Trackpoint", NAMES):
        if event == "start" and name == "Activity":
            activities.append(Activity(sport=element.get("Sport") or ""))
        elif event == "start":
            roots.add(name if name in {"Course", "Workout"} else "")
            if activities and name == "Track":
                activities[-1].tracks += 1
        elif activities:
            collect(activities[-1], name, element)
    if not activities:
        raise Refused(nothing_but(roots, cut_short=document.cut_short))
    if document.cut_short and activities[-1].points:
        activities[-1].points.pop()
    return parts_of(lambda activity: part_of(activity, cut_short=document.cut_short), activities)


def nothing_but(roots: set[str], *, cut_short: bool) -> RefusalKind:
    if "Course" in roots:
        return RefusalKind.COURSE
    if "Workout" in roots:
        return RefusalKind.WORKOUT
    return RefusalKind.UNREADABLE if cut_short else RefusalKind.NOT_ACTIVITY


def collect(activity: Activity, name: str, element: etree._Element) -> None:
    if name == "Trackpoint":
        add(activity.points, point_of(element, activity.tracks))
    elif name == "Lap":
        add_lap(activity, element)


def add_lap(activity: Activity, lap: etree._Element) -> None:
    values = {local_name(child): child for child in lap if local_name(child) != "Track"}
    start = instant(lap.get("StartTime"))
    timer, distance = (number(text_of(values.get(name))) for name in ("TotalTimeSeconds", "DistanceMeters"))
    activity.laps.append(Lap(start, known(timer, LONGEST_S), known(distance, LONGEST_M)))
    activity.start = start if isnan(activity.start) else activity.start
    # A lap that does not say how long it took makes the sum unknown, not shorter.
    activity.timer_s += timer
    activity.distance_m += distance
    highest = values.get("MaximumHeartRateBpm")
    if highest is not None:
        rate = number("".join(str(part) for part in highest.itertext()).strip())
        activity.max_hr = rate if isnan(activity.max_hr) else max(activity.max_hr, rate)


def text_of(element: etree._Element | None) -> str | None:
    return None if element is None else element.text


def part_of(activity: Activity, *, cut_short: bool) -> Part:
    """Raises Refused for a drive or a flight."""
    # A lap's totals speak of the whole lap, of which a broken file holds a part.
    timer, distance = (nan, nan) if cut_short else (activity.timer_s, activity.distance_m)
    totals = Totals(
        format="tcx",
        kind=kind_of_words(activity.sport),
        start=activity.start,
        timer_s=timer,
        distance_m=distance,
        max_hr=activity.max_hr,
        laps=tuple(activity.laps),
        cautions=(Caution.CUT_SHORT,) if cut_short else (),
    )
    return Part(totals, Points.of(activity.points))


def point_of(element: etree._Element, segment: int) -> Point:
    """A <Trackpoint>; the only <Value> inside is the heart rate."""
    found: dict[str, str | None] = {}
    for child in element.iterdescendants():
        found.setdefault(local_name(child), child.text)
    return Point(
        time=instant(found.get("Time")),
        lat=number(found.get("LatitudeDegrees")),
        lon=number(found.get("LongitudeDegrees")),
        elevation=number(found.get("AltitudeMeters")),
        distance=number(found.get("DistanceMeters")),
        heart_rate=number(found.get("Value")),
        speed=number(found.get("Speed")),
        cadence=number(found.get("RunCadence") or found.get("Cadence")),
        segment=segment,
    )
