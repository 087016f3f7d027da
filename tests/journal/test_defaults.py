"""Kind and minutes fill themselves in where a weekday has a habit, and stay empty where it has none."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.defaults import Defaults, Planned, learned
from runners.models import User
from tests import making

TUESDAY, SUNDAY = 1, 6


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ([], Defaults()),
        ([Planned(TUESDAY, "intervals", 50)] * 2, Defaults()),
        ([Planned(SUNDAY, "steady", 90)] * 9, Defaults()),
        ([Planned(TUESDAY, "intervals", 50)] * 3, Defaults("intervals", 50)),
        ([Planned(TUESDAY, "intervals", None)] * 3, Defaults("intervals", None)),
        ([Planned(TUESDAY, "", 40)] * 9, Defaults()),
        ([Planned(TUESDAY, "steady", m) for m in (41, 43, 62)], Defaults("steady", 45)),
        ([Planned(TUESDAY, "steady", 1)] * 3, Defaults("steady", 5)),
        ([Planned(TUESDAY, kind, 40) for kind in ("steady", "free", "race", "steady")], Defaults()),
        ([Planned(TUESDAY, "steady", None)] * 3 + [Planned(SUNDAY, "steady", 90)], Defaults("steady", 90)),
    ],
)
def test_it_learns_from_the_weekday_and_the_kind(before: list[Planned], found: Defaults) -> None:
    assert learned(before, weekday=TUESDAY) == found


def test_the_form_shows_what_is_usual_and_folds_it_away(runner: User, signed_in: Callable[[User], Client]) -> None:
    for week in range(1, 4):
        at = timezone.now() - timedelta(weeks=week)
        making.check_in(runner, at=at, kind="intervals", planned_minutes=50)
    page = signed_in(runner).get(reverse("journal-check-in")).content.decode()
    assert '<option value="intervals" selected>' in page
    assert 'value="50"' in page
    assert "Intervals, about 50 minutes" in page
    assert "<details open>" not in page
    assert "<span data-filled>Intervals, about 50 minutes, as usual</span>" in page.split("</header>")[0]


def test_the_form_shows_nothing_without_a_habit(runner: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(runner).get(reverse("journal-check-in")).content.decode()
    assert "Kind, minutes, a note" in page


def test_the_form_tells_the_phone_each_weekday_and_nothing_else(
    runner: User, signed_in: Callable[[User], Client]
) -> None:
    at = timezone.now() - timedelta(weeks=1)
    for week in range(3):
        making.check_in(runner, at=at - timedelta(weeks=week), kind="steady", planned_minutes=40, note="mine alone")
    page = signed_in(runner).get(reverse("journal-check-in")).content.decode()
    week = json.loads(re.search(r'<script id="usual-week" type="application/json">(.+?)</script>', page)[1])  # type: ignore[index]
    nothing = Defaults().told
    assert week[runner.day(at).weekday()] == {
        "kind": "steady",
        "planned_minutes": 40,
        "words": "Steady, about 40 minutes",
    }
    assert [day for day in week if day != nothing] == [week[runner.day(at).weekday()]]
