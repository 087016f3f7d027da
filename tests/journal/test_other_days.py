"""Filled in later: any of the last sixty days, marked as such; and what a watch said before anybody typed."""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import CheckIn, DailyCheck, Reflection
from journal.queries.answers import reflected_page
from journal.queries.outings import outing_of
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
ZONE = ZoneInfo("Europe/Dublin")


def noon_ago(runner: User, days: int) -> datetime:
    day = runner.day(timezone.now()) - timedelta(days=days)
    return datetime.combine(day, time(12), tzinfo=ZONE)


def sent(runner: User, days: int, **more: Any) -> dict[str, Any]:
    day = noon_ago(runner, days).date()
    return {"key": str(uuid.uuid4()), "valence": "-3", "activation": "3", "other_day": str(day), **more}


def test_a_check_in_keeps_its_own_day_and_says_how_late_it_is(runner: User, signed_in: SignedIn) -> None:
    browser = signed_in(runner)
    page = browser.post(reverse("journal-check-in"), sent(runner, 3, other_clock="18:30"), follow=True)
    entry = CheckIn.objects.get()
    assert entry.made_at.astimezone(ZONE).strftime("%H:%M") == "18:30"
    assert (entry.local_day, entry.days_late) == (noon_ago(runner, 3).date(), 3)
    body = page.content.decode()
    assert "added 3 days later" in body
    assert "Kept with its own day." in body
    assert "Go anyway" not in body
    assert "added 3 days later" in browser.get(reverse("journal-entries")).content.decode()


def test_a_reflection_about_no_run_can_be_of_another_day(runner: User, signed_in: SignedIn) -> None:
    browser = signed_in(runner)
    assert "It was another day" in browser.get(reverse("journal-reflect")).content.decode()
    browser.post(reverse("journal-reflect"), {**sent(runner, 1), "check_in": "", "run": ""})
    kept = Reflection.objects.get()
    assert (kept.made_at, kept.days_late) == (noon_ago(runner, 1), 1)


@pytest.mark.parametrize("page", ["journal-check-in", "journal-reflect"])
@pytest.mark.parametrize(
    ("days", "more", "sentence"),
    [
        (-2, {}, "That day has not come yet."),
        (61, {}, "A day can be filled in for up to 60 days."),
        (1, {"other_clock": "25:00"}, "Type the time as 18:30."),
        (1, {"other_day": "yesterday"}, "Type the day as 2026-11-21."),
        (1, {"other_day": "", "other_clock": "18:30"}, "Say which day it was, too."),
        (1, {"other_day": "9999-12-31"}, "That day has not come yet."),
    ],
)
def test_it_names_what_cannot_be(
    runner: User, signed_in: SignedIn, page: str, days: int, more: dict[str, str], sentence: str
) -> None:
    answer = signed_in(runner).post(reverse(page), sent(runner, days, **more))
    assert sentence in answer.content.decode()
    assert not CheckIn.objects.exists()
    assert not Reflection.objects.exists()


def test_the_moment_of_an_entry_is_not_asked_again(runner: User, signed_in: SignedIn, now: datetime) -> None:
    entry = making.check_in(runner, at=now)
    page = signed_in(runner).get(reverse("journal-check-in-edit", args=[entry.pk])).content.decode()
    assert "It was another day" not in page


def test_a_daily_check_can_be_of_another_day(runner: User, signed_in: SignedIn) -> None:
    browser, day = signed_in(runner), noon_ago(runner, 2).date()
    making.daily_check(runner, at=timezone.now(), sleep=9)
    asked = browser.get(reverse("journal-daily-check"), {"day": str(day)}).content.decode()
    assert f'name="day" value="{day}"' in asked
    assert " checked" not in asked.split("id_food")[0]
    browser.post(reverse("journal-daily-check"), {"day": str(day), "sleep": "4"})
    kept = DailyCheck.objects.get(local_day=day)
    assert (kept.sleep, kept.days_late) == (4, 2)
    browser.post(reverse("journal-daily-check"), {"day": str(day), "sleep": "5"})
    kept.refresh_from_db()
    assert (kept.sleep, kept.days_late, DailyCheck.objects.count()) == (5, 2, 2)


def test_an_old_daily_check_can_be_changed_but_not_begun(runner: User, signed_in: SignedIn) -> None:
    browser, at = signed_in(runner), noon_ago(runner, 90)
    page = reverse("journal-daily-check")
    refused = browser.post(page, {"day": str(at.date()), "sleep": "5"})
    assert "A day can be filled in for up to 60 days." in refused.content.decode()
    assert not DailyCheck.objects.exists()
    making.daily_check(runner, at=at, sleep=2)
    browser.post(page, {"day": str(at.date()), "sleep": "5"})
    assert DailyCheck.objects.get().sleep == 5


def test_a_day_of_the_journal_stands_alone(runner: User, signed_in: SignedIn) -> None:
    browser, at = signed_in(runner), noon_ago(runner, 5)
    making.check_in(runner, at=at, note="that day")
    making.check_in(runner, at=noon_ago(runner, 4), note="the next")
    page = browser.get(reverse("journal-entries"), {"day": str(at.date())}).content.decode()
    assert "that day" in page
    assert "the next" not in page
    assert "the next" in browser.get(reverse("journal-entries"), {"day": "soon"}).content.decode()


@pytest.mark.parametrize(
    ("feel", "valence", "word"), [(0, -4, "very weak"), (50, 0, "normal"), (100, 4, "very strong")]
)
def test_a_watch_fills_the_reflection_in_advance(
    runner: User, signed_in: SignedIn, feel: int, valence: int, word: str
) -> None:
    ran = making.run(runner, at=timezone.now() - timedelta(hours=1), effort=None)
    ran.watch_effort, ran.watch_feel = 7.0, feel
    ran.save()
    initial = outing_of(runner, check_in=None, run=str(ran.pk), now=timezone.now()).initial()
    assert (initial["effort"], initial["valence"], initial["activation"]) == (7, valence, 0)
    page = signed_in(runner).get(reverse("journal-reflect"), {"run": ran.pk}).content.decode()
    assert "From your watch. Change it if it felt different." in page
    assert f"On your watch you said you felt {word}" in page


def test_it_shows_where_the_watch_was_told_something_else(runner: User, now: datetime) -> None:
    ran = making.run(runner, at=now, effort=None)
    ran.watch_effort, ran.watch_feel = 7.0, 75
    ran.save()
    after = making.reflection(runner, at=now, run=ran, effort=4, valence=-2, activation=0)
    assert reflected_page(runner, after.pk).on_watch == (
        "On your watch you gave the effort 7. Yours here counts.",
        "On your watch you said you felt strong. Both can be true.",
    )


def test_a_day_behind_the_reading_leads_to_its_entries(runner: User, signed_in: SignedIn) -> None:
    now = timezone.now()
    making.drifting_month(runner, until=runner.day(now))
    page = signed_in(runner).get(reverse("journal-balance")).content.decode()
    assert "The days behind it" in page
    assert f"{reverse('journal-entries')}?day={runner.day(now)}" in page


def test_a_run_says_where_each_number_comes_from(runner: User, signed_in: SignedIn, now: datetime) -> None:
    ran = making.run(runner, at=now, minutes=60, effort=7)
    page = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert "How this is worked out" in page
    assert "100 for this run" in page
    bare = making.run(runner, at=now, effort=None, distance_m=None)
    page = signed_in(runner).get(reverse("run", args=[bare.pk])).content.decode()
    assert "An effort replaces the guess." in page
    assert "Time divided by distance" not in page
