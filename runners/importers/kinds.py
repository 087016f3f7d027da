"""What a member of an archive is, told from its name and its first bytes."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Sort(StrEnum):
    FIT = "fit"
    TEXT = "text"
    LIST = "list"
    ARCHIVE = "archive"
    FOREIGN = "foreign"
    FOLDER = "folder"
    MEDIA = "media"
    OTHER = "other"


ENDINGS: dict[Sort, tuple[str, ...]] = {
    Sort.FIT: (".fit", ".fit.gz"),
    Sort.TEXT: (".gpx", ".gpx.gz", ".tcx", ".tcx.gz"),
    Sort.LIST: (".csv", "summarizedactivities.json"),
    Sort.ARCHIVE: (".zip",),
    Sort.FOREIGN: (".7z", ".rar", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"),
    Sort.MEDIA: (".jpg", ".jpeg", ".png", ".heic", ".webp", ".gif", ".mp4", ".mov", ".m4v", ".mp3"),
}
# A watch's takeout names files after the account: address of e-mail, underscore, number.
ADDRESS = re.compile(r"[^\s/@]+@[^\s/@_]+_?")
SHOWN_MOST = 80
# `type` of a FIT file's first message: unsaid, activity, workout, course, schedule, summary. The reader has words
# for those; all others are steps, sleep, settings and totals, by the thousand in a takeout.
FIT_WORTH_READING = frozenset({0, 4, 5, 6, 7, 20, 0xFF})
DEFINITION = 0x40


def sort_of(name: str) -> Sort:
    path = name.replace("\\", "/").lower()
    if path.endswith("/"):
        return Sort.FOLDER
    base = path.rpartition("/")[2]
    # What a Mac keeps beside every file it packs bears the file's own name.
    if base.startswith(".") or "__macosx/" in path:
        return Sort.OTHER
    return next((sort for sort, endings in ENDINGS.items() if base.endswith(endings)), Sort.OTHER)


def is_outside(name: str) -> bool:
    """True for a name that would leave the folder it is unpacked into."""
    path = name.replace("\\", "/")
    return path.startswith("/") or path[1:2] == ":" or ".." in path.split("/")


def shown(name: str, inside: str = "") -> str:
    """The name for a person: without folders, addresses and anything that does not print."""
    base = name.replace("\\", "/").rpartition("/")[2]
    printed = "".join(letter for letter in ADDRESS.sub("", base) if unicodedata.category(letter)[0] != "C")
    short = printed if len(printed) <= SHOWN_MOST else f"{printed[:20]}…{printed[21 - SHOWN_MOST :]}"
    return f"{inside} / {short}" if inside else short or "?"


def is_watch_file(head: bytes) -> bool:
    """True for a FIT file that says of itself that it is no activity; doubtful ones are left to the reader."""
    kind = fit_type(head)
    return kind is not None and kind not in FIT_WORTH_READING


def fit_type(head: bytes) -> int | None:
    """`type` of the file_id message, when that comes first and plainly, as it should."""
    if head[8:12] != b".FIT" or len(head) < head[0] + 6:
        return None
    definition = head[head[0] :]
    # One that says it is a definition and nothing more, of message number 0 in either order of bytes.
    if definition[0] & 0xF0 != DEFINITION or definition[3:5] != b"\0\0":
        return None
    fields = definition[6 : 6 + 3 * definition[5]]
    at = 6 + 3 * definition[5] + 1
    for place in range(0, len(fields) - 1, 3):
        if fields[place] == 0:
            return definition[at] if at < len(definition) else None
        at += fields[place + 1]
    return None
