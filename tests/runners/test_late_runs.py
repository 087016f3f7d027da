"""A run typed in later says how late it is, because effort fades from memory."""

import uuid
from datetime import datetime, timedelta

import pytest

from runners import actions
from runners.models import User


@pytest.mark.parametrize(("days", "late"), [(0, 0), (1, 1), (10, 10), (-1, 0)])
def test_it_keeps_how_many_days_later_it_was_typed_in(runner: User, now: datetime, days: int, late: int) -> None:
    typed = actions.TypedRun(started_at=now - timedelta(days=days), timer_s=2700, effort=4)
    run = actions.log_run(runner, run=typed, key=uuid.uuid4(), now=now)
    assert (run.days_late, run.entered_at) == (late, now)
