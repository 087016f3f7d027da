"""What was said more than a day late is a hollow dot: seen by whoever may see feelings, and part of no line."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journal.late import loads_said_late, said_late
from journal.models import CheckIn, DailyCheck
from runners.models import Coachship, User
from tests import making

SignedIn = Callable[[User], Client]
DOT = 'class="late-pts"'


@pytest.fixture
def late(runner: User, coach: User, now: datetime) -> User:
    """A run, something of every day, and a tap and a stressful day that were told of two days later."""
    making.run(runner, at=now - timedelta(days=1))
    for back in range(6):
        making.daily_check(runner, at=now - timedelta(days=back), stress=2)
    CheckIn.objects.filter(pk=making.check_in(runner, at=now - timedelta(days=3), valence=-4).pk).update(days_late=2)
    DailyCheck.objects.filter(local_day=runner.day(now) - timedelta(days=4)).update(days_late=2, stress=9)
    making.refreshed(now)
    return runner


def test_it_is_the_load_of_what_was_said_late_alone(late: User, now: datetime) -> None:
    days = [late.day(now) - timedelta(days=back) for back in range(6)]
    found = loads_said_late(said_late(late.pk), days)
    assert [bool(value == value) for value in found] == [False, False, False, True, True, False]
    assert found[4] == pytest.approx(90.0)


def test_the_runner_sees_it_marked_and_it_is_in_no_figure(late: User, signed_in: SignedIn) -> None:
    answer = signed_in(late).get(reverse("journal-balance"))
    rows = answer.context["page"].chart.rows
    assert DOT in answer.content.decode()
    assert [(row.emotional, row.events) for row in rows[3:5]] == [
        ("20", "Feelings added late"), ("–", "Feelings added late")
    ]  # fmt: skip


@pytest.mark.parametrize(("switch", "seen"), [("training", True), ("emotional", False)])
def test_a_coach_sees_it_behind_its_switch(
    late: User, coach: User, signed_in: SignedIn, switch: str, seen: bool
) -> None:
    Coachship.objects.update(**{f"shares_{switch}": False})
    page = signed_in(coach).get(reverse("athlete", args=[late.pk])).content.decode()
    assert "data-waterline" in page
    assert (DOT in page, "Feelings added late" in page) == (seen, seen)


def test_in_time_there_is_no_dot(runner: User, signed_in: SignedIn, now: datetime) -> None:
    making.check_in(runner, at=now)
    making.refreshed(now)
    assert DOT not in signed_in(runner).get(reverse("journal-balance")).content.decode()
