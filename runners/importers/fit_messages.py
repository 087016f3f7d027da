"""The messages of a FIT file, file by file of a chain, and whether all of it was there.

Ordinary files are read by `fit_records`, with NumPy; what it does not know is left to fitdecode, in `fit_decoded`.
"""

from __future__ import annotations

import struct
from importlib import import_module

from runners.importers import fit_records
from runners.importers.fit_checksum import crc16
from runners.importers.fit_tables import WANTED, Messages, Unusual, joined

# By name: fitdecode and its tables of the profile are loaded for the few files that need them.
FALLBACK = "runners.importers.fit_decoded"
HEADER_SIZES = (12, 14)
SIGNATURE = b".FIT"
# More files chained together than any device writes.
MOST_CHAINED = 100


def read_messages(content: bytes) -> Messages:
    """Everything before the first fault; never raises for a damaged file."""
    found = [one_file(piece) for piece in chained(content)]
    if len(found) == 1:
        return found[0]
    return Messages(
        tables={number: joined([one[number] for one in found]) for number in WANTED},
        cut_short=any(one.cut_short for one in found),
        checksum_wrong=any(one.checksum_wrong for one in found),
    )


def one_file(content: bytes) -> Messages:
    try:
        found = fit_records.read(content)
    except Unusual:
        found = import_module(FALLBACK).read(content)
    found.checksum_wrong = not checksum_holds(content)
    return found


def chained(content: bytes) -> list[bytes]:
    """The files of a chain, one for an ordinary file; whatever follows that is none is left out."""
    pieces: list[bytes] = []
    rest = with_true_length(content)
    while len(pieces) < MOST_CHAINED:
        size = rest[0] + int.from_bytes(rest[4:8], "little") + 2
        pieces.append(rest[:size])
        rest = rest[size:]
        if rest[8:12] != SIGNATURE:
            break
        rest = with_true_length(rest)
    return pieces


def with_true_length(content: bytes) -> bytes:
    """A watch that stopped in mid-run leaves a length of 0 in the header: put the real one there."""
    size = content[0]
    if size in HEADER_SIZES and len(content) > size and content[4:8] == b"\0\0\0\0":
        return content[:4] + struct.pack("<I", len(content) - size) + content[8:]
    return content


def checksum_holds(content: bytes) -> bool:
    """CRC over the whole file including its own two bytes is 0; True as well where its end is not known."""
    size = content[0] + int.from_bytes(content[4:8], "little") + 2
    return size != len(content) or crc16(content) == 0
