"""The challenger of runners.science.strain, and how its loadings were learned: without the truth.

Strain is what answers still share a week later; mood is what they share on the day alone.
"""

import numpy as np

from runners.science.series import Array
from runners.science.strain import Model, deviations_many, strain_many
from tests.signal.scores import Score, signals
from tests.signal.worlds import Sample

WEEK = 7
MINE = 0.4  # how an answer's own noise fades from day to day; what it repeats tells less


def learn(sample: Sample) -> Model:
    """From what answers have in common, a week apart and on the same day."""
    z = deviations_many(signals(sample))
    later = _shared(z[:, :, WEEK:], z[:, :, :-WEEK]) / Model.phi**WEEK
    strain = _first_factor((later + later.T) / 2.0)
    same = _shared(z, z)
    mood = _first_factor(same - np.outer(strain, strain))
    noise = np.maximum(np.diag(same) - strain**2 - mood**2, 0.1)
    return Model(strain, mood, noise * (1.0 + MINE) / (1.0 - MINE))


def _shared(one: Array, other: Array) -> Array:
    """Mean products of all pairs of answers over the days on which both are known."""
    both = ~np.isnan(one)[:, None] & ~np.isnan(other)[None, :]
    products: Array = np.einsum("ird,jrd->ij", np.nan_to_num(one), np.nan_to_num(other))
    return products / np.maximum(both.sum(axis=(2, 3)), 1)


def _first_factor(shared: Array, *, rounds: int = 50) -> Array:
    """Loadings of the one factor that explains what pairs share, the diagonal left out."""
    loadings = np.full(len(shared), 0.3)
    for _ in range(rounds):
        filled = shared.copy()
        np.fill_diagonal(filled, loadings**2)
        values, vectors = np.linalg.eigh(filled)
        loadings = np.abs(vectors[:, -1]) * np.sqrt(max(values[-1], 1e-6))
    return loadings


def level(model: Model) -> Score:
    def score(sample: Sample) -> Array:
        return strain_many(deviations_many(signals(sample)), model=model).level

    return score
