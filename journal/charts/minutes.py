"""The minutes of a run: pace above, heart below, on the run's own clock, with its laps, pauses and ground.

Drawings are as wide as the run has seconds and ten units a pixel high; the page stretches them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from journal.charts.paths import UNIT, Floats, points

PACE_PX, HEART_PX, LANE_PX, GAP_PX, DATES_PX = 150, 54, 22, 26, 26
WINDOW_S = 60.0
# Speeds this close to the mean fill half of the height at most, so that an even run looks even.
LEAST_REACH = 0.12
# Of a normal spread, four minutes of five lie within so many of its standard deviations.
FOUR_OF_FIVE = 1.28
PACE_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600)
CLOCK_STEPS_MIN = (5, 10, 15, 20, 30, 60, 120, 240, 480, 1440, 2880)
MOST_LABELS = 7
MOST_LAPS = 16
DENSE = 100  # so many windows want a thinner line
HEART_BINS = 240
BREAK_S = 20.0  # a line is not drawn across a longer stop
GROUND_SHARE, GROUND_LEAST_M = 0.3, 20.0


@dataclass(frozen=True)
class Told:
    """What is drawn. Seconds since the start of the run, m/s, metres, beats a minute; empty where nothing is known."""

    length_s: float
    starts: Sequence[float] = ()
    speeds: Sequence[float] = ()
    usual: float | None = None
    laps: Sequence[float] = ()
    pauses: Sequence[tuple[float, float]] = ()
    t_s: Sequence[float] | Floats = ()
    heart: Sequence[float] | Floats = ()
    ground: Sequence[float] | Floats = ()
    changed: tuple[int, int | None] | None = None  # the window where it changed, and the last of a restless stretch


@dataclass(frozen=True)
class Level:
    y: float
    text_y: float
    label: str


@dataclass(frozen=True)
class Mark:
    """`late`: so far to the right that words belong to its left."""

    x: str
    label: str
    late: bool = False


@dataclass(frozen=True)
class Strip:
    """From left to right across the whole height, in percent."""

    x: str
    width: str


@dataclass(frozen=True)
class Lane:
    """One drawing inside the picture."""

    y: int
    height: int
    view: str
    line: str
    mean: str = ""
    band: str = ""
    ground: str = ""
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True)
class Minutes:
    dense: bool
    height: int
    top: int
    bottom: int
    tall: int
    clock_y: int
    pace: Lane | None
    heart: Lane | None
    heart_label_y: int
    laps: tuple[Mark, ...]
    lap_y: int
    turn_y: int
    pauses: tuple[Strip, ...]
    ticks: tuple[Mark, ...]
    changed: Mark | None
    stretch: Strip | None


def minutes(told: Told, *, metres_per: float) -> Minutes | None:
    """`metres_per`: of the runner's unit, for the labels of pace. None when there is neither pace nor heart."""
    length = max(told.length_s, 1.0)
    top = LANE_PX if told.laps else 6
    pace = _pace(told, length, top, metres_per) if len(told.speeds) > 1 else None
    below = top + PACE_PX + GAP_PX if pace else top + 14
    heart = _heart(told, length, below)
    if pace is None and heart is None:
        return None
    bottom = heart.y + heart.height if heart else top + PACE_PX
    return Minutes(
        dense=len(told.speeds) > DENSE,
        height=bottom + DATES_PX,
        top=top,
        bottom=bottom,
        tall=bottom - top,
        clock_y=bottom + 19,
        pace=pace,
        heart=heart,
        heart_label_y=below - 8,
        laps=_laps(told.laps, length),
        lap_y=12,
        turn_y=top + 14,
        pauses=tuple(_strip(start, end, length) for start, end in told.pauses if end > start),
        ticks=_ticks(length),
        changed=_changed(told, length) if pace else None,
        stretch=_stretch(told, length) if pace else None,
    )


def _pace(told: Told, length: float, y: int, metres_per: float) -> Lane:
    speeds = np.asarray(told.speeds, dtype=np.float64)
    mean = float(speeds.mean())
    half = FOUR_OF_FIVE * told.usual * mean if told.usual else 0.0
    reach = max(LEAST_REACH * mean, 1.08 * float(np.abs(speeds - mean).max()), 1.15 * half)
    low, high = mean - reach, mean + reach

    def at(speed: Floats) -> Floats:
        return np.rint((high - speed) / (high - low) * PACE_PX * UNIT)

    starts = np.asarray(told.starts, dtype=np.float64)
    middle = float(at(np.array([mean]))[0])
    edges = at(np.array([mean + half, mean - half]))
    return Lane(
        y=y,
        height=PACE_PX,
        view=f"0 0 {round(length)} {PACE_PX * UNIT}",
        line=_line(starts + WINDOW_S / 2, at(speeds), np.diff(starts) - WINDOW_S > BREAK_S),
        mean=f"M0 {middle:.0f}H{round(length)}",
        band=f"M0 {edges[0]:.0f}H{round(length)}V{edges[1]:.0f}H0z" if half else "",
        ground=_ground(told, length),
        levels=tuple(_pace_levels(low, high, y, metres_per)),
    )


def _heart(told: Told, length: float, y: int) -> Lane | None:
    """Beats a minute, averaged over short bins; a bin without any is a gap."""
    seconds, beats = np.asarray(told.t_s, dtype=np.float64), np.asarray(told.heart, dtype=np.float64)
    known = np.isfinite(beats) if len(beats) else np.zeros(0, dtype=np.bool_)
    if not known.any():
        return None
    width = max(length / HEART_BINS, 10.0)
    bins = np.clip((seconds[known] / width).astype(np.int64), 0, None)
    count, total = np.bincount(bins), np.bincount(bins, weights=beats[known])
    there = np.flatnonzero(count)
    means = total[there] / count[there]
    low, high = float(means.min()) - 4, float(means.max()) + 4
    x: Floats = (there.astype(np.float64) + 0.5) * width
    y_units = np.rint((high - means) / (high - low) * HEART_PX * UNIT)
    line = _line(x, y_units, np.diff(there) > 3)
    return Lane(
        y=y,
        height=HEART_PX,
        view=f"0 0 {round(length)} {HEART_PX * UNIT}",
        line=line,
        levels=tuple(_heart_levels(low, high, y)),
    )


def _line(x: Floats, y: Floats, breaks: np.ndarray) -> str:
    """Broken where `breaks` (n - 1,) says so; a piece of one point is a dot."""
    whole = np.rint(x).astype(np.int64), y.astype(np.int64)
    cuts = np.concatenate(([0], np.flatnonzero(breaks) + 1, [len(x)]))
    return "".join(
        f"M{points(whole[0][a:b], whole[1][a:b])}" + ("h0" if b - a == 1 else "")
        for a, b in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
        if b > a
    )


def _ground(told: Told, length: float) -> str:
    """The height of the ground as a silhouette at the foot; flat country stays flat."""
    seconds, heights = np.asarray(told.t_s, dtype=np.float64), np.asarray(told.ground, dtype=np.float64)
    known = np.isfinite(heights) if len(heights) else np.zeros(0, dtype=np.bool_)
    if known.sum() < 2:
        return ""
    x = np.linspace(0.0, length, 120)
    drawn = np.interp(x, seconds[known], heights[known])
    span = max(float(drawn.max() - drawn.min()), GROUND_LEAST_M)
    foot = PACE_PX * UNIT
    y = foot - np.rint((drawn - drawn.min()) / span * GROUND_SHARE * foot) - UNIT
    outline = points(np.rint(x).astype(np.int64), y.astype(np.int64))
    return f"M0 {foot} {outline} {round(length)} {foot}z"


def _pace_levels(low: float, high: float, y: int, metres_per: float) -> list[Level]:
    """Round paces between the slowest and the fastest that is drawn, three or four of them."""
    slow, fast = metres_per / max(low, 0.1), metres_per / high
    step = next((s for s in PACE_STEPS_S if (slow - fast) / s <= 4), PACE_STEPS_S[-1])
    found = []
    for pace in range(int(-(-fast // step)) * step, int(slow) + 1, step):
        level = y + (high - metres_per / pace) / (high - low) * PACE_PX
        if y + 6 < level < y + PACE_PX - 4:
            found.append(Level(round(level, 1), round(level + 4, 1), f"{pace // 60}:{pace % 60:02d}"))
    return found


def _heart_levels(low: float, high: float, y: int) -> list[Level]:
    step = next(s for s in (10, 20, 40, 80, 160, 320) if (high - low) / s < 3)
    found = []
    for beats in range(int(-(-low // step)) * step, int(high) + 1, step):
        level = y + (high - beats) / (high - low) * HEART_PX
        found.append(Level(round(level, 1), round(level + 4, 1), str(beats)))
    return found


def _across(seconds: float, length: float) -> str:
    return f"{min(max(seconds / length, 0.0), 1.0) * 100:.2f}%"


def _strip(start: float, end: float, length: float) -> Strip:
    start, end = (min(max(seconds, 0.0), length) for seconds in (start, end))
    return Strip(_across(start, length), f"{(end - start) / length * 100:.2f}%")


def _laps(starts: Sequence[float], length: float) -> tuple[Mark, ...]:
    """A line where each lap begins, and numbers for as many as there is room for; of very many only those."""
    every = -(-len(starts) // MOST_LABELS)
    found = (Mark(_across(start, length), str(i + 1) if i % every == 0 else "") for i, start in enumerate(starts))
    return tuple(mark for mark in found if mark.label or len(starts) <= MOST_LAPS)


def _ticks(length: float) -> tuple[Mark, ...]:
    step = next((s for s in CLOCK_STEPS_MIN if length / 60 / s <= MOST_LABELS - 1), CLOCK_STEPS_MIN[-1])
    found = [at for at in range(step, int(length / 60) + 1, step) if 60 * at < 0.97 * length]
    return tuple(Mark(_across(60 * at, length), f"{at} min" if at == step else str(at)) for at in found)


def _changed(told: Told, length: float) -> Mark | None:
    if told.changed is None or told.changed[1] is not None:
        return None
    window = told.changed[0]
    start = told.starts[window]
    return Mark(_across(start, length), f"minute {window + 1}", late=start > 0.7 * length)


def _stretch(told: Told, length: float) -> Strip | None:
    if told.changed is None or told.changed[1] is None:
        return None
    first, last = told.changed[0], told.changed[1]
    return _strip(told.starts[first], told.starts[last] + WINDOW_S, length)
