"""The fixed cast: `runner`, their `coach` (linked, everything shared), and a `stranger` who coaches nobody."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from runners.models import Coachship, User
from tests import making

# A Wednesday morning in Dublin; tests pass it on instead of reading a clock.
NOW = datetime(2026, 3, 18, 8, 30, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)  # before pytest selects by marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit empty every table behind them, the seeded ones too: nothing may come after them."""
    for item in items:
        database = item.get_closest_marker("django_db")
        if database is not None and database.kwargs.get("transaction"):
            item.add_marker("alone")


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def runner(db: None) -> User:
    return making.person("mia@example.org", name="Mia Thorne")


@pytest.fixture
def stranger(db: None) -> User:
    return making.person("stranger@example.org", name="Stan Ger", is_coach=True)


@pytest.fixture
def coach(runner: User) -> User:
    coach = making.person("jo@example.org", name="Jo Okonedo", is_coach=True)
    making.coachship(coach, runner)
    return coach


@pytest.fixture
def tie(coach: User, runner: User) -> Coachship:
    return Coachship.objects.get(coach=coach, runner=runner)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def client(person: User) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return client
