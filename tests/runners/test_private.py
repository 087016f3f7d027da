"""Private text: sealed in the database, opened only for its own row, and closed when anything is wrong."""

import pytest
from django.db import connection
from django.test import override_settings

from journal.models import CheckIn
from runners import crypto
from runners.crypto import CannotOpen
from runners.models import DataKey, User
from tests import making

CANARY = "the quiet canary sings at midnight"


def stored(entry: CheckIn) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_checkin WHERE id = %s", [entry.pk])
        return str(cursor.fetchone()[0])


def test_it_comes_back_as_it_was_written(runner: User, now: object) -> None:
    entry = making.check_in(runner, at=now, note=CANARY)
    assert CheckIn.objects.get(pk=entry.pk).note == CANARY
    assert CANARY not in stored(entry)


@pytest.mark.parametrize("text", ["", "v1:looks like ours", "línea 🌫️ two", "   ", "a\nb\r\nc"])
def test_it_keeps_odd_texts_verbatim(runner: User, now: object, text: str) -> None:
    entry = making.check_in(runner, at=now, note=text)
    assert CheckIn.objects.get(pk=entry.pk).note == text


def test_it_does_not_open_in_another_persons_row(runner: User, stranger: User, now: object) -> None:
    mine = making.check_in(runner, at=now, note=CANARY)
    theirs = making.check_in(stranger, at=now, note="something")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_checkin SET note = %s WHERE id = %s", [stored(mine), theirs.pk])
    with pytest.raises(CannotOpen):
        _ = CheckIn.objects.get(pk=theirs.pk).note


def test_it_fails_closed_without_its_key(runner: User, now: object) -> None:
    entry = making.check_in(runner, at=now, note=CANARY)
    other = crypto.base64.urlsafe_b64encode(b"x" * 32).decode()
    with override_settings(JOURNAL_KEYS=f"other:{other}"), pytest.raises(CannotOpen):
        _ = CheckIn.objects.get(pk=entry.pk).note


def test_it_is_unreadable_once_the_data_key_is_gone(runner: User, now: object) -> None:
    entry = making.check_in(runner, at=now, note=CANARY)
    DataKey.objects.filter(pk=runner.pk).delete()
    with pytest.raises(CannotOpen):
        _ = CheckIn.objects.get(pk=entry.pk).note


def test_it_opens_nothing_that_is_not_read(runner: User, now: object, monkeypatch: pytest.MonkeyPatch) -> None:
    making.check_in(runner, at=now, note=CANARY)
    monkeypatch.setattr(crypto, "open_sealed", lambda *a, **k: pytest.fail("opened"))
    entry = CheckIn.objects.get()
    assert CANARY not in repr(entry.__dict__)
    entry.save()


def test_it_refuses_to_be_written_past_its_instance(runner: User, now: object) -> None:
    making.check_in(runner, at=now)
    with pytest.raises(TypeError, match="instance only"):
        CheckIn.objects.update(note=CANARY)


@pytest.mark.parametrize("ring", ["", "k1:short", "nokid"])
def test_it_refuses_a_ring_that_is_no_ring(ring: str) -> None:
    with override_settings(JOURNAL_KEYS=ring), pytest.raises(Exception, match="JOURNAL_KEYS"):
        crypto.ring()


def test_it_asks_for_an_owners_key_once_a_request(runner: User, now: object, django_assert_num_queries: object) -> None:
    from runners.models.people import keys_remembered

    for _ in range(3):
        making.check_in(runner, at=now, note=CANARY)
    entries = list(CheckIn.objects.all())
    with keys_remembered(), django_assert_num_queries(1):
        assert {entry.note for entry in entries} == {CANARY}
