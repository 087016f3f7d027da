"""Columns of many rows, each one binary array on its way to the database: no work in Python for every single value."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format

BYTES, INT8, INT2, TEXT, FLOAT8, DATE, MOMENT, JSON = 17, 20, 21, 25, 701, 1082, 1184, 3802
CASTS = {
    BYTES: "bytea[]",
    INT8: "bigint[]",
    INT2: "smallint[]",
    TEXT: "text[]",
    FLOAT8: "double precision[]",
    DATE: "date[]",
    MOMENT: "timestamptz[]",
    JSON: "jsonb[]",
}
# PostgreSQL counts days and microseconds from here.
FIRST_DAY = date(2000, 1, 1).toordinal()
UNIX_TO_2000 = timedelta(days=FIRST_DAY - date(1970, 1, 1).toordinal())
NO_DAY = 0

Cells = NDArray[Any]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """One value a row, in PostgreSQL's binary form of an array."""

    kind: int
    data: bytes


class _Dumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Column) -> bytes:
        return obj.data


psycopg.adapters.register_dumper(Column, _Dumper)  # before the first connection copies what there is


def _column(kind: int, count: int, body: bytes) -> Column:
    return Column(kind, struct.pack(">iiIii", 1, 1, kind, count, 1) + body)


@cache
def _cell(dtype: str) -> np.dtype[Any]:
    return np.dtype([("size", ">i4"), ("value", dtype)])


def _fixed(kind: int, dtype: str, values: Cells, null: Bools | None = None) -> Column:
    """Cells of one width; where `null` is set there is a length of -1 and nothing behind it."""
    cells = np.empty(len(values), dtype=_cell(dtype))
    cells["size"], cells["value"] = cells.itemsize - 4, values
    if null is None or not null.any():
        return _column(kind, len(values), cells.tobytes())
    cells["size"][null] = -1
    kept = np.ones((len(values), cells.dtype.itemsize), dtype=bool)
    kept[null, 4:] = False
    return _column(kind, len(values), cells.view(np.uint8).reshape(kept.shape)[kept].tobytes())


def integers(values: Cells | Sequence[int]) -> Column:
    return _fixed(INT8, ">i8", np.asarray(values, dtype=np.int64))


def small(values: Cells | Sequence[int | None]) -> Column:
    """Small whole numbers; NaN or None is no value."""
    numbers = np.asarray(values, dtype=np.float64)
    null = np.isnan(numbers)
    return _fixed(INT2, ">i2", np.where(null, 0, numbers), null)


def floats(values: Cells) -> Column:
    """NaN is no value."""
    return _fixed(FLOAT8, ">f8", values, np.isnan(values))


def ordinals(values: Cells | Sequence[int]) -> Column:
    """Days as `date.toordinal` numbers them; NO_DAY is no value."""
    days = np.asarray(values, dtype=np.int64)
    return _fixed(DATE, ">i4", days - FIRST_DAY, days == NO_DAY)


def dates(values: Sequence[date | None]) -> Column:
    return ordinals([value.toordinal() if value else NO_DAY for value in values])


def moments(values: Sequence[datetime | None]) -> Column:
    """Instants with a zone."""
    since = [None if v is None else v.timestamp() for v in values]
    null = np.array([v is None for v in since])
    seconds = np.array([0.0 if v is None else v for v in since]) - UNIX_TO_2000.total_seconds()
    return _fixed(MOMENT, ">i8", np.rint(seconds * 1e6).astype(np.int64), null)


def texts(values: Sequence[str]) -> Column:
    packed = {value: _sized(value.encode()) for value in set(values)}
    return _column(TEXT, len(values), b"".join([packed[value] for value in values]))


def blobs(values: Sequence[bytes]) -> Column:
    return _column(BYTES, len(values), b"".join([_sized(value) for value in values]))


def documents(values: Sequence[bytes]) -> Column:
    """JSON, already written out."""
    return _column(JSON, len(values), b"".join([_sized(b"\1" + value) for value in values]))


def rows(values: Cells) -> Column:
    """One blob a row: the bytes of a row of numbers, as they lie in memory."""
    flat = np.ascontiguousarray(values).reshape(len(values), -1)
    whole = f"V{flat.dtype.itemsize * flat.shape[1]}"
    return _fixed(BYTES, whole, flat.view(whole)[:, 0])


def _sized(value: bytes) -> bytes:
    return struct.pack(">i", len(value)) + value


def upsert(table: str, columns: Mapping[str, Column], *, key: Sequence[str], then: str = "") -> None:
    """Write all these rows in one statement; a row with the same key is replaced. `then` may go on from what was
    `written` (its keys)."""
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(f"%s::{CASTS[column.kind]}" for column in columns.values())
    sets = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in columns if name not in key)
    keys = ", ".join(key)
    sql = (
        f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) "  # noqa: S608
        f"ON CONFLICT ({keys}) DO UPDATE SET {sets}"
    )
    if then:
        sql = f"WITH written AS ({sql} RETURNING {keys}) {then}"
    with _plain_cursor() as cursor:
        cursor.execute(sql, list(columns.values()))


def fetched(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a plain SELECT (or DELETE ... RETURNING), columns among its parameters."""
    with _plain_cursor() as cursor:
        return cursor.execute(sql, params, binary=True).fetchall()


def copied(sql: str, params: Sequence[Any]) -> bytes:
    """What a COPY ... TO STDOUT sends, in one piece."""
    with _plain_cursor() as cursor, cursor.copy(sql, params) as copy:
        return b"".join(copy)


@contextmanager
def _plain_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """The connection's own cursor: values travel beside the statement, not written into it."""
    ours = connections[DEFAULT_DB_ALIAS]
    ours.ensure_connection()
    with ours.wrap_database_errors, psycopg.Cursor(ours.connection) as cursor:
        yield cursor
