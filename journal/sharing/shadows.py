"""A second reading beside the balance, for whoever looks after the site. It decides nothing and nobody is shown it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from journal import series
from journal.days import Bools, Floats, Matrix
from journal.models import RunnerState
from journal.standing import RATING
from runners.science import balance, strain

RUNNERS_A_TIME = 500
LEARNS_FROM = balance.BASE_REACH + 28  # days before the first one that is compared
STAYS = 3  # days in a row on which the two disagree, to be worth a line


@dataclass(frozen=True)
class Apart:
    """A stretch on which one of the two speaks and the other does not; what they said on its first day."""

    runner_id: int
    since: date
    days: int
    balance: float | None
    strain: float | None
    most: tuple[tuple[str, float], ...]  # the answers that add most to the strain


@dataclass(frozen=True)
class Shadow:
    """Days of runners on which both, one or neither speaks, and where they stay apart."""

    runners: int
    both: int
    balance_alone: int
    strain_alone: int
    neither: int
    apart: tuple[Apart, ...]

    def __add__(self, other: "Shadow") -> "Shadow":
        return Shadow(
            self.runners + other.runners,
            self.both + other.both,
            self.balance_alone + other.balance_alone,
            self.strain_alone + other.strain_alone,
            self.neither + other.neither,
            self.apart + other.apart,
        )


NOTHING = Shadow(0, 0, 0, 0, 0, ())


def shadow(*, today: date, days: int) -> Iterator[Shadow]:
    """Everybody, some hundreds at a time; adding up is the caller's."""
    ids = list(RunnerState.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), RUNNERS_A_TIME):
        yield _shadow(ids[at : at + RUNNERS_A_TIME], today, days)


def _shadow(ids: Sequence[int], today: date, days: int) -> Shadow:
    window = series.Window(series.stretch(today - timedelta(days=days + LEARNS_FROM)), today)
    values = series.read(ids, window).values
    found = strain.strain_many(strain.deviations_many(_ratings(values)))
    ours = balance.run_states_many(values["score"]).elevated[:, -days:]
    theirs = balance.run_states_many(found.level, enter=strain.ENTER, exit_=strain.EXIT).elevated[:, -days:]
    apart = _stretches(ids, ours != theirs, today, _last(values["score"], days), found, days)
    return Shadow(
        len(ids), _sum(ours & theirs), _sum(ours & ~theirs), _sum(~ours & theirs), _sum(~ours & ~theirs), tuple(apart)
    )


def _ratings(values: Matrix) -> Matrix:
    return {name: values[name] / RATING[name] for name in strain.ANSWERS}


def _sum(flags: Bools) -> int:
    return int(flags.sum())


def _last(values: Floats, days: int) -> Floats:
    return values[:, -days:]


def _stretches(
    ids: Sequence[int], differ: Bools, today: date, scores: Floats, found: strain.Strain, days: int
) -> Iterator[Apart]:
    level, parts = _last(found.level, days), found.parts[:, :, -days:]
    for row, first, length in _runs(differ):
        most = sorted(zip(strain.ANSWERS, parts[:, row, first].tolist(), strict=True), key=lambda one: -one[1])
        yield Apart(
            ids[row],
            today - timedelta(days=days - 1 - first),
            length,
            _or_none(scores[row, first]),
            _or_none(level[row, first]),
            tuple((name, round(part, 2)) for name, part in most[:2]),
        )


def _runs(flags: Bools) -> Iterator[tuple[int, int, int]]:
    """Row, first day and length of what is set for some days in a row."""
    edges = np.diff(np.pad(flags.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    begins, ends = np.nonzero(edges == 1), np.nonzero(edges == -1)
    for row, first, end in zip(*begins, ends[1], strict=True):
        if end - first >= STAYS:
            yield int(row), int(first), int(end - first)


def _or_none(value: np.float64) -> float | None:
    return None if np.isnan(value) else round(float(value), 2)
