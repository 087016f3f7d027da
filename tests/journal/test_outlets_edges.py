"""Where the offers begin and end, to the step; and that nobody else's runs are looked at."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions
from journal.charged import charged
from journal.models import CheckIn
from journal.queries.answers import checked_in_page, reflected_page
from journal.queries.outlets import Question, unevenness_before
from runners.models import Run, User
from tests import making
from tests.journal.test_outlets import ROUGH, outing, signature

SignedIn = Callable[[User], Client]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("feeling", "expected"), [((-3, 1), False), ((-2, 4), True)], ids=["0.47", "0.50"])
def test_a_start_just_under_half_is_not_charged(feeling: tuple[int, int], expected: bool) -> None:
    assert charged(feeling, "") is expected


@pytest.mark.parametrize(
    ("feeling", "effort", "asks", "strong"),
    [((-2, 0), 5, False, False), ((-1, 1), 6, True, False), ((-2, 2), 5, True, False), ((-2, 2), 6, True, True)],
    ids=["29 points", "32 points", "35 points", "50 points"],
)
def test_it_asks_from_thirty_points_on_and_offers_calm_from_fifty(
    feeling: tuple[int, int], effort: int, asks: bool, strong: bool
) -> None:
    found = signature(outing(feeling=feeling, effort=effort))
    assert found is not None
    assert (found.asks, found.strong) == (asks, strong)


def test_a_plan_at_the_cap_is_capped_already(runner: User, now: datetime) -> None:
    entry = making.check_in(runner, at=now, **{**ROUGH, "planned_effort": 4})
    offered = checked_in_page(runner, entry.pk, today=runner.day(now)).offered
    assert offered is not None
    assert offered.cap is None


def question(runner: User, *, now: datetime, feeling: tuple[int, int], effort: int) -> tuple[CheckIn, Question]:
    before = making.check_in(runner, at=now, valence=feeling[0], activation=feeling[1], planned_effort=3)
    after = making.reflection(runner, at=now + HOUR, check_in=before, effort=effort)
    found = reflected_page(runner, after.pk).question
    assert found is not None
    return before, found


def test_a_yes_to_a_mild_question_brings_something_calming(runner: User, now: datetime) -> None:
    before, asked = question(runner, now=now, feeling=(-1, 1), effort=6)
    assert not asked.calm
    actions.answer_ran_me(runner, entry=before, answer="yes", now=now)
    after = reflected_page(runner, making.reflection(runner, at=now + HOUR, check_in=before, effort=6).pk).question
    assert after is not None
    assert after.calm


def test_the_habits_of_others_are_not_the_own(runner: User, stranger: User, now: datetime) -> None:
    """Six outings of somebody else that came out three above plan say nothing about this one."""
    for back in range(1, 7):
        at = now - timedelta(days=back)
        theirs = making.check_in(stranger, at=at, planned_effort=3)
        making.reflection(stranger, at=at + HOUR, check_in=theirs, effort=6)
    _, asked = question(runner, now=now, feeling=(-4, 4), effort=6)
    assert asked.signature.points == 82


def test_the_pace_of_others_is_not_the_own(runner: User, stranger: User, now: datetime) -> None:
    for person in (runner, stranger):
        for back in (1, 2):
            making.run(person, at=now - timedelta(days=back))
    Run.objects.filter(runner=runner).update(cv_succ=0.05)
    Run.objects.filter(runner=stranger).update(cv_succ=0.5)
    assert unevenness_before(making.run(runner, at=now)) == [0.05, 0.05]


def test_heavy_words_written_out_let_nudges_rest(runner: User, signed_in: SignedIn) -> None:
    entry = making.check_in(runner, at=timezone.now(), **ROUGH)
    signed_in(runner).post(reverse("journal-write", args=[entry.pk]), {"note": "I want to die", "key": uuid.uuid4()})
    runner.refresh_from_db()
    assert runner.nudges_paused_until == runner.day(timezone.now()) + timedelta(days=7)
