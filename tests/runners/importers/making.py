"""Invented FIT, GPX and TCX files, written here from nothing: no real run, no real place."""

from __future__ import annotations

import gzip
import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
START = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT = 0, 12, 18, 19, 20, 21
FIELD_DESCRIPTION, DEVELOPER_DATA_ID = 206, 207
RUNNING, CYCLING, SWIMMING, WALKING, GENERIC, TREADMILL = 1, 2, 5, 11, 0, 1
# Base type and struct letter of the FIT protocol.
ENUM, UINT8, UINT16, SINT32, UINT32 = (0x00, "B"), (0x02, "B"), (0x84, "H"), (0x85, "i"), (0x86, "I")
SINT8 = (0x01, "b")
DEVELOPER = 1000
FIELDS: dict[int, dict[int, tuple[int, str]]] = {
    FILE_ID: {0: ENUM, 1: UINT16, 4: UINT32},
    SPORT: {0: ENUM, 1: ENUM},
    FIELD_DESCRIPTION: {0: UINT8, 1: UINT8, 2: UINT8},
    DEVELOPER_DATA_ID: {3: UINT8},
    EVENT: {253: UINT32, 0: ENUM, 1: ENUM},
    LAP: {253: UINT32, 2: UINT32, 8: UINT32, 9: UINT32, 25: ENUM},
    RECORD: {
        253: UINT32, 0: SINT32, 1: SINT32, 2: UINT16, 3: UINT8, 4: UINT8, 5: UINT32, 6: UINT16, 7: UINT16, 13: SINT8,
        39: UINT16, 40: UINT16, 41: UINT16, 42: ENUM, 53: UINT8, 73: UINT32, 78: UINT32, 83: UINT16, 84: UINT16,
        85: UINT16,
    },
    SESSION: {
        253: UINT32, 2: UINT32, 5: ENUM, 6: ENUM, 7: UINT32, 8: UINT32, 9: UINT32, 16: UINT8, 17: UINT8,
        22: UINT16, 59: UINT32, 192: UINT8, 193: UINT8,
    },
}  # fmt: skip
Fields = Mapping[int, int | None]
Message = tuple[int, Fields]


def fit_time(moment: datetime) -> int:
    return round((moment - FIT_EPOCH).total_seconds())


def crc16(content: bytes) -> int:
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def fit_file(messages: Iterable[Message], *, order: str = "<") -> bytes:
    """Messages of field number -> raw value; a None field is left out. From DEVELOPER on: fields of an app."""
    body, last = bytearray(), None
    for number, given in messages:
        fields = {field: value for field, value in given.items() if value is not None}
        if (number, *fields) != last:
            last = (number, *fields)
            body += definition(number, fields, order=order)
        body += b"\x00"
        for field, value in fields.items():
            body += struct.pack(order + (FIELDS[number][field][1] if field < DEVELOPER else "B"), value)
    return wrapped(bytes(body))


def wrapped(body: bytes) -> bytes:
    """Messages as bytes with the header and the checksums of a file around them."""
    header = struct.pack("<BBHI4s", 14, 0x20, 2195, len(body), b".FIT")
    whole = header + struct.pack("<H", crc16(header)) + body
    return whole + struct.pack("<H", crc16(whole))


def definition(number: int, fields: Iterable[int], *, order: str = "<", local: int = 0) -> bytes:
    own = [field for field in fields if field < DEVELOPER]
    apps = [field - DEVELOPER for field in fields if field >= DEVELOPER]
    head = bytes([(0x60 if apps else 0x40) | local, 0, order == ">"])
    body = head + struct.pack(order + "HB", number, len(own))
    for field in own:
        base, letter = FIELDS[number][field]
        body += bytes([field, struct.calcsize(letter), base])
    return body + (bytes([len(apps)]) + b"".join(bytes([field, 1, 0]) for field in apps) if apps else b"")


def file_id(kind: int | None = 4) -> Message:
    return FILE_ID, {0: kind, 1: 255}


def timer(moment: datetime, *, starts: bool) -> Message:
    return EVENT, {253: fit_time(moment), 0: 0, 1: 0 if starts else 4}


def steps(seconds: int, *, speed: float, wobble: float, pauses: Sequence[tuple[int, int]]) -> list[tuple[int, float]]:
    """(seconds since the start, metres) once a second of timer time; a pause is (timer second, length)."""
    out, metres = [(0, 0.0)], 0.0
    for second in range(1, seconds + 1):
        metres += speed * (1.0 + wobble * math.sin(2.0 * math.pi * second / 180.0))
        out.append((second + sum(length for at, length in pauses if second > at), metres))
    return out


def records(
    start: datetime,
    moments: Iterable[tuple[int, float]],
    *,
    hr: int | None,
    climb: float = 0.0,
    placed: bool = True,
    distances: bool = True,
) -> list[Message]:
    """One record a moment, eastwards along the equator; `climb` is the grade."""
    out: list[Message] = []
    for second, metres in moments:
        east = round(metres / 111_195.0 * 2**31 / 180.0)
        fields = {253: fit_time(start) + second, 0: 0 if placed else None, 1: east if placed else None, 3: hr}
        fields |= {5: round(metres * 100) if distances else None, 78: round((100.0 + climb * metres + 500.0) * 5)}
        out.append((RECORD, fields))
    return out


def session(start: datetime, *, timer_s: float, elapsed_s: float, metres: float | None, **more: int | None) -> Message:
    """Totals of a session; `more` by name: sport, sub_sport, avg_hr, max_hr, ascent, effort, feel."""
    names = {"sport": 5, "sub_sport": 6, "avg_hr": 16, "max_hr": 17, "ascent": 22, "feel": 192, "effort": 193}
    fields: dict[int, int | None] = {
        253: fit_time(start) + round(elapsed_s),
        2: fit_time(start),
        7: round(elapsed_s * 1000),
        8: round(timer_s * 1000),
        9: None if metres is None else round(metres * 100),
    }
    return SESSION, fields | {names[name]: value for name, value in more.items()}


def fit_messages(
    *,
    start: datetime = START,
    minutes: float = 45,
    speed: float = 3.0,
    hr: int | None = 150,
    wobble: float = 0.0,
    sport: int = RUNNING,
    sub_sport: int = 0,
    effort: int | None = None,
    feel: int | None = None,
    pauses: Sequence[tuple[int, int]] = (),
    climb: float = 0.0,
    placed: bool = True,
    distances: bool = True,
) -> list[Message]:
    seconds = round(minutes * 60)
    moments = steps(seconds, speed=speed, wobble=wobble, pauses=pauses)
    elapsed, metres = moments[-1]
    rate = hr or None
    end = start + timedelta(seconds=elapsed)
    total = session(
        start, timer_s=seconds, elapsed_s=elapsed, metres=metres, sport=sport, sub_sport=sub_sport, avg_hr=rate,
        max_hr=rate, ascent=round(max(climb, 0.0) * metres), effort=effort, feel=feel,
    )  # fmt: skip
    lap: Message = (LAP, {253: fit_time(end), 2: fit_time(start), 8: seconds * 1000, 25: sport})
    body = records(start, moments, hr=hr, climb=climb, placed=placed, distances=distances)
    return [file_id(), timer(start, starts=True), *body, timer(end, starts=False), lap, total]


def fit_run(
    *,
    start: datetime = START,
    minutes: float = 45,
    speed: float = 3.0,
    hr: int | None = 150,
    wobble: float = 0.0,
    effort: int | None = None,
    feel: int | None = None,
) -> bytes:
    """A FIT file of a run without pauses.

    speed: m/s. hr: beats a minute, None for none. wobble: how far speed swings to both sides every three
    minutes, as a share of it. effort: 0..10 and feel: 0, 25, 50, 75 or 100 as answered on the watch.
    """
    raw = None if effort is None else effort * 10
    return fit_file(
        fit_messages(start=start, minutes=minutes, speed=speed, hr=hr, wobble=wobble, effort=raw, feel=feel)
    )


def watch_hour(*, start: datetime = START, minutes: float = 60) -> bytes:
    """An hour as a running watch of today writes it: 19 fields a second, and three more of an app."""
    described = [(DEVELOPER_DATA_ID, {3: 0}), *((FIELD_DESCRIPTION, {0: 0, 1: number, 2: 2}) for number in range(3))]
    out: list[Message] = []
    for number, fields in fit_messages(start=start, minutes=minutes, speed=2.9, wobble=0.05, climb=0.01):
        if number == RECORD:
            at = fields[253] or 0
            more = {4: 84 + at % 3, 53: 64, 13: 18, 39: 850, 40: 3500, 41: 2400, 42: 1, 83: 90, 84: 4990, 85: 10500}
            apps = {DEVELOPER + number: at % 200 for number in range(3)}
            out.append((number, {**fields, 7: 240 + at % 9, 73: 2900, **more, **apps}))
        else:
            out.append((number, fields))
    return fit_file([out[0], *described, *out[1:]])


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def trkpt(
    second: int, metres: float, *, start: datetime = START, hr: int | None = 150, timed: bool = True, lat: str = "0"
) -> str:
    time = f"<time>{iso(start + timedelta(seconds=second))}</time>" if timed else ""
    rate = f"<extensions><x:hr>{hr}</x:hr></extensions>" if hr is not None else ""
    return f'<trkpt lat="{lat}" lon="{metres / 111_195.0:.9f}"><ele>100</ele>{time}{rate}</trkpt>'


def gpx_file(segments: Iterable[Iterable[str]], *, kind: str | None = "running", head: str = "") -> bytes:
    """GPX with points as `trkpt` makes them; the prefix of the heart rate is declared."""
    named = f"<type>{kind}</type>" if kind is not None else ""
    tracks = "".join(f"<trkseg>{''.join(points)}</trkseg>" for points in segments)
    names = 'xmlns="http://www.topografix.com/GPX/1/1" xmlns:x="urn:example:hr" version="1.1" creator="invented"'
    return f'<?xml version="1.0"?>{head}<gpx {names}><trk>{named}{tracks}</trk></gpx>'.encode()


def gpx_run(
    *, minutes: float = 20, speed: float = 3.0, hr: int | None = 150, timed: bool = True, kind: str | None = "running"
) -> bytes:
    moments = steps(round(minutes * 60), speed=speed, wobble=0.0, pauses=())
    return gpx_file([[trkpt(s, m, hr=hr, timed=timed) for s, m in moments]], kind=kind)


def trackpoint(
    second: int, metres: float, *, start: datetime = START, hr: int | None = 150, placed: bool = True
) -> str:
    place = "<Position><LatitudeDegrees>0</LatitudeDegrees>"
    place += f"<LongitudeDegrees>{metres / 111_195.0:.9f}</LongitudeDegrees></Position>"
    rate = f"<HeartRateBpm><Value>{hr}</Value></HeartRateBpm>" if hr is not None else ""
    return (
        f"<Trackpoint><Time>{iso(start + timedelta(seconds=second))}</Time>{place if placed else ''}"
        f"<AltitudeMeters>100</AltitudeMeters><DistanceMeters>{metres:.2f}</DistanceMeters>{rate}"
        "<Extensions><ns3:TPX><ns3:Speed>3.0</ns3:Speed></ns3:TPX></Extensions></Trackpoint>"
    )


def tcx_lap(points: Sequence[str], *, timer_s: float, metres: float, start: datetime = START) -> str:
    return (
        f'<Lap StartTime="{iso(start)}"><TotalTimeSeconds>{timer_s}</TotalTimeSeconds>'
        f"<DistanceMeters>{metres}</DistanceMeters><MaximumHeartRateBpm><Value>171</Value></MaximumHeartRateBpm>"
        f"<Track>{''.join(points)}</Track></Lap>"
    )


def tcx_file(laps: Iterable[str], *, sport: str = "Running") -> bytes:
    """TCX whose extensions use a prefix that nobody declared, as some programs do."""
    inside = f'<Activity Sport="{sport}">{"".join(laps)}</Activity>'
    return tcx_of(f"<Activities>{inside}</Activities>")


def tcx_of(inside: str) -> bytes:
    names = 'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
    return f'<?xml version="1.0"?><TrainingCenterDatabase {names}>{inside}</TrainingCenterDatabase>'.encode()


def tcx_run(*, minutes: float = 20, sport: str = "Running", hr: int | None = 150, placed: bool = True) -> bytes:
    moments = steps(round(minutes * 60), speed=3.0, wobble=0.0, pauses=())
    points = [trackpoint(s, m, hr=hr, placed=placed) for s, m in moments]
    return tcx_file([tcx_lap(points, timer_s=minutes * 60, metres=moments[-1][1])], sport=sport)


def bomb(megabytes: int) -> bytes:
    """A small .gz that unpacks to far more."""
    return gzip.compress(b"\0" * (megabytes * 1024 * 1024))
