"""Reads the messages of a FIT file with NumPy: one walk over the headers, then whole columns at once.

A FIT file is a row of messages of fixed size, each laid out by a definition that came before it. The walk notes where
the messages of each definition lie; all of them together are then one structured array.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from runners.importers.fit_tables import RECORD, TIMESTAMP, WANTED, Messages, Table, Unusual
from runners.importers.parsed import FloatArray
from runners.importers.refusals import RefusalKind, Refused

Bytes = NDArray[np.uint8]
# Base types of the protocol: NumPy's letters and the number that stands for nothing.
BASES: dict[int, tuple[str, float]] = {
    0x00: ("u1", 0xFF),
    0x01: ("i1", 0x7F),
    0x02: ("u1", 0xFF),
    0x83: ("i2", 0x7FFF),
    0x84: ("u2", 0xFFFF),
    0x85: ("i4", 0x7FFFFFFF),
    0x86: ("u4", 0xFFFFFFFF),
    0x88: ("f4", np.inf),
    0x89: ("f8", np.inf),
    0x0A: ("u1", 0),
    0x8B: ("u2", 0),
    0x8C: ("u4", 0),
}
# Speed and distance in three bytes, that have to be taken apart and added up.
SPEED_AND_DISTANCE = 8
HEADER_SIZES = (12, 14)
DEFINITION, APPS, COMPRESSED = 0x40, 0x20, 0x80
# What a data header may say besides its local number: nothing, or bits without a meaning.
IDLE_BITS = (0x00, 0x10, 0x20, 0x30)
# Of a compressed header: the local number above, seconds below, which go round every 32.
OFFSETS = 32
FULL_TIME = {TIMESTAMP: (1.0, 0.0)}
# Ten days with two messages a second; more is no activity.
MOST_MESSAGES = 2_000_000


@dataclass(eq=False)
class Layout:
    """How the messages of one definition lie in the file, and at which places; `size` counts their header.

    fields: number -> (offset in the message, NumPy type, what stands for nothing).
    """

    number: int
    size: int
    fields: dict[int, tuple[int, str, float]]
    at: array[int] = field(default_factory=lambda: array("q"))

    def places(self) -> NDArray[np.int64]:
        return np.frombuffer(self.at, dtype=np.int64)

    def columns(self, data: Bytes, only: dict[int, tuple[float, float]]) -> dict[int, FloatArray]:
        """Values (n,) of those fields that are wanted, scaled, NaN where there is nothing."""
        some = {number: self.fields[number] for number in only if number in self.fields}
        layout = np.dtype({
            "names": [str(number) for number in some],
            "formats": [letters for _, letters, _ in some.values()],
            "offsets": [offset for offset, _, _ in some.values()],
            "itemsize": self.size,
        })  # fmt: skip
        rows = np.lib.stride_tricks.sliding_window_view(data, self.size)[self.places()]
        table = rows.view(layout).reshape(len(rows))
        return {number: scaled(table[str(number)], nothing, *only[number]) for number, (_, _, nothing) in some.items()}


def read(content: bytes) -> Messages:
    """Everything before the first fault. Raises Unusual for what has to be read otherwise, and Refused for too much."""
    if content[0] not in HEADER_SIZES:
        raise Unusual
    end = content[0] + int.from_bytes(content[4:8], "little")
    layouts, cut_short = walk(content[:end], content[0])
    data = np.frombuffer(content, dtype=np.uint8)
    times = compressed_times(layouts, data)
    tables = {number: table_of(number, layouts, data, times) for number in WANTED}
    return Messages(tables=tables, cut_short=cut_short or end > len(content))


def walk(content: bytes, at: int) -> tuple[list[Layout], bool]:
    """From header to header until the end or the first fault: the layouts, and whether the end was missing."""
    sizes = [0] * 256
    notes = [array("q").append] * 256
    known: dict[bytes, Layout] = {}
    current: dict[int, Layout] = {}
    end, header = len(content), 0
    for _ in range(MOST_MESSAGES):
        if at >= end:
            break
        header = content[at]
        if sizes[header]:
            notes[header](at)
            at += sizes[header]
            continue
        definition = definition_at(content, at)
        if not definition:
            return list(known.values()), True
        layout = known.setdefault(definition, layout_of(definition))
        for one in data_headers(header & 0x0F):
            current[one], sizes[one], notes[one] = layout, layout.size, layout.at.append
        at += len(definition)
    else:
        raise Refused(RefusalKind.TOO_HEAVY)
    # Only a data message can reach beyond the end; a file may also end within its own header.
    if at > end and header in current:
        current[header].at.pop()
    return list(known.values()), at > end


def definition_at(content: bytes, at: int) -> bytes:
    """A definition message without its local number; empty when there is none, or not all of it, or nonsense."""
    header = content[at]
    if header & COMPRESSED or not header & DEFINITION:
        return b""
    size = 6 + 3 * int.from_bytes(content[at + 5 : at + 6])
    if header & APPS:
        size += 1 + 3 * int.from_bytes(content[at + size : at + size + 1])
    definition = content[at : at + size]
    if len(definition) < size or 0 in definition[7 : 6 + 3 * definition[5] : 3]:
        return b""
    return bytes([header & APPS]) + definition[1:]


def layout_of(definition: bytes) -> Layout:
    """Raises Unusual for a wanted field that is no single number."""
    order = ">" if definition[2] else "<"
    number = int.from_bytes(definition[3:5], "big" if definition[2] else "little")
    wanted = WANTED.get(number, {})
    fields: dict[int, tuple[int, str, float]] = {}
    offset, own = 1, 6 + 3 * definition[5]
    for name, size, base in zip(definition[6:own:3], definition[7:own:3], definition[8:own:3], strict=True):
        if name in wanted or name == TIMESTAMP:
            letters, nothing = BASES.get(base, ("", 0.0))
            if letters[1:] != str(size) or name in fields:
                raise Unusual
            fields[name] = (offset, order + letters, nothing)
        if number == RECORD and name == SPEED_AND_DISTANCE:
            raise Unusual
        offset += size
    return Layout(number, offset + sum(definition[own + 2 :: 3]), fields)


def data_headers(local: int) -> list[int]:
    """Every header byte that announces a data message of this local number."""
    compressed = range(COMPRESSED + local * OFFSETS, COMPRESSED + (local + 1) * OFFSETS)
    return [local | bits for bits in IDLE_BITS] + (list(compressed) if local < 4 else [])


def table_of(number: int, layouts: list[Layout], data: Bytes, times: dict[int, float]) -> Table:
    """The messages of one number in the order of the file, whatever their layouts."""
    some = [layout for layout in layouts if layout.number == number and layout.at]
    places = np.concatenate([layout.places() for layout in some]) if some else np.empty(0, dtype=np.int64)
    order = np.argsort(places)
    columns: dict[int, FloatArray] = {}
    start = 0
    for layout in some:
        here = slice(start, start + len(layout.at))
        for name, values in layout.columns(data, WANTED[number]).items():
            columns.setdefault(name, np.full(len(places), np.nan))[here] = values
        start += len(layout.at)
    if times and some and TIMESTAMP in WANTED[number]:
        given = np.array([times.get(place, np.nan) for place in places.tolist()])
        stated = columns.get(TIMESTAMP, np.full(len(places), np.nan))
        columns[TIMESTAMP] = np.where(np.isnan(stated), given, stated)
    return Table(len(places), {name: column[order] for name, column in columns.items()})


def scaled(raw: NDArray[np.generic], nothing: float, scale: float, lowered: float) -> FloatArray:
    values = raw.astype(np.float64)
    return np.where((raw == nothing) | ~np.isfinite(values), np.nan, values / scale - lowered)


def compressed_times(layouts: list[Layout], data: Bytes) -> dict[int, float]:
    """Place of a message with a compressed header -> its time, counted on from the last time before it."""
    used = [layout for layout in layouts if layout.at]
    if not any((data[layout.places()] >= COMPRESSED).any() for layout in used):
        return {}
    moments: list[tuple[int, bool, float]] = []
    for layout in used:
        headers = data[layout.places()]
        full = layout.columns(data, FULL_TIME).get(TIMESTAMP, np.full(len(headers), np.nan))
        short = headers >= COMPRESSED
        values = np.where(short, headers % OFFSETS, full)
        moments += zip(layout.at, short.tolist(), values.tolist(), strict=True)
    times: dict[int, float] = {}
    last = np.nan
    for place, counted, value in sorted(moments):
        if counted:
            last += (value - last) % OFFSETS
            times[place] = last
        elif value == value:
            last = value
    return times
