"""Unpacks a .gz under a ceiling, so that a small file cannot become a huge one."""

from __future__ import annotations

import zlib

from runners.importers.refusals import RefusalKind, Refused

MAGIC = b"\x1f\x8b"
CEILING = 50 * 1024 * 1024
CHUNK = 64 * 1024


def unpack(content: bytes, *, ceiling: int = CEILING) -> tuple[bytes, bool]:
    """The unpacked bytes, and whether the archive was whole.

    A broken end gives what came before it. Raises Refused above the ceiling or when nothing comes out.
    """
    out, size, rest, whole = [], 0, content, True
    while rest.startswith(MAGIC) and whole:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        pending = rest
        while not member.eof and whole:
            try:
                piece = member.decompress(pending, CHUNK)
            except zlib.error:
                piece, whole = b"", False
            pending = member.unconsumed_tail
            size += len(piece)
            if size > ceiling:
                raise Refused(RefusalKind.TOO_BIG)
            out.append(piece)
            # Without output and without input left, the archive ended before its own end.
            whole = whole and (member.eof or bool(piece) or bool(pending))
        rest = member.unused_data
    if not size:
        raise Refused(RefusalKind.UNREADABLE)
    return b"".join(out), whole
