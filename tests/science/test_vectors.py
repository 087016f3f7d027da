"""The golden vectors, and our own beside them, replayed against the product."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runners.science import balance, drift, emotional, pacing, series, training
from tests.science import reference
from tests.science.agreement import assert_agree

HERE = Path(__file__).parent
VECTORS = json.loads((HERE / "vectors.json").read_text())
OWN_VECTORS = json.loads((HERE / "own_vectors.json").read_text())

# The acute-to-chronic ratio describes runners badly and enters no score, so no page shows it and no code computes it.
NOT_IN_THE_PRODUCT = {"acwr_rolling_coupled", "acwr_rolling_uncoupled", "acwr_ewma"}

OWN_RUNS = [0.030, 0.028, 0.035, 0.032, 0.040, 0.026, 0.031]


def rage_run_chain() -> list[float | None]:
    a = emotional.charge(-3, 3, True)
    b = emotional.overshoot(8, 4, 0.5)
    c = emotional.erratic(0.06, OWN_RUNS)
    return [a, b, c, emotional.rage_run(a, b, c)]


def emotional_signal_chain(
    points: list[float | None], science: Any = balance, scale: float = emotional.POINTS_PER_RATING
) -> dict[str, Any]:
    """Emotional load enters the score as a tenth of its points."""
    found = science.sustained([None if day is None else day / scale for day in points])
    return {"sustained": found, "facet": science.facet([found["q"]])}


CHAINS: dict[str, Callable[..., Any]] = {
    "_rage_run_chain": rage_run_chain,
    "_emotional_signal_chain": emotional_signal_chain,
}


def counterpart(name: str) -> Callable[..., Any] | None:
    places = [module for module in (training, pacing, emotional, balance, drift, series) if hasattr(module, name)]
    return CHAINS.get(name) or (getattr(places[0], name) if places else None)


@pytest.mark.parametrize("vector", VECTORS + OWN_VECTORS, ids=lambda vector: f"{vector['fn']}: {vector['name']}")
def test_it_gives_the_golden_value(vector: dict[str, Any]) -> None:
    if vector["fn"] in NOT_IN_THE_PRODUCT:
        assert counterpart(vector["fn"]) is None
        return
    function = counterpart(vector["fn"])
    assert function is not None, f"{vector['fn']} has vectors and no counterpart"
    args = vector["args"]
    found = function(**args) if isinstance(args, dict) else function(*args)
    assert_agree(found, vector["out"], within=1e-6)


@pytest.mark.parametrize("vector", OWN_VECTORS, ids=lambda vector: vector["name"])
def test_it_agrees_with_the_reference_on_our_own_vectors(vector: dict[str, Any]) -> None:
    found = emotional_signal_chain(vector["args"]["points"], reference, 10.0)
    assert_agree(found, vector["out"], within=1e-6)


def test_it_keeps_the_exclusion_list_short() -> None:
    assert {vector["fn"] for vector in VECTORS} >= NOT_IN_THE_PRODUCT
    assert len(VECTORS) == 123
