"""What an archive holds, and one file of it at a time: takeouts, folders of files, archives inside, once.

Opening reads directories only, and the first bytes of FIT files, because a watch's takeout is mostly steps and
settings. Nothing is ever written under a name from the archive; inner archives that are packed go to the workspace
under a number.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from runners.importers import zips
from runners.importers.kinds import Sort, is_outside, is_watch_file, shown, sort_of
from runners.importers.limits import MEGABYTE, Limits
from runners.importers.refusals import RefusalKind, Refused

__all__ = ["Archive", "Limits", "Member", "is_zip", "open_archive", "read_at"]

MAGICS = (zips.LOCAL, zips.END)
HEAD = 200
# A small file may shrink by any factor.
RATIO_FROM = MEGABYTE
OUTER = -1
REFUSED = "refused:"
# Over these limits the archive as a whole goes, wherever in it they are met.
WHOLE = frozenset({RefusalKind.TOO_MANY, RefusalKind.BOMB})
LOCKED_WHOLE = "This archive is locked with a password. Unpack it and add what is inside."


@dataclass(frozen=True)
class Member:
    """One file to import. `place` is all that `read_at` needs; `path` may hold an address of e-mail: not to be kept.

    size: bytes unpacked, as claimed. refusal: why it cannot be read, as far as the directory shows.
    """

    index: int
    name: str
    path: str = field(repr=False)
    size: int
    place: str
    refusal: Refused | None = None


@dataclass(frozen=True)
class Archive:
    """The table of contents. The same file gives the same members in the same order, in any process.

    passed: how many files of which sort were passed over: media, watch (steps, sleep, settings), other.
    """

    path: Path
    workspace: Path
    limits: Limits
    members: tuple[Member, ...]
    lists: tuple[Member, ...]
    passed: Mapping[str, int]

    def read(self, index: int) -> bytes:
        """The bytes of a member; a .gz stays packed. Raises Refused for this member alone."""
        return self.read_list(self.members[index])

    def read_list(self, member: Member) -> bytes:
        return read_at(self.path, workspace=self.workspace, place=member.place, limits=self.limits)


@dataclass(frozen=True)
class Volume:
    """An archive being listed: the one that was sent, or one inside it with the name a person saw it under."""

    file: BinaryIO
    span: zips.Span
    number: int = OUTER
    label: str = ""


def is_zip(head: bytes) -> bool:
    return head.startswith(MAGICS)


def open_archive(path: Path, *, workspace: Path, limits: Limits | None = None) -> Archive:
    """Lists what is there. Raises Refused when the archive as a whole cannot be taken.

    `workspace` belongs to this archive alone and is removed with it; opening again finds what lies there.
    """
    limits = limits or Limits()
    size = path.stat().st_size
    if size > limits.archive_bytes:
        most = f"{limits.archive_bytes // MEGABYTE:,} MB"
        raise Refused(RefusalKind.TOO_BIG, f"This archive is larger than {most}. Add it in several parts.")
    listing = Listing(path, workspace, limits)
    with path.open("rb") as file:
        listing.take_all(Volume(file, zips.Span(0, size)))
    listing.refuse_whole()
    return Archive(path, workspace, limits, tuple(listing.members), tuple(listing.lists), dict(listing.passed))


def read_at(path: Path, *, workspace: Path, place: str, limits: Limits | None = None) -> bytes:
    """The bytes of the member at `place`, without reading the directory again. Raises Refused for this member,
    also for what the directory alone said against it.

    Raises FileNotFoundError when the archive or its workspace is gone.
    """
    limits = limits or Limits()
    if place.startswith(REFUSED):
        raise Refused(RefusalKind(place.removeprefix(REFUSED)))
    number, entry = entry_at(place)
    if entry.unpacked > max(limits.member_bytes, limits.list_bytes):
        raise Refused(RefusalKind.MEMBER_TOO_BIG)
    with (path if number == OUTER else inner_path(workspace, number)).open("rb") as file:
        return b"".join(zips.pieces(file, entry))


@dataclass
class Listing:
    """Walks through the directories and puts every name where it belongs."""

    path: Path
    workspace: Path
    limits: Limits
    members: list[Member] = field(default_factory=list)
    lists: list[Member] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    names: int = 0
    inner: int = 0
    unpacked: int = 0

    def take_all(self, volume: Volume) -> None:
        for number, entry in enumerate(self.directory(volume)):
            sort = sort_of(entry.name)
            if sort is Sort.ARCHIVE and volume.label == "":
                self.take_inner(volume, number, entry)
            else:
                self.take(volume, entry, sort)

    def directory(self, volume: Volume) -> tuple[zips.Entry, ...]:
        most = self.limits.entries
        found = zips.entries(volume.file, volume.span, most=most - self.names, shown_most=most)
        self.names += len(found)
        return found

    def take(self, volume: Volume, entry: zips.Entry, sort: Sort) -> None:
        if sort is Sort.FOLDER:
            return
        if sort in (Sort.MEDIA, Sort.OTHER):
            self.passed[sort.value] += 1
            return
        refusal = self.refusal_of(volume, entry, sort)
        if sort is Sort.LIST:
            self.lists.append(member_of(volume, entry, len(self.lists), refusal))
        elif refusal is None and sort is Sort.FIT and is_watch_file(beginning(volume.file, entry)):
            self.passed["watch"] += 1
        else:
            self.add(volume, entry, refusal)

    def add(self, volume: Volume, entry: zips.Entry, refusal: Refused | None) -> None:
        if len(self.members) == self.limits.activities:
            raise zips.too_many(self.limits.activities)
        self.members.append(member_of(volume, entry, len(self.members), refusal))
        if refusal is None:
            self.count(entry.unpacked)

    def count(self, unpacked: int) -> None:
        self.unpacked += unpacked
        if self.unpacked > self.limits.unpacked_bytes:
            raise Refused(RefusalKind.BOMB)

    def take_inner(self, outer: Volume, number: int, entry: zips.Entry) -> None:
        """A bad archive inside is one refused member."""
        self.inner += 1
        if self.inner > self.limits.nested:
            raise zips.too_many(self.limits.nested)
        try:
            path, span = self.laid_out(outer, number, entry)
            with path.open("rb") as file:
                at = OUTER if path == self.path else number
                self.take_all(Volume(file, span, at, shown(entry.name)))
        except Refused as refusal:
            if refusal.kind in WHOLE:
                raise
            self.add(outer, entry, refusal)

    def laid_out(self, outer: Volume, number: int, entry: zips.Entry) -> tuple[Path, zips.Span]:
        """Where an inner archive can be read in any order: in place, or unpacked into the workspace."""
        refusal = self.refusal_of(outer, entry, Sort.ARCHIVE)
        if refusal is not None:
            raise Refused(refusal.kind, refusal.sentence)
        if entry.method == zips.STORED:
            return self.path, zips.Span(zips.data_offset(outer.file, entry), entry.packed)
        self.count(entry.unpacked)
        path = inner_path(self.workspace, number)
        if not path.exists() or path.stat().st_size != entry.unpacked:
            lay_out(outer.file, entry, path)
        return path, zips.Span(0, entry.unpacked)

    def refusal_of(self, volume: Volume, entry: zips.Entry, sort: Sort) -> Refused | None:
        """What the directory alone says against a member."""
        kind = None
        if sort is Sort.FOREIGN:
            kind = RefusalKind.ARCHIVE
        elif sort is Sort.ARCHIVE and volume.label:
            kind = RefusalKind.NESTED
        elif entry.link:
            kind = RefusalKind.LINK
        elif is_outside(entry.name):
            kind = RefusalKind.OUTSIDE
        elif entry.locked:
            kind = RefusalKind.LOCKED
        elif entry.offset + entry.packed > volume.span.start + volume.span.length:
            kind = RefusalKind.DAMAGED
        elif entry.unpacked > max(RATIO_FROM, entry.packed * self.limits.ratio):
            kind = RefusalKind.SWELLS
        elif entry.unpacked > self.most_of(sort):
            kind = RefusalKind.MEMBER_TOO_BIG
        return None if kind is None else Refused(kind)

    def most_of(self, sort: Sort) -> int:
        own = {Sort.ARCHIVE: self.limits.nested_bytes, Sort.LIST: self.limits.list_bytes}
        return own.get(sort, self.limits.member_bytes)

    def refuse_whole(self) -> None:
        if not self.members and not self.lists:
            raise Refused(RefusalKind.NOTHING_INSIDE)
        kinds = {member.refusal.kind if member.refusal else None for member in self.members}
        if kinds == {RefusalKind.LOCKED}:
            raise Refused(RefusalKind.LOCKED, LOCKED_WHOLE)


def member_of(volume: Volume, entry: zips.Entry, index: int, refusal: Refused | None = None) -> Member:
    return Member(
        index=index,
        name=shown(entry.name, volume.label),
        path=entry.name.replace("\\", "/"),
        size=entry.unpacked,
        place=place_of(volume.number, entry) if refusal is None else REFUSED + refusal.kind,
        refusal=refusal,
    )


def place_of(number: int, entry: zips.Entry) -> str:
    numbers = (number, entry.offset, entry.packed, entry.unpacked, entry.crc, entry.method)
    return ":".join(map(str, numbers))


def entry_at(place: str) -> tuple[int, zips.Entry]:
    number, offset, packed, unpacked, crc, method = map(int, place.split(":"))
    return number, zips.Entry("", offset, packed, unpacked, crc, method, locked=False, link=False)


def beginning(file: BinaryIO, entry: zips.Entry) -> bytes:
    """The first bytes of a member, or none when it is damaged: reading it will say so."""
    try:
        return next(zips.pieces(file, entry), b"")[:HEAD]
    except Refused:
        return b""


def inner_path(workspace: Path, number: int) -> Path:
    return workspace / f"{number}.zip"


def lay_out(file: BinaryIO, entry: zips.Entry, path: Path) -> None:
    """Unpacks to a name of its own first, so that a half-written archive is never taken for a whole one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix="unfinished-")
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in zips.pieces(file, entry):
                out.write(piece)
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)
