"""How even a run was, for its coach: under the training switch, only where it means something, and nothing more."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from runners.models import Coachship, Run, User
from tests import making, recording

SignedIn = Callable[[User], Client]


def page(coach: User, runner: User, signed_in: SignedIn) -> str:
    return signed_in(coach).get(reverse("athlete", args=[runner.pk])).content.decode()


@pytest.fixture
def ran(runner: User, now: datetime) -> Run:
    now = datetime.now(now.tzinfo)
    run = recording.run(runner, at=now - timedelta(hours=20), minutes=20, watch_effort=9.0)
    Run.objects.filter(pk=run.pk).update(cv_succ=0.0314)
    run.refresh_from_db()
    making.reflection(runner, at=now - timedelta(hours=19), run=run, effort=4)
    making.refreshed(now)
    return run


def test_it_is_a_figure_without_a_verdict(coach: User, runner: User, ran: Run, signed_in: SignedIn) -> None:
    assert "20 min, pace varied by 3.1 %" in page(coach, runner, signed_in)


def test_it_goes_with_the_training_switch(
    coach: User, tie: Coachship, runner: User, ran: Run, signed_in: SignedIn
) -> None:
    tie.shares_training = False
    tie.save()
    assert "pace varied" not in page(coach, runner, signed_in)


@pytest.mark.parametrize("change", [{"kind": "intervals"}, {"kind": "race"}, {"sport": "other"}, {"cv_succ": None}])
def test_it_says_nothing_of_a_run_not_meant_steady(
    coach: User, runner: User, ran: Run, signed_in: SignedIn, change: dict[str, object]
) -> None:
    Run.objects.filter(pk=ran.pk).update(**change)
    shown = page(coach, runner, signed_in)
    assert "20 min" in shown
    assert "pace varied" not in shown


def test_what_came_with_the_file_stays_with_the_runner_it_is_on_no_page_of_the_coach(
    coach: User, runner: User, ran: Run, signed_in: SignedIn
) -> None:
    ran.title, ran.note, ran.gear = "canary title", "canary note", "canary shoes"
    ran.save()
    own = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert own.count("canary") >= 3
    assert "On your watch you gave the effort 9" in own
    theirs = page(coach, runner, signed_in)
    assert "canary" not in theirs
    assert "On your watch" not in theirs
