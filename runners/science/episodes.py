"""Episodes of a score taken up again on a kept day, without the months before it.

What `balance.run_states_many` reads from a whole history, these read from its last days and what was kept of the days
before. Arrays are shaped (runners, days), NaN for a day without a score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from runners.science.balance import ENTER_NEED, ENTER_OF, EXIT_NEED, among_last
from runners.science.series import Array, Bools, Ints

# The scores before a day that its rules look at.
KEPT_SCORES = max(ENTER_OF, EXIT_NEED) - 1
NEVER = -1_000_000
# In place of a column: an episode began before the first one, or there is none.
BEFORE, NONE = -1, -2


@dataclass(frozen=True)
class Scores:
    """The scores of some days, and the last ones before them. A silence of more than `forget` days starts anew.

    `whole` (runners, 4 + days) begins with the last scores before the first day, NaN where there were fewer;
    `place`, of the same shape, counts each score since the last such silence, -1 where there is none.
    """

    whole: Array
    place: Ints
    newest: Ints  # (runners, days): the column of the newest score up to each day, below 0 before the first, or NEVER

    @property
    def anew(self) -> Bools:
        return np.equal(self.place, 0)


def scores_of(days: Array, *, before: Array, back: Ints, forget: int) -> Scores:
    """`before` (runners, 4), oldest first; the newest of them lies `back` (runners,) days before the first column."""
    whole = np.concatenate([before, days], axis=1)
    scored = ~np.isnan(whole)
    column = np.arange(-KEPT_SCORES, days.shape[1])
    at = np.where(column < 0, -back[:, np.newaxis], column)
    newest = np.maximum.accumulate(np.where(scored, at, NEVER), axis=1)
    silence = np.zeros(whole.shape, dtype=bool)
    silence[:, 1:] = scored[:, 1:] & (newest[:, :-1] > NEVER) & (at[:, 1:] - newest[:, :-1] > forget)
    count = np.cumsum(scored, axis=1)
    start = np.maximum.accumulate(np.where(silence, count - 1, 0), axis=1)
    return Scores(whole, np.where(scored, count - 1 - start, -1), newest[:, KEPT_SCORES:])


@dataclass(frozen=True)
class Replay:
    """Each (runners, days): whether an episode lasts, and the column it began on, BEFORE the first one or NONE."""

    elevated: Bools
    entered: Ints


def replay_many(scores: Scores, *, elevated: Bools, enter: float, exit_: float) -> Replay:
    """The rules of `run_states_many` from where `elevated` (runners,) left off on the day before the first column."""
    scored = scores.place >= 0
    values, place = scores.whole[scored], scores.place[scored]
    begins, ends = np.zeros(scored.shape, dtype=bool), scores.anew.copy()
    begins[scored] = (values >= enter) & (among_last(values >= enter, place, ENTER_OF) >= ENTER_NEED)
    ends[scored] |= among_last(values < exit_, place, EXIT_NEED) == EXIT_NEED
    began = _latest(begins[:, KEPT_SCORES:], np.where(elevated, BEFORE, NONE))
    up = began > _latest(ends[:, KEPT_SCORES:], np.full(len(elevated), NONE))
    first = up.copy()
    first[:, 1:] &= ~up[:, :-1]
    first[:, 0] &= ~elevated
    entered = _latest(first, np.full(len(elevated), BEFORE))
    return Replay(up, np.where(up, entered, NONE))


def _latest(events: Bools, start: Ints) -> Ints:
    """The column of the newest event up to each day, `start` (runners,) before the first one."""
    columns = np.where(events, np.arange(events.shape[1]), NONE)
    return np.maximum(np.maximum.accumulate(columns, axis=1), start[:, np.newaxis])


def last_scores(scores: Scores, column: int) -> Array:
    """The last scores up to a column, as `scores_of` takes them on: (runners, 4), oldest first."""
    kept = np.full((len(scores.whole), KEPT_SCORES), np.nan)
    rows = np.arange(len(scores.whole))
    at = np.maximum.accumulate(np.where(scores.place >= 0, np.arange(scores.whole.shape[1]), -1), axis=1)
    here = at[:, column + KEPT_SCORES]
    left = np.where(here >= 0, scores.place[rows, here], -1)
    for back in range(KEPT_SCORES):
        known = (here >= 0) & (left >= back)
        kept[known, KEPT_SCORES - 1 - back] = scores.whole[rows[known], here[known]]
        here = np.where(here > 0, at[rows, here - 1], -1)
    return kept
