"""Planned for a whole group: one line for what is the same, one button that takes it back, names that tell apart."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching.planning import actions, queries
from coaching.planning.actions import PracticePlan, RunPlan
from coaching.planning.queries import CalendarPage, Line
from coaching.planning.whom import Whom, chosen, everyone
from journal import plan_answers
from runners.models import Coachship, PlannedPractice, PlannedRun, User
from runners.models.people import Role, keys_remembered
from tests import making
from tests.coaching.planning import making as planned

MONDAY, WEDNESDAY = date(2026, 3, 16), date(2026, 3, 18)
DAY, MINUTES = timedelta(days=1), timedelta(minutes=1)
NAMES = ("Ann Lee", "Ann Moor", "Bea")


@pytest.fixture
def group(tie: Coachship, coach: User, now: datetime) -> Whom:
    """Four, two of one first name."""
    others = [making.coachship(coach, making.person(f"{n}@example.org", name=name)) for n, name in enumerate(NAMES)]
    made = planned.group(coach, tie, *others, now=now)
    whom = chosen(everyone(coach), f"group-{made.pk}")
    assert whom is not None
    return whom


def page_of(coach: User, whom: Whom, now: datetime, **asked: Any) -> CalendarPage:
    return queries.calendar_page(coach, whom, **{"view": "week", "day": WEDNESDAY, "now": now, **asked})


def lines(coach: User, whom: Whom, now: datetime) -> list[Line]:
    return [line for day in page_of(coach, whom, now).weeks[0].days for line in day.lines]


def planned_for(coach: User, whom: Whom, now: datetime, **said: Any) -> uuid.UUID:
    key = uuid.uuid4()
    plan = RunPlan(**{"kind": "steady", "minutes": 40, **said})
    actions.plan_run(coach, ties=whom.ties, day=WEDNESDAY, said=plan, key=key, now=now)
    return key


def test_the_same_for_many_is_one_line_and_what_differs_stands_alone(coach: User, group: Whom, now: datetime) -> None:
    planned_for(coach, group, now)
    other = PlannedRun.objects.filter(coachship=group.ties[-1])
    assert [len(line.things) for line in lines(coach, group, now)] == [4]
    other.update(minutes=30)
    assert sorted(len(line.things) for line in lines(coach, group, now)) == [1, 3]


@pytest.mark.parametrize("what", ["run", "practice", "copy"])
def test_more_people_ask_no_more_of_the_database_to_seal_a_note(
    coach: User, group: Whom, now: datetime, what: str
) -> None:
    week: dict[str, Any] = {"week_on": MONDAY, "to": MONDAY + 7 * DAY, "now": now}
    day: dict[str, Any] = {"day": WEDNESDAY, "now": now}
    planned_for(coach, group, now, note="Leave the watch")

    def asked(ties: Sequence[Coachship]) -> int:
        with keys_remembered(), CaptureQueriesContext(connection) as found:
            if what == "copy":
                actions.copy_week(coach, ties=ties, **week)
            elif what == "run":
                actions.plan_run(coach, ties=ties, said=RunPlan(minutes=40, note="Easy"), key=uuid.uuid4(), **day)
            else:
                said = PracticePlan("breathing", 5, note="Slow")
                actions.plan_practice(coach, ties=ties, said=said, key=uuid.uuid4(), **day)
        return len(found)

    assert asked(group.ties) == asked(group.ties[:1])


def test_two_of_one_first_name_are_told_apart(coach: User, group: Whom, now: datetime) -> None:
    planned_for(coach, group, now)
    (line,) = lines(coach, group, now)
    assert [thing.who for thing in line.things] == ["Ann Lee", "Ann Moor", "Bea", "Mia"]


def test_one_line_opens_to_each_of_them_and_leads_back_to_the_group(
    coach: User, group: Whom, now: datetime, signed_in: Callable[[User], Client]
) -> None:
    planned_for(coach, group, now)
    client, one = signed_in(coach), PlannedRun.objects.earliest("pk")
    page = client.get(f"/coach/calendar/?who={group.key}&day={WEDNESDAY}").content.decode()
    assert "<b>4 runners:</b> Steady, 40 minutes" in page
    assert (page.count("Steady, 40 minutes"), page.count("/move/")) == (2, 0)
    address = f"/coach/calendar/runs/{one.pk}/?who={group.key}"
    assert f'href="{address}"' in page
    sent = {"day": f"{WEDNESDAY}", "minutes": "30", "seen": one.changed_at.isoformat()}
    assert f"?who={group.key}&" in client.post(address, sent)["Location"]


def test_what_was_planned_for_a_group_is_taken_back_as_far_as_it_is_as_it_came(
    coach: User, group: Whom, now: datetime
) -> None:
    key, before = planned_for(coach, group, now), planned_for(coach, group, now)
    moved, answered, *_ = PlannedRun.objects.filter(key=key).order_by("pk")
    actions.move(coach, what="runs", pk=moved.pk, to=WEDNESDAY + DAY, now=now + MINUTES)
    runner = answered.coachship.runner
    plan_answers.say_how_it_went(runner, pk=answered.pk, went="harder", felt="", now=now + MINUTES)
    asked: dict[str, Any] = {"what": "runs", "key": key, "now": now + 2 * MINUTES}
    assert [actions.take_planned_back(coach, **asked) for _ in range(2)] == [2, 0]
    assert set(PlannedRun.objects.filter(key=key)) == {moved, answered}
    assert PlannedRun.objects.filter(key=before).count() == 4


def test_a_practice_is_taken_back_alike(coach: User, group: Whom, now: datetime) -> None:
    key, said = uuid.uuid4(), PracticePlan("breathing", 5)
    actions.plan_practice(coach, ties=group.ties, day=WEDNESDAY, said=said, key=key, now=now)
    moved = PlannedPractice.objects.earliest("pk")
    actions.move(coach, what="practices", pk=moved.pk, to=WEDNESDAY + DAY, now=now)
    assert actions.take_planned_back(coach, what="practices", key=key, now=now) == 3
    assert PlannedPractice.objects.get() == moved


@pytest.mark.parametrize("why", ["late", "stranger", "role"])
def test_nothing_is_taken_back_too_late_nor_by_who_does_not_plan(
    coach: User, stranger: User, group: Whom, now: datetime, why: str
) -> None:
    key = planned_for(coach, group, now)
    if why == "role":
        Coachship.objects.update(role=Role.READER)
    who, then = stranger if why == "stranger" else coach, now + (10 * MINUTES if why == "late" else MINUTES)
    assert actions.take_planned_back(who, what="runs", key=key, now=then) == 0
    assert PlannedRun.objects.count() == 4


@pytest.mark.parametrize("what", ["runs", "practices"])
def test_the_button_takes_it_back_from_all_of_them(
    coach: User, group: Whom, signed_in: Callable[[User], Client], what: str
) -> None:
    client = signed_in(coach)
    said = {"who": group.key, "day": f"{coach.joined_at:%Y-%m-%d}", "kind": "", "minutes": "40"}
    said |= {"kind": "breathing"} if what == "practices" else {}
    page = client.post(f"/coach/calendar/{what}/new/", said, follow=True).content.decode()
    undo = page.split('<form class="noprint" method="post" action="')[1].split('"')[0].replace("&amp;", "&")
    told = [client.post(undo, follow=True).content.decode() for _ in range(2)]
    assert "Taken back." in told[0]
    assert "The ten minutes are over, or it was changed or taken back since." in told[1]
    assert f'value="{group.key}" selected' in told[0]
    assert not PlannedRun.objects.exists()
    assert not PlannedPractice.objects.exists()


def test_the_head_of_a_week_says_to_whom_it_is_not_open_yet(coach: User, group: Whom, now: datetime) -> None:
    mia = next(tie for tie in group.ties if tie.runner.name == "Mia Thorne")
    actions.set_reach(mia, weeks=0)
    alone = chosen(everyone(coach), f"runner-{mia.runner_id}")
    assert alone is not None
    assert page_of(coach, group, now).closed == page_of(coach, alone, now).closed == ""
    ahead = {"day": WEDNESDAY + 7 * DAY}
    said = "Mia sees the plan up to 22 March. What comes after is not opened yet."
    assert page_of(coach, alone, now, **ahead).closed == said
    assert page_of(coach, group, now, **ahead).closed == "Not all of these days are open yet to Mia."
    for tie in group.ties:
        actions.set_reach(tie, weeks=0)
    assert page_of(coach, group, now, view="month").closed == "Not all of these days are open yet to 4 of 4."
