"""A planned practice is changed like a planned run, with a word; its runner reads what of it was done, nobody else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from coaching.planning import actions
from journal.queries import plan as plans
from runners.models import Coachship, PlannedPractice, User
from tests import making
from tests.coaching.planning import making as planned

WEDNESDAY = date(2026, 3, 18)
DAY = timedelta(days=1)


@pytest.fixture
def sent(tie: Coachship) -> dict[str, str]:
    day = f"{tie.runner.day(tie.runner.joined_at)}"
    return {"day": day, "kind": "sitting", "minutes": "12", "times": "1", "note": "By the window"}


def test_it_is_changed_with_a_word_that_its_runner_reads(
    tie: Coachship, coach: User, runner: User, sent: dict[str, str], signed_in: Callable[[User], Client]
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    one = planned.practice(tie, day=tie.runner.day(at), now=at)
    address = f"/coach/calendar/practices/{one.pk}/"
    assert f'href="{address}"' in client.get("/coach/calendar/").content.decode()
    client.post(address, sent | {"seen": at.isoformat()})
    changed = PlannedPractice.objects.select_related("coachship").get()
    assert (changed.kind, changed.minutes, changed.times, changed.note) == ("sitting", 12, 1, "By the window")
    pages = [signed_in(runner).get(address).content.decode() for address in ("/plan/", "/today/")]
    assert all("By the window" in page for page in pages)


def test_what_another_tab_has_changed_is_not_written_over_unseen(
    tie: Coachship, coach: User, sent: dict[str, str], signed_in: Callable[[User], Client]
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    one = planned.practice(tie, day=tie.runner.day(at), now=at, note="Slowly")
    actions.move(coach, what="practices", pk=one.pk, to=tie.runner.day(at) + DAY, now=at + DAY)
    page = client.post(f"/coach/calendar/practices/{one.pk}/", sent | {"seen": at.isoformat()}).content.decode()
    assert "It has changed since you looked." in page
    assert "Breathing, 5 minutes, twice. “Slowly” What you typed is still here" in page
    assert PlannedPractice.objects.get().kind == "breathing"


def test_what_cannot_be_is_said_at_its_field(
    tie: Coachship, coach: User, sent: dict[str, str], signed_in: Callable[[User], Client]
) -> None:
    one = planned.practice(tie, day=tie.runner.day(tie.runner.joined_at), now=tie.runner.joined_at)
    page = signed_in(coach).post(f"/coach/calendar/practices/{one.pk}/", sent | {"minutes": "a lot"}).content.decode()
    assert "Type a whole number from 1 to 1440" in page
    assert PlannedPractice.objects.get().minutes == 5


def test_a_copied_week_has_its_word_and_a_kept_one_does_not(tie: Coachship, coach: User, now: datetime) -> None:
    planned.practice(tie, day=WEDNESDAY, now=now, note="for Mia alone")
    monday = WEDNESDAY - 2 * DAY
    actions.copy_week(coach, ties=[tie], week_on=monday, to=monday + 7 * DAY, now=now)
    copied = PlannedPractice.objects.select_related("coachship").get(local_day=WEDNESDAY + 7 * DAY)
    kept = actions.keep_week(coach, tie=tie, week_on=monday, name="Easy", now=now)
    assert copied.note == "for Mia alone"
    assert kept is not None
    assert "Mia" not in str(kept.lines)


@pytest.mark.parametrize(("times", "done"), [(0, ""), (1, "Done once"), (2, "Done"), (3, "Done")])
def test_what_was_done_of_it_reads_as_done(tie: Coachship, runner: User, now: datetime, times: int, done: str) -> None:
    planned.practice(tie, day=WEDNESDAY, now=now)
    planned.practice(tie, day=WEDNESDAY, now=now, kind="strength")
    for _ in range(times):
        making.practice(runner, at=now)
    making.practice(runner, at=now - DAY)
    (today,) = [day for day in plans.plan_week(runner, day=None, now=now).days if day.today]
    assert [line.done for line in today.practices] == [done, ""]
    assert [line.done for line in plans.plan_today(runner, now=now).practices] == [done, ""]


def test_each_time_counts_for_one_plan(tie: Coachship, runner: User, now: datetime) -> None:
    for _ in range(2):
        planned.practice(tie, day=WEDNESDAY, now=now, times=1)
    making.practice(runner, at=now)
    assert [line.done for line in plans.plan_today(runner, now=now).practices] == ["Done", ""]


def test_no_coach_reads_that_it_was_done(
    tie: Coachship, coach: User, runner: User, signed_in: Callable[[User], Client]
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    one = planned.practice(tie, day=tie.runner.day(at), now=at)
    making.practice(runner, at=at)
    assert "Done" in signed_in(runner).get("/plan/").content.decode()
    pages = [
        client.get(address).content.decode() for address in ("/coach/calendar/", f"/coach/calendar/practices/{one.pk}/")
    ]
    assert not any("Done" in page for page in pages)
