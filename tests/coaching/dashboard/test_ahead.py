"""The next run a coach has planned: in everybody's row, in the sheet, and in a runner's own line as far as they see."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.dashboard.ahead import when
from coaching.dashboard.drawn import drawn_rows
from runners.models import Coachship, PlannedRun, PlanReach, User
from tests import making

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")


def plan(tie: Coachship, now: datetime, *, ahead: int, **said: object) -> PlannedRun:
    day = now.date() + timedelta(days=ahead)
    run = {"kind": "steady", "minutes": 40, "made_at": now, "changed_at": now, **said}
    return PlannedRun.objects.create(coachship=tie, local_day=day, **run)


def ahead_of(client: Client, name: str, *, page: str = "/coach/") -> str:
    html = client.get(page).content.decode()
    (row,) = (row for row in html.split("<tr>") if f"<b>{name}</b>" in row)
    return row.split('<td class="c-next">')[1].split("</td>")[0]


def cell(day: str, run: str) -> str:
    return f'<b>{day}</b> <span class="sub tiny">{run}</span>'


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Today"), (1, "Tomorrow"), (2, "Friday"), (6, "Tuesday"), (7, "25 Mar"), (300, "12 Jan 2027")],
)
def test_it_says_when(now: datetime, days: int, words: str) -> None:
    assert when(now.date() + timedelta(days=days), now.date()) == words


def test_a_row_says_which_run_comes_next(coach: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    for ahead in (-1, 5, 2):
        plan(tie, now, ahead=ahead, minutes=30 + ahead)
    assert cell("Friday", "Steady, 32 minutes") in ahead_of(signed_in(coach), "Mia Thorne")


def test_a_row_without_a_plan_says_nothing(coach: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    plan(tie, now, ahead=-1)
    assert ahead_of(signed_in(coach), "Mia Thorne") == ""


def test_a_plan_is_of_the_coach_who_made_it(
    coach: User, tie: Coachship, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    plan(tie, now, ahead=0)
    making.coachship(stranger, tie.runner)
    assert ahead_of(signed_in(stranger), "Mia Thorne") == ""


def test_a_row_that_is_kept_follows_the_plan(coach: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    client, planned = signed_in(coach), plan(tie, now, ahead=1)
    assert cell("Tomorrow", "Steady, 40 minutes") in ahead_of(client, "Mia Thorne")
    PlannedRun.objects.filter(pk=planned.pk).update(kind="race", minutes=None, distance_m=16_000)
    assert cell("Tomorrow", "Race, 16 km") in ahead_of(client, "Mia Thorne")
    planned.delete()
    assert ahead_of(client, "Mia Thorne") == ""


def test_each_coach_reads_it_in_units_of_their_own(
    coach: User, tie: Coachship, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    User.objects.filter(pk=stranger.pk).update(units="mi")
    theirs = making.coachship(stranger, tie.runner)
    for one in (tie, theirs):
        plan(one, now, ahead=0, kind="", minutes=None, distance_m=16_093)
    said = [ahead_of(signed_in(one), "Mia Thorne").strip() for one in (coach, stranger)]
    assert said == [cell("Today", "A run, 16.09 km"), cell("Today", "A run, 10 mi")]


def test_it_sorts_by_what_comes_next(coach: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    for name, ahead in (("Ada", 4), ("Bo", 1)):
        plan(making.coachship(coach, making.person(f"{name}@example.org", name=name)), now, ahead=ahead)
    client, names = signed_in(coach), []
    for sort in ("next", "-next"):
        html = client.get(f"/coach/?sort={sort}").content.decode()
        names.append([row.split("</b>")[0] for row in html.split("</span><b>")[1:]])
    assert names == [["Bo", "Ada", "Mia Thorne"], ["Ada", "Bo", "Mia Thorne"]]


def test_it_asks_no_further_question(coach: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    client, counts = signed_in(coach), []
    for ahead in (None, 1):
        if ahead is not None:
            plan(tie, now, ahead=ahead)
        drawn_rows.forget()
        with CaptureQueriesContext(connection) as asked:
            client.get("/coach/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_the_sheet_says_it_too(coach: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    plan(tie, now, ahead=3)
    head, mia = signed_in(coach).get("/coach/squad.csv").content.decode().splitlines()
    assert head.endswith('"Next run","Planned as"')
    assert mia.endswith('"2026-03-21","Steady, 40 minutes"')


@pytest.mark.parametrize(("weeks", "there"), [(0, False), (1, True), (None, True)])
def test_ones_own_line_opens_no_closed_week(
    runner: User, tie: Coachship, signed_in: SignedIn, now: datetime, weeks: int | None, there: bool
) -> None:
    plan(tie, now, ahead=7)
    if weeks is not None:
        PlanReach.objects.create(coachship=tie, weeks=weeks)
    page = reverse("settings-preview-line", args=[tie.pk])
    shown = ahead_of(signed_in(runner), "Mia Thorne", page=page)
    assert (cell(f"{date(2026, 3, 25):%-d %b}", "Steady, 40 minutes") in shown) == there
