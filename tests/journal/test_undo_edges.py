"""Undoing at its edges: every kind is really deleted in the end, and an old page answers for its own day."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from journal import actions
from journal.models import CheckIn, DailyCheck, Entry, Reflection
from runners.models import User
from tests import making

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("model", "made"),
    [(CheckIn, making.check_in), (Reflection, making.reflection), (DailyCheck, making.daily_check)],
    ids=["check-in", "reflection", "daily check"],
)
def test_every_kind_is_really_deleted_in_the_end(
    runner: User, now: datetime, model: type[Entry], made: Callable[..., Entry]
) -> None:
    actions.delete(runner, entry=made(runner, at=now), now=now)
    actions.purge_deleted(now=now + DAY)
    assert model._default_manager.count() == 1
    actions.purge_deleted(now=now + DAY + timedelta(seconds=1))
    assert model._default_manager.count() == 0


def test_the_form_of_yesterdays_check_sent_again_today_changes_nothing(runner: User, now: datetime) -> None:
    key = uuid.uuid4()
    first = actions.daily_check(runner, answers=actions.DailyAnswers(sleep=3), key=key, now=now)
    again = actions.daily_check(runner, answers=actions.DailyAnswers(sleep=9), key=key, now=now + DAY)
    assert again == first
    assert [check.sleep for check in DailyCheck.objects.all()] == [3]
