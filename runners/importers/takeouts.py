"""Brings the files of a takeout and its lists together: which line belongs to which file, which has none."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import isfinite
from typing import Literal

from runners.importers.archives import Archive, Member
from runners.importers.columns import Source
from runners.importers.lists import (
    NAME_MOST,
    TEXT_MOST,
    ActivityList,
    BadLine,
    Details,
    effort_of,
    fault_of,
    is_list,
    read_list,
    sport_of,
)
from runners.importers.refusals import RefusalKind, Refused

STRAVA_LIST = "activities.csv"
SUMMARIES = "summarizedActivitiesExport"
# Decoded, such a file takes twenty times its size in memory; real ones hold a thousand activities in two megabytes.
SUMMARIES_MOST = 8 * 1024 * 1024
FEELINGS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Contents:
    """What the lists of an archive add to its files.

    details: by index of the member. typed: activities without a file. loose: a watch's summaries, which do not say
    which file they belong to; they are found by their start. bad: lines that become nothing.
    """

    source: Source | Literal["files"]
    details: Mapping[int, Details] = field(default_factory=dict)
    typed: tuple[Details, ...] = ()
    loose: tuple[Details, ...] = ()
    bad: tuple[BadLine, ...] = ()


def contents(archive: Archive) -> Contents:
    """Reads the lists among the archive's files; other tables and damaged ones are passed by.

    Raises Refused when there is neither a file nor a line to import.
    """
    source: Source | Literal["files"] = "files"
    lines: list[Details] = []
    bad: list[BadLine] = []
    loose: list[Details] = []
    most = archive.limits.lines
    for member in archive.lists:
        if len(lines) + len(bad) + len(loose) > 2 * most:  # with a file for every line there may be as many again
            raise too_many(most)
        if member.path.lower().endswith(".json"):
            loose += summaries_in(archive, member)
            continue
        found = list_in(archive, member)
        if found is not None:
            source = found.source
            lines += found.details
            bad += found.bad
    details, without = paired(archive.members, lines)
    typed = [replace(line, file=None) for line in without]
    bad += [BadLine(line.line, Refused(RefusalKind.FILE_MISSING)) for line in typed if fault_of(line)]
    good = tuple(line for line in typed if not fault_of(line))
    if not archive.members and not good and not bad and not loose:
        raise Refused(RefusalKind.NOTHING_INSIDE)
    if len(good) + len(bad) + len(loose) > most:
        raise too_many(most)
    return Contents("garmin" if loose and not lines else source, details, good, tuple(loose), tuple(bad))


def too_many(most: int) -> Refused:
    return Refused(RefusalKind.TOO_MANY, f"The lists in this archive have more than {most:,} activities.")


def list_in(archive: Archive, member: Member) -> ActivityList | None:
    """None for a table of something else: a takeout is full of them. What is wrong with the list itself is said."""
    try:
        content = archive.read_list(member)
        return read_list(content, limits=archive.limits) if is_list(content) else None
    except Refused as refusal:
        if refusal.kind is not RefusalKind.EMPTY and bare(member.path) == STRAVA_LIST:
            return ActivityList("strava", (), (BadLine(0, refusal),))
        return None


def paired(members: Sequence[Member], lines: Sequence[Details]) -> tuple[dict[int, Details], list[Details]]:
    """Lines by the index of their file, and those whose file is not there."""
    by_name: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        by_name[bare(member.path)].append(member)
    found: dict[int, Details] = {}
    without = []
    for line in lines:
        free = [member for member in by_name.get(bare(line.file), ()) if member.index not in found] if line.file else []
        if free:
            # Where folders hold the same name, the one the list means.
            chosen = next((member for member in free if ends_alike(member.path, str(line.file))), free[0])
            found[chosen.index] = line
        else:
            without.append(line)
    return found, without


def bare(path: str) -> str:
    """The name alone, as it was before or after unpacking a .gz."""
    return path.replace("\\", "/").rpartition("/")[2].strip().lower().removesuffix(".gz")


def ends_alike(path: str, wanted: str) -> bool:
    return path.lower().endswith(wanted.replace("\\", "/").strip().lower().lstrip("/"))


def summaries_in(archive: Archive, member: Member) -> list[Details]:
    """A watch's own summaries of activities; none when the file is too large, damaged or something else."""
    if member.size > SUMMARIES_MOST:
        return []
    try:
        document = json.loads(archive.read_list(member))
    except (Refused, ValueError, RecursionError):
        return []
    found = (summary_of(number, raw) for number, raw in enumerate(activities_in(document), 1))
    return [details for details in found if details is not None and fault_of(details) is None]


def activities_in(document: object) -> Iterator[dict[str, object]]:
    for part in document if isinstance(document, list) else [document]:
        inner = part.get(SUMMARIES) if isinstance(part, dict) else None
        for raw in inner if isinstance(inner, list) else ():
            if isinstance(raw, dict):
                yield raw


def summary_of(line: int, raw: Mapping[str, object]) -> Details | None:
    """Times are in milliseconds, lengths in centimetres, effort in tenths."""
    begin = number_in(raw, "beginTimestamp", "startTimeGmt")
    if begin is None or not 0.0 < begin < 4.1e12:
        return None
    sport, activity = sport_of(text_in(raw, "activityType", 100) or text_in(raw, "sportType", 100))
    effort, feel = number_in(raw, "workoutRpe", "directWorkoutRpe"), number_in(raw, "workoutFeel", "directWorkoutFeel")
    max_hr = number_in(raw, "maxHr")
    return Details(
        line=line,
        sport=sport,
        activity=activity,
        started_at=datetime.fromtimestamp(begin / 1000.0, UTC),
        elapsed_s=scaled(raw, "elapsedDuration", 1000.0),
        timer_s=scaled(raw, "duration", 1000.0),
        moving_s=scaled(raw, "movingDuration", 1000.0),
        distance_m=scaled(raw, "distance", 100.0),
        ascent_m=scaled(raw, "elevationGain", 100.0),
        avg_hr=number_in(raw, "avgHr") or None,
        max_hr=round(max_hr) if max_hr else None,
        effort=effort_of(effort / 10.0) if effort else None,
        feel=int(feel) if feel in FEELINGS else None,
        title=text_in(raw, "name", NAME_MOST),
        description=text_in(raw, "description", TEXT_MOST),
    )


def scaled(raw: Mapping[str, object], name: str, by: float) -> float | None:
    value = number_in(raw, name)
    return None if value is None else value / by


def number_in(raw: Mapping[str, object], *names: str) -> float | None:
    """The first of the fields that holds a number a person could have, zero or more."""
    for name in names:
        value = raw.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e15 and isfinite(value):
            return float(value)
    return None


def text_in(raw: Mapping[str, object], name: str, most: int) -> str:
    value = raw.get(name)
    return value.strip()[:most] if isinstance(value, str) else ""
