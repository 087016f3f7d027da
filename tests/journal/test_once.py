"""An entry and the mark of its day: both or neither, and once however often it is sent."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from journal import once
from journal.models import CheckIn, Entry, Reflection
from runners.models import Stale, User


def an_entry(runner: User, now: datetime, *, key: uuid.UUID | None = None, **answers: object) -> CheckIn:
    return CheckIn(
        runner=runner,
        key=key or uuid.uuid4(),
        made_at=now,
        time_zone="Europe/Dublin",
        local_day=now.date(),
        entered_at=now,
        **answers,
    )


def test_it_keeps_what_was_answered(runner: User, now: datetime) -> None:
    entry = an_entry(runner, now, valence=-2, needs=["nature", "company"], note="Wind.", planned_minutes=40)
    assert once.keep(entry)
    kept = CheckIn.objects.get(pk=entry.pk)
    assert (kept.valence, kept.needs, kept.note, kept.planned_minutes) == (-2, ["nature", "company"], "Wind.", 40)
    assert (kept.made_at, kept.local_day, kept.key, kept.deleted_at) == (now, now.date(), entry.key, None)


def test_it_keeps_an_entry_without_any_answer(runner: User, now: datetime) -> None:
    assert once.keep(an_entry(runner, now))
    assert CheckIn.objects.get().needs == []


def test_it_seals_a_note(runner: User, now: datetime) -> None:
    once.keep(an_entry(runner, now, note="only mine"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_checkin")
        assert cursor.fetchone()[0].startswith("v1:")


def test_it_marks_the_day_in_the_same_statement(runner: User, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        once.keep(an_entry(runner, now - timedelta(days=3)))
    assert len(asked) == 1
    assert [(row.runner_id, row.since_on) for row in Stale.objects.all()] == [(runner.pk, now.date() - timedelta(3))]


def test_it_changes_nothing_when_it_comes_again(runner: User, now: datetime) -> None:
    key = uuid.uuid4()
    assert once.keep(an_entry(runner, now, key=key, valence=1))
    assert not once.keep(an_entry(runner, now, key=key, valence=-4))
    assert CheckIn.objects.get().valence == 1
    assert Stale.objects.count() == 1


def test_it_takes_the_same_key_from_somebody_else(runner: User, stranger: User, now: datetime) -> None:
    key = uuid.uuid4()
    assert once.keep(an_entry(runner, now, key=key))
    assert once.keep(an_entry(stranger, now, key=key))


def test_it_marks_nothing_for_an_entry_that_is_refused(runner: User, now: datetime) -> None:
    with pytest.raises(DatabaseError, match="valence_range"), transaction.atomic():
        once.keep(an_entry(runner, now, valence=9))
    assert not Stale.objects.exists()


@pytest.mark.parametrize("model", [CheckIn, Reflection])
def test_it_knows_every_column(model: type[Entry]) -> None:
    for field in model._meta.concrete_fields:
        assert field.primary_key or f'"{field.column}"' in once._statement(model)


@pytest.mark.django_db(transaction=True)
def test_it_keeps_one_of_many_sent_at_the_same_moment(runner: User, now: datetime) -> None:
    key = uuid.uuid4()

    def send(valence: int) -> bool:
        try:
            return once.keep(an_entry(runner, now, key=key, valence=valence))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as senders:
        assert sorted(senders.map(send, (-2, -1, 0, 1, 2, 3))) == [False] * 5 + [True]
    assert (CheckIn.objects.count(), Stale.objects.count()) == (1, 1)
