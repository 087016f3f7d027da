"""The samples of a run as few bytes: whole numbers, differences, compressed. No positions; the way back is exact.

Layout, little-endian: one byte VERSION, then zlib of [count: u32, columns: u8, then for each column that is there,
in the order of UNITS: gaps: u8; if 1, a bitmap of what is known, most significant bit first; then the differences
between neighbours, zigzag (0, -1, 1, -2 ... as 0, 1, 2, 3 ...), as four planes of bytes, lowest first].
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from runners.importers.parsed import DistanceFrom, FloatArray, Track

VERSION = 1
# How finely each column is kept: tenths of a second, decimetres, decimetres, beats and steps a minute.
UNITS: dict[str, float] = {"t_s": 0.1, "distance_m": 0.1, "elevation_m": 0.1, "heart_rate": 1.0, "cadence": 1.0}
HEAD = struct.Struct("<IB")
PLANES = 4
Whole = NDArray[np.int64]


class Unpackable(ValueError):
    """Bytes that `pack` did not write."""


def pack(track: Track) -> bytes:
    """A track of n moments as bytes: about one byte a moment for a watch that writes each second."""
    columns = [getattr(track, name) for name in UNITS]
    there = [not np.isnan(values).all() for values in columns]
    body = [HEAD.pack(len(track.t_s), sum(1 << place for place, kept in enumerate(there) if kept))]
    for values, unit, kept in zip(columns, UNITS.values(), there, strict=True):
        if kept:
            body.append(_packed(values, unit))
    return bytes([VERSION]) + zlib.compress(b"".join(body), 6)


def unpack(content: bytes, *, distance_from: DistanceFrom) -> Track:
    """The track again, each value within half of its unit. Raises Unpackable for anything else."""
    if content[:1] != bytes([VERSION]):
        raise Unpackable("another version")
    try:
        body = zlib.decompress(content[1:])
        count, mask = HEAD.unpack_from(body)
        at, columns = HEAD.size, {}
        for place, (name, unit) in enumerate(UNITS.items()):
            if mask >> place & 1:
                columns[name], at = _unpacked(body, at, count, unit)
            else:
                columns[name] = np.full(count, np.nan)
    except (zlib.error, struct.error, IndexError, ValueError) as error:
        raise Unpackable("damaged") from error
    return Track(**columns, speed=None, distance_from=distance_from)


def _packed(values: FloatArray, unit: float) -> bytes:
    known = ~np.isnan(values)
    # A gap repeats what was known before it, so that its differences are zeros.
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    held = np.where(last >= 0, values[np.maximum(last, 0)], 0.0)
    units: Whole = np.rint(held / unit).astype(np.int64)
    steps: Whole = np.diff(np.append(0, units))
    zigzag = ((steps << 1) ^ (steps >> 63)).astype("<u4")
    planes: bytes = zigzag.view(np.uint8).reshape(-1, PLANES).T.tobytes()
    return b"\x00" + planes if known.all() else b"\x01" + np.packbits(known).tobytes() + planes


def _unpacked(body: bytes, at: int, count: int, unit: float) -> tuple[FloatArray, int]:
    gaps, at = body[at], at + 1
    known = np.ones(count, dtype=np.bool_)
    if gaps:
        bitmap = np.frombuffer(body, np.uint8, -(-count // 8), at)
        known, at = np.unpackbits(bitmap, count=count).astype(np.bool_), at + len(bitmap)
    planes = np.frombuffer(body, np.uint8, PLANES * count, at).reshape(PLANES, count)
    zigzag: Whole = np.ascontiguousarray(planes.T).view("<u4").ravel().astype(np.int64)
    values = np.cumsum((zigzag >> 1) ^ -(zigzag & 1)) * unit
    return np.where(known, values, np.nan), at + PLANES * count
