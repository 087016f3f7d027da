"""A zip written piece by piece: members one after the other, the directory last. Large ones in the 64-bit form."""

import struct
import zlib
from dataclasses import dataclass
from datetime import datetime

from runners.importers.zips import CENTRAL, DEFLATED, END, END64, FULL16, FULL32, LOCAL, LOCATOR64, UTF8, ZIP64_EXTRA

VERSION, VERSION64 = 20, 45
READABLE = 0o100644 << 16


@dataclass(frozen=True)
class Member:
    """What the directory says of a member. offset: of its local header, from the start of the zip."""

    name: str
    offset: int
    packed: int
    unpacked: int
    crc: int
    moment: tuple[int, int]


def member(name: str, content: bytes, *, offset: int, at: datetime) -> tuple[bytes, Member]:
    """The bytes of a member, and its line for the directory. A member is smaller than 4 GB."""
    squeezed = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeezed.compress(content) + squeezed.flush()
    line = Member(name, offset, len(packed), len(content), zlib.crc32(content), _dos(at))
    head = struct.pack(
        "<4s5H3I2H",
        *(LOCAL, VERSION, UTF8, DEFLATED, *line.moment, line.crc, line.packed, line.unpacked, len(name.encode()), 0),
    )
    return head + name.encode() + packed, line


def directory(members: list[Member], *, offset: int) -> bytes:
    """What ends the zip."""
    lines = b"".join(_central(line) for line in members)
    end = b""
    if offset > FULL32 - 1 or len(members) > FULL16 - 1 or len(lines) > FULL32 - 1:
        counts = (len(members), len(members), len(lines), offset)
        end = struct.pack("<4sQ2H2I4Q", END64, 44, VERSION64, VERSION64, 0, 0, *counts)
        end += struct.pack("<4sIQI", LOCATOR64, 0, offset + len(lines), 1)
    count = min(len(members), FULL16)
    closing = (END, 0, 0, count, count, min(len(lines), FULL32), min(offset, FULL32), 0)
    return lines + end + struct.pack("<4s4H2IH", *closing)


def _central(line: Member) -> bytes:
    far = line.offset > FULL32 - 1
    extra = struct.pack("<HHQ", ZIP64_EXTRA, 8, line.offset) if far else b""
    version, name = VERSION64 if far else VERSION, line.name.encode()
    head = struct.pack(
        "<4s6H3I5H2I",
        *(CENTRAL, 3 << 8 | version, version, UTF8, DEFLATED, *line.moment, line.crc, line.packed, line.unpacked),
        *(len(name), len(extra), 0, 0, 0, READABLE, min(line.offset, FULL32)),
    )
    return head + name + extra


def _dos(at: datetime) -> tuple[int, int]:
    """Time and day as old computers counted them."""
    return at.hour << 11 | at.minute << 5 | at.second // 2, (at.year - 1980) << 9 | at.month << 5 | at.day
