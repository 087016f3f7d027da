"""Broken files without end: case number n of a seed is always the same bytes."""

from __future__ import annotations

import gzip
import os
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from runners.importers import gzipped
from tests.runners.importers import making

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("EVENPACE_CORPUS") or ROOT.parent / "shared" / "data") / "activities"
# Larger files of the corpus are left out: their kinds of fault are those of smaller ones.
LARGEST = 300_000
WILD = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
WORDS = (
    b"<", b">", b"/>", b"</trkseg>", b"<trkseg>", b"</Lap>", b"<Trackpoint>", b"<trkpt lat='91' lon='nan'>", b"\0",
    b"1e999", b"-", b"2026-13-45T25:61:61Z", b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+23:59", b"&amp;", b"&a;",
    b"<!DOCTYPE gpx>", b"<![CDATA[", b"<!--", b"\xff\xfe", b"\xef\xbb\xbf", b".FIT", b"\x40\0\0\x14\0\1\xfd\4\x86",
)  # fmt: skip
Change = Callable[[bytearray, random.Random, list[bytes]], None]


@dataclass(frozen=True)
class Case:
    number: int
    name: str
    content: bytes


def own_files() -> list[tuple[str, bytes]]:
    """Small files of our own making, of every kind that is read."""
    pauses = making.fit_messages(minutes=3, pauses=[(60, 30)], effort=50, feel=75)
    triathlon = [*making.fit_messages(minutes=1, sport=2), *making.fit_messages(minutes=2)[1:]]
    return [
        ("run.fit", making.fit_run(minutes=2)),
        ("watch.fit", making.watch_hour(minutes=1)),
        ("pauses.fit", making.fit_file(pauses)),
        ("big.fit", making.fit_file(making.fit_messages(minutes=1, placed=False), order=">")),
        ("several.fit", making.fit_file(triathlon)),
        ("chain.fit", making.fit_run(minutes=0.5) + making.fit_run(minutes=1)),
        ("run.gpx", making.gpx_run(minutes=2)),
        ("ride.gpx", making.gpx_run(minutes=1, kind="cycling", hr=None)),
        ("run.tcx", making.tcx_run(minutes=2)),
        ("run.gpx.gz", gzip.compress(making.gpx_run(minutes=2), mtime=0)),
    ]


def corpus_files() -> list[tuple[str, bytes]]:
    """Files of real watches, by row of the manifest; none where the folder is not."""
    rows = (CORPUS / "manifest.tsv").read_text(encoding="utf-8").splitlines() if CORPUS.is_dir() else []
    places = [row.split("\t")[rows[0].split("\t").index("file")] for row in rows[1:]]
    found = []
    for number, place in enumerate(places, start=1):
        content = (CORPUS / place).read_bytes()
        if content.startswith(gzipped.MAGIC):
            content, _ = gzipped.unpack(content)
        if len(content) <= LARGEST:
            found.append((f"row {number}", content))
    return found


def case(number: int, *, seed: int, files: list[tuple[str, bytes]]) -> Case:
    """One to four changes to one of the files; now and then packed afterwards."""
    chance = random.Random(f"{seed} {number}")
    name, content = chance.choice(files)
    broken = bytearray(content)
    others = [chance.choice(files)[1]]
    for _ in range(chance.randint(1, 4)):
        chance.choice(CHANGES)(broken, chance, others)
    packed = gzip.compress(bytes(broken), mtime=0) if chance.random() < 0.03 else bytes(broken)
    return Case(number, name, packed)


def place(broken: bytearray, chance: random.Random) -> int:
    """Anywhere, and often near the beginning, where definitions and headers stand."""
    return chance.randrange(min(len(broken), 200) if chance.random() < 0.3 else len(broken)) if broken else 0


def flip(broken: bytearray, chance: random.Random, others: list[bytes]) -> None:
    for _ in range(chance.randint(1, 12)):
        at = place(broken, chance)
        broken[at : at + 1] = bytes([chance.randrange(256)])


def cut(broken: bytearray, chance: random.Random, others: list[bytes]) -> None:
    del broken[place(broken, chance) :]


def leave_out(broken: bytearray, chance: random.Random, others: list[bytes]) -> None:
    at = place(broken, chance)
    del broken[at : at + chance.choice((1, 2, 3, 7, 40, 1000))]


def repeat(broken: bytearray, chance: random.Random, others: list[bytes]) -> None:
    at = place(broken, chance)
    piece = broken[at : at + chance.choice((1, 9, 60, 2000))]
    broken[at:at] = piece * chance.choice((1, 2, 50))


def say_a_word(broken: bytearray, chance: random.Random, others: list[bytes]) -> None:
    at = place(broken, chance)
    word = chance.choice(WORDS)
    broken[at : at + chance.choice((0, len(word)))] = word


def wild_number(broken: bytearray, chance: random.Random, others: list[bytes]) -> None:
    at, value = place(broken, chance), chance.choice(WILD)
    packed = struct.pack(chance.choice("<>") + "Q", value)
    size = chance.choice((1, 2, 4))
    broken[at : at + size] = packed[:size] if chance.random() < 0.5 else packed[-size:]


def splice(broken: bytearray, chance: random.Random, others: list[bytes]) -> None:
    other = others[0]
    start = chance.randrange(len(other) or 1)
    at = place(broken, chance)
    broken[at : at + chance.choice((0, 500))] = other[start : start + chance.choice((20, 500, 5000))]


def swap(broken: bytearray, chance: random.Random, others: list[bytes]) -> None:
    size = chance.choice((4, 30, 300))
    one, other = sorted((place(broken, chance), place(broken, chance)))
    if other - one >= size:
        broken[one : one + size], broken[other : other + size] = broken[other : other + size], broken[one : one + size]


CHANGES: tuple[Change, ...] = (flip, flip, cut, leave_out, repeat, say_a_word, wild_number, splice, swap)
