"""The zip format as far as takeouts use it: the directory at the end, and one member at a time.

Read by hand, because every number in the directory is a claim: each is held against the limits before anything
is unpacked or kept, and a member needs nothing but its place to be read later, by another process.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from runners.importers.refusals import RefusalKind, Refused

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64, LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
END64_SIZE, LOCATOR64_SIZE = 56, 20
LOCAL_HEAD = struct.Struct("<4s5H3I2H")
CENTRAL_HEAD = struct.Struct("<4s6H3I5H2I")
END_HEAD = struct.Struct("<4s4H2IH")
STORED, DEFLATED = 0, 8
ENCRYPTED, UTF8 = 0x1, 0x800
ZIP64_EXTRA, NAME_EXTRA = 0x0001, 0x7075
FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
COMMENT_MOST = 0xFFFF
CHUNK = 64 * 1024
LINK_MODE, MODE_BITS = 0o120000, 0o170000
UNIX = 3
# Bytes of the directory for each name in it: long paths and what programs add to them.
LINE_MOST = 400


@dataclass(frozen=True)
class Span:
    """Where an archive lies in a file: all of it, or a part when it is stored unpacked inside another."""

    start: int
    length: int


@dataclass(frozen=True)
class Entry:
    """One line of the directory. offset: of the local header, counted from the start of the file."""

    name: str
    offset: int
    packed: int
    unpacked: int
    crc: int
    method: int
    locked: bool
    link: bool


@dataclass(frozen=True)
class Directory:
    start: int
    length: int
    shift: int


def entries(file: BinaryIO, span: Span, *, most: int, shown_most: int) -> tuple[Entry, ...]:
    """The directory, in its own order. Raises Refused when it is missing, broken, too long or a trick.

    most: how many names may still come. shown_most: the number to tell a person.
    """
    directory = find_directory(file, span)
    if directory.length > shown_most * LINE_MOST:
        raise too_many(shown_most)
    file.seek(directory.start)
    content = file.read(directory.length)
    found: list[Entry] = []
    for entry in listed(content, directory.shift):
        found.append(entry)
        if len(found) > most:
            raise too_many(shown_most)
    refuse_overlaps(found)
    return tuple(found)


def too_many(most: int) -> Refused:
    return Refused(RefusalKind.TOO_MANY, f"This archive holds more than {most:,} files. Add it in several parts.")


def find_directory(file: BinaryIO, span: Span) -> Directory:
    """Looks for the end record from the back: a comment may follow it, or something that does not belong there."""
    length = min(span.length, END_HEAD.size + COMMENT_MOST)
    start = span.start + span.length - length
    file.seek(start)
    tail = file.read(length)
    for at in end_records(tail):
        directory = directory_before(file, span, start + at, END_HEAD.unpack_from(tail, at))
        if directory is not None:
            return directory
    raise Refused(RefusalKind.ARCHIVE_CUT)


def end_records(tail: bytes) -> list[int]:
    """Places of end records, the likeliest first: one whose comment ends with the file, then from the back."""
    places = [found.start() for found in re.finditer(END, tail) if found.start() + END_HEAD.size <= len(tail)]
    lengths = {at: int.from_bytes(tail[at + 20 : at + 22], "little") for at in places}
    return sorted(places, key=lambda at: (at + END_HEAD.size + lengths[at] != len(tail), -at))


def directory_before(file: BinaryIO, span: Span, end: int, record: tuple[int, ...]) -> Directory | None:
    """The directory an end record at `end` speaks of; None when what it says cannot be."""
    disk, _, _, _, length, offset = record[1:7]
    if disk not in (0, FULL16):
        raise Refused(RefusalKind.ARCHIVE_CUT, "This is one part of an archive in several parts. Join them first.")
    large = end64(file, span, end)
    if large is not None:
        length, offset, end = large
    start = end - length
    if start < span.start + offset:
        return None
    if length:
        file.seek(start)
        if file.read(4) != CENTRAL:
            return None
    # Something may stand in front of the archive; then every offset is short by its length.
    return Directory(start, length, start - offset)


def end64(file: BinaryIO, span: Span, end: int) -> tuple[int, int, int] | None:
    """Length and offset of a large directory, and where its own end record stands."""
    if end - span.start < LOCATOR64_SIZE + END64_SIZE:
        return None
    file.seek(end - LOCATOR64_SIZE)
    locator = file.read(LOCATOR64_SIZE)
    if locator[:4] != LOCATOR64:
        return None
    directly_before = end - LOCATOR64_SIZE - END64_SIZE
    for at in (span.start + struct.unpack_from("<Q", locator, 8)[0], directly_before):
        if at <= directly_before:
            file.seek(at)
            record = file.read(END64_SIZE)
            if record[:4] == END64:
                length, offset = struct.unpack_from("<QQ", record, 40)
                return length, offset, at
    return None


def listed(content: bytes, shift: int) -> Iterator[Entry]:
    at = 0
    while at < len(content):
        if at + CENTRAL_HEAD.size > len(content):
            raise Refused(RefusalKind.ARCHIVE_CUT)
        head = CENTRAL_HEAD.unpack_from(content, at)
        name_length, extra_length, comment_length = head[10:13]
        after = at + CENTRAL_HEAD.size
        following = after + name_length + extra_length + comment_length
        if head[0] != CENTRAL or following > len(content):
            raise Refused(RefusalKind.ARCHIVE_CUT)
        extra = extras(content[after + name_length : after + name_length + extra_length])
        yield entry_of(head, content[after : after + name_length], extra, shift)
        at = following


def entry_of(head: tuple[int, ...], raw: bytes, extra: dict[int, bytes], shift: int) -> Entry:
    made_by, _, flags, method, _, _, crc, packed, unpacked = head[1:10]
    offset = head[16]
    large = extra.get(ZIP64_EXTRA, b"")
    values = iter(struct.unpack(f"<{len(large) // 8}Q", large[: len(large) // 8 * 8]))
    unpacked = next(values, unpacked) if unpacked == FULL32 else unpacked
    packed = next(values, packed) if packed == FULL32 else packed
    offset = next(values, offset) if offset == FULL32 else offset
    return Entry(
        name=name_of(raw, flags, extra.get(NAME_EXTRA, b"")),
        offset=offset + shift,
        packed=packed,
        unpacked=unpacked,
        crc=crc,
        method=method,
        locked=bool(flags & ENCRYPTED),
        link=made_by >> 8 == UNIX and head[15] >> 16 & MODE_BITS == LINK_MODE,
    )


def extras(content: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at + 4 <= len(content):
        number, length = struct.unpack_from("<HH", content, at)
        found[number] = content[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def name_of(raw: bytes, flags: int, extra: bytes) -> str:
    """Old programs write names in the code page of their own machine; UTF-8 shows itself."""
    if extra[:1] == b"\x01" and extra[1:5] == struct.pack("<I", zlib.crc32(raw)):
        raw = extra[5:]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace") if flags & UTF8 else raw.decode("cp437")


def refuse_overlaps(found: list[Entry]) -> None:
    """Members that share their bytes are a trick: a few packed megabytes could unpack to terabytes."""
    end = -1
    for entry in sorted(found, key=lambda entry: entry.offset):
        if entry.offset < end:
            raise Refused(RefusalKind.OVERLAPS)
        end = entry.offset + LOCAL_HEAD.size + entry.packed


def pieces(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The unpacked bytes of a member, never more than it claims. Raises Refused when it is not what it claims."""
    size = crc = 0
    for piece in inflated(file, entry):
        size += len(piece)
        if size > entry.unpacked:
            raise Refused(RefusalKind.DAMAGED)
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != entry.unpacked or crc != entry.crc:
        raise Refused(RefusalKind.DAMAGED)


def inflated(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    if entry.method not in (STORED, DEFLATED):
        raise Refused(RefusalKind.PACKED_ODDLY)
    raw = packed_bytes(file, entry)
    if entry.method == STORED:
        yield from raw
        return
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for block in raw:
        pending = block
        while not stream.eof:
            try:
                piece = stream.decompress(pending, CHUNK)
            except zlib.error:
                raise Refused(RefusalKind.DAMAGED) from None
            if piece:
                yield piece
            pending = stream.unconsumed_tail
            if not pending and len(piece) < CHUNK:
                break


def packed_bytes(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    at, left = data_offset(file, entry), entry.packed
    while left:
        # Other members may be read between two pieces.
        file.seek(at)
        block = file.read(min(CHUNK, left))
        if not block:
            raise Refused(RefusalKind.DAMAGED)
        at += len(block)
        left -= len(block)
        yield block


def data_offset(file: BinaryIO, entry: Entry) -> int:
    """Where the packed bytes start. The local header repeats what the directory says; only its length counts."""
    file.seek(entry.offset)
    head = file.read(LOCAL_HEAD.size)
    if len(head) < LOCAL_HEAD.size or head[:4] != LOCAL:
        raise Refused(RefusalKind.DAMAGED)
    name_length, extra_length = struct.unpack_from("<HH", head, 26)
    return entry.offset + LOCAL_HEAD.size + int(name_length) + int(extra_length)
