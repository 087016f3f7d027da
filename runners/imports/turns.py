"""Who may go at the same moment: so many readers, records of different times, and a decision of the runner alone.

Advisory locks of the database. They end with the transaction, a reader's place with its connection: whoever dies
holds nobody up.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from runners.imports.copies import TYPED_START, Record

# The first half of each lock; the second is a place, a runner, three hours of a runner.
READERS, RUNNERS, WATCHES, SENDERS = 7_003, 7_004, 7_005, 7_006
WATCH_S = 3 * 3600
NUMBERS = 2**31
MY_TURN = """
SELECT pg_advisory_xact_lock_shared(%s, %s)
UNION ALL SELECT pg_advisory_xact_lock(%s, watch) FROM unnest(%s::int[]) AS watch
"""


@contextmanager
def one_of_the_readers() -> Iterator[bool]:
    """A place among the readers, or none."""
    with connection.cursor() as cursor:
        for place in range(settings.IMPORT_READERS):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [READERS, place])
            if cursor.fetchone()[0]:
                try:
                    yield True
                finally:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [READERS, place])
                return
    yield False


@contextmanager
def among_records(runner_id: int, records: Iterable[Record]) -> Iterator[None]:
    """A transaction in which no other record of these hours is settled: two copies of one run cannot both be new."""
    with transaction.atomic(), connection.cursor() as cursor:
        # In order, so that two never wait for each other; the look at the rows comes after the wait.
        keys = sorted({(runner_id * 1_000_003 + watch) % NUMBERS for record in records for watch in _watches(record)})
        cursor.execute(MY_TURN, [RUNNERS, runner_id % NUMBERS, WATCHES, keys])
        yield


def alone(runner_id: int) -> None:
    """Until the end of this transaction no record of this runner is settled. Before anything else in it."""
    _wait_for(RUNNERS, runner_id)


def sending(runner_id: int) -> None:
    """Until the end of this transaction no other file of this runner is taken: two taps at once are one."""
    _wait_for(SENDERS, runner_id)


def _wait_for(lock: int, runner_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [lock, runner_id % NUMBERS])


def _watches(record: Record) -> range:
    """Pieces of three hours in which this record, or a copy of it that begins a little off, lies.

    Two records of one activity overlap in time, or a typed one begins within two hours: they share a piece.
    """
    reach = max(TYPED_START, record.shift)
    first, last = (int(moment.timestamp()) // WATCH_S for moment in (record.started_at - reach, record.end + reach))
    return range(first, last + 1)
