"""What is taken out of a plan can be put back for ten minutes; a run with an answer stays where it is."""

from base64 import b64decode
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from coaching.conversations.eased import tell
from coaching.planning import actions, taking_out
from coaching.planning.whom import TABLES
from journal import plan_answers
from runners.actions import set_shares
from runners.models import Coachship, EasedRun, PlannedRun, User
from runners.models.people import Role, Shares
from tests import making
from tests.coaching.planning import making as planned

MONDAY, WEDNESDAY = date(2026, 3, 16), date(2026, 3, 18)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.mark.parametrize("what", ["runs", "practices"])
def test_what_was_taken_out_comes_back_as_it_was(
    tie: Coachship, coach: User, signed_in: Callable[[User], Client], what: str
) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    made = planned.run if what == "runs" else planned.practice
    plan = made(tie, day=at.date(), now=at, note="Leave the watch")
    address = f"/coach/calendar/{what}/{plan.pk}"
    page = client.post(f"{address}/remove/", follow=True).content.decode()
    assert f'action="{address}/put-back/?' in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM cache_rows")
        assert not any(b"watch" in b64decode(value) for (value,) in cursor.fetchall())
    for said in ("It is in the plan again.", "The ten minutes are over, or it is in the plan again."):
        assert said in client.post(f"{address}/put-back/", follow=True).content.decode()
    back = TABLES[what].objects.select_related("coachship").get()
    assert (back, back.note) == (plan, "Leave the watch")


def test_nothing_is_put_back_too_late_nor_for_who_does_not_plan_any_more(
    tie: Coachship, coach: User, now: datetime
) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    taking_out.take_out(coach, what="runs", pk=plan.pk, now=now)
    asked: dict[str, Any] = {"what": "runs", "pk": plan.pk}
    assert not taking_out.put_back(coach, **asked, now=now + timedelta(minutes=10))
    Coachship.objects.update(role=Role.READER)
    assert not taking_out.put_back(coach, **asked, now=now)
    assert not PlannedRun.objects.exists()


def test_what_was_copied_anew_meanwhile_is_not_put_back_beside_it(tie: Coachship, coach: User, now: datetime) -> None:
    planned.run(tie, day=WEDNESDAY, now=now)
    week: dict[str, Any] = {"ties": [tie], "week_on": MONDAY, "to": MONDAY + WEEK, "now": now}
    actions.copy_week(coach, **week)
    copied = PlannedRun.objects.get(local_day=WEDNESDAY + WEEK)
    taking_out.take_out(coach, what="runs", pk=copied.pk, now=now)
    actions.copy_week(coach, **week)
    assert not taking_out.put_back(coach, what="runs", pk=copied.pk, now=now)


@pytest.mark.parametrize("step", ["remove", "move"])
def test_what_another_tab_took_out_is_said_to_be_out(
    tie: Coachship, coach: User, stranger: User, signed_in: Callable[[User], Client], step: str
) -> None:
    at = tie.runner.joined_at
    address, sent = f"/coach/calendar/runs/{planned.run(tie, day=at.date(), now=at).pk}", {"day": f"{at:%Y-%m-%d}"}
    signed_in(coach).post(f"{address}/remove/")
    page = signed_in(coach).post(f"{address}/{step}/", sent, follow=True).content.decode()
    assert "It is out of the plan already." in page
    making.coachship(stranger, making.person("ann@example.org"))
    assert signed_in(stranger).post(f"{address}/{step}/", sent).status_code == 404


def test_an_answered_run_stays_where_it_is(tie: Coachship, coach: User, signed_in: Callable[[User], Client]) -> None:
    at, client = tie.runner.joined_at, signed_in(coach)
    plan = planned.run(tie, day=at.date(), now=at)
    plan_answers.say_how_it_went(tie.runner, pk=plan.pk, went="harder", felt="", now=at)
    address, said = f"/coach/calendar/runs/{plan.pk}/", {"day": f"{at + DAY:%Y-%m-%d}", "minutes": "40"}
    told = [client.post(f"{address}{step}/", said, follow=True).content.decode() for step in ("move", "remove")]
    told.append(client.post(address, said | {"seen": plan.changed_at.isoformat()}).content.decode())
    assert all("Your runner has said how this run went. It stays where it is." in page for page in told)
    assert "/remove/" not in client.get(address).content.decode() + client.get("/coach/calendar/").content.decode()
    plan.refresh_from_db()
    assert (plan.local_day, plan.went) == (at.date(), "harder")


def test_an_answer_the_coach_may_not_read_neither_shows_nor_goes_along(
    tie: Coachship, coach: User, runner: User, now: datetime
) -> None:
    plan = planned.run(tie, day=WEDNESDAY, now=now)
    plan_answers.say_how_it_went(runner, pk=plan.pk, went="harder", felt="no", now=now)
    set_shares(runner, coachship=tie, shares=Shares(), now=now)
    actions.move(coach, what="runs", pk=plan.pk, to=WEDNESDAY, now=now)
    plan.refresh_from_db()
    assert plan.went == "harder"
    actions.move(coach, what="runs", pk=plan.pk, to=WEDNESDAY + DAY, now=now)
    plan.refresh_from_db()
    assert (plan.local_day, plan.went, plan.felt, plan.answered_at) == (WEDNESDAY + DAY, "", "", None)


@pytest.mark.parametrize("by", ["plan", "copy"])
def test_what_is_taken_back_does_not_tell_of_an_answer_the_coach_may_not_read(
    tie: Coachship, coach: User, runner: User, now: datetime, by: str
) -> None:
    plan = planned.run(tie, day=WEDNESDAY - (by == "copy") * WEEK, now=now)
    week: dict[str, Any] = {"ties": [tie], "week_on": MONDAY - WEEK, "to": MONDAY, "now": now}
    if by == "copy":
        actions.copy_week(coach, **week)
    ran = PlannedRun.objects.get(local_day=WEDNESDAY)
    plan_answers.say_how_it_went(runner, pk=ran.pk, went="harder", felt="no", now=now)

    def taken() -> int:
        if by == "copy":
            return actions.take_copy_back(coach, **week)
        return actions.take_planned_back(coach, what="runs", key=plan.key, now=now)

    found = []
    for shares in (Shares(emotional=True), Shares()):
        set_shares(runner, coachship=tie, shares=shares, now=now)
        found.append(taken())
    assert found == [0, 1]


@pytest.mark.parametrize(("meanwhile", "parts"), [("nothing", 2), ("answered", 1), ("taken back", 0)])
def test_what_comes_back_is_in_the_offer_it_was_in(
    tie: Coachship, coach: User, runner: User, now: datetime, meanwhile: str, parts: int
) -> None:
    plans = [planned.run(tie, day=WEDNESDAY + days * DAY, now=now, effort=8) for days in (1, 2)]
    offer = planned.easing(tie, plans[0], now=now, minutes=25)
    EasedRun.objects.create(easing=offer, planned=plans[1], minutes=20)
    taking_out.take_out(coach, what="runs", pk=plans[0].pk, now=now)
    later = now + timedelta(minutes=5)
    if meanwhile == "answered":
        plan_answers.answer_easing(runner, pk=offer.pk, accepts=False, words="", tell=tell, now=later)
    elif meanwhile == "taken back":
        actions.take_back(coach, key=offer.key)
    assert taking_out.put_back(coach, what="runs", pk=plans[0].pk, now=later)
    assert EasedRun.objects.count() == parts
    assert [one.minutes for one in EasedRun.objects.filter(planned=plans[0].pk)] == [25] * (parts == 2)
