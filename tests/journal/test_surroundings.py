"""Where a run led and who came along: two chips on the reflection, filled in as the last time at that hour."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from journal import actions
from journal.kept import owner_of
from journal.models import Reflection
from journal.queries.entries import line_of
from journal.queries.habits import Around, around_last_time
from runners.models import Coachship, Run, User
from tests import making

SignedIn = Callable[[User], Client]
REFLECT = reverse("journal-reflect")
# A Wednesday at half past eight.
EVENING = timedelta(hours=10)


def said(runner: User, at: datetime, **chips: str) -> Reflection:
    return making.reflection(runner, at=at, **chips)


def test_both_are_kept_and_shown_in_the_journal(runner: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(REFLECT, {"place": "park", "company": "dog", "check_in": "", "run": ""})
    entry = Reflection.objects.get()
    assert (entry.place, entry.company) == ("park", "dog")
    assert {("Place", "Park"), ("Company", "A dog")} <= {(s.label, s.answer) for s in line_of(entry).answers}


def test_what_is_not_on_offer_is_refused_at_its_field(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).post(REFLECT, {"place": "moon"}).content.decode()
    assert "Choose one of these, or leave it out." in page
    assert not Reflection.objects.exists()


def test_they_begin_as_the_last_time_at_that_hour(runner: User, now: datetime) -> None:
    said(runner, now - timedelta(days=2), place="park", company="one")
    said(runner, now - timedelta(days=1) + EVENING, place="track", company="club")
    assert around_last_time(runner, at=now, run=None) == Around("park", "one")
    assert around_last_time(runner, at=now + EVENING, run=None) == Around("track", "club")


def test_a_weekend_is_not_like_a_weekday(runner: User, now: datetime) -> None:
    said(runner, now - timedelta(days=3), place="trail", company="group")
    assert around_last_time(runner, at=now, run=None) == Around()
    assert around_last_time(runner, at=now + timedelta(days=3), run=None) == Around("trail", "group")


def test_each_comes_from_the_last_time_it_was_said(runner: User, now: datetime) -> None:
    said(runner, now - timedelta(days=2), place="road", company="dog")
    said(runner, now - timedelta(days=1), place="water")
    assert around_last_time(runner, at=now, run=None) == Around("water", "dog")


def test_it_forgets_after_ten_weeks_and_knows_nobody_else(runner: User, stranger: User, now: datetime) -> None:
    said(runner, now - timedelta(weeks=10, hours=1), place="park")
    said(stranger, now - timedelta(days=1), place="road")
    actions.delete(runner, entry=said(runner, now - timedelta(days=1), place="track"), now=now)
    assert around_last_time(runner, at=now, run=None) == Around()


def test_a_run_indoors_begins_on_the_treadmill(runner: User, now: datetime) -> None:
    said(runner, now - timedelta(days=1), place="park", company="dog")
    assert around_last_time(runner, at=now, run=Run(indoor=True)) == Around("treadmill", "dog")


def test_the_form_shows_what_was_filled_in_and_an_edit_what_was_said(runner: User, signed_in: SignedIn) -> None:
    now, browser = datetime.now(UTC), signed_in(runner)
    entry = said(runner, now, place="hills", company="alone")
    edit = browser.get(reverse("journal-reflection-edit", args=[entry.pk])).content.decode()
    for page in (edit, browser.get(REFLECT).content.decode()):
        assert 'value="hills" checked' in page
        assert 'value="alone" checked' in page


def test_the_form_says_that_it_was_filled_in(runner: User, signed_in: SignedIn) -> None:
    browser, hint = signed_in(runner), "as the last time at this hour"
    assert hint not in browser.get(REFLECT).content.decode()
    said(runner, datetime.now(UTC), place="hills")
    assert hint in browser.get(REFLECT).content.decode()


def test_a_phone_without_a_network_sends_them_too(runner: User, signed_in: SignedIn) -> None:
    browser = signed_in(runner)
    assert 'name="company"' in browser.get(reverse("offline-reflect")).content.decode()
    entry = {"owner": owner_of(runner), "form": "reflect", "key": str(uuid4()), "place": "trail", "company": "one"}
    assert browser.post(reverse("kept"), entry).json()["state"] == "saved"
    assert Reflection.objects.values_list("place", "company").get() == ("trail", "one")


@pytest.mark.usefixtures("tie")
def test_no_coach_reads_them(runner: User, coach: User, tie: Coachship, signed_in: SignedIn) -> None:
    now = datetime.now(UTC)
    said(runner, now, run=making.run(runner, at=now), place="treadmill", company="dog")
    making.refreshed(now)
    page = signed_in(coach).get(reverse("athlete", args=[runner.pk])).content.decode()
    assert "readmill" not in page
    assert "dog" not in page
