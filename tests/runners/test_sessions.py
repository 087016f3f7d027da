"""Sessions as Django keeps them, looked up in our own words."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from runners.models import User
from runners.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionStore:
    store = SessionStore()
    store["kept"] = "yes"
    store.save()
    return store


def test_it_finds_what_was_kept(session: SessionStore) -> None:
    assert dict(SessionStore(session.session_key).items()) == {"kept": "yes"}


def test_a_session_that_is_over_is_empty_and_its_key_is_not_used_again(session: SessionStore) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    found = SessionStore(session.session_key)
    assert (dict(found.items()), found.session_key) == ({}, None)


def test_a_key_nobody_gave_out_is_not_taken_on() -> None:
    found = SessionStore("a-key-that-somebody-made-up-00000")
    assert (dict(found.items()), found.session_key) == ({}, None)


@pytest.mark.parametrize("ending", ["flushed", "another password"])
def test_it_ends_at_once(runner: User, ending: str) -> None:
    browser = Client()
    browser.force_login(runner)
    assert browser.get("/today/").status_code == 200
    if ending == "flushed":
        Session.objects.all().delete()
    else:
        runner.set_password("quite another one")
        runner.save()
    assert browser.get("/today/").status_code == 302
