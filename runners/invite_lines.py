"""Addresses as people paste them: one a line, or with commas, with names, twice, or with a slip of the finger."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

AT_ONCE = 20
SHOWN = 200
LONGEST = 254


class LineState(StrEnum):
    FINE = "fine"
    DOUBLED = "doubled"
    MALFORMED = "malformed"
    INVITED = "invited"
    TOO_MANY = "too many"


SAID = {
    LineState.FINE: "ready to go",
    LineState.DOUBLED: "is there twice, goes out once",
    LineState.MALFORMED: "does not look like an address",
    LineState.INVITED: "has an open invite from you",
    LineState.TOO_MANY: "is more than 20, send it with the next",
}


@dataclass(frozen=True)
class Line:
    address: str
    state: LineState

    @property
    def fine(self) -> bool:
        return self.state is LineState.FINE

    @property
    def said(self) -> str:
        return SAID[self.state]


def checked(text: str, *, invited: frozenset[str]) -> list[Line]:
    """Each address once judged, in the order it was pasted; what cannot be read as one is kept as it is."""
    seen: set[str] = set()
    known = frozenset(email.lower() for email in invited)
    lines = []
    for piece in list(_pieces(text))[:SHOWN]:
        address = parseaddr(piece)[1].lower() if "<" in piece else piece.lower()
        lines.append(Line(address or piece, _state(address, seen=seen, invited=known)))
        if lines[-1].fine:
            seen.add(address)
    return lines


def _pieces(text: str) -> Iterator[str]:
    return filter(None, (piece.strip() for piece in re.split(r"[\r\n,;]+", text)))


def _state(address: str, *, seen: set[str], invited: frozenset[str]) -> LineState:
    if address in seen:
        return LineState.DOUBLED
    if not _is_address(address):
        return LineState.MALFORMED
    if address in invited:
        return LineState.INVITED
    return LineState.TOO_MANY if len(seen) >= AT_ONCE else LineState.FINE


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST
