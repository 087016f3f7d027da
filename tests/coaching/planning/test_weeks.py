"""A whole week at once: a copy of it is taken back, and a name in use is asked about."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client

from coaching.planning import actions, queries
from runners.models import Coachship, PlannedPractice, PlannedRun, PlannedWeek, PlanReach, User
from tests import making
from tests.coaching.planning import making as planned

MONDAY, WEDNESDAY = date(2026, 3, 16), date(2026, 3, 18)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def test_a_copied_week_is_taken_back_for_ten_minutes_but_for_what_was_changed(
    tie: Coachship, coach: User, now: datetime
) -> None:
    second = making.coachship(coach, making.person("ann@example.org", name="Ann Lee"))
    week: dict[str, Any] = {"ties": [tie, second], "week_on": MONDAY, "to": MONDAY + WEEK}
    for one in (tie, second):
        planned.run(one, day=WEDNESDAY, now=now)
        planned.practice(one, day=MONDAY, now=now)
    actions.copy_week(coach, **week, now=now)
    changed = PlannedRun.objects.get(coachship=tie, local_day=WEDNESDAY + WEEK)
    actions.move(coach, what="runs", pk=changed.pk, to=MONDAY + WEEK, now=now + timedelta(minutes=1))
    assert actions.take_copy_back(coach, **week, now=now + timedelta(minutes=10)) == 0
    assert actions.take_copy_back(coach, **week, now=now + timedelta(minutes=9)) == 3
    assert (PlannedRun.objects.count(), PlannedPractice.objects.count()) == (3, 2)


def test_the_page_that_copied_offers_to_take_it_back(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    at, client, who = tie.runner.joined_at, signed_in(coach), f"runner-{tie.runner_id}"
    planned.run(tie, day=at.date(), now=at)
    sent = {"who": who, "day": f"{at:%Y-%m-%d}", "to": f"{at + WEEK:%Y-%m-%d}"}
    page = client.post("/coach/calendar/copy/", sent, follow=True).content.decode()
    undo = unescape(page.split('method="post" action="/coach/calendar/copy/undo/')[1].split('"')[0])
    assert "Taken back." in client.post(f"/coach/calendar/copy/undo/{undo}", follow=True).content.decode()
    assert PlannedRun.objects.count() == 1
    again = client.post(f"/coach/calendar/copy/undo/{undo}", follow=True).content.decode()
    assert "The ten minutes are over, or it was changed or taken back since." in again


def test_a_week_under_a_name_in_use_is_replaced_only_when_asked(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    planned.run(tie, day=at.date(), now=at)
    sent = {"who": f"runner-{tie.runner_id}", "day": f"{at:%Y-%m-%d}", "name": "Easy"}
    client.post("/coach/calendar/keep/", sent)
    planned.practice(tie, day=at.date(), now=at)
    asked = client.post("/coach/calendar/keep/", sent).content.decode()
    assert "You keep another week as “Easy”." in asked
    assert len(PlannedWeek.objects.get().lines) == 1
    client.post("/coach/calendar/keep/", sent | {"replaces": "yes"})
    assert len(PlannedWeek.objects.get().lines) == 2


def test_a_name_holds_one_week_and_an_empty_week_is_not_kept(tie: Coachship, coach: User, now: datetime) -> None:
    assert actions.keep_week(coach, tie=tie, week_on=MONDAY, name="Easy", now=now) is None
    planned.run(tie, day=WEDNESDAY, now=now)
    kept = [actions.keep_week(coach, tie=tie, week_on=MONDAY, name="Easy", now=now + n * DAY) for n in range(2)]
    assert kept[0] == kept[1] == PlannedWeek.objects.get()


def test_the_page_of_kept_weeks_says_how_a_run_is_meant_to_feel(tie: Coachship, coach: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    planned.run(tie, day=WEDNESDAY, now=now, feeling="")
    actions.keep_week(coach, tie=tie, week_on=MONDAY, name="Easy", now=now)
    said = "Day 3: Steady, 40 minutes, effort 4"
    assert queries.kept_weeks_page(coach)[0].lines == (f"{said}. Meant to feel settled.", said)


def test_what_is_typed_into_a_plan_waits_for_who_signs_in_again(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    ours = [
        f"runs/{planned.run(tie, day=at.date(), now=at).pk}",
        f"practices/{planned.practice(tie, day=at.date(), now=at).pk}",
    ]
    pages = [client.get(f"/coach/calendar/{at}/").content.decode() for at in ("runs/new", "practices/new", *ours)]
    assert [("data-draft novalidate" in page, "data-draft-back" in page) for page in pages] == [(True, True)] * 4


def test_weeks_that_were_hidden_are_shown_again(tie: Coachship) -> None:
    actions.set_reach(tie, weeks=2)
    actions.set_reach(tie, weeks=None)
    assert not PlanReach.objects.exists()
