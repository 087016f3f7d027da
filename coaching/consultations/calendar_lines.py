"""The few lines of a calendar file that say when somebody is busy; titles, places and people are never looked at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from icalendar.parser import Contentline

MOST_BYTES = 5_000_000
MOST_EVENTS = 20_000
LONGEST_LINE = 200_000
DEEPEST = 6
WANTED = frozenset(
    ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
    + ("STATUS", "TRANSP", "FREEBUSY", "X-MICROSOFT-CDO-BUSYSTATUS")
)
_FOLD = re.compile(rb"\r?\n[ \t]")
_MOMENT = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}(?=[;:])")


class Problem(Enum):
    TOO_BIG = "too-big"
    NOT_A_CALENDAR = "not-a-calendar"
    CUT_OFF = "cut-off"
    TOO_MANY = "too-many"


SENTENCES = {
    Problem.TOO_BIG: "That calendar is larger than 5 MB, which is more than we read.",
    Problem.NOT_A_CALENDAR: "What comes from that address is not a calendar in iCal format.",
    Problem.CUT_OFF: "The calendar from that address ends in the middle or is damaged.",
    Problem.TOO_MANY: "That calendar holds more events than we read: about 20,000, repeated ones included.",
}


class Refused(Exception):
    """A calendar that cannot be used at all; its text is a sentence for the coach."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(SENTENCES[problem])
        self.problem = problem


@dataclass(frozen=True)
class Line:
    value: str
    parameters: dict[str, str]


@dataclass
class Part:
    """An event (VEVENT), or a list of busy times (VFREEBUSY)."""

    name: str
    lines: dict[str, list[Line]] = field(default_factory=dict)

    def first(self, name: str) -> Line | None:
        return self.lines[name][0] if name in self.lines else None

    def value(self, name: str) -> str:
        return self.lines[name][0].value.strip().upper() if name in self.lines else ""


@dataclass(frozen=True)
class Sheet:
    parts: list[Part]
    zone: str  # X-WR-TIMEZONE: what times without a zone mean


def read_sheet(document: bytes) -> Sheet:
    """Raises Refused for what is no whole calendar, or too large a one."""
    if len(document) > MOST_BYTES:
        raise Refused(Problem.TOO_BIG)
    text = _FOLD.sub(b"", document.removeprefix(b"\xef\xbb\xbf").strip()).decode(errors="replace")
    if not text[:20].upper().startswith("BEGIN:VCALENDAR"):
        raise Refused(Problem.NOT_A_CALENDAR)
    parts: list[Part] = []
    zone, open_names = "", []
    for name, line in _lines(text):
        if name == "BEGIN":
            open_names.append(line.partition(":")[2].strip().upper())
            _begin(parts, open_names)
        elif name == "END":
            if not open_names or line.partition(":")[2].strip().upper() != open_names.pop():
                raise Refused(Problem.CUT_OFF)
        elif name == "X-WR-TIMEZONE" and len(open_names) == 1:
            zone = line.partition(":")[2].strip()
        elif name in WANTED and len(open_names) == 2 and open_names[1] in {"VEVENT", "VFREEBUSY"}:
            _keep(parts[-1], name, line)
    if open_names:
        raise Refused(Problem.CUT_OFF)
    return Sheet(parts, zone)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        match = _NAME.match(line)
        if match is not None:
            yield match[0].upper(), line.rstrip("\r")


def _begin(parts: list[Part], open_names: list[str]) -> None:
    if len(open_names) > DEEPEST:
        raise Refused(Problem.CUT_OFF)
    if len(open_names) == 2 and open_names[1] in {"VEVENT", "VFREEBUSY"}:
        if len(parts) >= MOST_EVENTS:
            raise Refused(Problem.TOO_MANY)
        parts.append(Part(open_names[1]))


def _keep(part: Part, name: str, line: str) -> None:
    if len(line) > LONGEST_LINE:
        raise Refused(Problem.TOO_MANY)
    try:
        _, parameters, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        part.lines.setdefault(name, []).append(Line("", {}))  # no date can be read from it: the event will not count
        return
    given = {key.upper(): str(value) for key, value in parameters.items()}
    part.lines.setdefault(name, []).append(Line(str(value), given))


def moment_written(text: str) -> tuple[datetime, bool]:
    """The date and time as they stand there, and whether it is a whole day. Raises ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(text[:80])
    if len(text) == 8:
        return datetime.strptime(text, "%Y%m%d"), True  # noqa: DTZ007
    return datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S"), False  # noqa: DTZ007
