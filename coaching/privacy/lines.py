"""A row as a line of JSON, and a line of JSON as a row that is not saved yet."""

import json
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import DateField, DateTimeField, Field, ForeignKey, Model

from coaching.privacy.registry import kind_of
from runners.owned import Owned

Column: TypeAlias = "Field[Any, Any]"
Line: TypeAlias = dict[str, Any]
FIRST_YEAR, LAST_YEAR = 1990, 2100


class BadLine(ValueError):
    """A line that no page of ours could have made."""


@cache
def columns_of(owned: Owned) -> tuple[Column, ...]:
    """What a line says of a row, in the order of the table. Its own number, its owner and what is left out is not."""
    fields = [field for field in owned.model._meta.concrete_fields if field.name not in ("id", owned.owner)]
    chosen = [field for field in fields if not owned.only or field.name in owned.only]
    return tuple(field for field in chosen if field.name not in owned.left_out)


def said(row: Model, number: int, *, owned: Owned, numbers: Mapping[str, Mapping[int, int]]) -> Line:
    """`numbers` says which number a row of each kind has in this copy."""
    line: Line = {"id": number}
    for field in columns_of(owned):
        if field.name in owned.told:
            continue
        value = getattr(row, field.attname)
        if isinstance(field, ForeignKey):
            kind = kind_of(field.related_model)
            value = numbers.get(kind or "", {}).get(value)
        line[field.name] = _plain(value)
    return line | {name: _plain(tell(row)) for name, tell in owned.told.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def written(line: Line) -> bytes:
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:  # half a letter, the way some phones send it
        return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def read(raw: bytes) -> Line:
    """Raises BadLine for anything that is not one flat line of ours."""
    try:
        line = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadLine("not JSON") from error
    if not isinstance(line, dict) or b"\\u0000" in raw:
        raise BadLine("not a line")
    return line


def _no_number(name: str) -> None:
    raise BadLine(name)


def row_of(line: Line, *, owned: Owned, rows: Mapping[str, Mapping[int, int]], known: Set[str]) -> Any:
    """The row this line tells of. `rows` says which row each number of each kind has become. Raises BadLine."""
    if not set(line) <= known:
        raise BadLine("a column we do not have")
    row = owned.model()
    for field in columns_of(owned):
        if field.name in line and field.name not in owned.told:
            setattr(row, field.attname, _value(field, line[field.name], rows))
    try:
        owned.check(row)
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError) as error:
        raise BadLine("a line no page could have made") from error
    return row


def _value(field: Column, value: Any, rows: Mapping[str, Mapping[int, int]]) -> Any:
    if isinstance(field, ForeignKey):
        number = rows.get(kind_of(field.related_model) or "", {}).get(value) if isinstance(value, int) else None
        if number is None and not field.null:
            raise BadLine(field.name)
        return number
    if value is None:
        if not field.null:
            raise BadLine(field.name)
        return None
    try:
        return _checked(field, value)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadLine(field.name) from error


def _checked(field: Column, value: Any) -> Any:
    made = field.to_python(value)
    if made not in field.empty_values:
        made = field.clean(made, None)
    if isinstance(field, DateField) and not FIRST_YEAR <= made.year <= LAST_YEAR:
        raise BadLine(field.name)
    if isinstance(field, DateTimeField) and made.tzinfo is None:
        raise BadLine(field.name)
    if isinstance(made, str) and type(field).__name__ != "PrivateText":
        made.encode()  # half a letter cannot be kept in a plain column
    return made
