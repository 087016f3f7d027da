"""Invented takeouts: zips of our own FIT, GPX and TCX files with a list beside them. No real run, no real place.

`python -m tests.making_archives 300 takeout.zip` writes one.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import struct
import sys
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.runners.importers import making

CENTRAL = b"PK\x01\x02"
FIRST = datetime(2024, 1, 1, 6, 30, tzinfo=UTC)
STRAVA_NAMES = """Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,\
Elapsed Time,Moving Time,Distance,Perceived Exertion"""
FORMATS = ("fit.gz", "gpx", "tcx.gz", "fit", "gpx.gz", "tcx")
SPEEDS = (2.6, 2.8, 3.0, 3.3)


def zip_of(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], *, packed: bool = True) -> bytes:
    """A zip of names and bytes, in this order; the same names may come twice."""
    out = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in pairs:
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 1, 8, 0, 0)), content, archive.compression)
    return out.getvalue()


def changed(content: bytes, name: str, **values: int) -> bytes:
    """The zip with numbers of one line of its directory changed: crc, packed, unpacked, flags, mode, offset."""
    places = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<I"), "packed": (20, "<I"), "unpacked": (24, "<I")}
    places |= {"mode": (40, "<H"), "offset": (42, "<I")}
    at = content.index(CENTRAL)
    while content[at + 46 : at + 46 + len(name)] != name.encode():
        at = content.index(CENTRAL, at + 4)
    out = bytearray(content)
    for key, value in values.items():
        struct.pack_into(places[key][1], out, at + places[key][0], value)
    return bytes(out)


def takeout(files: int, *, seed: int = 0, minutes: float = 30, mixed: bool = True, photos: int = 1) -> bytes:
    """A Strava-like takeout: `files` runs, one a day from FIRST on, their list, and what else lies in one.

    mixed: FIT, GPX and TCX, half of them packed; else FIT alone. The same arguments give the same bytes.
    """
    chance = random.Random(seed)
    members: dict[str, bytes] = {"profile.csv": b"Athlete ID,City\n1,Nowhere\n"}
    lines = []
    for number in range(files):
        start = FIRST + timedelta(days=number, minutes=chance.randrange(90))
        ending = FORMATS[number % len(FORMATS)] if mixed else "fit"
        speed = chance.choice(SPEEDS)
        name = f"activities/{1000 + number}.{ending}"
        members[name] = run_file(ending, start=start, minutes=minutes + number % 7, speed=speed)
        lines.append(strava_line(number, name, start, seconds=(minutes + number % 7) * 60, speed=speed))
    members["activities.csv"] = csv_of([STRAVA_NAMES.split(","), *lines])
    members |= {f"media/{number}.jpg": b"\xff\xd8 not a picture" for number in range(photos)}
    return zip_of(members)


def strava_line(number: int, name: str, start: datetime, *, seconds: float, speed: float) -> list[str]:
    date = f"{start:%b} {start.day}, {start.year}, {start.hour % 12 or 12}:{start:%M:%S %p}"
    effort = str(number % 10 + 1) if number % 3 == 0 else ""
    told = "Wind,\nfrom the side 🌬️" if number % 5 == 0 else ""
    metres = seconds * speed
    return [
        str(1000 + number), date, f"Run {number}", "Run", told, str(round(seconds)), f"{metres / 1000:.2f}", "150", "",
        "false", "", "Blue shoes", name, "", "", f"{seconds:.1f}", f"{seconds:.1f}", f"{metres:.1f}", effort,
    ]  # fmt: skip


def run_file(ending: str, *, start: datetime, minutes: float, speed: float) -> bytes:
    """A run as `ending` says: fit, gpx or tcx, with .gz behind it packed."""
    kind, _, packed = ending.partition(".")
    if kind == "fit":
        content = making.fit_run(start=start, minutes=minutes, speed=speed)
    else:
        moments = making.steps(round(minutes * 60), speed=speed, wobble=0.0, pauses=())
        if kind == "gpx":
            content = making.gpx_file([[making.trkpt(s, m, start=start) for s, m in moments]])
        else:
            points = [making.trackpoint(s, m, start=start) for s, m in moments]
            content = making.tcx_file(
                [making.tcx_lap(points, timer_s=minutes * 60, metres=moments[-1][1], start=start)]
            )
    return gzip.compress(content, mtime=0) if packed else content


def csv_of(rows: Iterable[Iterable[str]], *, delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def main() -> None:
    Path(sys.argv[2]).write_bytes(takeout(int(sys.argv[1])))


if __name__ == "__main__":
    main()
