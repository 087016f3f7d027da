"""The coach's calendar: what is planned for whom, moved, copied, kept and hidden; and what came of it."""

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.planning import actions, queries
from coaching.planning.actions import RunPlan
from coaching.planning.queries import CalendarPage, Thing
from coaching.planning.whom import chosen, everyone
from journal import plan_answers
from journal.plan_answers import WeekAnswers
from journal.queries.week_ahead import week_ahead_page
from runners.actions import leave_coach, set_shares
from runners.models import AccessLog, Coachship, PlannedPractice, PlannedRun, PlannedWeek, PlanReach, User
from runners.models.people import Role, Shares
from tests import making
from tests.coaching.planning import making as planned

MONDAY, WEDNESDAY = date(2026, 3, 16), date(2026, 3, 18)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def page_of(coach: User, now: datetime, *, who: str = "", view: str = "week", day: date | None = None) -> CalendarPage:
    whom = chosen(everyone(coach), who)
    assert whom is not None
    return queries.calendar_page(coach, whom, view=view, day=day, now=now)


def things(page: CalendarPage) -> list[Thing]:
    return [thing for week in page.weeks for day in week.days for thing in day.things]


@pytest.fixture
def second(coach: User) -> Coachship:
    return making.coachship(coach, making.person("ann@example.org", name="Ann Lee"))


def test_a_week_shows_what_is_planned_with_its_intention(tie: Coachship, coach: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now, note="Leave the watch")
    planned.practice(tie, day=WEDNESDAY, now=now)
    page = page_of(coach, now)
    assert page.sentence == "1 run planned for Mia Thorne in the week of 16 March."
    run, practice = things(page)
    assert (run.said, run.intention) == ("Steady, 40 minutes, effort 4", "Meant to feel settled.")
    assert (run.note, practice.said) == ("Leave the watch", "Breathing, 5 minutes, twice")


def test_a_month_shows_all_its_weeks(tie: Coachship, coach: User, now: datetime) -> None:
    planned.run(tie, day=date(2026, 3, 31), now=now)
    page = page_of(coach, now, view="month")
    assert [week.on.day for week in page.weeks] == [23, 2, 9, 16, 23, 30]
    assert page.sentence == "1 run planned for Mia Thorne in March."
    assert (page.before, page.after) == (date(2026, 2, 1), date(2026, 4, 1))


def test_a_group_is_one_row_a_runner(tie: Coachship, second: Coachship, coach: User, now: datetime) -> None:
    group = planned.group(coach, tie, second, now=now)
    whom = chosen(everyone(coach), f"group-{group.pk}")
    assert whom is not None
    key = uuid.uuid4()
    for _ in range(2):  # the same form, sent twice
        actions.plan_run(coach, ties=whom.ties, day=WEDNESDAY, said=RunPlan(minutes=30), key=key, now=now)
    assert sorted(thing.who for thing in things(page_of(coach, now, who=whom.key))) == ["Ann", "Mia"]


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.READER])
def test_who_no_longer_plans_adds_nothing_from_a_form_that_is_still_open(
    tie: Coachship, coach: User, now: datetime, role: Role
) -> None:
    Coachship.objects.update(role=role)
    actions.plan_run(coach, ties=[tie], day=WEDNESDAY, said=RunPlan(minutes=30), key=uuid.uuid4(), now=now)
    assert not PlannedRun.objects.exists()


def test_who_has_left_is_planned_for_no_more(tie: Coachship, coach: User, runner: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    leave_coach(runner, coachship=tie, now=now)
    actions.plan_run(coach, ties=[tie], day=WEDNESDAY, said=RunPlan(minutes=30), key=uuid.uuid4(), now=now)
    assert PlannedRun.objects.count() == 1
    assert queries.planned_of(coach, "runs", plan.pk) is None
    assert everyone(coach) == []


def test_another_coach_of_the_same_runner_changes_their_own_plans_only(
    tie: Coachship, runner: User, stranger: User, now: datetime
) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    making.coachship(stranger, runner)
    assert queries.planned_of(stranger, "runs", plan.pk) is None


def test_more_plans_and_people_ask_no_more_of_the_database(
    tie: Coachship, second: Coachship, coach: User, now: datetime
) -> None:
    key = f"group-{planned.group(coach, tie, second, now=now).pk}"
    planned.run(tie, day=WEDNESDAY, now=now)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            page_of(coach, now, who=key, view="month")
        return len(found)

    before = asked()
    for one in (tie, second):
        for days in range(5):
            planned.run(one, day=MONDAY + days * DAY, now=now, note="a word")
    assert asked() == before


@pytest.mark.parametrize(
    ("shares", "seen"),
    [
        (Shares(training=True, emotional=True), ("Ran 40 minutes", "Harder", "Felt as meant: in part")),
        (Shares(training=True), ("Ran 40 minutes", "Harder")),
        (Shares(emotional=True), ("Felt as meant: in part",)),
        (Shares(), ()),
    ],
)
def test_what_came_of_a_plan_is_read_as_far_as_it_is_shared(
    tie: Coachship, coach: User, runner: User, now: datetime, shares: Shares, seen: tuple[str, ...]
) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    making.run(runner, at=now, minutes=40)
    plan_answers.say_how_it_went(runner, pk=plan.pk, went="harder", felt="partly", now=now)
    set_shares(runner, coachship=tie, shares=shares, now=now)
    assert [thing.came for thing in things(page_of(coach, now))] == [seen]


@pytest.mark.parametrize("shared", [True, False])
def test_the_week_ahead_is_read_only_if_it_is_shared(
    tie: Coachship, coach: User, runner: User, now: datetime, shared: bool
) -> None:
    said = WeekAnswers(days=[0, 2], heavy="An exam", shared=shared, ask_on=None)
    plan_answers.say_week_ahead(runner, week_on=MONDAY + WEEK, said=said, now=now)
    read = page_of(coach, now, day=MONDAY + WEEK).ahead
    assert read == (("Week of 23 March: Mia can run on Monday and Wednesday. Heavy: An exam",) if shared else ())


def test_a_week_is_copied_with_its_words_and_twice_is_once(tie: Coachship, coach: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now, note="Leave the watch")
    planned.practice(tie, day=MONDAY, now=now)
    for new in (2, 0):
        copied = actions.copy_week(coach, ties=[tie], week_on=MONDAY, to=MONDAY + WEEK, now=now)
        assert (copied.found, copied.new) == (2, new)
    copied = PlannedRun.objects.select_related("coachship").get(local_day=WEDNESDAY + WEEK)
    assert (copied.note, copied.went) == ("Leave the watch", "")
    assert PlannedPractice.objects.filter(local_day=MONDAY + WEEK).count() == 1


def test_what_was_taken_out_can_be_copied_again_and_the_rest_stays_once(
    tie: Coachship, coach: User, now: datetime
) -> None:
    for day in (MONDAY, WEDNESDAY):
        planned.run(tie, day=day, now=now)
    actions.copy_week(coach, ties=[tie], week_on=MONDAY, to=MONDAY + WEEK, now=now)
    PlannedRun.objects.filter(local_day=MONDAY + WEEK).delete()
    again = actions.copy_week(coach, ties=[tie], week_on=MONDAY, to=MONDAY + WEEK, now=now)
    assert (again.found, again.new, PlannedRun.objects.count()) == (2, 1, 4)


def test_a_week_is_not_copied_onto_itself(tie: Coachship, coach: User, signed_in: Callable[[User], Client]) -> None:
    at, who = tie.runner.joined_at, f"runner-{tie.runner_id}"
    planned.run(tie, day=at.date(), now=at)
    sent = {"who": who, "day": f"{at:%Y-%m-%d}", "to": f"{at:%Y-%m-%d}"}
    page = signed_in(coach).post("/coach/calendar/copy/", sent, follow=True).content.decode()
    assert "That is this very week. Choose another one." in page
    assert PlannedRun.objects.count() == 1


def test_a_kept_week_used_from_two_open_forms_is_there_once(tie: Coachship, coach: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    week = actions.keep_week(coach, tie=tie, week_on=MONDAY, name="Easy", now=now)
    assert week is not None
    for _ in range(2):
        actions.use_week(coach, week=week, ties=[tie], to=MONDAY + WEEK, now=now)
    assert PlannedRun.objects.filter(local_day=WEDNESDAY + WEEK).count() == 1


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.READER])
def test_who_no_longer_plans_changes_nothing_of_what_they_planned_before(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client], role: Role
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    plan = planned.run(tie, day=at.date(), now=at)
    beside = planned.practice(tie, day=at.date(), now=at)
    Coachship.objects.update(role=role)
    said = {"day": f"{at + DAY:%Y-%m-%d}", "minutes": "25"}
    things = [f"runs/{plan.pk}", f"practices/{beside.pk}"]
    tried = [f"/coach/calendar/{thing}/{step}/" for thing in things for step in ("move", "remove")]
    tried += [f"/coach/calendar/runs/{plan.pk}/", f"/coach/runners/{tie.runner_id}/sees/"]
    assert {client.post(address, said).status_code for address in tried} == {404}
    assert PlannedRun.objects.filter(local_day=at.date(), minutes=40).exists()
    assert (PlannedPractice.objects.count(), PlanReach.objects.count()) == (1, 0)


def test_a_group_in_which_nobody_is_planned_for_cannot_be_chosen(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    group = planned.group(coach, now=tie.runner.joined_at)
    sent = {"who": f"group-{group.pk}", "day": f"{tie.runner.joined_at:%Y-%m-%d}", "minutes": "40"}
    page = signed_in(coach).post("/coach/calendar/runs/new/", sent).content.decode()
    assert "Choose somebody who runs with you." in page


def test_a_kept_week_is_used_for_others_without_the_words_in_it(
    tie: Coachship, second: Coachship, coach: User, now: datetime
) -> None:
    planned.run(tie, day=WEDNESDAY, now=now, note="for Mia alone")
    planned.practice(tie, day=WEDNESDAY, now=now)
    week = actions.keep_week(coach, tie=tie, week_on=MONDAY, name="Easy", now=now)
    assert week is not None
    assert "Mia" not in str(week.lines)
    actions.use_week(coach, week=week, ties=[second], to=MONDAY + WEEK, now=now)
    used = PlannedRun.objects.select_related("coachship").get(coachship=second)
    assert (used.local_day, used.feeling, used.note) == (WEDNESDAY + WEEK, "settled", "")


@pytest.mark.parametrize("wrong", [{"minutes": None}, {"minutes": 0}, {"effort": 11}, {"distance_m": 0}])
def test_the_database_refuses_a_plan_that_is_none(tie: Coachship, now: datetime, wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        planned.run(tie, day=WEDNESDAY, now=now, **wrong)


def test_the_form_plans_for_a_runner_and_the_page_shows_it(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    client, who = signed_in(coach), f"runner-{tie.runner_id}"
    day = f"{tie.runner.joined_at:%Y-%m-%d}"
    sent = {"who": who, "day": day, "kind": "steady", "distance": "8,2", "feeling": "calm", "note": "Slowly"}
    answer = client.post("/coach/calendar/runs/new/", sent)
    page = client.get(answer["Location"]).content.decode()
    assert "Steady, 8.2 km" in page
    assert "Meant to feel calm." in page
    assert "Slowly" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"minutes": ""}, "Say how long or how far."),
        ({"minutes": "a lot"}, "Type a whole number from 1 to 1440"),
        ({"day": "2126-01-01"}, "Choose a day within two years of today."),
        ({"who": "runner-999999"}, "Choose somebody who runs with you."),
        ({"feeling": "angry"}, "Choose one of the words, or none."),
    ],
)
def test_what_cannot_be_planned_is_said_at_its_field(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client], changed: dict[str, str], said: str
) -> None:
    day = f"{tie.runner.joined_at:%Y-%m-%d}"
    sent = {"who": f"runner-{tie.runner_id}", "day": day, "minutes": "40", **changed}
    assert said in signed_in(coach).post("/coach/calendar/runs/new/", sent).content.decode()
    assert not PlannedRun.objects.exists()


@pytest.mark.parametrize(("sent", "days"), [({"by": "1"}, 1), ({"by": "-1"}, -1), ({}, 0), ({"day": "x"}, 0)])
def test_a_thing_is_moved_by_a_plain_form(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client], sent: dict[str, str], days: int
) -> None:
    at = tie.runner.joined_at
    plan = planned.run(tie, day=at.date(), now=at)
    signed_in(coach).post(f"/coach/calendar/runs/{plan.pk}/move/", {"day": f"{at:%Y-%m-%d}", **sent})
    plan.refresh_from_db()
    assert plan.local_day == at.date() + days * DAY


def test_a_planned_run_is_changed_and_taken_out(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    plan = planned.run(tie, day=at.date(), now=at)
    sent = {"day": f"{at:%Y-%m-%d}", "minutes": "25", "note": "Shorter", "seen": plan.changed_at.isoformat()}
    client.post(f"/coach/calendar/runs/{plan.pk}/", sent)
    plan = PlannedRun.objects.select_related("coachship").get()
    assert (plan.minutes, plan.kind, plan.note) == (25, "", "Shorter")
    client.post(f"/coach/calendar/runs/{plan.pk}/remove/")
    assert not PlannedRun.objects.exists()


@pytest.mark.parametrize(("address", "written"), [
    ("/coach/calendar/?who=runner-{}", 1), ("/coach/runners/{}/ease/", 1), ("/coach/calendar/?who=group-{}", 0),
])  # fmt: skip
def test_opening_one_persons_plan_is_written_down(
    tie: Coachship, coach: User, now: datetime, signed_in: Callable[[User], Client], address: str, written: int
) -> None:
    number = planned.group(coach, tie, now=now).pk if "group" in address else tie.runner_id
    signed_in(coach).get(address.format(number))
    assert AccessLog.objects.filter(actor=coach, subject=tie.runner).count() == written


def test_a_printed_week_has_no_form_in_it(tie: Coachship, coach: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(coach).get("/coach/calendar/").content.decode().split("<main")[1]
    printed = re.sub(r"<(form|section|details|p|nav) class=\"[^\"]*noprint.*?</\1>", "", page, flags=re.DOTALL)
    assert ("<form" in page, "<form" in printed, "Plan a run" in printed) == (True, False, False)


def test_what_another_tab_has_changed_is_not_written_over_unseen(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client]
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    plan = planned.run(tie, day=at.date(), now=at)
    address, said = f"/coach/calendar/runs/{plan.pk}/", {"day": f"{at:%Y-%m-%d}", "seen": plan.changed_at.isoformat()}
    client.post(address, said | {"minutes": "60"})
    page = client.post(address, said | {"minutes": "45", "note": "Slowly"}).content.decode()
    assert all(
        words in page for words in ("It has changed since you looked.", "A run, 60 minutes.", "Slowly</textarea>")
    )
    assert PlannedRun.objects.get().minutes == 60
    again = page.split('name="seen" value="')[1].split('"')[0]
    client.post(address, said | {"minutes": "45", "seen": again})
    assert PlannedRun.objects.get().minutes == 45


def test_the_same_change_sent_twice_is_one(tie: Coachship, coach: User, signed_in: Callable[[User], Client]) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    plan = planned.run(tie, day=at.date(), now=at)
    sent = {"day": f"{at:%Y-%m-%d}", "minutes": "60", "seen": plan.changed_at.isoformat()}
    answers = [client.post(f"/coach/calendar/runs/{plan.pk}/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_the_week_tools_work_from_the_page(tie: Coachship, coach: User, signed_in: Callable[[User], Client]) -> None:
    at, client, who = tie.runner.joined_at, signed_in(coach), f"runner-{tie.runner_id}"
    planned.run(tie, day=at.date(), now=at)
    day, to = f"{at:%Y-%m-%d}", f"{at + WEEK:%Y-%m-%d}"
    client.post("/coach/calendar/copy/", {"who": who, "day": day, "to": to})
    client.post("/coach/calendar/keep/", {"who": who, "day": day, "name": "Easy"})
    week = PlannedWeek.objects.get()
    assert "Steady, 40 minutes" in client.get("/coach/calendar/weeks/").content.decode()
    client.post(f"/coach/calendar/weeks/{week.pk}/use/", {"who": who, "to": to})
    client.post(f"/coach/runners/{tie.runner_id}/sees/", {"weeks": "1"})
    page = client.get("/coach/calendar/").content.decode()
    assert (PlannedRun.objects.count(), '<option value="1" selected>' in page) == (3, True)
    client.post(f"/coach/calendar/weeks/{week.pk}/remove/")
    assert not PlannedWeek.objects.exists()


def test_somebody_elses_runner_has_no_calendar(
    runner: User, stranger: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(stranger)
    assert client.get(f"/coach/calendar/?who=runner-{runner.pk}").status_code == 404
    for address in ("/coach/calendar/", reverse("plan-run-new"), reverse("plan-practice-new")):
        assert "You plan for nobody yet" in client.get(address).content.decode()


def test_it_opens_on_the_first_runner_with_a_plan(
    coach: User, tie: Coachship, second: Coachship, signed_in: Callable[[User], Client]
) -> None:
    client, today = signed_in(coach), coach.day(timezone.now())
    assert "for Ann Lee" in client.get("/coach/calendar/").content.decode()
    planned.run(tie, day=today, now=timezone.now())
    assert "for Mia Thorne" in client.get("/coach/calendar/").content.decode()


def test_it_opens_on_whom_the_coach_looked_at_last_while_they_are_theirs(
    coach: User, tie: Coachship, second: Coachship, signed_in: Callable[[User], Client], now: datetime
) -> None:
    client, group = signed_in(coach), planned.group(coach, tie, second, now=now)
    planned.run(second, day=coach.day(timezone.now()), now=now)
    for key, name in ((f"runner-{tie.runner_id}", "Mia Thorne"), (f"group-{group.pk}", "Tuesday")):
        client.get(f"/coach/calendar/?who={key}")
        assert f"for {name}" in client.get("/coach/calendar/").content.decode()
    group.delete()
    assert "for Ann Lee" in client.get("/coach/calendar/").content.decode()


def test_what_is_no_run_is_moved_as_well(tie: Coachship, now: datetime) -> None:
    practice = planned.practice(tie, day=WEDNESDAY, now=now)
    actions.move(tie.coach, what="practices", pk=practice.pk, to=WEDNESDAY + DAY, now=now)
    practice.refresh_from_db()
    assert practice.local_day == WEDNESDAY + DAY


def test_a_week_shared_before_the_coach_came_is_not_theirs(
    tie: Coachship, stranger: User, runner: User, now: datetime
) -> None:
    said = WeekAnswers(days=[0], heavy="An exam", shared=True, ask_on=None)
    plan_answers.say_week_ahead(runner, week_on=MONDAY + WEEK, said=said, now=now)
    new = making.coachship(stranger, runner, at=now + timedelta(hours=1))
    for _ in range(2):  # a tick that stayed is no new one
        assert [bool(page_of(who, now, day=MONDAY + WEEK).ahead) for who in (tie.coach, stranger)] == [True, False]
        plan_answers.say_week_ahead(runner, week_on=MONDAY + WEEK, said=said, now=now + timedelta(hours=2))
    leave_coach(runner, coachship=tie, now=now)
    assert not week_ahead_page(runner, asked=None, now=now).shared
    plan_answers.say_week_ahead(runner, week_on=MONDAY + WEEK, said=said, now=now + timedelta(hours=2))
    assert page_of(new.coach, now, day=MONDAY + WEEK).ahead
