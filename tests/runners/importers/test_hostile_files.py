"""Files that were made to do harm, or sent by mistake. The answer to each is one clear line, and costs little."""

from __future__ import annotations

import gzip
import struct
import time
import zlib

import pytest

from runners.importers import RefusalKind, Refused, gzipped, read
from tests.runners.importers import making
from tests.runners.importers.spoiling import outcome

POINT = making.trkpt(1, 1.0)
WIDE_FIT = b"\x40\0\0\x14\0\xff" + b"\x03\xff\x02"
LAUGHS = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))


def gpx(inside: str, *, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<gpx>{inside}</gpx>'.encode()


def fit(body: bytes, *, claims: int | None = None) -> bytes:
    return struct.pack("<BBHI4s", 12, 0x20, 0, len(body) if claims is None else claims, b".FIT") + body


def gzip_claiming(size: int) -> bytes:
    """Its last four bytes say how much there is to unpack; wrong, it is damaged. There is no point in it either."""
    return gzip.compress(b"<gpx/>")[:-4] + struct.pack("<I", size)


HOSTILE: dict[str, tuple[bytes, RefusalKind]] = {
    "entities in entities": (
        gpx("<name>&e9;</name>", head=f'<!DOCTYPE gpx [<!ENTITY e0 "ha">{LAUGHS}]>'),
        RefusalKind.ENTITIES,
    ),
    "one long entity, often": (
        gpx("&a;" * 10_000, head=f'<!DOCTYPE gpx [<!ENTITY a "{"x" * 100_000}">]>'),
        RefusalKind.ENTITIES,
    ),
    "a file of the server": (
        gpx("<name>&a;</name>", head='<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        RefusalKind.ENTITIES,
    ),
    "an address elsewhere": (
        gpx("&a;", head='<!DOCTYPE gpx [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>'),
        RefusalKind.ENTITIES,
    ),
    "a document type elsewhere": (
        gpx(POINT, head='<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd">'),
        RefusalKind.ENTITIES,
    ),
    "an included file": (
        gpx('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
        RefusalKind.NO_POINTS,
    ),
    "1,000 elements in each other": (gpx("<a>" * 1000 + "</a>" * 1000), RefusalKind.UNREADABLE),
    "1,000 elements in each other, in a point": (
        gpx(f'<trk><trkseg><trkpt lat="0" lon="0">{"<a>" * 1000}{"</a>" * 1000}</trkpt></trkseg></trk>'),
        RefusalKind.UNREADABLE,
    ),
    "a million elements in each other": (gpx("<a>" * 1_000_000), RefusalKind.UNREADABLE),
    "an attribute of 11 MB": (gpx(f'<trk a="{"x" * 11_000_000}"/>'), RefusalKind.UNREADABLE),
    "more points than one run has": (gpx("<trk><trkseg>" + "<trkpt/>" * 200_001), RefusalKind.TOO_HEAVY),
    "a gzip bomb": (making.bomb(60), RefusalKind.TOO_BIG),
    "a gzip bomb of many parts": (gzip.compress(b"\0" * 1_000_000) * 60, RefusalKind.TOO_BIG),
    "a gzip bomb in gzip": (gzip.compress(making.bomb(60)), RefusalKind.ARCHIVE),
    "gzip that claims 2 GB": (gzip_claiming(2**31), RefusalKind.UNREADABLE),
    "a FIT file that claims 2 GB": (fit(b"", claims=2**31), RefusalKind.UNREADABLE),
    "a FIT file that claims 4 GB of messages": (fit(WIDE_FIT, claims=2**32 - 1), RefusalKind.UNREADABLE),
    "FIT messages without end": (fit(b"\x40\0\0\x63\0\0" + b"\0" * 2_000_001), RefusalKind.TOO_HEAVY),
    "FIT sessions without end": (fit(b"\x40\0\0\x12\0\1\x05\1\0" + b"\0\1" * 5_000), RefusalKind.TOO_HEAVY),
    "a PDF called .fit": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj\n" * 100, RefusalKind.UNKNOWN_FORMAT),
    "a picture called .fit": (b"\x89PNG\r\n\x1a\n" + b"\0" * 400, RefusalKind.UNKNOWN_FORMAT),
    "a program called .fit": (b"\x7fELF" + b"\2" * 400, RefusalKind.UNKNOWN_FORMAT),
    "a page to sign in": (b"<!DOCTYPE html><html><body>Sign in</body></html>", RefusalKind.UNKNOWN_FORMAT),
    "zeros": (b"\0" * 1_000_000, RefusalKind.EMPTY),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_it_costs_little(name: str) -> None:
    content, kind = HOSTILE[name]
    began = time.process_time()
    with pytest.raises(Refused) as caught:
        read(content, "run.fit")
    assert caught.value.kind is kind
    assert len(caught.value.sentence) < 120
    assert "\n" not in caught.value.sentence
    assert time.process_time() - began < 10.0


@pytest.mark.parametrize("number", ["1e308", "-1e308", "9" * 400, "NaN", "-0", "0x10", "1_000", "١٢٣", "∞"])
def test_wild_numbers_are_gaps_it_never_carries_them_along(number: str) -> None:
    points = [making.trkpt(second, 3.0 * second) for second in range(100)]
    points[50] = (
        points[50]
        .replace("<ele>100", f"<ele>{number}")
        .replace(">150<", f">{number}<")
        .replace(' lat="0"', f' lat="{number}"')
    )
    (run,) = read(making.gpx_file([points]), "run.gpx")
    assert run.distance_m == pytest.approx(297.0, rel=0.05)
    assert run.max_hr == 150


def test_a_raw_stream_is_no_gzip_it_is_refused() -> None:
    assert isinstance(outcome(zlib.compress(making.gpx_run(minutes=1))), Refused)


def test_the_ceiling_holds_for_plain_files_too_it_counts_bytes() -> None:
    with pytest.raises(Refused) as caught:
        read(b"<gpx>" + b" " * gzipped.CEILING, "run.gpx")
    assert caught.value.kind is RefusalKind.TOO_BIG


def test_nothing_of_a_wearer_is_in_what_is_kept_it_has_no_place_for_it() -> None:
    """Name, weight, age and serial numbers stand in messages and elements that are not even looked at."""
    profile = making.definition(making.SPORT, [0, 1]).replace(b"\x0c\x00", b"\x03\x00", 1) + b"\x00\x2a\x2b"
    content = making.fit_file(making.fit_messages(minutes=1))
    (run,) = read(making.wrapped(profile + content[14:-2]), "run.fit")
    words = {"name", "weight", "age", "gender", "serial", "device", "lat", "lon", "position"}
    assert not words & set(vars(run))
    assert run.track is not None
    assert not words & set(vars(run.track))
