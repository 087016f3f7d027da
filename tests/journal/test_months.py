"""Months side by side: what went into runs, what runs were for, nobody else's look, and off when it is not wanted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions, practising
from journal.models import MonthOff
from journal.queries.months import months_of, outlet_line
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
FEBRUARY = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)  # `now` is in March


def starts(runner: User, *, runs: int, others: int = 0, at: datetime = FEBRUARY, valence: int = -2) -> None:
    for day in range(runs):
        making.check_in(runner, at=at + timedelta(days=day), valence=valence, activation=0)
    for day in range(others):
        making.practice(runner, at=at + timedelta(days=day), valence=valence, activation=0)


@pytest.mark.parametrize(
    ("runs", "others", "said"),
    [
        (6, 3, "In February 6 of 9 rough starts went into a run, the others into something else."),
        (8, 0, "In February every rough start went into a run: 8 of 8."),
        (0, 8, "In February no rough start went into a run: 0 of 8."),
        (3, 2, "In February 5 things began on the rough side of the map. From 8 on, it says how many became runs."),
        (1, 0, "In February one thing began on the rough side of the map. From 8 on, it says how many became runs."),
        (0, 0, "February has no feelings on the map to go by."),
    ],
)
def test_it_says_where_rough_starts_went(runner: User, now: datetime, runs: int, others: int, said: str) -> None:
    starts(runner, runs=runs, others=others)
    assert months_of(runner, now=now).outlet == said


def test_a_month_of_good_starts_has_no_rough_one(runner: User, now: datetime) -> None:
    making.check_in(runner, at=FEBRUARY, valence=2, activation=0)
    assert months_of(runner, now=now).outlet == "In February nothing began on the rough side of the map."


def test_only_the_last_whole_month_and_only_rough_starts_count(runner: User, stranger: User, now: datetime) -> None:
    starts(runner, runs=8)
    starts(runner, runs=3, valence=1)
    starts(runner, runs=3, at=now - timedelta(days=3))
    starts(runner, runs=3, at=datetime(2026, 1, 29, 12, tzinfo=UTC))
    starts(stranger, runs=3, others=3)
    actions.delete(runner, entry=making.check_in(runner, at=FEBRUARY, valence=-3), now=now)
    newest = months_of(runner, now=now).newest
    assert (newest.first.month, newest.runs, newest.others) == (2, 8, 0)


def test_it_lays_three_months_beside_the_six_before(runner: User, now: datetime) -> None:
    for back in range(200):
        needs = ["get_away"] if back < 90 else ["nature"]
        making.check_in(runner, at=datetime(2026, 2, 28, 12, tzinfo=UTC) - timedelta(days=back), needs=needs)
    page = months_of(runner, now=now)
    assert page.drift is not None
    assert page.drift.more
    assert (page.drift.away, page.drift.n, page.drift.away_before) == (90, 90, 0)
    assert page.needs.startswith("You ran more to get away from something: 90 of 90 runs")


def test_what_is_neither_away_nor_towards_is_left_out(runner: User, now: datetime) -> None:
    making.check_in(runner, at=FEBRUARY, needs=["settle_down", "just_turn_up"])
    making.check_in(runner, at=FEBRUARY, needs=["nature", "get_away"])
    assert (months_of(runner, now=now).newest.away, months_of(runner, now=now).newest.named) == (1, 1)


def test_its_page_tells_how_it_is_worked_out_with_its_entries(runner: User, signed_in: SignedIn) -> None:
    this_month = timezone.now().replace(day=1)
    starts(runner, runs=8, at=this_month - timedelta(days=20))
    page = signed_in(runner).get(reverse("toolbox-months")).content.decode()
    assert "every rough start went into a run: 8 of 8" in page
    assert page.count("?day=") == 8
    assert "every rough start" in signed_in(runner).get(reverse("toolbox")).content.decode()


def test_it_speaks_of_other_starts_only_to_somebody_who_has_some(runner: User, signed_in: SignedIn) -> None:
    words, browser = "or before something from the toolbox", signed_in(runner)
    assert words not in browser.get(reverse("toolbox-months")).content.decode()
    making.practice(runner, at=timezone.now() - timedelta(days=40))
    assert words in browser.get(reverse("toolbox-months")).content.decode()


def test_it_can_be_switched_off_and_on_again(runner: User, signed_in: SignedIn) -> None:
    browser, switch = signed_in(runner), reverse("toolbox-months-switch")
    starts(runner, runs=8, at=timezone.now().replace(day=1) - timedelta(days=20))
    for _ in range(2):
        page = browser.post(switch, {"months": "off"}, follow=True).content.decode()
    assert "You switched this page off" in page
    assert outlet_line(runner, now=timezone.now()) == ""
    assert "You switched this page off" not in browser.post(switch, {"months": "on"}, follow=True).content.decode()
    assert not MonthOff.objects.exists()


def test_a_coach_sees_none_of_it(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    starts(runner, runs=8)
    practising.switch_months(runner, on=True, now=now)
    assert "rough start" not in signed_in(coach).get(reverse("athlete", args=[runner.pk])).content.decode()
