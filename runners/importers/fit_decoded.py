"""Reads the messages of a FIT file with fitdecode, one object a field: slow, and at home in every corner of the format.

Only here is fitdecode known.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from math import inf

import fitdecode

from runners.importers.fit_tables import WANTED, Message, Messages, Table

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


def read(content: bytes) -> Messages:
    """Everything before the first fault; never raises for a damaged file."""
    found: dict[int, list[Message]] = {number: [] for number in WANTED}
    cut_short = False
    try:
        for frame in frames(content):
            if frame.global_mesg_num in WANTED:
                found[frame.global_mesg_num].append(message_of(frame, WANTED[frame.global_mesg_num]))
    except FAULTS:
        cut_short = True
    return Messages({number: Table.of(messages) for number, messages in found.items()}, cut_short)


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


def message_of(frame: fitdecode.FitDataMessage, wanted: dict[int, tuple[float, float]]) -> Message:
    message = Message()
    for part in frame.fields:
        if part.field_def is not None and part.field_def.is_dev:
            continue
        # Enumerations come as words; their numbers do not change with the library.
        value = plain(part.raw_value if isinstance(part.value, str) else part.value)
        number = part.field.def_num if part.field_def is None else part.field_def.def_num
        if value is not None and number in wanted:
            message[number] = value
    return message


def plain(value: object) -> float | None:
    """A finite number; the first one of an array; None for text and for nothing."""
    if isinstance(value, tuple):
        return next((number for number in map(plain, value) if number is not None), None)
    if isinstance(value, (int, float)) and -inf < value < inf:
        return float(value)
    return None
