"""Recovery: what the daily checks say beside both loads, unknown where nothing was answered."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from journal.charts import Told, lanes
from journal.queries.recovery import DAYS, MISSING, recovery_page
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("goal-recovery")


def checks(runner: User, now: datetime, *, nights: dict[int, int]) -> None:
    for back, sleep in nights.items():
        making.daily_check(runner, at=now - timedelta(days=back), sleep=sleep, food=True, water=back > 2)


def test_it_stands_this_week_beside_the_five_before(runner: User, now: datetime) -> None:
    checks(runner, now, nights={0: 6, 1: 7, 2: 8, 7: 5, 20: 6, 41: 7, 42: 0})
    page = recovery_page(runner, now=now)
    assert page.sentence == (
        "You answered 6 daily checks in the last 42 days. "
        "Sleep was 7.0 of 10 in the last seven days, up from 6.0 in the five weeks before."
    )
    assert page.enough[1] == "Enough to drink on 3 of 6 days, not quite on 3."


@pytest.mark.parametrize(("before", "said"), [(6, "as in 6.0"), (9, "down from 9.0")])
def test_its_sentence_compares_and_does_not_judge(runner: User, now: datetime, before: int, said: str) -> None:
    checks(runner, now, nights={0: 6, 1: 6, 2: 6, 10: before, 11: before, 12: before})
    assert said in recovery_page(runner, now=now).sentence


def test_under_three_answers_there_is_no_mean(runner: User, now: datetime) -> None:
    checks(runner, now, nights={0: 6, 1: 7})
    page = recovery_page(runner, now=now)
    assert (page.trends[0].week.said, page.trends[0].week.n) == (MISSING, 2)
    assert "A few more" in page.sentence


def test_the_table_has_every_day_and_says_what_is_unknown(runner: User, now: datetime) -> None:
    checks(runner, now, nights={1: 7})
    making.run(runner, at=now - timedelta(days=1), minutes=42, effort=5)
    page = recovery_page(runner, now=now)
    assert len(page.rows) == DAYS
    today, yesterday = page.rows[:2]
    assert (yesterday.answers, yesterday.legs) == (("7", "3", MISSING, "3"), "50")
    assert (today.answers[0], today.legs, page.rows[2].legs) == (MISSING, "0", MISSING)


def test_a_day_that_was_tomorrow_somewhere_else_is_no_fault(runner: User, now: datetime) -> None:
    """Worked out in a zone far east, looked at in one far west."""
    making.run(runner, at=now - timedelta(days=60))
    making.run(runner, at=now - timedelta(days=1), minutes=42, effort=5)
    making.refreshed(now + timedelta(days=1))
    page = recovery_page(runner, now=now)
    assert [row.legs for row in page.rows[:2]] == ["0", "50"]


def test_nobody_elses_checks_are_in_it(runner: User, stranger: User, now: datetime) -> None:
    checks(stranger, now, nights={0: 6})
    page = recovery_page(runner, now=now)
    assert (page.checks, page.chart, page.enough) == (0, None, ())
    assert page.sentence.startswith("No daily checks in the last six weeks.")


def test_lanes_lie_below_one_another_and_break_where_nothing_is_known() -> None:
    days = [date(2026, 3, 1) + timedelta(days=at) for at in range(5)]
    sleep = Told("Sleep", "", np.array([5.0, np.nan, 10.0, 0.0, np.nan]), 10)
    legs = Told("Legs", "up", np.array([0.0, 120.0, 0.0, 0.0, 0.0]), 60, as_bars=True)
    drawn = lanes(days, [sleep, legs])
    upper, lower = drawn.lanes
    assert upper.line == "M5 230h0M25 0 35 460"
    assert (lower.top, lower.line, lower.bars.count("M")) == ("120", "", 1)
    assert upper.foot < lower.y
    assert drawn.bottom == lower.foot


def test_no_lanes_are_no_fault() -> None:
    assert lanes([], []).lanes == ()


def test_its_page_shows_the_drawing_its_table_and_how(runner: User, signed_in: SignedIn) -> None:
    making.drifting_month(runner, until=datetime.now(UTC).date())
    page = signed_in(runner).get(PAGE).content.decode()
    for told in ('<svg class="wl"', "Read it as a table", "How this is worked out", "Legs, points a day"):
        assert told in page
    assert not [word for word in ("calorie", "weight", "because", "burnout") if word in page.lower()]
