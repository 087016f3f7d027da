"""Columns arrive as they were sent, nothing included."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from django.db import DatabaseError

from runners import columns
from runners.models import Pulse

MOMENT = datetime(2026, 3, 29, 0, 59, 59, 123457, tzinfo=UTC)


def there_and_back(column: columns.Column, count: int) -> list[object]:
    cast = columns.CASTS[column.kind]
    return [value for (value,) in columns.fetched(f"SELECT * FROM unnest(%s::{cast})", [column])][:count]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (columns.integers([3, -(2**40)]), [3, -(2**40)]),
        (columns.small([None, 7, np.nan]), [None, 7, None]),
        (columns.floats(np.array([1.5, np.nan, -0.0])), [1.5, None, 0.0]),
        (columns.dates([date(1999, 12, 31), None, date(2026, 3, 1)]), [date(1999, 12, 31), None, date(2026, 3, 1)]),
        (columns.moments([MOMENT, None]), [MOMENT, None]),
        (columns.texts(["", 'ü, " {} \\ x', ""]), ["", 'ü, " {} \\ x', ""]),
        (columns.blobs([b"", b"\0\xff"]), [b"", b"\0\xff"]),
        (columns.documents([b"{}", b'{"a": 1.25}']), [{}, {"a": 1.25}]),
        (
            columns.rows(np.array([[1.0, 2.0], [3.0, 4.0]])),
            [np.array([1.0, 2.0]).tobytes(), np.array([3.0, 4.0]).tobytes()],
        ),
    ],
)
def test_it_brings_every_kind_of_value_over(db: None, column: columns.Column, values: list[object]) -> None:
    assert there_and_back(column, len(values)) == values


def test_it_writes_over_what_is_there(db: None) -> None:
    for minute in (1, 2):
        moments = columns.moments([MOMENT.replace(minute=minute)] * 2)
        columns.upsert("runners_pulse", {"name": columns.texts(["a", "b"]), "beat_at": moments}, key=("name",))
    assert [pulse.beat_at.minute for pulse in Pulse.objects.all()] == [2, 2]


def test_it_speaks_of_errors_as_the_database_does_elsewhere(db: None) -> None:
    with pytest.raises(DatabaseError):
        columns.fetched("SELECT 1 / %s::int", [0])
