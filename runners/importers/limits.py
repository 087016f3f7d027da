"""How much of an archive or a list is taken; the numbers a person may meet in a refusal."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Everything in bytes or in numbers of things.

    archive_bytes: the archive as it was sent. entries: names in all of its directories together.
    activities: files to import. member_bytes: one file, unpacked. unpacked_bytes: everything that would be
    read, unpacked. ratio: unpacked to packed, for one file. nested: archives inside, nested_bytes: one of
    them. list_bytes and lines: a list of activities; lines also of all lists of an archive together.
    """

    archive_bytes: int = 2048 * MEGABYTE
    entries: int = 100_000
    activities: int = 10_000
    member_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 8192 * MEGABYTE
    ratio: int = 200
    nested: int = 1_000
    nested_bytes: int = 2048 * MEGABYTE
    list_bytes: int = 8 * MEGABYTE
    lines: int = 10_000
