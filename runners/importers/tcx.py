"""TCX: laps with totals of their own, and trackpoints that may lack a position."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isnan, nan

from lxml import etree

from runners.importers.markup import Document, instant, local_name, number
from runners.importers.parsed import ParsedRun
from runners.importers.refusals import Caution, RefusalKind, Refused
from runners.importers.sports import sport_of_words
from runners.importers.totals import Totals, run_of
from runners.importers.track import Point


@dataclass
class Activity:
    """One <Activity>: the totals of its laps added up, and its points."""

    sport: str
    start: float = nan
    timer_s: float = 0.0
    distance_m: float = 0.0
    max_hr: float = nan
    laps: int = 0
    tracks: int = 0
    points: list[Point] = field(default_factory=list)


def read(content: bytes) -> ParsedRun:
    """The first running (else walking, else unnamed) activity; timer time is the sum of its laps' times.

    Raises Refused for courses and workouts, for another sport, and for a file without times.
    """
    document, activities, roots = Document(content), list[Activity](), set[str]()
    for event, name, element in document.walk("Trackpoint"):
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
    return run_of_activities(activities, cut_short=document.cut_short)


def nothing_but(roots: set[str], *, cut_short: bool) -> RefusalKind:
    if "Course" in roots:
        return RefusalKind.COURSE
    if "Workout" in roots:
        return RefusalKind.WORKOUT
    return RefusalKind.UNREADABLE if cut_short else RefusalKind.NOT_ACTIVITY


def collect(activity: Activity, name: str, element: etree._Element) -> None:
    if name == "Trackpoint":
        activity.points.append(point_of(element, activity.tracks))
    elif name == "Lap":
        add_lap(activity, element)


def add_lap(activity: Activity, lap: etree._Element) -> None:
    values = {local_name(child): child for child in lap if local_name(child) != "Track"}
    activity.laps += 1
    if isnan(activity.start):
        activity.start = instant(lap.get("StartTime"))
    # A lap that does not say how long it took makes the sum unknown, not shorter.
    activity.timer_s += number(text_of(values.get("TotalTimeSeconds")))
    activity.distance_m += number(text_of(values.get("DistanceMeters")))
    highest = values.get("MaximumHeartRateBpm")
    if highest is not None:
        rate = number("".join(str(part) for part in highest.itertext()).strip())
        activity.max_hr = rate if isnan(activity.max_hr) else max(activity.max_hr, rate)


def text_of(element: etree._Element | None) -> str | None:
    return None if element is None else element.text


def run_of_activities(activities: list[Activity], *, cut_short: bool) -> ParsedRun:
    refusals: list[Refused] = []
    readable = []
    for activity in activities:
        try:
            readable.append((sport_of_words(activity.sport), activity))
        except Refused as other:
            refusals.append(other)
    if not readable:
        raise refusals[0]
    order = ("running", "walking", "other")
    sport, chosen = min(readable, key=lambda pair: order.index(pair[0]))
    cautions = [Caution.OTHERS_LEFT_OUT] if len(activities) > 1 else []
    if cut_short:
        cautions.append(Caution.CUT_SHORT)
    # A lap's totals speak of the whole lap, of which a broken file holds a part.
    timer, distance = (nan, nan) if cut_short else (chosen.timer_s, chosen.distance_m)
    totals = Totals(
        format="tcx",
        sport=sport,
        start=chosen.start,
        timer_s=timer,
        distance_m=distance,
        max_hr=chosen.max_hr,
        laps=chosen.laps,
        cautions=tuple(cautions),
    )
    return run_of(totals, chosen.points)


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
        segment=segment,
    )
