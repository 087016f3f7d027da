"""A hardened reader of XML files: no document type, no entities, no network, one element at a time.

What other programs write is often not quite XML: blanks or a byte order mark before the declaration, prefixes
that nobody declared, a wrong encoding, an end that never came. All of that is read as far as it goes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from math import inf, nan

from lxml import etree

from runners.importers.refusals import RefusalKind, Refused

BLANK = re.compile(rb"\A(?:\xef\xbb\xbf|[ \t\r\n])+")
# A declaration that says UTF-16 in plain bytes is wrong by its own spelling.
FALSE_UTF16 = re.compile(rb"\A<\?xml[^>]{0,200}utf-16[^>]{0,200}\?>", re.IGNORECASE)
# Loses nothing: what is read are names and numbers, the same in every encoding.
HARMLESS = frozenset({"ERR_UNSUPPORTED_ENCODING"})


@dataclass
class Document:
    """Walks through the elements of an XML file; `cut_short` is known when the walk is over."""

    content: bytes
    cut_short: bool = False

    def walk(self, points: str, names: Sequence[str] = ()) -> Iterator[tuple[str, str, etree._Element]]:
        """Yields ("start" or "end", local name, element) for elements of these names, of all without any.

        Elements named `points` are dropped once seen; `names` has to name the outermost element, too.
        After a walk that was cut short, the last point may hold numbers cut in half: leave it out.
        Raises Refused when a document type is declared or when nothing at all can be read.
        """
        seen = False
        events = open_events(FALSE_UTF16.sub(b"", BLANK.sub(b"", self.content)), names)
        try:
            for event, element in events:
                if not seen:
                    refuse_doctype(element)
                    seen = True
                name = local_name(element)
                yield event, name, element
                if event == "end" and name == points:
                    forget(element)
        except etree.XMLSyntaxError:
            self.cut_short = True
        if any(entry.type_name == "ERR_NO_MEMORY" for entry in events.error_log):
            raise Refused(RefusalKind.TOO_HEAVY)
        if not seen:
            raise Refused(RefusalKind.UNREADABLE)
        self.cut_short = self.cut_short or is_damaged(events)


def open_events(content: bytes, names: Sequence[str] = ()) -> etree.iterparse:
    return etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in names] or None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )


def refuse_doctype(root: etree._Element) -> None:
    """Neither GPX nor TCX has a document type; one is only there to pull in or blow up text. Web pages do."""
    if root.getroottree().docinfo.internalDTD is not None:
        is_page = local_name(root).lower() == "html"
        raise Refused(RefusalKind.UNKNOWN_FORMAT if is_page else RefusalKind.ENTITIES)


def is_damaged(events: etree.iterparse) -> bool:
    return any(entry.domain_name != "NAMESPACE" and entry.type_name not in HARMLESS for entry in events.error_log)


def forget(element: etree._Element) -> None:
    """Frees a point that was read, and what stands before it, so that memory stays small."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def local_name(element: etree._Element) -> str:
    """The name without namespace or prefix, declared or not."""
    return bare(element.tag)


@lru_cache(maxsize=256)
def bare(tag: object) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def number(text: str | None) -> float:
    """A finite number, or NaN."""
    try:
        value = float(text) if text else nan
    except ValueError:
        return nan
    return value if -inf < value < inf else nan


def instant(text: str | None) -> float:
    """Unix seconds of an ISO 8601 time; without a zone it is UTC, as both formats say. NaN if it is none."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return nan
