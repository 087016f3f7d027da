"""What went with how runs ended: groups of own runs beside the others, in numbers and careful sentences."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journal import actions
from journal.models import Practice, Reflection
from journal.queries.insights.page import insights_page
from journal.queries.insights.shifts import NAMES, Factor, Row
from journal.queries.insights.told import outings_told
from journal.words import Need
from runners.models import User
from tests import making
from tests.journal.insights.telling import HOUR, habit, told

SignedIn = Callable[[User], Client]


def row_of(runner: User, now: datetime, factor: Factor, key: str) -> Row | None:
    sections = insights_page(runner, now=now).shifts.sections
    return next((row for s in sections if s.factor is factor for row in s.rows if row.key == key), None)


def test_runs_in_one_place_stand_beside_all_others_from_the_same_start(runner: User, now: datetime) -> None:
    habit(runner, until=now, days=40)
    park = row_of(runner, now, Factor.PLACE, "park")
    assert park is not None
    assert (park.found.n, park.found.others, park.stands) == (20, 20, True)
    assert park.found.mean == pytest.approx(2.0)
    assert park.sentence.startswith("Park: 20 runs, and they ended 2.0 steps better than your 20 other runs from the")


def test_the_page_opens_with_what_stands_out(runner: User, now: datetime) -> None:
    habit(runner, until=now, days=40)
    assert insights_page(runner, now=now).headline.startswith("Park: 20 runs")


@pytest.mark.parametrize(("days", "said"), [(0, "None of your runs has"), (1, "One of your runs has")])
def test_one_run_is_one_run(runner: User, now: datetime, days: int, said: str) -> None:
    habit(runner, until=now, days=days)
    assert insights_page(runner, now=now).headline.startswith(f"{said} a tap before and one after.")


def test_what_came_up_seven_times_waits_with_its_count(runner: User, now: datetime) -> None:
    habit(runner, until=now, days=14)
    page = insights_page(runner, now=now)
    place = next(section for section in page.shifts.sections if section.factor is Factor.PLACE)
    assert place.rows == ()
    assert {(one.name, one.n) for one in place.waiting} == {("Park", 7), ("Road", 7)}


def test_nothing_is_said_where_runs_end_alike(runner: User, now: datetime) -> None:
    for back in range(40):
        came = (back * 7) % 5 - 2
        told(runner, at=now - timedelta(days=back), came=came, left=came + back % 3, place=("park", "road")[back % 2])
    page = insights_page(runner, now=now)
    assert page.shifts.standing == ()
    assert page.headline.startswith("Nothing stands out")


def test_a_reflection_without_its_check_in_or_told_late_does_not_count(runner: User, now: datetime) -> None:
    alone, late, gone = (told(runner, at=now - timedelta(days=back)) for back in range(3))
    Reflection.objects.filter(pk=alone.pk).update(check_in=None)
    Reflection.objects.filter(pk=late.pk).update(days_late=2)
    actions.delete(runner, entry=gone, now=now)
    told(runner, at=now - timedelta(days=366))
    assert outings_told(runner, today=runner.day(now)) == []


def test_what_is_said_of_a_deleted_run_does_not_count(runner: User, now: datetime) -> None:
    ran = making.run(runner, at=now)
    told(runner, at=now, run=ran)
    assert len(outings_told(runner, today=runner.day(now))) == 1
    ran.delete_softly(now=now)
    assert outings_told(runner, today=runner.day(now)) == []


def test_running_stands_beside_the_tools(runner: User, now: datetime) -> None:
    for back in range(10):
        told(runner, at=now - timedelta(days=back), came=back % 3, left=back % 3 + 2)
        at = now - timedelta(days=back) - HOUR
        making.practice(runner, at=at, valence=back % 3, activation=0, after_valence=back % 3, after_activation=0)
    running = row_of(runner, now, Factor.TOOL, "running")
    assert running is not None
    assert running.found.mean == pytest.approx(2.0)
    assert "10 times" in running.sentence


@pytest.mark.parametrize(
    ("hour", "name"),
    [(3, "in the evening"), (4, "before nine"), (9, "by day"), (16, "after work"), (22, "in the evening")],
)
def test_an_hour_is_called_by_the_clock_of_its_place(runner: User, now: datetime, hour: int, name: str) -> None:
    for back in range(16):
        hours = hour if back % 2 else 12 if hour != 12 else 7
        told(runner, at=(now - timedelta(days=back)).replace(hour=hours), came=back % 3, left=back % 4)
    page = insights_page(runner, now=now)
    section = next(section for section in page.shifts.sections if section.factor is Factor.HOUR)
    assert NAMES[Factor.HOUR][name] in {row.name for row in section.rows} | {one.name for one in section.waiting}


def test_every_answer_has_its_name() -> None:
    assert set(NAMES) == set(Factor)
    assert set(NAMES[Factor.NEED]) == set(Need)
    assert set(NAMES[Factor.PLACE]) == set(Reflection.Place)
    assert set(NAMES[Factor.COMPANY]) == set(Reflection.Company)
    assert set(NAMES[Factor.TOOL]) == {"running", *Practice.Kind}
    assert all(factor.heading for factor in Factor)


def test_the_number_of_queries_does_not_grow_with_entries(runner: User, now: datetime) -> None:
    counts = []
    for days in (4, 40):
        habit(runner, until=now, days=days)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            insights_page(runner, now=now)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_its_page_claims_no_cause_and_is_its_runners_alone(signed_in: SignedIn, runner: User, coach: User) -> None:
    habit(runner, until=timezone.now(), days=40)
    page = signed_in(runner).get(reverse("insights")).content.decode()
    assert "Park: 20 runs" in page
    for claim in ("because", "predict", "prevent", "detect", "burnout"):
        assert claim not in page.lower()
    assert "Park: 20 runs" not in signed_in(coach).get(reverse("insights")).content.decode()


@pytest.mark.parametrize("what", [*Factor, "needs", "day-after"])
def test_every_insight_leads_to_its_entries(signed_in: SignedIn, runner: User, what: str) -> None:
    now = timezone.now()
    habit(runner, until=now, days=10, need_met=8)
    page = signed_in(runner).get(reverse("insights-behind", args=[what]))
    assert page.status_code == 200
    listed = f"?day={runner.day(now).isoformat()}" in page.content.decode()
    assert listed is (what not in ("company", "length", "day-after"))


def test_many_entries_are_folded_behind_the_newest(signed_in: SignedIn, runner: User) -> None:
    habit(runner, until=timezone.now(), days=35, need_met=8)
    page = signed_in(runner).get(reverse("insights-behind", args=["needs"])).content.decode()
    shown, folded = page.split("<details>")
    assert "5 older lines" in folded
    assert (shown.count('<th scope="row">'), folded.count('<th scope="row">')) == (30, 5)


def test_an_insight_that_there_is_not_does_not_exist(signed_in: SignedIn, runner: User) -> None:
    assert signed_in(runner).get(reverse("insights-behind", args=["moon"])).status_code == 404
