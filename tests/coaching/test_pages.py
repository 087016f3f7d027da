"""Home, terms, privacy: for everybody, with true sentences and no foreign address."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from runners.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["home", "terms", "privacy"])
def test_it_opens_for_everybody_without_asking_the_database(
    client: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(0):
        page = client.get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert "sid" not in client.cookies
    assert not re.search(r'(src|href)="https?://', text)
    assert "style=" not in text
    assert reverse("support") in text


def test_it_offers_two_ways_in(client: Client) -> None:
    page = client.get("/").content.decode()
    assert f'href="{reverse("account_signup")}"' in page
    assert f'href="{reverse("account_login")}"' in page


def test_it_brings_a_runner_to_today(runner: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(runner).get("/")["Location"] == reverse("journal-today")


def test_it_brings_a_coach_to_the_squad(coach: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(coach).get("/")["Location"] == reverse("squad")


@pytest.mark.parametrize("name", ["terms", "privacy"])
def test_it_opens_for_a_member_too(runner: User, signed_in: Callable[[User], Client], name: str) -> None:
    assert signed_in(runner).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["home", "terms", "privacy"])
def test_it_promises_no_cure_and_shouts_at_nobody(client: Client, name: str) -> None:
    page = client.get(reverse(name)).content.decode()
    body = re.sub(r"<[^>]*>", " ", page[page.index("<main") :]).lower()
    assert "!" not in body
    for word in ("burnout", "predict", "prevent", "detect", "treat ", "successfully", "cure"):
        assert word not in body


@pytest.mark.parametrize("name", ["home", "terms", "privacy"])
def test_it_leaves_no_cookie_with_a_stranger(client: Client, name: str) -> None:
    for _ in range(2):
        page = client.get(reverse(name))
        assert not page.cookies
        assert page["Vary"] == "Cookie"
        assert "csrftoken" not in page.content.decode()
        assert page["Content-Security-Policy"]


def test_it_says_once_what_is_to_be_said_to_somebody_who_has_left(runner: User, client: Client) -> None:
    client.get("/")
    client.force_login(runner)
    client.post(reverse("account_logout"))
    assert "signed out" in client.get("/").content.decode()
    assert "signed out" not in client.get("/").content.decode()


def test_it_shows_a_member_their_own_colours(client: Client, runner: User, signed_in: Callable[[User], Client]) -> None:
    runner.theme = User.Theme.DARK
    runner.save()
    for _ in range(2):
        assert 'data-theme="dark"' in signed_in(runner).get(reverse("terms")).content.decode()
        assert "data-theme" not in client.get(reverse("terms")).content.decode()
