"""Paths in a drawing's own coordinates: ten units a day across, ten a pixel down, so that they are whole numbers.

A drawing is stretched to the page; strokes keep their width and dots stay round (style sheet: non-scaling-stroke).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Units = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Side = Literal["up", "down"]

UNIT = 10


@dataclass(frozen=True)
class Scale:
    """Values to heights inside one half: standing on the waterline, or hanging below it."""

    height: int
    top: float
    side: Side

    def y(self, values: Floats) -> Units:
        share = np.clip(np.where(np.isnan(values), 0.0, values) / self.top, 0.0, 1.0)
        placed = share if self.side == "down" else 1.0 - share
        return np.rint(placed * self.height * UNIT).astype(np.int64)


def runs(mask: Bools) -> Iterator[tuple[int, int]]:
    """Start and stop of each unbroken stretch."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def centres(count: int) -> Units:
    return np.arange(count, dtype=np.int64) * UNIT + UNIT // 2


def points(x: Units, y: Units) -> str:
    return " ".join(map(str, np.column_stack((x, y)).ravel().tolist()))


def line(scale: Scale, values: Floats, mask: Bools | None = None) -> str:
    """Broken where days are missing; a day alone is a dot."""
    x, y = centres(len(values)), scale.y(values)
    drawn = np.isfinite(values) if mask is None else mask
    return "".join(f"M{points(x[a:b], y[a:b])}" + ("h0" if b - a == 1 else "") for a, b in runs(drawn))


def area(scale: Scale, low: Floats, high: Floats) -> str:
    x, lower, upper = centres(len(low)), scale.y(low), scale.y(high)
    return "".join(
        f"M{points(x[a:b], upper[a:b])} {points(x[a:b][::-1], lower[a:b][::-1])}z"
        for a, b in runs(np.isfinite(low) & np.isfinite(high))
        if b - a > 1
    )


def beyond(values: Floats, limit: Floats) -> Bools:
    """Where a line is over its usual: in whole points, as both are shown. Any shapes; nothing is beyond NaN."""
    above: Bools = np.rint(values) > np.rint(limit)
    return above


def over(scale: Scale, values: Floats, limit: Floats) -> str:
    """What lies beyond the limit, with the crossings where the two lines really meet."""
    return "".join(
        piece
        for a, b in runs(np.isfinite(values) & np.isfinite(limit))
        for piece in _pieces_over(scale, np.arange(a, b, dtype=np.float64) + 0.5, values[a:b], limit[a:b])
    )


def _pieces_over(scale: Scale, x: Floats, values: Floats, limit: Floats) -> Iterator[str]:
    gap = values - limit
    before = np.flatnonzero(gap[:-1] * gap[1:] < 0)
    part = gap[before] / (gap[before] - gap[before + 1])
    met = values[before] + part * (values[before + 1] - values[before])
    x = np.insert(x, before + 1, x[before] + part)
    values, limit = np.insert(values, before + 1, met), np.insert(limit, before + 1, met)
    above = beyond(values, limit)
    x_units = np.rint(x * UNIT).astype(np.int64)
    upper, lower = scale.y(values), scale.y(limit)
    for a, b in runs(above):
        a, b = max(0, a - 1), min(len(x), b + 1)
        if b - a > 1:
            yield f"M{points(x_units[a:b], upper[a:b])} {points(x_units[a:b][::-1], lower[a:b][::-1])}z"


def bars(scale: Scale, values: Floats) -> str:
    foot = scale.height * UNIT
    tops = scale.y(values)
    return "".join(
        f"M{i * UNIT + 2} {foot}h6V{tops[i]}h-6z" for i in np.flatnonzero(np.nan_to_num(values) > 0).tolist()
    )


def dots(scale: Scale, values: Floats) -> str:
    """Strokes of no length with round caps: true circles however the chart is stretched."""
    y = scale.y(values)
    return "".join(f"M{i * UNIT + UNIT // 2} {y[i]}h0" for i in np.flatnonzero(np.isfinite(values)).tolist())
