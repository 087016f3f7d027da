"""One person's last weeks in a table row: legs over head, each against its own usual."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from journal.charts.paths import UNIT, Floats, Scale, Side, Units, centres, line, over, points, runs

Values = Sequence[float] | Floats

SPARK_HEIGHT = 52
# Nought and one are the edges of a person's own usual; below and above them there is this much room.
ROOM_BELOW = 0.45
ROOM_ABOVE = 1.5


@dataclass(frozen=True)
class SparkHalf:
    side: Side
    line: str
    fill: str
    over: str
    band: str


@dataclass(frozen=True)
class Spark:
    view: str
    water: str
    halves: tuple[SparkHalf, ...]


def spark(
    training: Values | None,
    training_low: Values | None,
    training_high: Values | None,
    emotional: Values | None,
    emotional_low: Values | None,
    emotional_high: Values | None,
) -> Spark:
    """Both acute lines of one person, mirrored, each against their own usual. A half that may not be seen is None."""
    halves = [
        _spark_half("up", training, training_low, training_high),
        _spark_half("down", emotional, emotional_low, emotional_high),
    ]
    width = max((len(values) for values in (training, emotional) if values is not None), default=1) * UNIT
    middle = SPARK_HEIGHT * UNIT // 2
    return Spark(
        view=f"0 0 {width} {SPARK_HEIGHT * UNIT}",
        water=f"M0 {middle}H{width}",
        halves=tuple(half for half in halves if half is not None),
    )


def _spark_half(side: Side, values: Values | None, low: Values | None, high: Values | None) -> SparkHalf | None:
    acute = _floats(values, 0)
    if not np.isfinite(acute).any():
        return None
    lower, upper = _floats(low, len(acute)), _floats(high, len(acute))
    usual = np.isfinite(lower) & np.isfinite(upper)
    placed = _against_usual(acute, lower, upper) if usual.any() else _against_itself(acute)
    scale = SparkScale(SPARK_HEIGHT // 2 - 1, 1 + ROOM_BELOW + ROOM_ABOVE, side)
    inner, outer = scale.y(np.array([ROOM_BELOW, 1 + ROOM_BELOW])).tolist()
    return SparkHalf(
        side=side,
        line=line(scale, placed),
        fill=_fill(scale, placed),
        over=over(scale, placed, np.where(usual, 1 + ROOM_BELOW, np.nan)),
        band=f"M0 {inner}H{len(acute) * UNIT}V{outer}H0z" if usual.any() else "",
    )


def _floats(values: Values | None, count: int) -> Floats:
    return np.full(count, np.nan) if values is None else np.asarray(values, dtype=np.float64)


@dataclass(frozen=True)
class SparkScale(Scale):
    """Both halves share one drawing: the hanging one starts in its lower half, a pixel off the waterline."""

    def y(self, values: Floats) -> Units:
        return super().y(values) + (SPARK_HEIGHT - self.height) * UNIT * (self.side == "down")


def _against_usual(acute: Floats, low: Floats, high: Floats) -> Floats:
    known = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    # Days without a usual of their own borrow the nearest one, so that the line does not jump.
    where = np.arange(len(acute))
    lower, upper = np.interp(where, known, low[known]), np.interp(where, known, high[known])
    return np.maximum((acute - lower) / np.maximum(upper - lower, 1.0) + ROOM_BELOW, 0.04)


def _against_itself(acute: Floats) -> Floats:
    least, most = float(np.nanmin(acute)), float(np.nanmax(acute))
    return (acute - least) / max(most - least, 1.0) + ROOM_BELOW


def _fill(scale: Scale, values: Floats) -> str:
    x, y = centres(len(values)), scale.y(values)
    foot = int(scale.y(np.zeros(1))[0])
    return "".join(
        f"M{x[a]} {foot}L{points(x[a:b], y[a:b])}V{foot}z" for a, b in runs(np.isfinite(values)) if b - a > 1
    )
