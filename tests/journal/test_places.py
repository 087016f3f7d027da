"""Where and with whom: a mean with its interval from eight runs on, and no claim."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions
from journal.models import Reflection
from journal.queries.places import LEAST, WIDEST, places_page
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]


def went(runner: User, at: datetime, *, moved: int = 2, **chips: str) -> Reflection:
    before = making.check_in(runner, at=at, valence=-1)
    return making.reflection(
        runner, at=at + timedelta(hours=1), check_in=before, valence=moved - 1, activation=0, **chips
    )


def test_it_is_the_mean_step_after_minus_before(runner: User, now: datetime) -> None:
    for at in range(LEAST):
        went(runner, now - timedelta(days=at), moved=1 + 2 * (at % 2), place="park", company="alone")
    where, whom = places_page(runner, now=now).shelves
    (park,), (alone,) = where.rows, whom.rows
    assert park.better is not None
    assert (park.name, park.times, park.better.mean, alone.name) == ("Park", LEAST, 2, "Alone")
    assert park.better.low < 2 < park.better.high


def test_seven_runs_say_nothing(runner: User, now: datetime) -> None:
    for at in range(LEAST - 1):
        went(runner, now - timedelta(days=at), place="trail")
    where = places_page(runner, now=now).shelves[0]
    assert where.rows == ()
    assert [(row.name, row.times) for row in where.waiting] == [("Trail", LEAST - 1)]


def test_an_interval_too_wide_to_say_anything_is_not_shown(runner: User, now: datetime) -> None:
    for at in range(LEAST):
        went(runner, now - timedelta(days=at), moved=5 if at % 2 else -3, place="road")
    where = places_page(runner, now=now).shelves[0]
    assert WIDEST < 5
    assert [(row.name, row.better) for row in where.waiting] == [("Road", None)]


def test_only_both_taps_of_kept_entries_of_a_year_count(runner: User, stranger: User, now: datetime) -> None:
    making.reflection(runner, at=now, valence=1, activation=0, place="park")
    went(runner, now - timedelta(days=366), place="park")
    went(stranger, now, place="park")
    actions.delete(runner, entry=went(runner, now, place="park"), now=now)
    actions.delete(runner, entry=went(runner, now, place="park").check_in, now=now)
    assert all(shelf.rows == shelf.waiting == () for shelf in places_page(runner, now=now).shelves)


def test_its_page_tells_numbers_and_no_cause(runner: User, signed_in: SignedIn) -> None:
    for at in range(LEAST):
        went(runner, timezone.now() - timedelta(days=at), place="water", company="group")
    page = signed_in(runner).get(reverse("goal-places")).content.decode()
    assert "+2.0" in page
    assert "By the water" in page
    assert not [word for word in ("because", "helps", "works better", "effect", "thanks to") if word in page.lower()]


@pytest.mark.parametrize("many", [1, 12])
def test_it_takes_one_look(runner: User, now: datetime, many: int, django_assert_num_queries: Any) -> None:
    for at in range(many):
        went(runner, now - timedelta(days=at), place="park")
    with django_assert_num_queries(1):
        places_page(runner, now=now)
