"""The day after runs that were confirmed, beside the day after easy ones."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from journal.models import DailyCheck
from journal.queries.insights.rebound import After, Pair, Rebound, lines_of, rebound_of
from journal.queries.insights.told import outings_told
from runners.models import User
from tests import making
from tests.journal.insights.telling import told, when

WEEK = timedelta(days=7)


def rebound(runner: User, now: datetime) -> Rebound:
    return rebound_of(runner, outings_told(runner, today=runner.day(now)))


def fortnights(runner: User, now: datetime, *, pairs: int) -> None:
    """A confirmed run on one Wednesday, an easy one on the next; sleep after the first is three points lower."""
    for back in range(2 * pairs):
        at, ran_them = now - back * WEEK, back % 2 == 0
        plan = {"before_ran_me": "yes" if ran_them else "", "effort": 8 if ran_them else 3}
        told(runner, at=at, before_planned_minutes=40, **plan)
        sleep = (4 if ran_them else 7) + back % 3 // 2
        DailyCheck.objects.create(runner=runner, **when(runner, at + timedelta(days=1)), sleep=sleep)


def test_it_lays_each_confirmed_run_beside_one_easy_one(runner: User, now: datetime) -> None:
    fortnights(runner, now, pairs=10)
    found = rebound(runner, now)
    feeling, sleep, soreness = found.lines
    assert (found.confirmed, len(found.pairs)) == (10, 10)
    assert (feeling.n, sleep.n, soreness.n) == (0, 10, 0)
    assert sleep.shift is not None
    assert sleep.shift.mean == pytest.approx(-3, abs=0.4)
    assert found.sentence.startswith("The days after such runs, beside those after easy ones: sleep 3.")


def test_it_is_silent_under_eight_pairs(runner: User, now: datetime) -> None:
    fortnights(runner, now, pairs=7)
    found = rebound(runner, now)
    assert (found.confirmed, found.told) == (7, False)


@pytest.mark.parametrize(
    ("minutes", "apart"), [(61, WEEK), (40, 9 * WEEK), (40, timedelta(days=3))], ids=["long", "ago", "weekend"]
)
def test_a_run_that_is_not_alike_is_not_laid_beside(
    runner: User, now: datetime, minutes: int, apart: timedelta
) -> None:
    told(runner, at=now, before_ran_me="yes", effort=8, before_planned_minutes=40)
    told(runner, at=now - apart, effort=3, before_planned_minutes=minutes)
    assert rebound(runner, now).pairs == ()


def test_no_easy_run_is_used_twice(runner: User, now: datetime) -> None:
    for back in (0, 2):
        told(runner, at=now - timedelta(days=back), before_ran_me="yes", effort=8)
    told(runner, at=now - timedelta(days=1), effort=3)
    assert len(rebound(runner, now).pairs) == 1


def test_the_feeling_of_the_next_day_is_the_mean_of_its_taps(runner: User, now: datetime) -> None:
    told(runner, at=now - timedelta(days=1), before_ran_me="yes", effort=8)
    told(runner, at=now - 7 * timedelta(days=1), effort=3)
    making.check_in(runner, at=now, valence=-2)
    told(runner, at=now, came=1, left=4, effort=9)
    (pair,) = rebound(runner, now).pairs
    assert pair.after.feeling == 1


def invented_pairs(rng: np.random.Generator, *, effect: float) -> list[Pair]:
    """Pairs of one invented year in whole answers; sleep after a confirmed run moves by `effect`."""

    def after(moved: float) -> After:
        mood, taps = rng.normal(1, 1.2), int(rng.integers(1, 4))
        feeling = float(np.mean(np.clip(np.rint(mood + rng.normal(0, 0.7, taps)), -4, 4)))
        sleep, sore = (int(np.clip(np.rint(rng.normal(*shape)), 0, 10)) for shape in ((6 + moved, 1.4), (3, 1.6)))
        return After(feeling if rng.random() < 0.5 else None, sleep, sore)

    return [Pair(date(2026, 1, 1), date(2026, 1, 2), after(effect), after(0.0)) for _ in range(rng.poisson(16))]


def test_its_intervals_hold_the_truth_and_chance_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Looked at after every new pair."""
    rng = np.random.default_rng(5)
    moved = [lines_of(invented_pairs(rng, effect=-1.0))[1].shift for _ in range(300)]
    held = float(np.mean([shift.low <= -1.0 <= shift.high for shift in moved if shift]))
    misled = float(np.mean([any_stands(invented_pairs(rng, effect=0.0)) for _ in range(300)]))
    with capsys.disabled():
        print(
            f"\n  day after: 90 % intervals hold the effect {held:.1%}; runners told of nothing in a year {misled:.1%}"
        )
    assert 0.86 <= held <= 0.96
    assert misled <= 0.03


def any_stands(pairs: list[Pair]) -> bool:
    return any(line.stands for count in range(8, len(pairs) + 1) for line in lines_of(pairs[:count]))
