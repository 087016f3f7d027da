"""A year in two layers: what the legs did and how it felt, a week a place."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.charts.year import year
from journal.queries.insights.years import year_page
from runners.models import User
from tests import making
from tests.journal.insights.telling import told

SignedIn = Callable[[User], Client]


def test_each_week_has_its_place_and_a_week_without_a_tap_none() -> None:
    mondays = [date(2026, 1, 5) + timedelta(days=7 * week) for week in range(3)]
    drawn = year(mondays, np.array([100.0, 0.0, 50.0]), np.array([2.0, np.nan, -1.0]), [4, 0, 2])
    assert drawn.legs.bars.count("M") == 2
    assert drawn.feeling.dots.count("M") == 2
    assert [(row.legs, row.feeling, row.taps) for row in drawn.rows] == [
        ("50", "−1.0", "2"), ("0", "–", "0"), ("100", "+2.0", "4"),
    ]  # fmt: skip


def test_the_middle_of_the_map_lies_in_the_middle_of_its_layer() -> None:
    drawn = year([date(2026, 1, 5)], np.array([0.0]), np.array([0.0]), [1])
    assert f" {drawn.feeling.height * 5}h0" in drawn.feeling.dots
    assert [level.label for level in drawn.feeling.levels] == ["good", "0", "rough"]


def test_it_names_the_months_by_what_was_entered(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=40), minutes=60, effort=7)
    for day in range(8):
        told(runner, at=now - timedelta(days=30 + day), came=-1, left=-1)
        told(runner, at=now - timedelta(days=day), came=2, left=2)
    making.refreshed(now)
    page = year_page(runner, now=now)
    assert page.sentence.startswith("Your legs did most in February: 100 points.")
    assert (
        "highest in March (+2.0 on the map, 16 taps) and lowest in February (−1.0 on the map, 16 taps)" in page.sentence
    )


def test_a_first_week_is_no_month_of_most(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=19), minutes=60, effort=7)
    making.refreshed(now)
    assert year_page(runner, now=now).sentence == "It takes a month or two until there is something to say."


def test_its_weeks_begin_where_the_runner_has_them_begin(runner: User, now: datetime) -> None:
    runner.first_weekday = User.Weekday.SUNDAY
    told(runner, at=now - timedelta(days=3), came=2, left=2)
    told(runner, at=now - timedelta(days=4), came=-2, left=-2)
    drawing = year_page(runner, now=now).drawing
    assert drawing is not None
    assert [(row.label, row.feeling) for row in drawing.rows] == [("15 Mar 2026", "+2.0"), ("8 Mar 2026", "−2.0")]


def test_one_week_is_called_one(signed_in: SignedIn, runner: User) -> None:
    told(runner, at=timezone.now())
    page = signed_in(runner).get(reverse("insights-year")).content.decode()
    assert "Training points of one week above, the mean feeling of it below" in page


def test_a_month_of_few_taps_is_not_named(runner: User, now: datetime) -> None:
    told(runner, at=now)
    page = year_page(runner, now=now)
    assert page.drawing is not None
    assert "Feelings" not in page.sentence


def test_a_whole_year_is_a_quarter_and_what_was_before_it() -> None:
    mondays = [date(2026, 1, 5) + timedelta(days=7 * week) for week in range(53)]
    drawn = year(mondays, np.arange(53.0), np.zeros(53), [1] * 53)
    assert (len(drawn.newest), len(drawn.older)) == (13, 40)
    assert (*drawn.newest, *drawn.older) == drawn.rows
    assert drawn.newest[0].legs == "52"


def test_the_page_has_a_picture_and_its_table(signed_in: SignedIn, runner: User) -> None:
    assert "No weeks to draw yet" in signed_in(runner).get(reverse("insights-year")).content.decode()
    now = timezone.now()
    making.run(runner, at=now - timedelta(days=8), minutes=60, effort=7)
    told(runner, at=now - timedelta(days=8), came=1, left=1)
    page = signed_in(runner).get(reverse("insights-year")).content.decode()
    assert '<path class="bar"' in page
    assert "weeks above, the mean feeling of each week below" in page
    assert '<td class="num">100</td><td class="num">+1.0</td>' in page
