"""The runner's first page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import actions, drawn, loads
from journal.models import SixWeeks
from journal.planned import week_start
from journal.queries import today
from journal.queries.reading import Reading
from journal.queries.today import IN_SHORT, _kept, greeting, today_page
from journal.readings import ReadingState
from journal.words import Need
from runners.models import Run, User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("journal-today")


@pytest.mark.parametrize(
    ("hour", "word"),
    [(3, "Evening"), (4, "Morning"), (11, "Morning"), (12, "Afternoon"), (18, "Evening"), (0, "Evening")],
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


@pytest.mark.parametrize(
    ("also", "shown"),
    [
        ([], ("check", "Ride")),
        ([{"sport": "running"}], ("runs", "Run")),
    ],
    ids=["a ride", "a ride and a run"],
)
def test_it_calls_a_ride_a_ride(runner: User, now: datetime, also: list[Any], shown: tuple[str, str]) -> None:
    for number, fields in enumerate([{"sport": "other", "activity": "cycling"}, *also]):
        run = making.run(runner, at=now - timedelta(days=1, hours=number))
        Run.objects.filter(pk=run.pk).update(**fields)
    day = today_page(runner, now=now).week[1]
    assert (day.state, day.icon, day.word) == ("done", *shown)


def test_it_calls_a_day_without_a_run_rest(runner: User, now: datetime) -> None:
    runner.joined_at = now - timedelta(days=30)
    assert today_page(runner, now=now).week[1].word == ""
    making.daily_check(runner, at=now - timedelta(days=3))
    making.refreshed(now)
    assert today_page(runner, now=now).week[1].word == "Rest"


def test_an_old_run_says_nothing_of_the_days_before_somebody_came(runner: User, now: datetime) -> None:
    runner.joined_at = now - timedelta(days=1)
    making.run(runner, at=now - timedelta(days=300))
    making.refreshed(now)
    assert [day.word for day in today_page(runner, now=now).week[:3]] == ["", "Rest", "Today"]


def test_it_has_two_words_for_every_need() -> None:
    assert set(IN_SHORT) == set(Need)


def test_it_shows_the_chart_at_once_after_an_entry(runner: User, signed_in: SignedIn) -> None:
    making.run(runner, at=datetime.now(UTC) - timedelta(hours=2))
    assert "data-waterline" in signed_in(runner).get(PAGE).content.decode()


def test_it_leads_to_what_the_entries_say(runner: User, signed_in: SignedIn) -> None:
    making.run(runner, at=datetime.now(UTC) - timedelta(hours=2))
    assert f'href="{reverse("insights")}"' in signed_in(runner).get(PAGE).content.decode()


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


def _queries(browser: Client) -> int:
    browser.get(PAGE)  # what was written is worked out and drawn
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(PAGE).status_code == 200
    return len(asked)


def test_it_needs_six_queries_in_all_however_much_there_is(runner: User, signed_in: SignedIn) -> None:
    browser, now = signed_in(runner), datetime.now(UTC)
    none = _queries(browser)
    making.check_in(runner, at=now)
    few = _queries(browser)
    for back in range(1, 60):
        at = now - timedelta(hours=back * 6)
        making.check_in(runner, at=at)
        making.run(runner, at=at)
    assert none == few == _queries(browser) <= 6


def _drawn(runner: User, now: datetime) -> str:
    return today_page(runner, now=now).chart


def test_it_draws_once_and_again_after_an_entry(runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    making.run(runner, at=now - timedelta(days=2))
    first = _drawn(runner, now)
    with monkeypatch.context() as idle:
        idle.delattr(loads, "history")
        assert _drawn(runner, now) == first == SixWeeks.objects.get().html
    making.run(runner, at=now - timedelta(days=1))
    again = _drawn(runner, now)
    assert again != first
    assert SixWeeks.objects.get().html == again


def test_it_draws_everybody_their_own(runner: User, stranger: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=2), minutes=40)
    making.run(stranger, at=now - timedelta(days=3), minutes=90)
    pictures = [_drawn(person, now) for person in (runner, stranger, runner, stranger)]
    assert pictures[0] == pictures[2] != pictures[1] == pictures[3]


@pytest.mark.parametrize("part", ["_drawing_code", "static"])
def test_it_draws_again_after_a_release(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    making.run(runner, at=now - timedelta(days=2))
    today_page(runner, now=now)
    before = SixWeeks.objects.get().drawn_from
    monkeypatch.setattr(drawn, part, lambda *_: "another")
    today_page(runner, now=now)
    assert SixWeeks.objects.get().drawn_from != before


def test_it_draws_again_when_the_sentence_is_another(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.run(runner, at=now - timedelta(days=2))
    assert "Said otherwise." not in _drawn(runner, now)
    monkeypatch.setattr(today, "reading_of", lambda _: Reading(ReadingState.LEARNING, "Said otherwise."))
    assert "Said otherwise." in _drawn(runner, now)


def test_it_reads_what_it_has_not_read_of_the_standing_when_it_is_asked(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=2))
    today_page(runner, now=now)
    state = _kept(runner, now.date(), now=now).state
    assert state is not None
    assert state.refreshed_at == now


def test_it_forgets_the_drawing_with_the_account(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=2))
    today_page(runner, now=now)
    runner.delete()
    assert not SixWeeks.objects.exists()


def test_it_keeps_a_deleted_check_in_and_a_deleted_run_out_of_the_week(runner: User, now: datetime) -> None:
    actions.delete(runner, entry=making.check_in(runner, at=now), now=now)
    gone = making.run(runner, at=now - timedelta(days=1))
    gone.delete_softly(now=now)
    page = today_page(runner, now=now)
    assert page.waiting is None
    assert "done" not in [on.state for on in page.week]
