"""Somebody beside themselves: these four weeks, the four before, and the same four a year ago. Never beside others."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from journal.days import Floats
from journal.sharing import SharedHistory

BLOCK = 28
YEAR_AGO = 364  # the same days of the week
REACH = timedelta(days=YEAR_AGO + BLOCK)
DASH = "–"
HEADS = (("These four weeks", 0), ("The four before", BLOCK), ("A year ago", YEAR_AGO))


@dataclass(frozen=True)
class Line:
    """One measure across the blocks."""

    words: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def comparison(history: SharedHistory, run_days: Collection[date]) -> Comparison | None:
    """Only blocks that lie in the history with all their days; None until there are two."""
    count = len(history.days)
    blocks = [(words, slice(count - back - BLOCK, count - back)) for words, back in HEADS if count >= back + BLOCK]
    if len(blocks) < 2:
        return None
    cuts = [cut for _, cut in blocks]
    lines = (
        Line("Days with a run", tuple(_run_days(history, cut, run_days) for cut in cuts)),
        Line("Legs, points a day", _cells(history, cuts, "training", _a_day)),
        Line("Head, mean of a day", _cells(history, cuts, "emotional", _mean)),
    )
    known = tuple(line for line in lines if any(cell != DASH for cell in line.cells))
    last = [history.days[cut.stop - 1] for cut in cuts]
    heads = tuple(
        f"{words}, {day - timedelta(days=BLOCK - 1):%-d %b} to {day:%-d %b %Y}"
        for (words, _), day in zip(blocks, last, strict=True)
    )
    return Comparison(heads, known) if known else None


def _cells(history: SharedHistory, cuts: list[slice], name: str, worded: Callable[[Floats], str]) -> tuple[str, ...]:
    return tuple(worded(history.values[name][cut]) for cut in cuts)


def _run_days(history: SharedHistory, cut: slice, run_days: Collection[date]) -> str:
    """A run without an effort is one, too, and a ride is none."""
    if not np.isfinite(history.values["training"][cut]).any():
        return DASH
    return f"{sum(day in run_days for day in history.days[cut])} of {BLOCK}"


def _a_day(values: Floats) -> str:
    return f"{np.nansum(values) / BLOCK:.0f}" if np.isfinite(values).any() else DASH


def _mean(values: Floats) -> str:
    known = int(np.isfinite(values).sum())
    return f"{np.nanmean(values):.0f}, from {known} day{'' if known == 1 else 's'}" if known else DASH
