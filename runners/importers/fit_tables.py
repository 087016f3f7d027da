"""What is read from a FIT file: tables of plain numbers, one for each kind of message.

Numbers of messages and fields are those of the FIT profile; `fit.py` gives them their meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np
from numpy.typing import NDArray

from runners.importers.parsed import FloatArray

FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT = 0, 12, 18, 19, 20, 21
TIMESTAMP = 253
# Which fields are read, and what a raw number is divided by and then lowered by.
WANTED: dict[int, dict[int, tuple[float, float]]] = {
    FILE_ID: {0: (1.0, 0.0)},
    SPORT: {0: (1.0, 0.0), 1: (1.0, 0.0)},
    SESSION: {
        TIMESTAMP: (1.0, 0.0),
        2: (1.0, 0.0),
        5: (1.0, 0.0),
        6: (1.0, 0.0),
        7: (1000.0, 0.0),
        8: (1000.0, 0.0),
        9: (100.0, 0.0),
        16: (1.0, 0.0),
        17: (1.0, 0.0),
        22: (1.0, 0.0),
        59: (1000.0, 0.0),
        192: (1.0, 0.0),
        193: (1.0, 0.0),
    },
    LAP: {TIMESTAMP: (1.0, 0.0), 2: (1.0, 0.0), 8: (1000.0, 0.0), 9: (100.0, 0.0), 25: (1.0, 0.0)},
    RECORD: {
        TIMESTAMP: (1.0, 0.0),
        0: (1.0, 0.0),
        1: (1.0, 0.0),
        2: (5.0, 500.0),
        3: (1.0, 0.0),
        4: (1.0, 0.0),
        5: (100.0, 0.0),
        6: (1000.0, 0.0),
        53: (128.0, 0.0),
        73: (1000.0, 0.0),
        78: (5.0, 500.0),
    },
    EVENT: {TIMESTAMP: (1.0, 0.0), 0: (1.0, 0.0), 1: (1.0, 0.0)},
}


class Message(dict[int, float]):
    """Field number -> value with its scale applied, absent fields left out."""

    def value(self, *fields: int) -> float:
        """The first of the fields that is there, else NaN."""
        return next((self[number] for number in fields if number in self), nan)

    def whole(self, number: int) -> int | None:
        return int(self[number]) if number in self else None


@dataclass(frozen=True, eq=False)
class Table:
    """All messages of one number in the order of the file: field number -> values (n,), NaN where absent."""

    length: int = 0
    columns: dict[int, FloatArray] = field(default_factory=dict)

    def column(self, *fields: int) -> FloatArray:
        """Of each message the first of the fields that is there, else NaN."""
        values = np.full(self.length, nan)
        for number in reversed(fields):
            if number in self.columns:
                values = np.where(np.isnan(self.columns[number]), values, self.columns[number])
        return values

    def rows(self) -> Iterator[Message]:
        for at in range(self.length):
            values = ((number, float(column[at])) for number, column in self.columns.items())
            yield Message((number, value) for number, value in values if value == value)

    def only(self, which: NDArray[np.bool_]) -> Table:
        kept = {number: column[which] for number, column in self.columns.items()}
        return Table(int(which.sum()), kept)

    @classmethod
    def of(cls, messages: list[Message]) -> Table:
        fields = {number for message in messages for number in message}
        return cls(len(messages), {n: np.array([message.get(n, nan) for message in messages]) for n in fields})


@dataclass
class Messages:
    """Tables by message number. Timestamps are FIT seconds."""

    tables: dict[int, Table] = field(default_factory=dict)
    cut_short: bool = False
    checksum_wrong: bool = False

    def __getitem__(self, number: int) -> Table:
        return self.tables.get(number, EMPTY)


EMPTY = Table()


class Unusual(Exception):
    """Sound as far as one can see, but not written in the way that `fit_records` reads."""


def joined(tables: Sequence[Table]) -> Table:
    some = [table for table in tables if table.length]
    fields = {number for table in some for number in table.columns}
    columns = {number: np.concatenate([table.column(number) for table in some]) for number in fields}
    return Table(sum(table.length for table in some), columns)
