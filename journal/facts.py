"""The numbers behind today's reasons: worked out for many at once, kept as a row of plain numbers a runner."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django.db import models
from numpy.typing import NDArray

from runners.science import training
from runners.science.series import or_zero

Floats = NDArray[np.float64]
Kept = Mapping[str, Mapping[str, float | int | str | None]]
# What a reading rests on, each turned so that higher is worse.
SIGNALS = ("tiredness", "poor_sleep", "effort_drift", "emotional", "joyless", "unmet")
SIGNAL_FACTS = ("usual", "lately", "n", "n_lately", "days_above", "since")
LOAD_FACTS = ("week", "usual_week", "weeks", "monotony")
WHOLE = frozenset({"n", "n_lately", "days_above", "weeks"})
WIDTH = len(SIGNALS) * len(SIGNAL_FACTS) + len(LOAD_FACTS)
WEEK, RECENT = 7, 28
WEEKS, WEEKS_MIN = 8, 4


def worked_out(days: Mapping[str, Floats], usual: Mapping[str, Floats], n: Mapping[str, Floats], today: date) -> Floats:
    """(runners, WIDTH): a signal's own usual (NaN: none yet) and the last week's, with the answers each rests on."""
    month = np.concatenate([days[name][:, -RECENT:] for name in SIGNALS])
    own, answers = (np.concatenate([part[name] for name in SIGNALS]) for part in (usual, n))
    together = _signals(month, own, answers, today)
    load = _load(days["training"])
    apart = together.reshape(len(SIGNALS), len(load), len(SIGNAL_FACTS)).swapaxes(0, 1)
    return np.concatenate([apart.reshape(len(load), -1), load], axis=1)


def _signals(month: Floats, usual: Floats, n: Floats, today: date) -> Floats:
    """A row for each runner and signal, laid on top of one another."""
    week = month[:, -WEEK:]
    answered = (~np.isnan(week)).sum(axis=1)
    lately = np.where(answered > 0, or_zero(week).sum(axis=1) / np.maximum(answered, 1), usual)
    in_a_row, back = _above(month, usual)
    since = np.where(in_a_row > 1, today.toordinal() - back, np.nan)
    return np.stack([usual, lately, n, answered, in_a_row, since], axis=1)


def _above(month: Floats, usual: Floats) -> tuple[Floats, Floats]:
    """Answers in a row above usual, back from today, and how many days ago the first of them was."""
    backwards = month[:, ::-1]
    ended = np.logical_or.accumulate(backwards <= usual[:, np.newaxis], axis=1)
    counted = ~ended & ~np.isnan(backwards)
    first = np.max(np.where(counted, np.arange(backwards.shape[1]), 0), axis=1, initial=0)
    return counted.sum(axis=1).astype(np.float64), first.astype(np.float64)


def _load(days: Floats) -> Floats:
    ran = or_zero(days[:, -7 * (WEEKS + 1) :])
    sums = [ran[:, -7 * k - 7 : ran.shape[1] - 7 * k].sum(axis=1) for k in range(WEEKS + 1)]
    # A week counts once the whole of it and of the present one lie within the own history.
    known = np.clip(training.days_begun(~np.isnan(days))[:, -1] // 7 - 1, 0, WEEKS)
    earlier = np.cumsum(np.stack([np.zeros(len(days)), *sums[1:]]), axis=0)
    usual = np.where(known >= WEEKS_MIN, earlier[known, np.arange(len(days))] / np.maximum(known, 1), 0.0)
    evenness = training.monotony_many(days[:, -WEEK:])[:, -1]
    return np.stack([sums[0], usual, known, evenness], axis=1)


def unpacked(row: Floats) -> dict[str, dict[str, Any]]:
    """One runner's row by name; a signal without an own usual is left out."""
    found: dict[str, dict[str, Any]] = {}
    per = len(SIGNAL_FACTS)
    for i, name in enumerate(SIGNALS):
        if not np.isnan(row[i * per]):
            found[name] = _named(SIGNAL_FACTS, row[i * per : (i + 1) * per])
            since = found[name]["since"]
            found[name]["since"] = date.fromordinal(int(since)).isoformat() if since else None
    found["load"] = _named(LOAD_FACTS, row[len(SIGNALS) * per :])
    return found


def _named(names: tuple[str, ...], values: Floats) -> dict[str, Any]:
    pairs = zip(names, values.tolist(), strict=True)
    return {name: None if value != value else int(value) if name in WHOLE else value for name, value in pairs}


def packed(facts: Kept) -> Floats:
    """What `unpacked` reads; anything not named is unknown."""
    row = [value for name in SIGNALS for value in _numbers(SIGNAL_FACTS, facts.get(name, {}))]
    return np.array(row + _numbers(LOAD_FACTS, facts.get("load", {})))


def _numbers(names: tuple[str, ...], kept: Mapping[str, float | int | str | None]) -> list[float]:
    values = [kept.get(name) for name in names]
    days = [date.fromisoformat(value).toordinal() if isinstance(value, str) else value for value in values]
    return [float("nan") if value is None else float(value) for value in days]


class FactsField(models.BinaryField):  # type: ignore[type-arg]
    """A mapping of names in Python, 40 numbers in the row: written by the thousand, read when a page asks for it."""

    def from_db_value(self, value: bytes | None, *_: object) -> dict[str, dict[str, Any]]:
        return unpacked(np.frombuffer(value)) if value else {}

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(packed(value).tobytes() if value else b"", connection, prepared)

    def to_python(self, value: Any) -> Any:
        return value
