"""Records of the same days wait for each other, those of other days do not; what the runner decides waits for both."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection

from runners.imports import answers, turns
from runners.imports.copies import Record
from runners.models import Import, Original, User
from tests.runners.importers import making as files
from tests.runners.imports.sending import only, read, sent

pytestmark = pytest.mark.django_db(transaction=True)
COPY = Record(files.START + timedelta(seconds=30), timer_s=300, elapsed_s=300)


@contextmanager
def somebody_settles(runner: User, record: Record) -> Iterator[None]:
    """Another reader, in the middle of it; and we do not wait for long."""
    begun, over = threading.Event(), threading.Event()

    def settle() -> None:
        with turns.among_records(runner.pk, [record]):
            begun.set()
            over.wait(30)
        connection.close()

    other = threading.Thread(target=settle)
    other.start()
    assert begun.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '150ms'")
        try:
            yield
        finally:
            over.set()
            other.join()
            cursor.execute("SET lock_timeout = '3s'")


def test_two_copies_are_never_settled_at_once(runner: User, now: datetime) -> None:
    unit = sent(runner, files.fit_run(minutes=5), now)
    with somebody_settles(runner, COPY):
        read(unit, now)
        assert only(unit).status == Original.Status.WAITING
    assert read(unit, now + timedelta(minutes=2)).state == Import.State.DONE


@pytest.mark.parametrize("whose", ["another day", "another runner"])
def test_others_do_not_wait(runner: User, stranger: User, now: datetime, whose: str) -> None:
    unit = sent(runner, files.fit_run(start=files.START - timedelta(days=9), minutes=5), now)
    with somebody_settles(runner if whose == "another day" else stranger, COPY):
        assert read(unit, now).state == Import.State.DONE


def test_a_decision_waits_for_what_is_being_settled(runner: User, now: datetime) -> None:
    unit = sent(runner, files.fit_run(minutes=5), now)
    with somebody_settles(runner, COPY), pytest.raises(OperationalError):
        answers.cancel(runner, unit=unit, now=now)
    assert answers.cancel(runner, unit=unit, now=now)
