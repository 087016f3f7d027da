"""An XML file is GPX or TCX by its outermost element, whatever its name says."""

from __future__ import annotations

from collections.abc import Callable

from runners.importers import gpx, tcx
from runners.importers.markup import Document
from runners.importers.refusals import RefusalKind, Refused
from runners.importers.totals import Part

READERS: dict[str, Callable[[bytes], list[Part]]] = {"gpx": gpx.read, "TrainingCenterDatabase": tcx.read}


def read(content: bytes) -> list[Part]:
    """Raises Refused for XML (or HTML) that is neither."""
    for _, name, _ in Document(content).walk(""):
        if name in READERS:
            return READERS[name](content)
        break
    raise Refused(RefusalKind.UNKNOWN_FORMAT)
