"""The checksum of the FIT protocol, a block at a time."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint16]
LEVELS = 16
BLOCK = 1 << LEVELS


def crc16(content: bytes) -> int:
    """CRC-16 with the reflected polynomial 0xA001 and start 0; 0 over content that ends with its own.

    It is linear: that of two halves is the left one moved ahead by the length of the right one, XOR the right
    one. So neighbours are joined in pairs, all at once, until one is left; zeros in front change nothing.
    """
    entries, moves = tables()
    missing = -len(content) % BLOCK
    words = np.zeros(missing + len(content), dtype=np.uint16)
    crc = np.zeros(1, dtype=np.uint16)
    words[missing:] = entries[np.frombuffer(content, dtype=np.uint8)]
    for start in range(0, len(words), BLOCK):
        block = words[start : start + BLOCK]
        for low, high in moves[:LEVELS]:
            block = ahead(block[0::2], low, high) ^ block[1::2]
        crc = ahead(crc, *moves[LEVELS]) ^ block
    return int(crc[0])


def ahead(crc: Words, low: Words, high: Words) -> Words:
    """What the checksums become after as many zero bytes as the two tables stand for."""
    moved: Words = low[crc & 0xFF] ^ high[crc >> 8]
    return moved


@cache
def tables() -> tuple[Words, list[tuple[Words, Words]]]:
    """The checksum of each single byte (256,), and tables that move one ahead by 1, 2, 4 ... BLOCK zero bytes."""
    entries: Words = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        entries = (entries >> 1 ^ (entries & 1) * 0xA001).astype(np.uint16)
    low: Words = entries
    high: Words = np.arange(256, dtype=np.uint16)
    moves = [(low, high)]
    # A byte goes out at the low end: the low half is looked up, the high half moves down.
    for _ in range(LEVELS):
        low, high = ahead(low, low, high), ahead(high, low, high)
        moves.append((low, high))
    return entries, moves
