"""Day values -> scores, lines, usual bands and today's reading, for many runners at once. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from journal.days import Bools, Floats, Matrix
from journal.facts import SIGNALS
from journal.models import CARRIED
from journal.readings import ReadingState
from runners.science import balance, emotional, episodes, training
from runners.science.series import or_zero

Ints = NDArray[np.int64]
# Answers a person gave; effort drift is worked out from runs and says nothing about somebody being there.
ANSWERS = ("tiredness", "poor_sleep", "emotional", "joyless", "unmet")
FACETS = {
    "exhaustion": ("tiredness", "poor_sleep", "effort_drift"),
    "emotional": ("emotional",),
    "motivation": ("joyless", "unmet"),
}
# Emotional load enters as EL / 10, so that the baseline's prior on a 0..10 rating fits.
RATING = {name: 10.0 if name == "emotional" else 1.0 for name in SIGNALS}
# Three replays over the same scores; the reading is the highest that is elevated (enter, exit).
LEVELS = {
    ReadingState.WORTH_A_LOOK: (40.0, 25.0),
    ReadingState.STRAINED: (50.0, 35.0),
    ReadingState.TALK_TODAY: (70.0, 50.0),
}
# Days before the first one of a score that it looks at: eight weeks, the week that ends on it, a week's monotony.
SCORE_BACK = 8 * 7 + 6 + 6


@dataclass(frozen=True)
class Scored:
    """The last `n` days of every runner: shapes (runners, n); a score is NaN where too little is known."""

    score: Floats
    contributions: dict[str, Floats]
    confidence: Floats
    usual: Matrix
    answers: Matrix


def score(days: Matrix, *, last: int) -> Scored:
    """The balance score of the last days, each against its own baseline."""
    back = last + balance.BASE_REACH
    together = np.concatenate([days[name][:, -back:] / RATING[name] for name in SIGNALS])
    found = balance.sustained_many(together, last=last)
    q, den, n, usual = (_apart(part) for part in (found.q, found.den, found.n.astype(np.float64), found.mean))
    at = {name: i for i, name in enumerate(SIGNALS)}
    facets = {facet: balance.facet_many([q[at[name]] for name in names]) for facet, names in FACETS.items()}
    facets["load"] = balance.load_facet_many(days["training"][:, -last - SCORE_BACK :], last=last)
    risk = balance.risk_many(facets)
    known = {name: ~np.isnan(q[i]) for name, i in at.items()}
    best_n = {f: _best([np.where(known[s], n[at[s]], 0.0) for s in names]) for f, names in FACETS.items()}
    best_den = {f: _best([np.where(known[s], den[at[s]], 0.0) for s in names]) for f, names in FACETS.items()}
    return Scored(
        score=risk.score,
        contributions=risk.contributions,
        confidence=_confidence(best_n, best_den, facets),
        usual={name: usual[i] * RATING[name] for name, i in at.items()},
        answers={name: n[i] for name, i in at.items()},
    )


def _apart(stacked: Floats) -> list[Floats]:
    """One array a signal from those laid on top of one another."""
    return list(stacked.reshape(len(SIGNALS), -1, stacked.shape[1]))


def _best(parts: Sequence[Floats]) -> Floats:
    best: Floats = np.maximum.reduce(list(parts))
    return best


def _confidence(best_n: Matrix, best_den: Matrix, facets: Matrix) -> Floats:
    """Per facet the best signal's n and weight, then the least over the facets used (never more than is known)."""
    used = {facet: ~np.isnan(facets[facet]) for facet in FACETS}
    n = np.minimum.reduce([np.where(used[facet], best_n[facet], np.inf) for facet in FACETS])
    den = np.minimum.reduce([np.where(used[facet], best_den[facet], np.inf) for facet in FACETS])
    have = np.add.reduce([(~np.isnan(f)).astype(np.float64) for f in facets.values()])
    none = np.isinf(n)
    return balance.confidence_many(np.where(none, 0.0, n), np.where(none, 0.0, den), have)


UNKNOWN_AFTER = 14  # days without a score after which the last reading says nothing any more
FORGOTTEN_AFTER = 42  # days without one after which learning starts anew
AT = {name: i for i, name in enumerate(CARRIED)}
SCORES = slice(AT["score_4"], AT["score_1"] + 1)


@dataclass(frozen=True)
class Replayed:
    """The three replays over some last days of scores, taken up from what was carried to the first of them."""

    first: date
    scores: episodes.Scores
    replays: dict[ReadingState, episodes.Replay]
    carried: Floats

    def strained_on(self, column: int) -> Floats:
        """The day (its ordinal) on which the strained episode of that column's day began; NaN outside one."""
        entered = self.replays[ReadingState.STRAINED].entered[:, column]
        within = self.first.toordinal() + entered
        since = np.where(entered == episodes.BEFORE, self.carried[:, AT["strained_on"]], within)
        return np.where(entered == episodes.NONE, np.nan, since)

    def scored_on(self, column: int) -> Floats:
        """The day (its ordinal) of the newest score up to a column; NaN without one."""
        newest = self.scores.newest[:, column]
        return np.where(newest == episodes.NEVER, np.nan, self.first.toordinal() + newest)


def replay(scores: Floats, *, first: date, carried: Floats) -> Replayed:
    """`scores` (runners, days from `first` on); `carried` (runners, what) of the evening before."""
    back = np.where(np.isnan(carried[:, AT["scored_on"]]), 1, first.toordinal() - carried[:, AT["scored_on"]])
    kept = episodes.scores_of(scores, before=carried[:, SCORES], back=back.astype(np.int64), forget=FORGOTTEN_AFTER)
    replays = {
        level: episodes.replay_many(kept, elevated=carried[:, AT[level.value]] > 0, enter=enter, exit_=exit_)
        for level, (enter, exit_) in LEVELS.items()
    }
    return Replayed(first, kept, replays, carried)


@dataclass(frozen=True)
class Read:
    """Today's reading of each runner; `episode_on` (runners,) is the ordinal of the strained episode's first day."""

    state: list[ReadingState]
    episode_on: Floats


def read(replayed: Replayed, *, today: date, held: Bools) -> Read:
    """Learning is 'no score, or none that still says something'. Somebody who paused (`held`) is not silent: their
    reading stays as it was."""
    silent = today.toordinal() - replayed.scored_on(-1)
    unknown = np.isnan(silent) | ((silent > UNKNOWN_AFTER) & ~held)
    level = np.zeros(len(held), dtype=np.int64)
    for rank, state in enumerate(LEVELS, 1):
        level[replayed.replays[state].elevated[:, -1]] = rank
    level[unknown] = -1
    names = (ReadingState.STEADY, *LEVELS, ReadingState.LEARNING)
    episode = np.where(unknown, np.nan, replayed.strained_on(-1))
    return Read(state=[names[rank] for rank in level.tolist()], episode_on=episode)


@dataclass(frozen=True)
class Lines:
    """Both loads' lines, shapes (runners, days), and usual bands, shapes (runners, last)."""

    training_acute: Floats
    training_chronic: Floats
    training_low: Floats
    training_high: Floats
    emotional_acute: Floats
    emotional_chronic: Floats
    emotional_low: Floats
    emotional_high: Floats
    observed: Floats


LIVELY_DAYS = 28
# Days before the first one of a band that it looks at.
BAND_BACK = balance.BASE_REACH + LIVELY_DAYS - 1


def _last_days_sum(values: Floats, n: int) -> Floats:
    """The sum of the last n days, today included, for every day; missing days add nothing."""
    sums = np.cumsum(or_zero(values), axis=1)
    sums[:, n:] -= sums[:, :-n].copy()
    return sums


@dataclass(frozen=True)
class Past:
    """What is carried of the days before the first column, (runners, what), and how many days of history (runners,)
    those were: 0 where the history begins later."""

    carried: Floats
    days: Ints

    def load(self) -> training.LoadPast:
        return training.LoadPast(self.carried[:, AT["legs_acute"]], self.carried[:, AT["legs_chronic"]], self.days)

    def emotional(self) -> emotional.EmotionalPast:
        acute, chronic, observed, answers, days = (
            or_zero(self.carried[:, AT[f"head_{name}"]]) for name in ("acute", "chronic", "observed", "answers", "days")
        )
        return emotional.EmotionalPast(acute, chronic, observed, answers.astype(np.int64), days.astype(np.int64))


def lines(days: Matrix, *, past: Past | None = None, last: int | None = None) -> Lines:
    """The lines of all days, the usual bands of the `last` ones (by default of all)."""
    legs = training.load_lines_many(days["training"], past=past.load() if past else None)
    head = emotional.emotional_lines_many(days["emotional"], past=past.emotional() if past else None)
    # A day without a run is a rest day while somebody runs at all; long before and after, it says nothing.
    running = ~np.isnan(days["training"]) & (_last_days_sum(days["training"], LIVELY_DAYS) > 0)
    felt = ~np.isnan(days["emotional"])
    legs_low, legs_high = balance.usual_band_many(legs.acute, observed=running, floor_ratio=0.15, last=last)
    head_low, head_high = balance.usual_band_many(head.acute, observed=felt, floor_abs=5.0, last=last)
    return Lines(
        legs.acute, legs.chronic, legs_low, legs_high, head.acute, head.chronic, head_low, head_high, head.observed
    )


def carried_lines(days: Matrix, drawn: Lines, *, past: Past, column: int) -> Floats:
    """What the evening of a column's day hands on of the lines, in the places of CARRIED: (runners, what)."""
    felt = ~np.isnan(days["emotional"][:, : column + 1])
    before = past.emotional()
    kept = np.full((len(felt), len(CARRIED)), np.nan)
    kept[:, AT["legs_acute"]] = drawn.training_acute[:, column]
    kept[:, AT["legs_chronic"]] = drawn.training_chronic[:, column]
    kept[:, AT["head_acute"]] = drawn.emotional_acute[:, column]
    kept[:, AT["head_chronic"]] = drawn.emotional_chronic[:, column]
    kept[:, AT["head_observed"]] = drawn.observed[:, column]
    kept[:, AT["head_answers"]] = before.answers + felt.sum(axis=1)
    kept[:, AT["head_days"]] = training.go_on(training.days_begun(felt), before.days)[:, -1]
    return kept


def carried_replays(replayed: Replayed, *, column: int, kept: Floats) -> None:
    """The same of the replays, filled into `kept`."""
    for level, replay_ in replayed.replays.items():
        kept[:, AT[level.value]] = replay_.elevated[:, column]
    kept[:, AT["strained_on"]] = replayed.strained_on(column)
    kept[:, AT["scored_on"]] = replayed.scored_on(column)
    kept[:, SCORES] = episodes.last_scores(replayed.scores, column)
