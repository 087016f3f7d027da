"""The messages of a FIT file as plain numbers: what fitdecode reads, as far as it can be read.

Only here is fitdecode known; `fit.py` gives the numbers their meaning. Numbers of messages and fields are
those of the FIT profile.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf, nan

import fitdecode

FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT = 0, 12, 18, 19, 20, 21
WANTED = frozenset({FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT})
# What fitdecode lets through on damaged files, besides its own errors: its checks are assertions.
FAULTS = (
    fitdecode.FitError,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    TypeError,
    ValueError,
    struct.error,
)
HEADER_SIZES = (12, 14)


class Message(dict[int, float]):
    """Field number -> value with its scale applied, absent fields left out."""

    def value(self, *fields: int) -> float:
        """The first of the fields that is there, else NaN."""
        return next((self[number] for number in fields if number in self), nan)

    def whole(self, number: int) -> int | None:
        return int(self[number]) if number in self else None


@dataclass
class Messages:
    """Messages by number in the order of the file. Timestamps are FIT seconds."""

    by_number: dict[int, list[Message]] = field(default_factory=lambda: {number: [] for number in WANTED})
    cut_short: bool = False
    checksum_wrong: bool = False

    def __getitem__(self, number: int) -> list[Message]:
        return self.by_number[number]


def read_messages(content: bytes) -> Messages:
    """Everything before the first fault; never raises for a damaged file."""
    found = Messages(checksum_wrong=not checksum_holds(content))
    try:
        for frame in frames(with_true_length(content)):
            if frame.global_mesg_num in WANTED:
                found[frame.global_mesg_num].append(message_of(frame))
    except FAULTS:
        found.cut_short = True
    return found


def frames(content: bytes) -> Iterator[fitdecode.FitDataMessage]:
    # The checksum is ours to check: fitdecode's takes longer than its reading. No processor: plain numbers.
    reader = fitdecode.FitReader(
        content,
        processor=None,
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    with reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                yield frame


def message_of(frame: fitdecode.FitDataMessage) -> Message:
    message = Message()
    for part in frame.fields:
        if part.field_def is not None and part.field_def.is_dev:
            continue
        # Enumerations come as words; their numbers do not change with the library.
        value = plain(part.raw_value if isinstance(part.value, str) else part.value)
        number = part.field.def_num if part.field_def is None else part.field_def.def_num
        if value is not None:
            message[number] = value
    return message


def plain(value: object) -> float | None:
    """A finite number; the first one of an array; None for text and for nothing."""
    if isinstance(value, tuple):
        return next((number for number in map(plain, value) if number is not None), None)
    if isinstance(value, (int, float)) and -inf < value < inf:
        return float(value)
    return None


def with_true_length(content: bytes) -> bytes:
    """A watch that stopped in mid-run leaves a length of 0 in the header: put the real one there."""
    size = content[0]
    if size in HEADER_SIZES and len(content) > size and content[4:8] == b"\0\0\0\0":
        return content[:4] + struct.pack("<I", len(content) - size) + content[8:]
    return content


def checksum_holds(content: bytes) -> bool:
    """CRC over the whole file including its own two bytes is 0; True as well for files chained together."""
    size = content[0] + int.from_bytes(content[4:8], "little") + 2
    return size != len(content) or crc16(content) == 0


def crc16(content: bytes) -> int:
    """CRC-16 with the reflected polynomial 0xA001 and start 0, as the FIT protocol has it."""
    crc, table = 0, CRC_TABLE
    for byte in content:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


def crc_entry(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


CRC_TABLE = tuple(crc_entry(byte) for byte in range(256))
