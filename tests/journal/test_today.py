"""The runner's first page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import loads
from journal.queries.today import IN_SHORT, greeting, today_page, week_start
from journal.words import Need
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("journal-today")


@pytest.mark.parametrize(
    ("hour", "word"),
    [(4, "Evening"), (5, "Morning"), (11, "Morning"), (12, "Afternoon"), (18, "Evening"), (0, "Evening")],
)
def test_it_greets_by_the_hour(hour: int, word: str) -> None:
    assert greeting(hour) == word


def test_it_greets_in_the_runners_own_zone(runner: User, now: datetime) -> None:
    assert today_page(runner, now=now).hello == "Morning"
    runner.time_zone = "Asia/Tokyo"
    assert today_page(runner, now=now).hello == "Afternoon"


def test_it_asks_its_question_on_the_first_day(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).get(PAGE).content.decode()
    assert "What do I need from this run today?" in page
    assert ", Mia." in page
    assert "0 of about 24 days with an answer." in page


def test_it_puts_an_open_check_in_first(runner: User, signed_in: SignedIn) -> None:
    entry = making.check_in(runner, at=datetime.now(UTC), needs=["settle_down"])
    page = signed_in(runner).get(PAGE).content.decode()
    assert "You went to settle down." in page
    assert f"?check_in={entry.pk}" in page


def test_it_stops_asking_once_there_is_a_reflection(runner: User, now: datetime) -> None:
    entry = making.check_in(runner, at=now)
    assert today_page(runner, now=now).waiting is not None
    making.reflection(runner, at=now, check_in=entry)
    assert today_page(runner, now=now).waiting is None


def test_it_asks_for_yesterdays_run_no_more(runner: User, now: datetime) -> None:
    making.check_in(runner, at=now - timedelta(days=1))
    assert today_page(runner, now=now).waiting is None


@pytest.mark.parametrize(("first", "start"), [(0, 16), (5, 14), (6, 15)])
def test_it_begins_the_week_where_the_runner_does(first: int, start: int) -> None:
    assert week_start(date(2026, 3, 18), first) == date(2026, 3, start)


def test_it_shows_what_each_day_was_for(runner: User, now: datetime) -> None:
    making.check_in(runner, at=now - timedelta(days=2), needs=["nature"])
    making.run(runner, at=now - timedelta(days=1))
    week = today_page(runner, now=now).week
    assert [(on.state, on.word) for on in week[:4]] == [
        ("done", "Nature"),
        ("done", "Run"),
        ("now", "Today"),
        ("ahead", ""),
    ]
    assert week[0].icon == "n-nature"


def test_it_calls_a_day_without_a_run_rest(runner: User, now: datetime) -> None:
    assert today_page(runner, now=now).week[1].word == ""
    making.daily_check(runner, at=now - timedelta(days=3))
    making.refreshed(now)
    assert today_page(runner, now=now).week[1].word == "Rest"


def test_it_has_two_words_for_every_need() -> None:
    assert set(IN_SHORT) == set(Need)


def test_it_shows_the_chart_at_once_after_an_entry(runner: User, signed_in: SignedIn) -> None:
    making.run(runner, at=datetime.now(UTC) - timedelta(hours=2))
    assert "data-waterline" in signed_in(runner).get(PAGE).content.decode()


def test_it_shows_recovery_of_last_night(runner: User, now: datetime) -> None:
    making.daily_check(runner, at=now, sleep=4, water=False)
    check = today_page(runner, now=now).check
    assert check is not None
    assert [(said.label, said.answer) for said in check if said.label in ("Sleep", "Water")] == [
        ("Sleep", "4 of 10"),
        ("Water", "not quite"),
    ]


def test_it_sends_everybody_else_to_the_door() -> None:
    assert Client().get(PAGE)["Location"].startswith(reverse("account_login"))


def _queries(runner: User, now: datetime) -> int:
    loads.refresh_now(runner, now=now)
    with CaptureQueriesContext(connection) as asked:
        today_page(runner, now=now)
    return len(asked)


def test_it_needs_seven_queries_however_much_there_is(runner: User, now: datetime) -> None:
    making.check_in(runner, at=now)
    few = _queries(runner, now)
    for back in range(1, 60):
        at = now - timedelta(hours=back * 6)
        making.check_in(runner, at=at)
        making.run(runner, at=at)
    assert _queries(runner, now) == few <= 7
