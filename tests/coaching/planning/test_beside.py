"""What one coach plans is read by the others a runner shares their training with, and changed by nobody else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from coaching.planning import actions, queries
from coaching.planning.beside import planned_beside
from coaching.planning.ease_queries import ease_pages
from coaching.planning.lately import answered_runs
from coaching.planning.queries import CalendarPage, Thing
from coaching.planning.whom import chosen, everyone, read_along
from journal import plan_answers
from runners.actions import leave_coach, set_shares
from runners.models import Coachship, PlannedRun, User
from runners.models.people import Role, Shares
from tests import making
from tests.coaching.planning import making as planned

MONDAY, WEDNESDAY = date(2026, 3, 16), date(2026, 3, 18)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def beside(stranger: User, runner: User, tie: Coachship, now: datetime) -> Coachship:
    """Another coach of the runner, since Monday."""
    return making.coachship(stranger, runner, at=now - 2 * DAY)


def page_of(tie: Coachship, now: datetime) -> CalendarPage:
    whom = chosen([*everyone(tie.coach), *read_along(tie.coach)], f"runner-{tie.runner_id}")
    assert whom is not None
    return queries.calendar_page(tie.coach, whom, view="week", day=WEDNESDAY, now=now)


def things(page: CalendarPage) -> list[Thing]:
    return [thing for day in page.weeks[0].days for thing in day.things]


def test_another_coach_reads_what_is_planned_and_no_feeling_remark_nor_answer(
    tie: Coachship, beside: Coachship, runner: User, now: datetime
) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now, note="Leave the watch")
    planned.practice(tie, day=WEDNESDAY, now=now)
    making.run(runner, at=now, minutes=40)
    plan_answers.say_how_it_went(runner, pk=plan.pk, went="harder", felt="no", now=now)
    page = page_of(beside, now)
    assert page.sentence == "You have planned no run for Mia Thorne in the week of 16 March; others have planned 1."
    (thing,) = things(page)
    assert (thing.said, thing.intention, thing.note) == ("Steady, 40 minutes, effort 4", "", "")
    assert (thing.came, thing.read_only) == (("Ran 40 minutes",), True)
    planned.run(beside, day=MONDAY, now=now)
    assert page_of(beside, now).sentence == "1 run planned for Mia Thorne in the week of 16 March, and 1 by others."


def test_what_is_not_shared_looks_like_what_is_not_planned(
    tie: Coachship, beside: Coachship, runner: User, now: datetime
) -> None:
    set_shares(runner, coachship=beside, shares=Shares(emotional=True), now=now)
    beside.refresh_from_db()
    empty = page_of(beside, now)
    planned.run(tie, day=WEDNESDAY, now=now)
    assert page_of(beside, now) == empty
    assert empty.sentence == "You have planned no run for Mia Thorne in the week of 16 March."


def test_neither_what_was_before_nor_what_is_not_open_nor_who_was_left_is_read(
    tie: Coachship, beside: Coachship, runner: User, now: datetime
) -> None:
    for day in (MONDAY - DAY, WEDNESDAY, WEDNESDAY + WEEK):
        planned.run(tie, day=day, now=now)

    def read() -> list[date]:
        return [plan.local_day for plan in planned_beside([beside], MONDAY - WEEK, WEDNESDAY + WEEK, now=now)]

    assert read() == [WEDNESDAY, WEDNESDAY + WEEK]
    actions.set_reach(tie, weeks=0)
    assert read() == [WEDNESDAY]
    leave_coach(runner, coachship=tie, now=now)
    assert read() == []


def test_a_run_is_what_another_coach_planned_on_every_page(
    tie: Coachship, beside: Coachship, runner: User, now: datetime
) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    own = planned.run(beside, day=WEDNESDAY, now=now)
    making.run(runner, at=now, minutes=40)
    group = planned.group(beside.coach, beside, now=now)
    whom = chosen(everyone(beside.coach), f"group-{group.pk}")
    assert whom is not None
    assert [thing.came for thing in things(page_of(beside, now))] == [(), ("Ran 40 minutes",)]
    together = queries.calendar_page(beside.coach, whom, view="week", day=WEDNESDAY, now=now)
    assert [thing.came for thing in things(together)] == [()]
    (page,) = ease_pages(beside.coach, [beside], now=now)
    assert page.plans == (own,)
    plan_answers.say_how_it_went(runner, pk=own.pk, went="harder", felt="", now=now)
    assert [line.came for line in answered_runs(beside, since=WEDNESDAY, until=WEDNESDAY, now=now)] == [("Harder",)]


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.READER])
def test_who_assists_or_reads_along_reads_the_plan_without_its_actions(
    tie: Coachship, beside: Coachship, signed_in: Callable[[User], Client], role: Role
) -> None:
    at = tie.runner.joined_at
    plan = planned.run(tie, day=tie.runner.day(at), now=at)
    Coachship.objects.filter(pk=beside.pk).update(role=role)
    client = signed_in(beside.coach)
    page = client.get("/coach/calendar/").content.decode()
    assert "1 run planned for Mia Thorne" in page
    assert "Steady, 40 minutes, effort 4" in page
    assert not any(words in page for words in ("Plan a run", "Move<", "Copy this week", "From another coach", "/ease/"))
    assert client.get(f"/coach/calendar/runs/{plan.pk}/").status_code == 404
    assert "Their plan" in client.get(f"/coach/runners/{tie.runner_id}/").content.decode()
    Coachship.objects.filter(pk=beside.pk).update(shares_training=False)
    assert "You see no run planned for Mia Thorne" in client.get("/coach/calendar/").content.decode()


def test_another_coach_has_no_button_beside_it(
    tie: Coachship, beside: Coachship, signed_in: Callable[[User], Client]
) -> None:
    at = tie.runner.joined_at
    plan = planned.run(tie, day=tie.runner.day(at), now=at)
    client = signed_in(beside.coach)
    page = client.get("/coach/calendar/").content.decode()
    assert "From another coach" in page
    assert f"/coach/calendar/runs/{plan.pk}/" not in page
    assert client.post(f"/coach/calendar/runs/{plan.pk}/remove/").status_code == 404
    assert PlannedRun.objects.filter(pk=plan.pk).exists()


def test_who_planned_before_reads_their_own_and_changes_it_no_more(tie: Coachship, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    Coachship.objects.update(role=Role.READER)
    assert [thing.read_only for thing in things(page_of(tie, now))] == [True]
