"""Broken copies of good files, and the one promise for all of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

from runners.importers import ParsedRun, Refused, read


def spoilt(content: bytes, *, seed: int, copies: int = 300) -> Iterator[bytes]:
    """Copies with one to six bytes changed."""
    chance = random.Random(seed)
    for _ in range(copies):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        yield bytes(broken)


def one(content: bytes, name: str = "run.fit", *, started_at: datetime | None = None) -> ParsedRun:
    """The only activity in a file."""
    (run,) = read(content, name, started_at=started_at)
    return run


def outcome(content: bytes, name: str = "run.fit") -> tuple[ParsedRun, ...] | Refused:
    """What reading ends in; any other exception is a failure of the test."""
    try:
        return read(content, name)
    except Refused as refused:
        return refused
