"""What each coach may see: six switches a coach, and leaving."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coaching.alerts.agreed import agree
from journal.sharing import Sign
from runners.actions import set_shares
from runners.models import Coachship, ConsentChange, User
from runners.models.people import SHARES, Before, Shares
from runners.ties import BEFORE, SWITCHES, sees_now
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
    assert "Jo sees your training load, the notes and the weeks ahead you have shared." in answer.content.decode()
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
    making.coachship(making.person("ana@example.org", is_coach=True), runner, at=now + timedelta(days=1))
    assert signed_in(runner).get(reverse("settings-sharing")).content.decode().count("you have shared</a>") == 1


def test_it_says_it_when_nobody_sees_anything(runner: User, signed_in: SignedIn) -> None:
    assert "Nobody but you sees anything" in signed_in(runner).get(reverse("settings-sharing")).content.decode()


def test_it_asks_the_database_no_more_for_more_coaches(
    runner: User, tie: Coachship, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        making.coachship(making.person(f"c{number}@example.org", is_coach=True), runner)
    browser = signed_in(runner)
    with django_assert_max_num_queries(7):
        page = browser.get(reverse("settings-sharing"))
    assert page.content.decode().count("your coach since") == 6


def test_it_has_a_sentence_of_its_own_for_every_choice() -> None:
    coach = User(name="Jo Okonedo")
    switched = [dict(zip(SHARES, chosen, strict=True)) for chosen in product((False, True), repeat=6)]
    ties = [Coachship(coach=coach, **{f"shares_{name}": on for name, on in one.items()}) for one in switched]
    assert len({sees_now(tie) for tie in ties}) == 64
    assert set(SWITCHES) == set(SHARES)


def test_it_names_what_is_seen_with_every_switch_off() -> None:
    tie = Coachship(coach=User(name="Jo Okonedo"), from_before=["plans", "goals"])
    assert sees_now(tie) == (
        "Jo sees your name, that you run together, the notes and the weeks ahead you have shared."
        " Of what was before, Jo reads what other coaches planned and your goals."
        " No more, unless you lend it for a call."
    )
    assert set(BEFORE) == set(Before)


def test_an_old_page_gives_back_nothing_that_was_switched_off_since(
    runner: User, tie: Coachship, signed_in: SignedIn
) -> None:
    browser, there = signed_in(runner), reverse("settings-shares", args=[tie.pk])
    shown = found_in(r'name="shown" value="([^"]*)"', browser.get(reverse("settings-sharing")))
    browser.post(there, {**dict.fromkeys(set(SHARES) - {"emotional"}, "on"), "shown": shown})
    old = {**dict.fromkeys(set(SHARES) - {"reflections"}, "on"), "shown": shown}
    said = browser.post(there, old, follow=True).content.decode()
    tie.refresh_from_db()
    assert tie.shares == Shares(training=True, balance=True, trigger=True, helps=True)
    assert "off counts. Off: Emotional load." in said
    assert not ConsentChange.objects.filter(granted=True).exists()


def found_in(pattern: str, answer: HttpResponse) -> str:
    found = re.search(pattern, answer.content.decode())
    assert found
    return found.group(1)


@pytest.mark.parametrize(
    ("page", "now", "sent", "after", "lost"),
    [
        (False, True, False, False, True),
        (False, True, True, True, False),
        (True, False, False, False, False),
        (True, False, True, False, True),
        (True, True, True, True, False),
        (False, False, True, True, False),
    ],
)
def test_where_a_page_is_older_than_a_switch_off_wins(
    runner: User, tie: Coachship, page: bool, now: bool, sent: bool, after: bool, lost: bool
) -> None:
    Coachship.objects.filter(pk=tie.pk).update(shares_helps=now)
    asked = {"shares": Shares(helps=sent), "shown": Shares(helps=page), "now": tie.started_at}
    assert ("helps" in set_shares(runner, coachship=tie, **asked)) is lost
    tie.refresh_from_db()
    assert tie.shares.helps is after


def test_every_label_on_the_page_has_a_field_of_its_own(runner: User, tie: Coachship, signed_in: SignedIn) -> None:
    page = signed_in(runner).get(reverse("settings-sharing")).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r' for="([^"]+)"', page)) <= set(re.findall(r'<input[^>]* id="([^"]+)"', page))


def test_a_coach_who_is_about_to_go_is_not_here(
    runner: User, coach: User, tie: Coachship, signed_in: SignedIn, now: datetime
) -> None:
    User.objects.filter(pk=coach.pk).update(leaving_at=now + timedelta(days=7))
    page = signed_in(runner).get(reverse("settings-sharing")).content.decode()
    assert "Jo is not here just now and reads nothing. Back again: Jo sees your training load" in page


def test_leaving_says_that_what_was_agreed_on_ends_where_something_was(
    runner: User, tie: Coachship, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    making.coachship(stranger, runner)
    agree(runner, tie_id=tie.pk, sign=Sign.LOW, hours=12, now=now)
    page = signed_in(runner).get(reverse("settings-sharing")).content.decode()
    assert [f"agreed on with {name} for a bad time" in page for name in ("Jo", "Stan")] == [True, False]
    said = signed_in(runner).post(reverse("settings-leave", args=[tie.pk]), follow=True).content.decode()
    assert "Whatever you agreed on with each other has ended, too." in said
