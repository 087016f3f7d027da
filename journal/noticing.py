"""What of a day may be worth an alert, beside the reading itself: one row of plain numbers a runner.

A day is looked at with the three months before it and nothing else, so that it reads the same on its own evening and
when a coach asks, much later, what would have been said. The thresholds are our convention; no publication stands
behind them. Nothing here says who hears of what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from journal import charts, facts, standing
from journal.days import Bools, Floats, Matrix
from journal.readings import ReadingState
from runners.science import episodes
from runners.science.balance import ENTER_NEED, ENTER_OF

EPISODE_DAYS = 84  # how far back the beginning of an episode is looked for
APART_DAYS = 56  # the same for two lines that go apart
LEAST_OBSERVED = 0.25  # of the weight of about a week: some ten days without an answer
HEARD, SAID = 4, 2  # answers about the head and after runs that make a week a known one
LEVELS = tuple(standing.LEVELS)
SINCE: Mapping[ReadingState, str] = {level: f"{level.value}_since" for level in LEVELS}
# `*_since` are ordinals of days, NaN outside an episode; `head_over` and `legs_over` days in a row; `good_week` how
# much lighter than usual, on a rating's scale, both the head and what runs give were.
COLUMNS = (*SINCE.values(), "confidence", "head_over", "legs_over", "good_week")
Noticed = NDArray[np.float64]


@dataclass(frozen=True)
class Days:
    """Some runners' days, (runners, days); bands and scores may be known of the last ones only. All end together."""

    values: Matrix
    lines: standing.Lines
    scored: standing.Scored
    today: date

    def until(self, day: date) -> "Days":
        """The same, as it was on the evening of an earlier day."""
        cut = (self.today - day).days
        if cut == 0:
            return self
        lines = {name: getattr(self.lines, name) for name in self.lines.__dataclass_fields__}
        return Days(_cut(self.values, cut), standing.Lines(**_cut(lines, cut)), _earlier(self.scored, cut), day)

    @property
    def week(self) -> Floats:
        """The numbers behind the reasons of the last day."""
        usual = {name: part[:, -1] for name, part in self.scored.usual.items()}
        answers = {name: part[:, -1] for name, part in self.scored.answers.items()}
        return facts.worked_out(self.values, usual, answers, self.today)


def _cut(parts: Mapping[str, Floats], days: int) -> dict[str, Floats]:
    return {name: part[:, :-days] for name, part in parts.items()}


def _earlier(scored: standing.Scored, days: int) -> standing.Scored:
    return standing.Scored(
        score=scored.score[:, :-days],
        contributions=_cut(scored.contributions, days),
        confidence=scored.confidence[:, :-days],
        usual=_cut(scored.usual, days),
        answers=_cut(scored.answers, days),
    )


def noticed(days: Days, week: Floats) -> Noticed:
    """(runners, COLUMNS) of the last day; `week` are its facts."""
    since = _since(days.values["score"], days.today)
    steady = np.all([np.isnan(part) for part in since], axis=0)
    confidence = np.where(np.isnan(days.values["score"][:, -1]), 0.0, days.scored.confidence[:, -1])
    good = np.where(steady, _good_week(week), np.nan)
    return np.stack([*since, confidence, *_apart(days.lines), good], axis=1)


def _since(scores: Floats, today: date) -> list[Floats]:
    """The ordinal of the day on which each level's present episode began; NaN outside one, or in one from long ago."""
    found = [np.full(len(scores), np.nan) for _ in LEVELS]
    lowest = min(enter for enter, _ in standing.LEVELS.values())
    window = scores[:, -EPISODE_DAYS:]
    loud = np.flatnonzero((window >= lowest).sum(axis=1) >= ENTER_NEED)  # nobody else can be in one
    if len(loud):
        for since, began in zip(found, _began(window[loud], today), strict=True):
            since[loud] = began
    return found


def _began(window: Floats, today: date) -> list[Floats]:
    count, width = window.shape
    nothing, back = np.full((count, episodes.KEPT_SCORES), np.nan), np.ones(count, dtype=np.int64)
    known = episodes.scores_of(window, before=nothing, back=back, forget=standing.FORGOTTEN_AFTER)
    silent = width - 1 - known.newest[:, -1] > standing.UNKNOWN_AFTER
    first = today.toordinal() - width + 1
    # Whoever was that high when the window begins has been so for longer than it is wide.
    earliest = ENTER_OF if width == EPISODE_DAYS else 0
    found = []
    for enter, exit_ in standing.LEVELS.values():
        replayed = episodes.replay_many(known, elevated=np.zeros(count, dtype=bool), enter=enter, exit_=exit_)
        entered = replayed.entered[:, -1]
        found.append(np.where((entered < earliest) | silent, np.nan, first + entered))
    return found


def _apart(lines: standing.Lines) -> tuple[Floats, Floats]:
    """Days in a row with the head over its usual while the legs are not over theirs, and the other way round."""
    head_high, legs_high = lines.emotional_high[:, -APART_DAYS:], lines.training_high[:, -APART_DAYS:]
    width = head_high.shape[1]
    head, legs = lines.emotional_acute[:, -width:], lines.training_acute[:, -width:]
    known = (lines.observed[:, -width:] >= LEAST_OBSERVED) & ~np.isnan(head + head_high + legs + legs_high)
    head_up, legs_up = charts.beyond(head, head_high), charts.beyond(legs, legs_high)
    return _in_a_row(known & head_up & ~legs_up), _in_a_row(known & legs_up & ~head_up)


def _in_a_row(flags: Bools) -> Floats:
    """How many of the last days, today included; none where it has lasted for longer than anybody looks back."""
    lasting = np.cumprod(flags[:, ::-1], axis=1).sum(axis=1).astype(np.float64)
    return np.where(lasting == APART_DAYS, 0.0, lasting)


def _good_week(week: Floats) -> Floats:
    """The smaller of two gaps on a rating's scale: how much calmer the head, how much more runs gave; NaN unknown."""
    head, joy, met = (_lighter(week, name) for name in ("emotional", "joyless", "unmet"))
    heard = _column(week, "emotional", "n_lately") >= HEARD
    said = np.minimum(_column(week, "joyless", "n_lately"), _column(week, "unmet", "n_lately")) >= SAID
    found: Floats = np.minimum(head / standing.RATING["emotional"], (joy + met) / 2)
    return np.where(heard & said, found, np.nan)


def _lighter(week: Floats, signal: str) -> Floats:
    return _column(week, signal, "usual") - _column(week, signal, "lately")


def _column(week: Floats, signal: str, fact: str) -> Floats:
    at = facts.SIGNALS.index(signal) * len(facts.SIGNAL_FACTS) + facts.SIGNAL_FACTS.index(fact)
    return week[:, at]


def unpacked(rows: Sequence[bytes]) -> Noticed:
    """What is kept of these runners, (runners, COLUMNS); somebody nothing is kept of has NaN throughout."""
    width = len(COLUMNS) * 8
    nothing = np.full(len(COLUMNS), np.nan).tobytes()
    together = b"".join(bytes(row) if len(row) == width else nothing for row in rows)
    return np.frombuffer(together).reshape(len(rows), len(COLUMNS))
