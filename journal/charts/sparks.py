"""One person's last weeks in a table row: legs over head, each against its own usual.

Kept as one byte a day for everybody at once, drawn as paths for whoever is looked at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from journal.charts.paths import Bools, Floats, Side

SPARK_DAYS = 56
# Half pixels: a half's height, and the waterline with a pixel of room on either side. The template knows them too.
HEIGHT = 50
WATER = HEIGHT + 2
# Nought and one are the edges of a person's own usual; below and above them there is this much room.
ROOM_BELOW = 0.45
ROOM_ABOVE = 1.5
LEAST = 0.04
_SPAN = 1 + ROOM_BELOW + ROOM_ABOVE

# A day's byte: nought where nothing is known, else one more than its height, and this bit where it has a usual.
HAS_USUAL = 0x80
_HEIGHT_OF = bytes(value & ~HAS_USUAL for value in range(256))
_KNOWN = re.compile(rb"[^\0]+")
_BESIDE_USUAL = re.compile(rb"[\x80-\xff]+")
_WITHOUT_USUAL = re.compile(rb"[\x80-\xff]?[\x01-\x7f]+[\x80-\xff]?")  # up to the day where it meets the other
_STEPS = {step: f"1 {step}" if step >= 0 else f"1{step}" for step in range(-HEIGHT, HEIGHT + 1)}


def sparks(acute: Floats, low: Floats, high: Floats) -> list[bytes]:
    """The last days of many, shapes (runners, days): a byte a day, the last one today; no bytes where none is known."""
    acute, low, high = acute[:, -SPARK_DAYS:], low[:, -SPARK_DAYS:], high[:, -SPARK_DAYS:]
    known = np.isfinite(acute)
    usual = np.isfinite(low) & np.isfinite(high)
    placed = np.where(
        usual.any(axis=1, keepdims=True), _against_usual(acute, low, high, usual), _against_itself(acute, known)
    )
    share = np.clip(np.where(known, placed, 0.0) / _SPAN, 0.0, 1.0)
    heights = 1 + np.rint(share * HEIGHT) + HAS_USUAL * usual
    rows = np.zeros((len(acute), SPARK_DAYS), dtype=np.uint8)
    rows[:, SPARK_DAYS - acute.shape[1] :] = np.where(known, heights, 0)
    together, any_known = rows.tobytes(), np.any(known, axis=1, keepdims=True)
    return [together[i * SPARK_DAYS : (i + 1) * SPARK_DAYS] if some else b"" for i, (some,) in enumerate(any_known)]


def _against_usual(acute: Floats, low: Floats, high: Floats, usual: Bools) -> Floats:
    """Days without a usual of their own borrow the one before, or else the next, so that the line does not jump."""
    days = np.broadcast_to(np.arange(acute.shape[1]), acute.shape)
    before = np.maximum.accumulate(np.where(usual, days, -1), axis=1)
    nearest = np.where(before < 0, np.argmax(usual, axis=1)[:, None], before)
    lower, upper = np.take_along_axis(low, nearest, 1), np.take_along_axis(high, nearest, 1)
    return np.maximum((acute - lower) / np.maximum(upper - lower, 1.0) + ROOM_BELOW, LEAST)


def _against_itself(acute: Floats, known: Bools) -> Floats:
    least = np.min(acute, axis=1, where=known, initial=np.inf, keepdims=True)
    most = np.max(acute, axis=1, where=known, initial=-np.inf, keepdims=True)
    return np.where(known, acute - least, 0.0) / np.maximum(np.where(known, most - least, 0.0), 1.0) + ROOM_BELOW


@dataclass(frozen=True)
class SparkHalf:
    """A line, and what lies between it and the waterline: on days with a usual of their own, and on others."""

    line: str
    beside_usual: str
    without_usual: str


@dataclass(frozen=True)
class Spark:
    up: SparkHalf | None
    down: SparkHalf | None


def spark(training: bytes, emotional: bytes) -> Spark | None:
    """Both kept lines of one person, mirrored. A half that is unknown or may not be seen comes as no bytes."""
    if not training and not emotional:
        return None
    return Spark(_half("up", training), _half("down", emotional))


def _half(side: Side, kept: bytes) -> SparkHalf | None:
    if not kept:
        return None
    foot, rise = (HEIGHT, -1) if side == "up" else (2 * WATER - HEIGHT, 1)
    tops = [foot + rise * (height - 1) for height in kept.translate(_HEIGHT_OF)]

    def steps(first: int, end: int) -> str:
        return " ".join([_STEPS[after - before] for before, after in pairwise(tops[first:end])])

    def areas(stretches: Iterable[re.Match[bytes]]) -> str:
        ends = [stretch.span() for stretch in stretches]
        return "".join([f"M{a} {foot}V{tops[a]}l{steps(a, b)}V{foot}z" for a, b in ends if b - a > 1])

    known = [stretch.span() for stretch in _KNOWN.finditer(kept)]
    line = "".join([f"M{a} {tops[a]}" + (f"l{steps(a, b)}" if b - a > 1 else "h0") for a, b in known])
    return SparkHalf(line, areas(_BESIDE_USUAL.finditer(kept)), areas(_WITHOUT_USUAL.finditer(kept)))
