"""The runner's side of a plan: today, the check-in, after the run, lighter days, the next week, the calendar link."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import vobject
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.conversations.eased import tell
from coaching.planning import actions as planning
from journal import plan_answers, plan_calendar, week_asking
from journal.plan_answers import WeekAnswers
from journal.queries import plan as plans
from journal.queries.today import _kept
from journal.week_asking import next_week
from runners import actions
from runners.models import Coachship, EasedRun, Easing, PlanFeed, PlannedRun, Run, User, WeekAhead, WeekAsk
from tests import making
from tests.coaching.planning import making as planned

DAY = timedelta(days=1)
WEDNESDAY = date(2026, 3, 18)


def test_today_says_what_is_planned_and_how_it_is_meant_to_feel(tie: Coachship, runner: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    planned.practice(tie, day=WEDNESDAY, now=now)
    today = plans.plan_today(runner, now=now)
    assert [(line.coach, line.said, line.intention) for line in today.runs] == [
        ("Jo", "Steady, 40 minutes, effort 4", "Meant to feel settled.")
    ]
    assert [line.said for line in today.practices] == ["Breathing, 5 minutes, twice"]


def test_a_day_without_a_plan_asks_for_nothing_more(runner: User, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert not plans.plan_today(runner, now=now, there=_kept(runner, WEDNESDAY, now=now).planned).anything
    assert len(asked) == 1  # the one that reads everything else, too


def test_the_first_page_knows_what_there_is_to_read(tie: Coachship, runner: User, now: datetime) -> None:
    def there() -> list[bool]:
        return _kept(runner, WEDNESDAY, now=now).planned

    assert there() == [False, False, False, False]
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    planned.practice(tie, day=WEDNESDAY, now=now)
    planned.easing(tie, plan, now=now)
    WeekAsk.objects.create(runner=runner, weekday=2)
    assert there() == [True, True, True, True]
    actions.leave_coach(runner, coachship=tie, now=now)
    assert there() == [False, False, False, True]


def test_a_coach_who_was_left_is_in_no_plan_any_more(tie: Coachship, runner: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    actions.leave_coach(runner, coachship=tie, now=now)
    assert not plans.plan_today(runner, now=now).anything
    assert plans.meant_today(runner, now=now) is None


@pytest.mark.parametrize(("weeks", "seen"), [(None, 1), (1, 1), (0, 0)])
def test_weeks_that_are_not_open_yet_are_not_shown(
    tie: Coachship, runner: User, now: datetime, weeks: int | None, seen: int
) -> None:
    planned.run(tie, day=date(2026, 3, 29), now=now)  # the next week's Sunday
    planning.set_reach(tie, weeks=weeks)
    page = plans.plan_week(runner, day=date(2026, 3, 25), now=now)
    assert sum(len(day.runs) for day in page.days) == seen


@pytest.mark.parametrize("hidden", [True, False])
def test_a_week_that_is_not_open_is_said_to_be_so_whether_or_not_anything_is_in_it(
    tie: Coachship, runner: User, signed_in: Callable[[User], Client], hidden: bool
) -> None:
    coming, client = next_week(runner, today=runner.day(timezone.now())), signed_in(runner)
    planning.set_reach(tie, weeks=0)
    if hidden:
        planned.run(tie, day=coming + DAY, now=runner.joined_at)
    page = client.get(f"/plan/?day={coming}").content.decode()
    assert f"The week of {coming.day} {coming:%B} is not opened yet." in page
    assert (page.count("Not opened yet"), "Nothing planned" in page, "room, not a gap" in page) == (7, False, False)
    assert "Nothing is planned this week. That is room, not a gap." in client.get("/plan/").content.decode()


def test_a_week_that_one_coach_has_opened_is_read_beside_the_other(
    tie: Coachship, stranger: User, runner: User, now: datetime
) -> None:
    planned.run(making.coachship(stranger, runner), day=date(2026, 3, 25), now=now)
    planning.set_reach(tie, weeks=0)
    page = plans.plan_week(runner, day=date(2026, 3, 25), now=now)
    assert (page.sentence, page.closed) == ("1 run planned in the week of 23 March.", True)


def test_a_planned_run_fills_the_check_in_in_advance(tie: Coachship, runner: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now, kind="intervals", minutes=50, effort=7)
    meant = plans.meant_today(runner, now=now)
    assert meant is not None
    assert meant.initial == {"kind": "intervals", "planned_minutes": 50, "planned_effort": 7}
    assert meant.words == "Intervals, about 50 minutes"


def test_the_second_check_in_of_a_day_begins_with_the_second_plan(tie: Coachship, runner: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    planned.run(tie, day=WEDNESDAY, now=now, kind="free", minutes=20)
    making.check_in(runner, at=now)
    meant = plans.meant_today(runner, now=now)
    assert meant is not None
    assert meant.initial["kind"] == "free"
    making.check_in(runner, at=now)
    assert plans.meant_today(runner, now=now) is None


def test_a_reflection_meets_the_plan_of_its_run(tie: Coachship, runner: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now, kind="race")
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    ran = making.run(runner, at=now)
    Run.objects.update(kind="steady")
    entry = making.reflection(runner, at=now, run=Run.objects.get(pk=ran.pk))
    met = plans.meant_for(entry, today=WEDNESDAY)
    assert met is not None
    assert (met.pk, met.run_id) == (plan.pk, entry.run_id)


def test_a_reflection_on_another_kind_of_run_meets_no_plan(tie: Coachship, runner: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    entry = making.reflection(runner, at=now, check_in=making.check_in(runner, at=now, kind="race"))
    assert plans.meant_for(entry, today=WEDNESDAY) is None


def test_how_it_went_and_how_it_felt_are_said_one_by_one(tie: Coachship, runner: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    plan_answers.say_how_it_went(runner, pk=plan.pk, went="harder", felt="", now=now)
    plan_answers.say_how_it_went(runner, pk=plan.pk, went="", felt="yes", now=now)
    plan.refresh_from_db()
    assert (plan.went, plan.felt) == ("harder", "yes")


def test_nobody_answers_for_somebody_elses_plan(tie: Coachship, stranger: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    with pytest.raises(PlannedRun.DoesNotExist):
        plan_answers.say_how_it_went(stranger, pk=plan.pk, went="harder", felt="", now=now)


def test_nothing_changes_before_the_runner_says_yes(tie: Coachship, runner: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY + DAY, now=now, effort=8)
    offer = planned.easing(tie, plan, now=now)
    plan.refresh_from_db()
    assert (plan.minutes, plan.effort) == (40, 8)
    plan_answers.answer_easing(runner, pk=offer.pk, accepts=True, words="Thank you", tell=tell, now=now)
    plan.refresh_from_db()
    assert (plan.minutes, plan.effort) == (30, 3)


def test_a_plan_that_is_kept_stays_and_the_words_reach_the_coach(tie: Coachship, runner: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY + DAY, now=now)
    offer = planned.easing(tie, plan, now=now)
    plan_answers.answer_easing(runner, pk=offer.pk, accepts=False, words="I need this one", tell=tell, now=now)
    plan.refresh_from_db()
    offer = Easing.objects.select_related("coachship").get()
    assert (plan.minutes, offer.state, offer.answer) == (40, "declined", "I need this one")


def test_the_first_answer_stays(tie: Coachship, runner: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY + DAY, now=now)
    offer = planned.easing(tie, plan, now=now)
    plan_answers.answer_easing(runner, pk=offer.pk, accepts=False, words="", tell=tell, now=now)
    again = plan_answers.answer_easing(runner, pk=offer.pk, accepts=True, words="", tell=tell, now=now)
    plan.refresh_from_db()
    assert (again.easing.state, plan.minutes) == ("declined", 40)


def test_a_second_answer_says_what_was_answered_before(
    tie: Coachship, runner: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    offer = planned.easing(tie, planned.run(tie, day=runner.day(timezone.now()), now=now), now=now)
    client, address = signed_in(runner), f"/plan/ease/{offer.pk}/"
    client.post(address, {"answer": "accept"})
    page = client.post(address, {"answer": "keep", "words": "I need it"}, follow=True).content.decode()
    assert "You said yes before. That answer stays; nothing was added to it." in page


@pytest.mark.parametrize("gone", ["over", "changed", "answered", "taken out"])
def test_an_offer_about_nothing_that_is_left_asks_nothing_any_more(
    tie: Coachship, runner: User, signed_in: Callable[[User], Client], now: datetime, gone: str
) -> None:
    plan = planned.run(tie, day=WEDNESDAY + DAY, now=now)
    offer, later = planned.easing(tie, plan, now=now), now + (2 * DAY if gone == "over" else timedelta(hours=1))
    change = {"over": {}, "changed": {"changed_at": later}, "answered": {"answered_at": later}, "taken out": None}[gone]
    assert len(plans.offers_to(runner, now=now)) == 1
    if change is None:
        plan.delete()
    elif change:
        PlannedRun.objects.update(**change)
    assert plans.offers_to(runner, now=later) == ()
    assert (plans.easing_page(runner, offer.pk, now=later).open, Easing.objects.count()) == (False, 1)
    page = signed_in(runner).get(f"/plan/ease/{offer.pk}/").content.decode()
    assert "Jo offered you lighter days." in page


def test_a_run_the_coach_has_changed_since_is_passed_over(tie: Coachship, runner: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY + DAY, now=now)
    offer = planned.easing(tie, plan, now=now)
    later = now + timedelta(hours=1)
    planning.move(tie.coach, what="runs", pk=plan.pk, to=WEDNESDAY + 2 * DAY, now=later)
    answered = plan_answers.answer_easing(runner, pk=offer.pk, accepts=True, words="", tell=tell, now=later)
    plan.refresh_from_db()
    assert (answered.changed, answered.passed_over, plan.minutes) == (0, 1, 40)


@pytest.mark.parametrize("rest", [True, False])
def test_a_yes_that_comes_late_leaves_what_is_over_or_answered_for_as_it_was(
    tie: Coachship, runner: User, now: datetime, rest: bool
) -> None:
    over = planned.run(tie, day=WEDNESDAY, now=now)
    answered = planned.run(tie, day=WEDNESDAY + DAY, now=now)
    offer = planned.easing(tie, over, now=now, rest=rest)
    EasedRun.objects.create(easing=offer, planned=answered, rest=rest, minutes=20)
    later = now + DAY
    plan_answers.say_how_it_went(runner, pk=answered.pk, went="as", felt="", now=later)
    assert plans.easing_page(runner, offer.pk, now=later).changes == ()
    said = plan_answers.answer_easing(runner, pk=offer.pk, accepts=True, words="", tell=tell, now=later)
    assert (said.changed, said.passed_over) == (0, 2)
    assert list(PlannedRun.objects.values_list("minutes", flat=True)) == [40, 40]


def test_nothing_can_be_said_yet_of_a_run_that_lies_ahead(
    tie: Coachship, runner: User, signed_in: Callable[[User], Client]
) -> None:
    plan = planned.run(tie, day=runner.day(runner.joined_at) + 8 * DAY, now=runner.joined_at)
    planning.set_reach(tie, weeks=0)
    assert signed_in(runner).post(f"/plan/{plan.pk}/went/", {"went": "as"}).status_code == 404


def test_a_run_that_goes_is_out_of_the_plan(tie: Coachship, runner: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY + DAY, now=now)
    offer = planned.easing(tie, plan, now=now, rest=True)
    plan_answers.answer_easing(runner, pk=offer.pk, accepts=True, words="", tell=tell, now=now)
    assert not PlannedRun.objects.exists()


def test_an_offer_is_not_there_before_it_is_shown(tie: Coachship, runner: User, now: datetime) -> None:
    plan = planned.run(tie, day=WEDNESDAY + DAY, now=now)
    offer = planned.easing(tie, plan, now=now)
    before = now - timedelta(minutes=1)
    assert plans.offers_to(runner, now=before) == ()
    with pytest.raises(Http404):
        plans.easing_page(runner, offer.pk, now=before)


@pytest.mark.parametrize(("weekday", "asked"), [(0, True), (2, True), (3, False)])
def test_the_next_week_is_asked_about_from_the_chosen_day_on(
    runner: User, now: datetime, weekday: int, asked: bool
) -> None:
    WeekAsk.objects.create(runner=runner, weekday=weekday)
    assert week_asking.asks_about_next_week(runner, today=runner.day(now)) is asked


def test_a_week_that_is_answered_for_is_not_asked_about_again(runner: User, now: datetime) -> None:
    said = WeekAnswers(days=[0, 2], heavy="The move", shared=False, ask_on=2)
    for _ in range(2):
        plan_answers.say_week_ahead(runner, week_on=date(2026, 3, 23), said=said, now=now)
    assert not week_asking.asks_about_next_week(runner, today=runner.day(now))
    assert WeekAhead.objects.get().heavy == "The move"


def events(token: str, now: datetime) -> list[vobject.base.Component]:
    document = plan_calendar.written(plans.fed(token, now=now), host="evenpace.example")
    return list(vobject.readOne(document.decode()).contents.get("vevent", []))


def test_a_calendar_reads_what_is_planned_and_nothing_of_how_it_feels(
    tie: Coachship, runner: User, now: datetime
) -> None:
    planned.run(tie, day=WEDNESDAY, now=now, note="Leave the watch at home")
    planned.practice(tie, day=WEDNESDAY + DAY, now=now)
    read = events(PlanFeed.issue(runner, now=now), now)
    assert [event.summary.value for event in read] == ["Steady, 40 minutes", "Breathing, 5 minutes, twice"]
    assert [event.dtstart.value for event in read] == [WEDNESDAY, WEDNESDAY + DAY]
    assert not any(word in str(read) for word in ("ettled", "effort", "watch"))


def test_a_new_link_closes_the_one_before(runner: User, now: datetime) -> None:
    old = PlanFeed.issue(runner, now=now)
    new = PlanFeed.issue(runner, now=now)
    assert events(new, now) == []
    with pytest.raises(Http404):
        plans.fed(old, now=now)


def test_weeks_that_are_not_open_are_not_in_the_calendar_either(tie: Coachship, runner: User, now: datetime) -> None:
    planned.run(tie, day=date(2026, 3, 29), now=now)
    planning.set_reach(tie, weeks=0)
    assert events(PlanFeed.issue(runner, now=now), now) == []


def test_the_pages_show_the_plan_from_the_check_in_to_the_answer(
    tie: Coachship, runner: User, signed_in: Callable[[User], Client], now: datetime
) -> None:
    client, at = signed_in(runner), runner.joined_at
    plan = planned.run(tie, day=runner.day(at), now=at)
    assert "Planned for today" in client.get("/today/").content.decode()
    check_in = client.get("/check-in/").content.decode()
    assert "Jo planned:" in check_in
    assert "It is filled in. You decide." in check_in
    entry = making.reflection(runner, at=at)
    assert "Did it feel that way?" in client.get(f"/reflect/{entry.pk}/").content.decode()
    answer = client.post(f"/plan/{plan.pk}/went/", {"went": "as", "reflection": entry.pk})
    assert answer["Location"] == f"/reflect/{entry.pk}/#meant"
    assert "You said: As intended." in client.get("/plan/").content.decode()


def test_the_link_is_shown_once_and_opens_without_a_session(
    runner: User, signed_in: Callable[[User], Client], client: Client
) -> None:
    made = signed_in(runner).post("/plan/feed/").content.decode()
    link = made.split('readonly value="')[1].split('"')[0]
    assert client.get(link)["Content-Type"] == "text/calendar; charset=utf-8"
    assert link not in signed_in(runner).get("/plan/feed/").content.decode()
    signed_in(runner).post("/plan/feed/", {"remove": "yes"})
    assert client.get(link).status_code == 404


def test_a_week_ahead_is_typed_in_and_said_back(runner: User, coach: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(runner)
    client.post("/plan/next-week/", {"days": ["0", "5"], "heavy": "An exam", "shared": "on", "ask_on": "6"})
    page = client.get("/plan/next-week/").content.decode()
    assert "An exam" in page
    assert (WeekAhead.objects.get().days, WeekAsk.objects.get().weekday) == ([0, 5], 6)


def test_the_days_of_a_week_ahead_stand_as_the_week_has_them(runner: User, signed_in: Callable[[User], Client]) -> None:
    runner.first_weekday = User.Weekday.SUNDAY
    runner.save()
    client = signed_in(runner)
    form = client.get("/plan/next-week/").context["form"]
    assert [day for day, _ in form.fields["days"].choices] == [6, 0, 1, 2, 3, 4, 5]
    assert [day for day, _ in form.fields["ask_on"].choices][:3] == ["", 6, 0]
    client.post("/plan/next-week/", {"days": ["0", "6"]})
    assert WeekAhead.objects.get().days == [6, 0]


def test_a_page_about_the_next_week_is_kept_for_that_week_though_it_has_begun(
    runner: User, signed_in: Callable[[User], Client]
) -> None:
    coming = next_week(runner, today=runner.day(timezone.now()))
    client, begun = signed_in(runner), coming - timedelta(days=7)
    assert f'action="?day={coming}"' in client.get("/plan/next-week/").content.decode()
    client.post(f"/plan/next-week/?day={begun}", {"heavy": "An exam"})
    late = client.post(f"/plan/next-week/?day={begun - timedelta(days=7)}", {"heavy": "A move"}).content.decode()
    assert "That week is over." in late
    assert "A move" in late
    assert [(week.week_on, week.heavy) for week in WeekAhead.objects.all()] == [(begun, "An exam")]


def test_nobody_is_asked_what_their_coaches_may_read_without_one(
    runner: User, coach: User, tie: Coachship, signed_in: Callable[[User], Client]
) -> None:
    client, asked = signed_in(runner), "My coaches may read both"
    assert asked in client.get("/plan/next-week/").content.decode()
    actions.leave_coach(runner, coachship=tie, now=timezone.now())
    assert asked not in client.get("/plan/next-week/").content.decode()
    said = client.post("/plan/next-week/", {"heavy": "An exam", "shared": "on"}, follow=True).content.decode()
    assert "It is for you alone." in said
    assert not WeekAhead.objects.get().shared


def test_an_offer_taken_back_while_it_is_answered_says_so(
    runner: User, tie: Coachship, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    run = planned.run(tie, day=runner.day(now), now=now)
    offer, answer = planned.easing(tie, run, now=now), plan_answers.answer_easing

    def too_late(*args: object, **said: object) -> object:
        Easing.objects.all().delete()
        return answer(*args, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(plan_answers, "answer_easing", too_late)
    page = signed_in(runner).post(f"/plan/ease/{offer.pk}/", {"answer": "accept"}, follow=True)
    assert "has just taken this back" in page.content.decode()
