"""An entry kept once and its day marked, in one statement: whatever happens, either both are there or neither is."""

from functools import cache
from typing import Any

from django.db import connection, models
from psycopg import sql

from journal.models import Entry


def keep(entry: Entry) -> bool:
    """Whether it was written; False where the runner has sent one with this key before, and nothing has changed."""
    values = [field.get_db_prep_save(field.pre_save(entry, True), connection) for field in _fields(type(entry))]
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(entry)), values)
        row = cursor.fetchone()
    if row is None:
        return False
    entry.pk = row[0]
    entry._state.adding, entry._state.db = False, connection.alias
    return True


@cache
def _fields(model: type[Entry]) -> tuple["models.Field[Any, Any]", ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _statement(model: type[Entry]) -> str:
    fields = _fields(model)
    statement = sql.SQL(
        "WITH kept AS (INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (runner_id, key) DO NOTHING "
        "RETURNING id, runner_id, local_day), marked AS (INSERT INTO runners_stale (runner_id, since_on) "
        "SELECT runner_id, local_day FROM kept) SELECT id FROM kept"
    ).format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields),
        sql.SQL(", ").join([sql.Placeholder()] * len(fields)),
    )
    return statement.as_string()
