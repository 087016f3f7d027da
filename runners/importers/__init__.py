"""Files of watches and phones become runs: bytes in, ParsedRun or Refused out. No database, no clock.

A further format is a module with `read(content) -> ParsedRun`, a sign in `format_of`, a line in MODULES.
"""

from __future__ import annotations

import dataclasses
from importlib import import_module

from runners.importers import gzipped
from runners.importers.parsed import ParsedRun, Track
from runners.importers.refusals import CAUTIONS, Caution, RefusalKind, Refused

__all__ = ["ParsedRun", "RefusalKind", "Refused", "Track", "read"]

# By name, and imported when met: a GPX file need not wait for the profile tables of FIT.
MODULES = {"fit": "runners.importers.fit", "xml": "runners.importers.documents"}
ENDINGS = frozenset({"fit", "gpx", "tcx"})
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BLANKS = b"\xef\xbb\xbf \t\r\n"


def read(content: bytes, name: str) -> ParsedRun:
    """One FIT, GPX or TCX file, or one of them as .gz, told apart by content; `name` only earns a remark.

    Raises Refused, and nothing else, for every file that becomes no run.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Refused(RefusalKind.EMPTY)
    whole = True
    if content.startswith(gzipped.MAGIC):
        content, whole = gzipped.unpack(content)
    if len(content) > gzipped.CEILING:
        raise Refused(RefusalKind.TOO_BIG)
    run: ParsedRun = import_module(MODULES[format_of(content)]).read(content)
    remarks = list(run.warnings)
    if not whole and CAUTIONS[Caution.CUT_SHORT] not in remarks:
        remarks.append(CAUTIONS[Caution.CUT_SHORT])
    if is_misnamed(name, run.format):
        remarks.append(CAUTIONS[Caution.MISNAMED])
    return dataclasses.replace(run, warnings=tuple(remarks))


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
