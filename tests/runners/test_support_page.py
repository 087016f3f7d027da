"""The support page: for everybody, told to nobody."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from runners.models import Helpline, User

pytestmark = pytest.mark.django_db


def test_it_opens_without_an_account_and_leaves_no_session(client: Client) -> None:
    page = client.get("/support/", {"country": "IE"})
    assert page.status_code == 200
    assert "Samaritans" in page.content.decode()
    assert "sid" not in client.cookies


def test_it_names_the_emergency_number_first(client: Client) -> None:
    page = client.get("/support/", {"country": "DE"}).content.decode()
    assert page.index("tel:112") < page.index("TelefonSeelsorge")


def test_it_starts_with_the_country_of_the_reader(runner: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(runner).get("/support/").content.decode()
    assert '<option value="IE" selected>' in page
    assert "Samaritans" in page


def test_it_shows_another_country_when_asked(runner: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(runner).get("/support/", {"country": "us"}).content.decode()
    assert '<option value="US" selected>' in page
    assert "Samaritans" not in page


@pytest.mark.parametrize("country", ["", "XX", "\x00", "<script>", "D" * 5000])
def test_it_names_common_numbers_where_no_country_is_known(client: Client, country: str) -> None:
    page = client.get("/support/", {"country": country})
    assert page.status_code == 200
    assert "tel:112" in page.content.decode()
    assert "<script>" not in page.content.decode()


def test_it_explains_once_what_is_not_confirmed_and_only_where_something_is(client: Client) -> None:
    assert client.get("/support/", {"country": "DE"}).content.decode().count("“Not yet confirmed”") == 1
    Helpline.objects.update(checked_on=date(2026, 3, 1))
    assert "“Not yet confirmed”" not in client.get("/support/", {"country": "DE"}).content.decode()
    assert "“Not yet confirmed”" not in client.get("/support/").content.decode()


def test_it_asks_the_database_once(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(1):
        client.get("/support/", {"country": "GB"})
