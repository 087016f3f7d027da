"""Filled in later, at the edges: the sixtieth day, an hour that has not come, and which late answers count."""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from django.http import QueryDict

from journal import actions, loads
from journal.forms import CheckInForm
from journal.models import RunnerState
from runners.models import User
from tests import making

NOW = datetime(2026, 3, 18, 8, 30, tzinfo=UTC)  # half past eight in Dublin, before noon


def sent(**fields: str) -> CheckInForm:
    data = QueryDict(mutable=True)
    data.update({"key": str(uuid.uuid4()), "valence": "1", **fields})
    return CheckInForm(data, has_coach=False, zone="Europe/Dublin", now=NOW)


@pytest.mark.parametrize(("days", "kept"), [(60, True), (61, False)])
def test_the_sixtieth_day_is_the_last_one(days: int, kept: bool) -> None:
    assert sent(other_day=str((NOW - timedelta(days=days)).date())).is_valid() is kept


def test_an_hour_of_today_that_has_not_come_is_named() -> None:
    form = sent(other_day="2026-03-18", other_clock="08:31")
    assert form.errors == {"other_clock": ["That time has not come yet."]}
    assert sent(other_day="2026-03-18", other_clock="08:30").is_valid()


def test_today_before_noon_is_now_and_not_noon() -> None:
    form = sent(other_day="2026-03-18")
    assert form.is_valid()
    assert form.made_at() == NOW
    earlier = sent(other_day="2026-03-17")
    assert earlier.is_valid()
    assert earlier.made_at() == datetime.combine(NOW.date() - timedelta(days=1), time(12), UTC)


def in_series(runner: User, name: str) -> list[float]:
    """What counts of it, day by day; nothing else is known of this runner."""
    loads.refresh_stale(now=NOW)
    kept = loads.history(RunnerState.objects.get(runner=runner)).values[name]
    return [float(value) for value in kept if not np.isnan(value)]


@pytest.mark.parametrize(("late", "counts"), [(1, True), (2, False)])
def test_a_daily_check_counts_up_to_a_day_late(runner: User, late: int, counts: bool) -> None:
    made: dict[str, Any] = {"now": NOW, "made_at": NOW - timedelta(days=late), "key": uuid.uuid4()}
    actions.daily_check(runner, answers=actions.DailyAnswers(tiredness=8, sleep=2), **made)
    assert bool(in_series(runner, "tiredness")) is counts
    assert bool(in_series(runner, "poor_sleep")) is counts


@pytest.mark.parametrize(("late", "counts"), [(1, True), (2, False)])
def test_joy_counts_up_to_a_day_late(runner: User, late: int, counts: bool) -> None:
    at = NOW - timedelta(days=late)
    said = actions.ReflectionAnswers(enjoyment=2, need_met=1)
    actions.reflect(runner, answers=said, key=uuid.uuid4(), now=NOW, made_at=at, run=making.run(runner, at=at))
    assert bool(in_series(runner, "joyless")) is counts
    assert bool(in_series(runner, "unmet")) is counts
