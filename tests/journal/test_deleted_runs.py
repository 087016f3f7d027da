"""A deleted run is hidden at once, from every sum and page, its coach's too; brought back, it is as it was."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from journal import loads, sharing
from journal.models import RunnerState
from journal.queries.outings import outing_of
from journal.queries.outlets import unevenness_before
from runners.models import Coachship, Run, Stale, User
from tests import making, recording


def worked_out(runner: User, now: datetime) -> dict[str, list[float]]:
    Stale.objects.mark(runner.pk, runner.day(now) - timedelta(days=400))
    making.refreshed(now)
    found = loads.history(RunnerState.objects.get(runner=runner))
    names = ("training", "joyless", "effort_drift")
    return {name: np.nan_to_num(found.values[name], nan=-1.0).tolist() for name in names}


@pytest.fixture
def said(runner: User, now: datetime) -> Run:
    """A run of yesterday with something said about it this morning, and older ones beside it."""
    making.daily_check(runner, at=now - timedelta(days=30))
    run = recording.run(runner, at=now - timedelta(days=1), minutes=60, watch_effort=6.0)
    making.reflection(runner, at=now - timedelta(hours=1), run=run, enjoyment=2)
    return run


def test_it_leaves_every_sum_and_comes_back_into_it(runner: User, said: Run, now: datetime) -> None:
    before = worked_out(runner, now)
    assert before["training"][-2] > 0
    said.delete_softly(now=now)
    without = worked_out(runner, now)
    assert without["training"][-2:] == [0.0, 0.0]
    assert (before["joyless"][-2], before["joyless"][-1]) == (8.0, -1.0)
    assert (without["joyless"][-2], without["joyless"][-1]) == (-1.0, 8.0)
    said.restore()
    assert worked_out(runner, now) == before


def test_it_begins_no_history(runner: User, now: datetime) -> None:
    recording.run(runner, at=now - timedelta(days=50), minutes=12).delete_softly(now=now)
    making.run(runner, at=now - timedelta(days=3))
    making.refreshed(now)
    assert len(loads.history(RunnerState.objects.get(runner=runner)).days) == 4


def test_its_coach_does_not_see_it_either(runner: User, tie: Coachship, said: Run, now: datetime) -> None:
    since = said.local_day
    assert [outing.run_id for outing in sharing.outings(tie, since=since)] == [said.pk]
    said.delete_softly(now=now)
    assert [outing.run_id for outing in sharing.outings(tie, since=since)] == [None]


def test_it_is_nobodys_usual_and_nobodys_next(runner: User, said: Run, now: datetime) -> None:
    later = recording.run(runner, at=now, minutes=13)
    assert len(unevenness_before(later)) == 1
    said.delete_softly(now=now)
    assert unevenness_before(later) == []
    entry = making.check_in(runner, at=now - timedelta(minutes=5))
    later.delete_softly(now=now)
    assert outing_of(runner, check_in=str(entry.pk), run=None, now=now).run is None
