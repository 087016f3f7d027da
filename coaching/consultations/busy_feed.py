"""When somebody is busy, out of a calendar in iCal format from anywhere on the internet.

What makes a calendar unusable as a whole is Refused; a single event that makes no sense is counted and left out. How
much work one document can cause is limited by its size and by the days its repeated events may look at.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar import vDuration
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from coaching.consultations.calendar_lines import Line, Part, Problem, Refused, moment_written, read_sheet
from coaching.consultations.recurrence import Exhausted, Purse, days, rule_from
from coaching.consultations.slots import Busy, Kind, joined
from coaching.consultations.wall_time import instant, moment

DAYS_LOOKED_AT = 1_000_000
MOST_BUSY = 20_000
ONE_DAY = timedelta(days=1)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Reading:
    """Busy times in order, none touching another; `unread` events made no sense and block nothing."""

    busy: tuple[Busy, ...]
    unread: int


@dataclass(frozen=True)
class Question:
    """From when to when, and what the times mean that name no zone."""

    zone: ZoneInfo
    first: datetime
    last: datetime

    def touches(self, start: datetime, end: datetime) -> bool:
        return start < end and start < self.last and end > self.first


@dataclass(frozen=True)
class Entry:
    """One event: `wall` is when it starts on the clock of its zone."""

    part: Part
    wall: datetime
    zone: ZoneInfo
    length: timedelta
    all_day: bool

    def span(self, wall: datetime) -> Stretch:
        """Hours are real hours; whole days end at the midnight of the clock."""
        start = _instant(wall, self.zone)
        return start, _instant(wall + self.length, self.zone) if self.all_day else start + self.length


def read_busy(document: bytes, *, zone: ZoneInfo, first: datetime, last: datetime) -> Reading:
    """Busy times between two instants; `zone` is what times and whole days mean that name none. Raises Refused."""
    sheet = read_sheet(document)
    question = Question(_zone_named(sheet.zone) or zone, first.astimezone(UTC), last.astimezone(UTC))
    spans: list[Stretch] = []
    unread = 0
    moved = _moved(sheet.parts, question)
    purse = Purse(DAYS_LOOKED_AT)
    for part in sheet.parts:
        try:
            spans.extend(_spans(part, question, moved, purse))
        except (ValueError, OverflowError):
            unread += 1
        except Exhausted as error:
            raise Refused(Problem.TOO_MANY) from error
        if len(spans) > MOST_BUSY:
            raise Refused(Problem.TOO_MANY)
    whole = joined((instant(max(start, question.first)), instant(min(end, question.last))) for start, end in spans)
    return Reading(
        tuple(Busy(moment(start), moment(end), Kind.CALENDAR) for start, end in whole if start < end), unread
    )


def _spans(part: Part, question: Question, moved: dict[str, set[date]], purse: Purse) -> Iterator[Stretch]:
    if part.name == "VFREEBUSY":
        lines = [line for line in part.lines.get("FREEBUSY", []) if line.parameters.get("FBTYPE", "").upper() != "FREE"]
        yield from (span for span in _periods(lines, question) if question.touches(*span))
    elif _is_busy(part):
        entry = _entry(part, question)
        left_out = _named(part.lines.get("EXDATE", []), question)
        if not part.first("RECURRENCE-ID"):
            left_out |= moved.get(part.value("UID"), set())
        spans = (entry.span(wall) for wall in _starts(entry, question, purse) if wall.date() not in left_out)
        yield from (span for span in spans if question.touches(*span) and span[0] not in left_out)
        extra = [line for line in part.lines.get("RDATE", []) if _is_period(line)]
        yield from (span for span in _periods(extra, question) if question.touches(*span))


def _is_busy(part: Part) -> bool:
    shown_as = part.value("X-MICROSOFT-CDO-BUSYSTATUS")
    return (
        part.value("STATUS") != "CANCELLED"
        and part.value("TRANSP") != "TRANSPARENT"
        and shown_as not in {"FREE", "WORKINGELSEWHERE"}
    )


def _moved(parts: Iterable[Part], question: Question) -> dict[str, set[date]]:
    """By uid, which of a repeated event's own times stand elsewhere in the calendar, changed or called off."""
    found: dict[str, set[date]] = {}
    for part in parts:
        if "RECURRENCE-ID" in part.lines:
            with suppress(ValueError, OverflowError):
                found.setdefault(part.value("UID"), set()).update(_named(part.lines["RECURRENCE-ID"], question))
    return found


def _named(lines: list[Line], question: Question) -> set[date]:
    """Instants in UTC, and whole days as they are."""
    found: set[date] = set()
    for line in lines:
        for text in line.value.split(","):
            wall, zone, all_day = _moment(text, line, question)
            found.add(wall.date() if all_day else wall.replace(tzinfo=zone).astimezone(UTC))
    return found


def _moment(text: str, line: Line, question: Question) -> tuple[datetime, ZoneInfo, bool]:
    text = text.strip().upper()
    wall, all_day = moment_written(text)
    if text.endswith("Z"):
        return wall, ZoneInfo("UTC"), False
    return wall, _zone_named(line.parameters.get("TZID", "")) or question.zone, all_day


def _entry(part: Part, question: Question) -> Entry:
    start, end, duration = part.first("DTSTART"), part.first("DTEND"), part.first("DURATION")
    if start is None:
        raise ValueError("An event without a beginning.")
    wall, zone, all_day = _moment(start.value, start, question)
    if end is not None:
        end_wall, end_zone, _ = _moment(end.value, end, question)
        length = end_wall - wall if all_day else _instant(end_wall, end_zone) - _instant(wall, zone)
    elif duration is not None:
        length = _duration(duration.value)
    else:
        length = ONE_DAY if all_day else timedelta()
    if length < timedelta():
        raise ValueError("An event that ends before it begins.")
    return Entry(part, wall, zone, length, all_day)


def _duration(text: str) -> timedelta:
    length: timedelta = vDuration.from_ical(text.strip())  # type: ignore[no-untyped-call]
    return length


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _starts(entry: Entry, question: Question, purse: Purse) -> Iterator[datetime]:
    """When it begins, on the clock of its zone: what is written, what the rule says, and what is added to it."""
    yield entry.wall
    clock = entry.wall.time()
    low = max(entry.wall.date(), question.first.date() - ONE_DAY * (entry.length.days + 2))
    for line in entry.part.lines.get("RRULE", []):
        rule = rule_from(line.value.strip())
        until = _until(rule.until, entry)
        for day in days(rule, entry.wall.date(), low, question.last.date() + ONE_DAY, purse):
            wall = datetime.combine(day, clock)
            if until is not None and wall > until:
                break
            yield wall
    for line in entry.part.lines.get("RDATE", []):
        for text in [] if _is_period(line) else line.value.split(","):
            wall, zone, all_day = _moment(text, line, question)
            yield wall if all_day else _instant(wall, zone).astimezone(entry.zone).replace(tzinfo=None)


def _until(text: str, entry: Entry) -> datetime | None:
    """The last start of a rule; a day counts to its end."""
    if not text:
        return None
    wall, all_day = moment_written(text)
    if all_day:
        return datetime.combine(wall.date(), time.max)
    return wall.replace(tzinfo=UTC).astimezone(entry.zone).replace(tzinfo=None) if text.endswith("Z") else wall


def _is_period(line: Line) -> bool:
    return "/" in line.value


def _periods(lines: list[Line], question: Question) -> Iterator[Stretch]:
    """`from/until` or `from/how long`, as many as stand in the lines."""
    for line in lines:
        for text in line.value.split(","):
            from_, _, until = text.partition("/")
            start = _instant(*_moment(from_, line, question)[:2])
            if until.strip().upper().startswith(("P", "+P")):
                yield start, start + _duration(until)
            else:
                yield start, _instant(*_moment(until, line, question)[:2])


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone_named(name: str) -> ZoneInfo | None:
    """By its IANA name, also behind somebody's prefix, or by the one Windows uses. A zone drawn by hand is not read."""
    name = name.strip().strip('"')
    pieces = name.split("/")
    for key in (name, WINDOWS_TO_OLSON.get(name, ""), "/".join(pieces[-2:]), "/".join(pieces[-3:])):
        if key in _zones():
            return ZoneInfo(key)
    return None
