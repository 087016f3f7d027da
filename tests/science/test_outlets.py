"""Whether a month of runs was more for getting away: on tables worked out by hand, and on people who never change."""

from math import comb

import numpy as np
import pytest

from runners.science.outlets import BEFORE, LATELY, Drift, drift_of, exact_p

MONTHS, RUNS = 12, 14


def test_the_chance_is_that_of_the_lady_with_the_tea() -> None:
    assert exact_p(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert exact_p(4, 4, 0, 4) == pytest.approx(2 / comb(8, 4))


@pytest.mark.parametrize(
    ("now", "before", "told"), [((30, 40), (20, 80), "more"), ((4, 40), (50, 80), "less"), ((15, 40), (26, 80), "")]
)
def test_it_tells_which_way(now: tuple[int, int], before: tuple[int, int], told: str) -> None:
    found = drift_of(*now, away_before=before[0], n_before=before[1])
    assert found is not None
    assert (found.more, found.less) == (told == "more", told == "less")


@pytest.mark.parametrize(("n", "n_before"), [(7, 40), (12, 7), (0, 0)])
def test_it_is_silent_under_eight(n: int, n_before: int) -> None:
    assert drift_of(0, n, away_before=0, n_before=n_before) is None


@pytest.mark.parametrize("counts", [(3, 2, 0, 9), (-1, 9, 0, 9), (1, 9, 10, 9)])
def test_it_refuses_more_than_there_were(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="more often"):
        drift_of(counts[0], counts[1], away_before=counts[2], n_before=counts[3])


def _year(rng: np.random.Generator, *, moved: float = 0.0) -> list[Drift]:
    """A year of looks at one person: a share of their own, in stretches (a run is like the one before in 3 of 10);
    in the last half year it has moved by so much."""
    share, many = rng.uniform(0.15, 0.6), (MONTHS + LATELY + BEFORE - 1) * RUNS
    asked = np.where(np.arange(many) < many // 2, share, min(share + moved, 1.0))
    fresh = rng.random(many) < asked
    for at in range(1, many):
        if rng.random() < 0.3:
            fresh[at] = fresh[at - 1]
    counts = fresh.reshape(-1, RUNS).sum(axis=1)
    found = [_look(counts[:end]) for end in range(LATELY + BEFORE, len(counts) + 1)]
    return [drift for drift in found if drift is not None]


def _look(counts: np.ndarray) -> Drift | None:
    now, before = int(counts[-LATELY:].sum()), int(counts[-LATELY - BEFORE : -LATELY].sum())
    return drift_of(now, LATELY * RUNS, away_before=before, n_before=BEFORE * RUNS)


def test_few_who_never_change_are_told_that_they_did(capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(21)
    told = [any(drift.more or drift.less for drift in _year(rng)) for _ in range(600)]
    changed = [any(drift.more for drift in _year(rng, moved=0.3)) for _ in range(600)]
    with capsys.disabled():
        print(f"\n  told of a drift in a year: {np.mean(told):.1%} without one, {np.mean(changed):.1%} with one")
    assert np.mean(told) <= 0.10
    assert np.mean(changed) > 0.5
