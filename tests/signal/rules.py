"""Rules as people use them: one line that nobody moves, and the days on which something is sent."""

from collections.abc import Callable

import numpy as np

from runners.science.balance import COOLDOWN_DAYS, ENTER, EXIT, run_states_many
from runners.science.series import Bools
from tests.signal.judging import spaced
from tests.signal.scores import Score, acwr, hooper_day, ours
from tests.signal.worlds import Sample

Rule = Callable[[Sample], Bools]


def readings(enter: float, exit_: float) -> Rule:
    """What is sent while a reading stands: once an episode, and not again while the last one is fresh. The confidence
    it takes besides is not simulated."""

    def sent(sample: Sample) -> Bools:
        states = run_states_many(ours(sample), enter=enter, exit_=exit_)
        found = np.zeros(states.elevated.shape, dtype=bool)
        told = np.full(len(found), -COOLDOWN_DAYS)
        for day in range(found.shape[1]):
            fresh = told >= np.minimum(states.entered[:, day], day - COOLDOWN_DAYS + 1)
            found[:, day] = states.elevated[:, day] & ~fresh
            told[found[:, day]] = day
        return found

    return sent


def one_day(score: Score, over: float) -> Rule:
    """A single day over the line is enough, and then two weeks of silence."""

    def sent(sample: Sample) -> Bools:
        return spaced(score(sample) > over)

    return sent


RULES: dict[str, Rule] = {
    "watchful: from 40 to 25": readings(40.0, 25.0),
    "balanced: from 50 to 35": readings(ENTER, EXIT),
    "calm: from 70 to 50": readings(70.0, 50.0),
    "acute:chronic over 1.5": one_day(acwr, 1.5),
    "Hooper over 2, one day": one_day(hooper_day, 2.0),
}
