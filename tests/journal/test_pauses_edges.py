"""Pauses at their edges: older than what is looked at, one after another, a week old, and always worked out again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from journal import actions
from journal.days import Span
from journal.models import Pause
from journal.pauses import hold, paused_sentence, standing_on
from journal.queries.today import today_page
from runners.models import Stale, User
from tests import making

DAY = timedelta(days=1)
TODAY = date(2026, 3, 18)


def paused(since: int, until: int | None = None, kind: str = "ill") -> Pause:
    """From so many days ago to so many days ago."""
    return Pause(kind=kind, from_on=TODAY - since * DAY, until_on=None if until is None else TODAY - until * DAY)


def test_a_pause_older_than_the_days_that_are_looked_at_holds_them_all() -> None:
    scores = np.full((1, 10), 50.0)
    hold(scores, [Span(1, TODAY - 9 * DAY, TODAY - 9 * DAY, TODAY)], {1: [paused(30)]})
    assert np.isnan(scores).all()
    scores = np.full((1, 10), 50.0)
    hold(scores, [Span(1, TODAY - 9 * DAY, TODAY - 9 * DAY, TODAY)], {1: [paused(30, 12)]})
    assert np.isnan(scores[0]).tolist() == [True] * 3 + [False] * 7


def test_of_two_pauses_that_touch_the_later_one_is_said() -> None:
    standing = standing_on(TODAY, [paused(20, 3), paused(1, kind="injured")])
    assert (standing["paused_as"], standing["held_until"]) == ("injured", None)


@pytest.mark.parametrize(("days", "said"), [(0, "from today"), (6, "since Thursday"), (7, "since 11 March")])
def test_a_weekday_is_said_of_the_last_six_days_only(days: int, said: str) -> None:
    assert f" {said}. " in paused_sentence("ill", TODAY - days * DAY, None, today=TODAY)


@pytest.mark.parametrize("does", [
    lambda runner, on: actions.pause(runner, kind="ill", on=on),
    lambda runner, on: actions.end_pause(runner, on=on + 3 * DAY),
], ids=["begin", "end"])  # fmt: skip
def test_the_days_from_its_first_on_are_worked_out_again(
    runner: User, now: datetime, does: Callable[[User, date], object]
) -> None:
    on = runner.day(now) - 3 * DAY
    making.check_in(runner, at=now - 10 * DAY)
    Pause.objects.create(runner=runner, kind="ill", from_on=on)
    Stale.objects.all().delete()
    does(runner, on)
    assert [stale.since_on for stale in Stale.objects.all()] == [on]


def test_the_pause_of_another_is_theirs(runner: User, stranger: User, now: datetime) -> None:
    actions.pause(stranger, kind="ill", on=runner.day(now))
    assert today_page(runner, now=now).pausing.kind == ""
    assert not actions.end_pause(runner, on=runner.day(now))
    assert Pause.objects.get().until_on is None


def test_ending_a_pause_promises_no_reading(runner: User, signed_in: Callable[[User], Client]) -> None:
    browser = signed_in(runner)
    browser.post(reverse("pause"), {"kind": "ill"})
    page = browser.post(reverse("pause-end"), {"of": "ill"}, follow=True).content.decode()
    assert "Good to have you back." in page
    assert "start again" not in page


def test_nobody_comes_back_from_grief(runner: User, signed_in: Callable[[User], Client]) -> None:
    browser = signed_in(runner)
    page = browser.post(reverse("pause"), {"kind": "grief"}, follow=True).content.decode()
    assert "<p>Paused: grieving from today.</p>" in page
    assert "I’m back" not in page.split('id="pause"')[1]
    page = browser.post(reverse("pause-end"), {"of": "grief"}, follow=True).content.decode()
    assert "Noted: the pause is over." in page
    assert "Good to have you back." not in page
