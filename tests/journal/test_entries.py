"""The journal: everything that was said, in one order, to change, delete or share."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import actions as diary
from journal.actions import CheckInAnswers
from journal.models import CheckIn, DailyCheck, Reflection
from journal.queries.entries import journal_page
from runners.actions import leave_coach
from runners.models import Coachship, Stale, User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("journal-entries")


def test_no_two_deeds_have_the_same_name(runner: User, tie: Coachship, signed_in: SignedIn, now: datetime) -> None:
    for days in range(3):
        making.reflection(runner, at=now - timedelta(days=days), note="Rain", note_shared=False)
    page = signed_in(runner).get(PAGE).content.decode()
    for deed in ("Change", "Delete", "Share it with my coaches"):
        assert len(set(re.findall(rf'{deed}<span class="vh">([^<]+)<', page))) == 3


def test_it_lists_all_kinds_newest_first(runner: User, stranger: User, now: datetime) -> None:
    making.daily_check(runner, at=now)
    making.check_in(runner, at=now + timedelta(hours=1))
    making.reflection(runner, at=now + timedelta(hours=2))
    making.check_in(stranger, at=now)
    page = journal_page(runner, number=None, day=None, now=now)
    assert [line.kind for day in page.days for line in day.lines] == ["reflection", "check-in", "daily-check"]


def test_it_shows_the_note_as_it_was_written(runner: User, signed_in: SignedIn, now: datetime) -> None:
    making.check_in(runner, at=now, note="<b>tight</b>\nchest {{ 7 }}")
    page = signed_in(runner).get(PAGE).content.decode()
    assert "&lt;b&gt;tight&lt;/b&gt;<br>chest {{ 7 }}" in page


def test_it_tells_the_time_of_the_place_it_was_made_in(runner: User, signed_in: SignedIn, now: datetime) -> None:
    runner.time_zone = "Asia/Tokyo"
    runner.save()
    making.check_in(runner, at=now)
    runner.time_zone = "America/Lima"
    runner.save()
    assert "17:30" in signed_in(runner).get(PAGE).content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "99999999", "last", "", "1' OR 1=1"])
def test_it_pages_whatever_is_asked_for(runner: User, signed_in: SignedIn, now: datetime, number: str) -> None:
    for back in range(31):
        making.check_in(runner, at=now - timedelta(hours=back))
    assert signed_in(runner).get(PAGE, {"page": number}).status_code == 200
    assert len(journal_page(runner, number="1", day=None, now=now).days[0].lines) < 31
    assert journal_page(runner, number="2", day=None, now=now).page.number == 2


def test_it_deletes_one_entry_and_works_the_day_out_again(runner: User, signed_in: SignedIn, now: datetime) -> None:
    entry = making.check_in(runner, at=now)
    Stale.objects.all().delete()
    answer = signed_in(runner).post(reverse("journal-delete", args=["check-in", entry.pk]), follow=True)
    assert "Deleted: before a run" in answer.content.decode()
    assert not CheckIn.objects.kept().exists()
    assert Stale.objects.get().since_on == entry.local_day
    assert signed_in(runner).get(reverse("journal-checked-in", args=[entry.pk])).status_code == 404


@pytest.mark.parametrize("kind", ["check-in", "reflection", "daily-check", "runs", "..", "user"])
def test_it_deletes_nobody_elses(runner: User, coach: User, signed_in: SignedIn, now: datetime, kind: str) -> None:
    made: dict[str, Callable[..., Any]] = {
        "check-in": making.check_in,
        "reflection": making.reflection,
        "daily-check": making.daily_check,
    }
    pk = made[kind](runner, at=now).pk if kind in made else 1
    assert signed_in(coach).post(reverse("journal-delete", args=[kind, pk])).status_code == 404
    assert signed_in(runner).get(reverse("journal-delete", args=[kind, pk])).status_code == 405
    assert all(model.objects.kept().count() == model.objects.count() for model in (CheckIn, Reflection, DailyCheck))


def test_it_shares_a_note_and_takes_it_back(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    entry = making.reflection(runner, at=now, note="hm")
    page, browser = reverse("journal-share", args=["reflection", entry.pk]), signed_in(runner)
    answer = browser.post(page, {"shared": "yes", "page": "1"})
    assert answer["Location"] == f"{PAGE}?page=1#reflection-{entry.pk}"
    entry.refresh_from_db()
    assert entry.note_shared
    browser.post(page, {"shared": "no", "page": "x"})
    entry.refresh_from_db()
    assert not entry.note_shared


def test_it_says_who_reads_a_note_that_was_shared_before_the_second_coach_came(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    entry = making.reflection(runner, at=now, note="hm", note_shared=True)
    making.coachship(stranger, runner, at=now + timedelta(days=1))
    page = signed_in(runner).get(PAGE).content.decode()
    assert [said in page for said in ("Jo can read this note.", "Make it private", "all my coaches")] == [True] * 3
    share = reverse("journal-share", args=["reflection", entry.pk])
    assert "Your coaches can read this note." in signed_in(runner).post(share, {"shared": "yes"}, follow=True).text


def test_a_note_is_the_runners_alone_when_they_leave_and_stays_so_with_the_next_coach(
    runner: User, tie: Coachship, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    making.reflection(runner, at=now, note="hm", note_shared=True)
    leave_coach(runner, coachship=tie, now=now)
    assert "Only you can read this note." in signed_in(runner).get(PAGE).content.decode()
    making.coachship(stranger, runner, at=now + timedelta(days=1))
    page = signed_in(runner).get(PAGE).content.decode()
    said = ("Only you can read this note.", "Share it with my coaches", "Make it private")
    assert [words in page for words in said] == [True, True, False]


def test_a_tick_that_stayed_shares_a_note_with_nobody_else(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    entry = making.check_in(runner, at=now, note="hm", note_shared=True)
    new, later = making.coachship(stranger, runner, at=now + timedelta(days=1)), now + timedelta(days=2)
    words = CheckInAnswers(note="hm hm", note_shared=True)
    diary.change(runner, entry=entry, answers=words, typed_at=later)
    assert entry.given_at == now
    Coachship.objects.exclude(pk=new.pk).update(ended_at=later)
    assert 'name="note_shared" checked' not in signed_in(runner).get(f"/check-in/{entry.pk}/edit/").content.decode()
    diary.change(runner, entry=entry, answers=words, typed_at=later)
    assert entry.given_at == later


def test_it_shares_with_nobody_when_there_is_no_coach(runner: User, signed_in: SignedIn, now: datetime) -> None:
    entry = making.check_in(runner, at=now, note="hm")
    assert "Share it" not in signed_in(runner).get(PAGE).content.decode()
    signed_in(runner).post(reverse("journal-share", args=["check-in", entry.pk]), {"shared": "yes"})
    entry.refresh_from_db()
    assert not entry.note_shared


def test_it_lets_nobody_else_share(runner: User, coach: User, signed_in: SignedIn, now: datetime) -> None:
    entry = making.check_in(runner, at=now, note="hm")
    page = reverse("journal-share", args=["check-in", entry.pk])
    assert signed_in(coach).post(page, {"shared": "yes"}).status_code == 404
    entry.refresh_from_db()
    assert not entry.note_shared


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(PAGE)
    return len(asked)


def test_it_needs_no_more_queries_with_more_entries(runner: User, signed_in: SignedIn, now: datetime) -> None:
    def one_more(hours: int) -> Any:
        at = now - timedelta(hours=hours)
        before = making.check_in(runner, at=at, note="hm")
        return making.reflection(runner, at=at, check_in=before, note="hm"), making.daily_check(runner, at=at)

    one_more(0)
    browser = signed_in(runner)
    few = _queries(browser)
    for hours in range(1, 9):
        one_more(hours * 20)
    assert _queries(browser) == few
