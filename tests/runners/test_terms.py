"""/agree/: each version of the terms is read once, kept with its date, and never stands before the support page."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from runners.models import TermsAccepted, User
from runners.terms import TERMS_VERSION
from tests import making

SignedIn = Callable[[User], Client]
OLD = date(2026, 1, 1)


def behind(person: User) -> User:
    """Somebody who agreed to an older version."""
    person.terms_version = OLD
    person.save()
    return person


def test_it_keeps_what_was_agreed_to_at_sign_up(
    client: Client, db: None, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    answers = {
        "name": "Nia",
        "email": "nia@example.org",
        "password1": "seven quiet miles",
        "adult": "on",
        "website": "",
    }
    client.post(reverse("account_signup"), answers)
    row = TermsAccepted.objects.get()
    assert (row.person.email, row.what, row.version) == ("nia@example.org", "terms", TERMS_VERSION)
    assert row.person.terms_version == TERMS_VERSION


@pytest.mark.parametrize("address", ["/today/", "/journal/?page=2", "/coach/"])
def test_it_asks_before_going_on_and_leads_back(coach: User, signed_in: SignedIn, address: str) -> None:
    browser = signed_in(behind(coach))
    asked = browser.get(address, follow=True)
    page = asked.content.decode()
    assert asked.redirect_chain[0][0].startswith("/agree/?next=")
    assert "Please read this once" in page
    sent = {"version": TERMS_VERSION.isoformat(), "next": address}
    answer = browser.post(reverse("agree"), sent)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("name", ["support", "terms", "privacy", "account_logout", "agree"])
def test_it_does_not_stand_before_these(runner: User, signed_in: SignedIn, name: str) -> None:
    assert signed_in(behind(runner)).get(reverse(name)).status_code == 200


def test_it_keeps_words_that_were_on_their_way(runner: User, signed_in: SignedIn) -> None:
    answer = signed_in(behind(runner)).post(reverse("settings"), {"name": "Mia T", "time_zone": "UTC", "units": "km",
        "theme": "auto", "first_weekday": "0", "country": ""})  # fmt: skip
    runner.refresh_from_db()
    assert (answer.status_code, runner.name) == (302, "Mia T")


@pytest.mark.parametrize("version", ["", "2026-01-01", "nonsense"])
def test_it_takes_no_answer_to_another_version(runner: User, signed_in: SignedIn, version: str) -> None:
    page = signed_in(behind(runner)).post(reverse("agree"), {"version": version})
    runner.refresh_from_db()
    assert (page.status_code, runner.terms_version) == (200, OLD)
    assert not TermsAccepted.objects.exists()


def test_it_is_kept_once_however_often_it_is_sent(runner: User, signed_in: SignedIn) -> None:
    browser = signed_in(behind(runner))
    for _ in range(2):
        browser.post(reverse("agree"), {"version": TERMS_VERSION.isoformat()})
    assert TermsAccepted.objects.filter(person=runner).count() == 1


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(runner: User, signed_in: SignedIn, place: str) -> None:
    answer = signed_in(runner).post(reverse("agree"), {"version": TERMS_VERSION.isoformat(), "next": place})
    assert answer["Location"] == "/"


def test_it_asks_for_an_account_first(client: Client, db: None) -> None:
    assert client.get(reverse("agree"))["Location"].startswith(reverse("account_login"))


def test_both_pages_say_their_version(client: Client, db: None) -> None:
    said = f"Version of {TERMS_VERSION.day} {TERMS_VERSION:%B %Y}"
    assert all(said in client.get(reverse(name)).content.decode() for name in ("terms", "privacy"))


def test_nobody_else_is_asked(runner: User, signed_in: SignedIn) -> None:
    making.person("new@example.org")
    assert signed_in(runner).get("/today/").status_code == 200


def test_where_a_part_of_a_page_is_asked_for_the_whole_page_goes(coach: User, signed_in: SignedIn) -> None:
    here = {"hx-request": "true", "hx-current-url": "http://testserver/coach/?sort=name"}
    answer = signed_in(behind(coach)).get("/coach/?q=m", headers=here)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/agree/?next=%2Fcoach%2F%3Fsort%3Dname"
