"""What each coach may see: six switches a coach, and leaving."""

from collections.abc import Callable
from datetime import datetime
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from runners.models import Coachship, ConsentChange, User
from runners.models.people import SHARES, Shares
from runners.ties import SWITCHES, sees_now
from tests import making

SignedIn = Callable[[User], Client]
EVERYTHING = Shares(*(True for _ in SHARES))


def test_it_shows_each_coach_with_what_they_see_now(runner: User, tie: Coachship, signed_in: SignedIn) -> None:
    page = signed_in(runner).get(reverse("settings-sharing")).content.decode()
    assert "Jo Okonedo" in page
    assert "Jo sees your training load, your emotional load, your balance check, your reflections, that" in page
    assert page.count(" checked") == 6 + 1  # the switches, and what the coach is to them


def test_it_switches_off_what_is_not_ticked(runner: User, tie: Coachship, signed_in: SignedIn) -> None:
    answer = signed_in(runner).post(reverse("settings-shares", args=[tie.pk]), {"training": "on"}, follow=True)
    tie.refresh_from_db()
    assert tie.shares == Shares(training=True)
    assert "Jo sees your training load and the notes you have shared." in answer.content.decode()
    changes = ConsentChange.objects.filter(coachship=tie).values_list("what", "granted")
    assert set(changes) == {(name, False) for name in SHARES[1:]}


def test_it_writes_nothing_down_when_nothing_changes(runner: User, tie: Coachship, signed_in: SignedIn) -> None:
    signed_in(runner).post(reverse("settings-shares", args=[tie.pk]), dict.fromkeys(SHARES, "on"))
    assert not ConsentChange.objects.exists()


@pytest.mark.parametrize("name", ["settings-shares", "settings-leave"])
def test_it_does_not_exist_for_anybody_else(
    coach: User, stranger: User, tie: Coachship, signed_in: SignedIn, name: str
) -> None:
    for somebody in (coach, stranger):
        assert signed_in(somebody).post(reverse(name, args=[tie.pk])).status_code == 404
        assert signed_in(somebody).post(reverse(name, args=[tie.pk + 999])).status_code == 404
    tie.refresh_from_db()
    assert tie.shares == EVERYTHING
    assert tie.ended_at is None


@pytest.mark.parametrize("name", ["settings-shares", "settings-leave"])
def test_it_changes_nothing_when_only_opened(runner: User, tie: Coachship, signed_in: SignedIn, name: str) -> None:
    answer = signed_in(runner).get(reverse(name, args=[tie.pk]))
    assert answer["Location"] == reverse("settings-sharing")
    tie.refresh_from_db()
    assert tie.shares == EVERYTHING


def test_it_leaves_a_coach_with_one_button(runner: User, coach: User, tie: Coachship, signed_in: SignedIn) -> None:
    page = signed_in(runner).post(reverse("settings-leave", args=[tie.pk]), follow=True).content.decode()
    assert "You no longer run with Jo Okonedo" in page
    tie.refresh_from_db()
    assert tie.ended_at is not None
    assert tie.shares == Shares()
    assert not Coachship.objects.of_coach(coach).exists()
    assert signed_in(runner).post(reverse("settings-leave", args=[tie.pk])).status_code == 404


def test_it_counts_the_notes_that_switches_do_not_reach(
    runner: User, coach: User, tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    making.check_in(runner, at=now, note="a", note_shared=True)
    making.check_in(runner, at=now, note="b")
    tie.shares_training = False
    tie.save()
    page = signed_in(runner).get(reverse("settings-sharing")).content.decode()
    assert "1 note you have shared" in page
    assert reverse("settings-preview-days", args=[tie.pk]) in page
    assert "the notes you have shared. No more" in sees_now(coach, Shares())


def test_it_says_it_when_nobody_sees_anything(runner: User, signed_in: SignedIn) -> None:
    assert "Nobody but you sees anything" in signed_in(runner).get(reverse("settings-sharing")).content.decode()


def test_it_asks_the_database_no_more_for_more_coaches(
    runner: User, tie: Coachship, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        making.coachship(making.person(f"c{number}@example.org", is_coach=True), runner)
    browser = signed_in(runner)
    with django_assert_max_num_queries(6):
        page = browser.get(reverse("settings-sharing"))
    assert page.content.decode().count("your coach since") == 6


def test_it_has_a_sentence_of_its_own_for_every_choice() -> None:
    coach = User(name="Jo Okonedo")
    sentences = {sees_now(coach, Shares(*chosen)) for chosen in product((False, True), repeat=6)}
    assert len(sentences) == 64
    assert set(SWITCHES) == set(SHARES)
