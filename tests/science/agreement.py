"""Comparing the product's numbers with reference.py, and random histories to compare them on."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from runners.science.series import Array

AGREE = settings(max_examples=60, deadline=None, database=None, derandomize=True)

missing = st.sampled_from([0.0, 0.1, 0.4, 0.8, 0.95, 1.0])
seeds = st.integers(0, 10**9)


def assert_agree(found: Any, expected: Any, within: float = 1e-9) -> None:
    """The same shape all the way down, numbers within `within` (relative above 1)."""
    if isinstance(expected, dict):
        assert isinstance(found, dict)
        assert set(found) == set(expected)
        for key, value in expected.items():
            assert_agree(found[key], value, within)
    elif isinstance(expected, list | tuple):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_agree(one, other, within)
    elif expected is None or isinstance(expected, str | bool):
        assert found == expected
    else:
        assert type(found) in (int, float)
        assert abs(found - expected) <= within * max(1.0, abs(expected))


def plain(row: Array) -> list[float | None]:
    """One runner's days as the reference wants them, None for NaN."""
    return [None if math.isnan(value) else float(value) for value in row]


@st.composite
def ratings(draw: st.DrawFn, longest: int = 110, tenths: bool = False) -> Array:
    """Ratings 0..10 of one to three runners, whole or with decimals, some missing; maybe no day at all."""
    rng = np.random.default_rng(draw(seeds))
    shape = (draw(st.integers(1, 3)), draw(st.integers(0, longest)))
    values = rng.uniform(0, 10, shape) if draw(st.booleans()) else rng.integers(0, 11, shape).astype(float)
    return np.where(rng.random(shape) < draw(missing), np.nan, values)


@st.composite
def loads(draw: st.DrawFn, longest: int = 110, late: bool = False) -> Array:
    """Daily points of one to three runners in quarters, many days of rest; if `late`, NaN before each first day."""
    rng = np.random.default_rng(draw(seeds))
    shape = (draw(st.integers(1, 3)), draw(st.integers(0, longest)))
    values = np.round(rng.gamma(2.0, 40.0, shape) * 4) / 4
    if draw(st.booleans()):
        values[:] = 50.0
    values = np.where(rng.random(shape) < draw(missing), 0.0, values)
    first = rng.integers(0, shape[1] + 1, (shape[0], 1)) if late else np.zeros((shape[0], 1))
    return np.where(np.arange(shape[1]) < first, np.nan, values)
