"""Records of the same days wait for each other, those of other days do not; what the runner decides waits for both."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from runners.imports import answers, copies, turns
from runners.imports.copies import Record
from runners.models import Import, Original, User
from tests import making
from tests.runners.importers import making as files
from tests.runners.imports.sending import only, read, sent

pytestmark = pytest.mark.django_db(transaction=True)
COPY = Record(files.START + timedelta(seconds=30), timer_s=300, elapsed_s=300)


def somebody_settles(runner: User, record: Record) -> AbstractContextManager[None]:
    return somebody_is_in(lambda: turns.among_records(runner.pk, [record]))


@contextmanager
def somebody_is_in(turn: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Another one, in the middle of it; and we do not wait for long."""
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        with turn():
            begun.set()
            over.wait(30)
        connection.close()

    other = threading.Thread(target=hold)
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


def test_a_second_tap_looks_only_after_the_first_has_written(runner: User, now: datetime) -> None:
    @contextmanager
    def first() -> Iterator[None]:
        with transaction.atomic():
            turns.sending(runner.pk)
            yield

    with somebody_is_in(first), pytest.raises(OperationalError):
        sent(runner, files.fit_run(minutes=5), now)
    assert sent(runner, files.fit_run(minutes=5), now) == sent(runner, files.fit_run(minutes=5), now)


def test_two_halves_join_a_long_run_one_after_the_other(runner: User, now: datetime) -> None:
    """Hours apart they share no piece of time; each sees what the other has made of the run."""
    making.run(runner, at=files.START, minutes=600)
    late = files.START + timedelta(hours=9)
    early_half, late_half = (Record(at, timer_s=900, elapsed_s=900, partial=True) for at in (files.START, late))

    @contextmanager
    def joins() -> Iterator[None]:
        with turns.among_records(runner.pk, [early_half]):
            found = copies.twin_of(runner.pk, early_half)
            assert found is not None
            found.gear = "of the other half"
            found.save()
            yield

    with somebody_is_in(joins), pytest.raises(OperationalError), turns.among_records(runner.pk, [late_half]):
        copies.twin_of(runner.pk, late_half)
    with turns.among_records(runner.pk, [late_half]):
        twin = copies.twin_of(runner.pk, late_half)
    assert twin is not None
    assert twin.gear == "of the other half"
