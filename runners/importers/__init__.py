"""Files of watches and phones become runs: bytes in, ParsedRun or Refused out. No database, no clock.

A further format is a module with `read(content) -> list[Part]`, a sign in `format_of`, a line in MODULES.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from importlib import import_module

from runners.importers import gzipped
from runners.importers.parsed import Lap, ParsedRun, Track
from runners.importers.refusals import CAUTIONS, Caution, RefusalKind, Refused
from runners.importers.totals import Part, runs_of

__all__ = ["Lap", "ParsedRun", "RefusalKind", "Refused", "Track", "read"]

# By name, and imported when met: a GPX file need not wait for the profile tables of FIT.
MODULES = {"fit": "runners.importers.fit", "xml": "runners.importers.documents"}
ENDINGS = frozenset({"fit", "gpx", "tcx"})
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BLANKS = b"\xef\xbb\xbf \t\r\n"


def read(content: bytes, name: str, *, started_at: datetime | None = None) -> tuple[ParsedRun, ...]:
    """Every activity in one FIT, GPX or TCX file, or one of them as .gz, by start; at least one.

    Told apart by content; `name` only earns a remark. `started_at` (aware): when the first of them began, for a
    file whose clock was never set. Raises Refused, and nothing else, for every file in which there is none.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Refused(RefusalKind.EMPTY)
    whole = True
    if content.startswith(gzipped.MAGIC):
        content, whole = gzipped.unpack(content)
    if len(content) > gzipped.CEILING:
        raise Refused(RefusalKind.TOO_BIG)
    parts: list[Part] = import_module(MODULES[format_of(content)]).read(content)
    return tuple(remarked(run, name, whole=whole) for run in runs_of(parts, started_at))


def remarked(run: ParsedRun, name: str, *, whole: bool) -> ParsedRun:
    """With what is known of the file around it: whether its .gz was whole, and what its name claims."""
    remarks = list(run.warnings)
    if not whole and CAUTIONS[Caution.CUT_SHORT] not in remarks:
        remarks.append(CAUTIONS[Caution.CUT_SHORT])
    if is_misnamed(name, run.format):
        remarks.append(CAUTIONS[Caution.MISNAMED])
    return dataclasses.replace(run, warnings=tuple(remarks), partial=run.partial or not whole)


def format_of(content: bytes) -> str:
    """A key of MODULES, from the first bytes. Raises Refused for everything unknown."""
    if content[8:12] == b".FIT":
        return "fit"
    if content.startswith(UTF16) or content[:4096].lstrip(BLANKS).startswith(b"<"):
        return "xml"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", gzipped.MAGIC, b"7z\xbc\xaf", b"Rar!")):
        raise Refused(RefusalKind.ARCHIVE)
    raise Refused(RefusalKind.UNKNOWN_FORMAT)


def is_misnamed(name: str, found: str) -> bool:
    """True for a name that claims another of our formats."""
    parts = name.lower().removesuffix(".gz").rpartition(".")
    return parts[2] in ENDINGS and parts[2] != found
