"""A run that was typed wrong and put right: the alert about it ends, or says that what it rests on was changed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from coaching.alerts import actions
from coaching.alerts.models import Alert, Answer, State
from runners.actions import TypedRun, change_run
from runners.models import Coachship, Run, User
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
LATER = timedelta(minutes=5)
PUT_RIGHT = "It ended by itself: what it rested on was changed, and calls for nothing now"


@pytest.fixture
def long(runner: User, coach: User, now: datetime) -> Run:
    """80 km among runs of 8."""
    for back in range(2, 26, 3):
        making.run(runner, at=now - timedelta(days=back), distance_m=8000)
    run = making.run(runner, at=now - timedelta(hours=2), distance_m=80_000)
    assessed(now)
    return run


def assessed(now: datetime) -> None:
    making.refreshed(now)
    raised.assess(now=now)


def changed_to(metres: int, run: Run, *, now: datetime) -> Alert:
    to = TypedRun(started_at=run.started_at, timer_s=2700, distance_m=metres, effort=4)
    change_run(run.runner, run=run, to=to)
    assessed(now + LATER)
    return Alert.objects.get()


def test_a_run_put_right_ends_its_alert_and_says_why(
    long: Run, coach: User, now: datetime, signed_in: SignedIn, clock_at_now: object
) -> None:
    assert changed_to(8000, long, now=now).state == State.RESOLVED

    for person, there in ((long.runner, "/alerts/"), (coach, "/coach/alerts/")):
        assert PUT_RIGHT in signed_in(person).get(there).content.decode()


def test_a_run_taken_out_ends_its_alert(long: Run, now: datetime) -> None:
    Run.objects.filter(pk=long.pk).update(deleted_at=now)
    making.refreshed(now + LATER)
    raised.standing(long.runner, now=now + LATER)
    raised.assess(now=now + LATER)

    assert Alert.objects.get().state == State.RESOLVED


def test_one_that_is_long_still_stays_and_is_marked(
    long: Run, now: datetime, signed_in: SignedIn, clock_at_now: object
) -> None:
    assert changed_to(20_000, long, now=now).state == State.OPEN

    assert "What this rests on was changed later." in signed_in(long.runner).get("/alerts/").content.decode()


def test_the_same_again_is_no_change(long: Run, now: datetime) -> None:
    alert = changed_to(80_000, long, now=now)

    assert (alert.state, alert.changed_at) == (State.OPEN, None)


def test_whoever_asked_for_a_talk_is_not_let_down(long: Run, now: datetime) -> None:
    actions.answer(long.runner, alert_id=Alert.objects.get().pk, answer=Answer.TALK, now=now)

    assert changed_to(8000, long, now=now).state == State.OPEN


def test_it_is_nobodys_wrong_alarm_whoever_stops_sharing(long: Run, now: datetime) -> None:
    Coachship.objects.update(shares_training=False)

    assert changed_to(80_000, long, now=now).state == State.OPEN


@pytest.mark.parametrize(("days", "over"), [(14, False), (5, False), (4, True), (0, True)])
def test_two_lines_that_were_never_so_long_apart_end_it(runner: User, now: datetime, days: int, over: bool) -> None:
    alert = raised.alert(runner, now=now, kind="divergence", figures={"over": "head", "days": 14})
    raised.standing(runner, now=now, noticed=raised.noticed(raised_steady(), head_over=float(days)))
    raised.assess(now=now)

    alert.refresh_from_db()
    assert alert.over == over


def raised_steady() -> dict[str, object]:
    return {"reading": "steady", "episode_on": None, "confidence": 0.8}
