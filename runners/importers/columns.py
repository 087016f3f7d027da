"""Which column of a list holds what.

Three ways, the surest first. Strava's list has the same columns in the same order in every language, and repeats
two names at known places: where that shape is found, the place decides. Else the names decide, in the languages of
`list_words`. Last, what the cells hold: names of activity files, dates, true and false.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from runners.importers.cells import moment_of, plain
from runners.importers.list_words import COLUMNS

Source = Literal["strava", "garmin", "intervals", "polar"]
Row = Sequence[str]

ROLES = {plain(name): role for role, names in COLUMNS.items() for name in names.split("|")}
# Programs that cannot bear two columns of one name count them: "Distance_1", "Distance.1".
COUNTED = re.compile(r"[ _.]\d$")
MARKS = re.compile(r"[^\w]+|_")
FILE_NAME = re.compile(r".+\.(?:fit|gpx|tcx)(?:\.gz)?", re.IGNORECASE)
STRAVA_PLACES = {
    "date": 1, "title": 2, "kind": 3, "description": 4, "elapsed": 15, "moving": 16, "distance": 6, "metres": 17,
    "note": 10, "gear": 11, "file": 12, "ascent": 20, "max_hr": 30, "avg_hr": 31, "effort": 43,
}  # fmt: skip
# Pairs of places whose names are the same in every list of Strava's: elapsed time, distance.
STRAVA_TWINS = ((5, 15), (6, 17))
# And further on, heart rate and effort: past these the places were there in all years seen.
STRAVA_LATE_TWINS = ((7, 30), (8, 37))
STRAVA_EARLY = 18
GARMIN_PLACES = {"kind": 0, "date": 1, "favorite": 2, "title": 3, "distance": 4, "timer": 6, "avg_hr": 7, "max_hr": 8}
SAMPLE = 50


@dataclass(frozen=True)
class Columns:
    """Role -> place. Roles are the keys of COLUMNS, and `metres` for a distance that is in metres for certain."""

    source: Source
    places: dict[str, int]

    def cell(self, row: Row, role: str) -> str:
        place = self.places.get(role)
        return row[place].strip() if place is not None and place < len(row) else ""


def columns_of(header: Row, rows: Sequence[Row]) -> Columns | None:
    """None when this is no list of activities: one has dates, and durations or names of files."""
    names = [name_of(cell) for cell in header]
    found = by_place(names) or by_name(names)
    sample = list(islice(rows, SAMPLE))
    by_content(found, sample)
    source = source_of(names, found, sample)
    if source is None or "date" not in found:
        return None
    if source == "polar":
        # In this one "Name" is the runner's own.
        found.pop("title", None)
    return Columns(source, found)


def name_of(cell: str) -> str:
    return MARKS.sub(" ", COUNTED.sub("", plain(cell))).strip()


def by_place(names: Sequence[str]) -> dict[str, int]:
    if len(names) < STRAVA_EARLY or not twins(names, STRAVA_TWINS):
        return {}
    last = len(names) if twins(names, STRAVA_LATE_TWINS) else STRAVA_EARLY
    return {role: place for role, place in STRAVA_PLACES.items() if place < last} | {
        role: place for role, place in by_name(names).items() if STRAVA_PLACES.get(role, 0) >= last
    }


def twins(names: Sequence[str], pairs: Sequence[tuple[int, int]]) -> bool:
    return all(last < len(names) and names[first] == names[last] != "" for first, last in pairs)


def by_name(names: Sequence[str]) -> dict[str, int]:
    """The first column of each name; of distance also the second, which Strava writes in metres."""
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        role = ROLES.get(name)
        if role == "distance" and role in found and names[found[role]] == name:
            found.setdefault("metres", place)
        elif role is not None:
            found.setdefault(role, place)
    if "name" in names and "title" not in found:
        found["title"] = names.index("name")
    return found


def by_content(found: dict[str, int], sample: Sequence[Row]) -> None:
    """Fills in what the names left open: the column of file names, and Garmin's first nine columns."""
    if not found.keys() & {"file", "timer", "elapsed", "moving"} and is_garmin_shaped(sample):
        found |= GARMIN_PLACES
    width = max(map(len, sample), default=0)
    columns = [[cell for row in sample for cell in row[place : place + 1] if cell.strip()] for place in range(width)]
    if "file" not in found:
        files = [place for place, cells in enumerate(columns) if cells and all(map(FILE_NAME.fullmatch, cells))]
        if files:
            found["file"] = files[0]
    if "date" not in found and "file" in found:
        dates = [place for place, cells in enumerate(columns) if cells and all(map(is_date, cells))]
        if dates:
            # Strava's order in every language: number, date, name, kind.
            found |= {"date": dates[0], "title": dates[0] + 1, "kind": dates[0] + 2} | found


def is_date(cell: str) -> bool:
    return len(cell) >= 8 and not cell.isdigit() and moment_of(cell) is not None


def is_garmin_shaped(sample: Sequence[Row]) -> bool:
    return bool(sample) and all(
        len(row) > 8 and row[2].lower() in ("true", "false") and is_date(row[1]) and ":" in row[6] for row in sample
    )


def source_of(names: Sequence[str], found: dict[str, int], sample: Sequence[Row]) -> Source | None:
    if "start date local" in names and found.keys() & {"moving", "elapsed"}:
        return "intervals"
    if "file" in found or names[:1] == ["activity id"] or twins(names, STRAVA_TWINS):
        return "strava"
    if "clock" in found and "timer" in found:
        return "polar"
    if found.keys() >= {"kind", "timer"} and found.keys() & {"favorite", "title"} and found.get("date") == 1:
        return "garmin"
    return None
