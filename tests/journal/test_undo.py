"""Deleted by mistake: ten minutes to bring it back, and really gone after a day."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions
from journal.models import CheckIn, DailyCheck, Entry, Reflection
from journal.queries.entries import journal_page
from journal.tasks import purge_deleted
from runners.models import Stale, User
from tests import making

SignedIn = Callable[[User], Client]
MAKE: dict[str, Callable[..., Entry]] = {
    "check-in": making.check_in,
    "reflection": making.reflection,
    "daily-check": making.daily_check,
}


@pytest.mark.parametrize("kind", MAKE)
def test_it_brings_an_entry_back(runner: User, signed_in: SignedIn, kind: str) -> None:
    entry, browser = MAKE[kind](runner, at=timezone.now()), signed_in(runner)
    page = browser.post(reverse("journal-delete", args=[kind, entry.pk]), follow=True).content.decode()
    address = reverse("journal-restore", args=[kind, entry.pk])
    assert address in page
    Stale.objects.all().delete()
    back = browser.post(address, follow=True).content.decode()
    assert "It is back." in back
    assert address not in back
    assert type(entry).objects.kept().get() == entry
    assert Stale.objects.get().since_on == entry.local_day


def test_it_comes_back_to_the_page_of_the_journal_it_was_done_on(runner: User, signed_in: SignedIn) -> None:
    entry, browser, there = making.check_in(runner, at=timezone.now()), signed_in(runner), {"page": "3"}
    gone = browser.post(reverse("journal-delete", args=["check-in", entry.pk]), there)
    assert gone["Location"] == reverse("journal-entries") + "?page=3#deleted"
    back = browser.post(reverse("journal-restore", args=["check-in", entry.pk]), there)
    assert back["Location"] == reverse("journal-entries") + f"?page=3#check-in-{entry.pk}"


def test_it_offers_to_undo_for_ten_minutes(runner: User, signed_in: SignedIn) -> None:
    now = timezone.now()
    entry = making.check_in(runner, at=now)
    actions.delete(runner, entry=entry, now=now - timedelta(minutes=11))
    assert journal_page(runner, number=None, day=None, now=now).deleted == ()
    assert journal_page(runner, number=None, day=None, now=now - timedelta(minutes=2)).deleted != ()
    assert signed_in(runner).post(reverse("journal-restore", args=["check-in", entry.pk])).status_code == 404


def test_it_brings_nothing_back_that_is_there_or_somebody_elses(
    runner: User, stranger: User, signed_in: SignedIn
) -> None:
    now = timezone.now()
    kept, theirs = making.check_in(runner, at=now), making.check_in(stranger, at=now)
    actions.delete(stranger, entry=theirs, now=now)
    for pk in (kept.pk, theirs.pk, 999_999):
        assert signed_in(runner).post(reverse("journal-restore", args=["check-in", pk])).status_code == 404


def test_a_new_daily_check_of_that_day_stays(runner: User, signed_in: SignedIn) -> None:
    now = timezone.now()
    old = making.daily_check(runner, at=now, sleep=2)
    actions.delete(runner, entry=old, now=now)
    new = making.daily_check(runner, at=now, sleep=8)
    page = signed_in(runner).post(reverse("journal-restore", args=["daily-check", old.pk]), follow=True)
    assert "There is another daily check for that day now." in page.content.decode()
    assert DailyCheck.objects.kept().get() == new


def test_the_form_of_a_deleted_daily_check_sent_again_answers_as_it_first_did(runner: User) -> None:
    now, key = timezone.now(), uuid.uuid4()
    answers = actions.DailyAnswers(sleep=4)
    first = actions.daily_check(runner, answers=answers, key=key, now=now)
    actions.delete(runner, entry=first, now=now)
    assert actions.daily_check(runner, answers=answers, key=key, now=now) == first
    assert not DailyCheck.objects.kept().exists()


def test_it_purges_what_was_deleted_more_than_a_day_ago(runner: User) -> None:
    now = timezone.now()
    old, young, kept = (making.check_in(runner, at=now) for _ in range(3))
    after = making.reflection(runner, at=now, check_in=old)
    actions.delete(runner, entry=old, now=now - timedelta(hours=25))
    actions.delete(runner, entry=young, now=now - timedelta(hours=23))
    purge_deleted()
    assert set(CheckIn.objects.all()) == {young, kept}
    assert Reflection.objects.get() == after
    assert actions.purge_deleted(now=now) == 0
