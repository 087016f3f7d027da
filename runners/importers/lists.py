"""Lists of activities: Strava's activities.csv, Garmin Connect's and Intervals.icu's, a session of Polar Flow.

Each line becomes Details: of a file beside the list, or of a run that has none. Titles, descriptions and gear are
the runner's own words: they are in no repr, no message and no log.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from statistics import median

from runners.importers.cells import (
    Mark,
    Order,
    date_order,
    decimal_mark,
    moment_of,
    number_of,
    plain,
    seconds_of,
)
from runners.importers.columns import Columns, Row, Source, columns_of
from runners.importers.limits import Limits
from runners.importers.list_units import METRES_A_FOOT, METRES_A_MILE, counts_in_miles
from runners.importers.list_words import SPORTS
from runners.importers.parsed import Activity, Sport
from runners.importers.refusals import RefusalKind, Refused

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
HEAD = 16 * 1024
WIDTH_MOST = 500
NUMBERS = ("distance", "metres", "ascent", "avg_hr", "max_hr", "effort")
CUT: Row = ()
TEXT_MOST = 10_000
NAME_MOST = 200
# Slower than this nobody moves: the distance was in kilometres.
STANDING = 0.2
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Details:
    """What a list says about one activity. Seconds, metres, beats a minute; None where it does not say.

    line: of the list, counting the header as 1. file: as the list names it. started_at is aware (Strava counts in
    UTC), local is the time on the wall (all others); one of the two, or neither when a file knows better.
    effort: 1..10. feel: 0, 25, 50, 75 or 100.
    """

    line: int
    sport: Sport
    activity: Activity
    file: str | None = None
    started_at: datetime | None = None
    local: datetime | None = None
    elapsed_s: float | None = None
    timer_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    avg_hr: float | None = None
    max_hr: int | None = None
    effort: int | None = None
    feel: int | None = None
    title: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    gear: str = field(default="", repr=False)


@dataclass(frozen=True)
class BadLine:
    """A line that becomes nothing; line 0 is the list as a whole."""

    line: int
    refusal: Refused


@dataclass(frozen=True)
class ActivityList:
    source: Source
    details: tuple[Details, ...]
    bad: tuple[BadLine, ...]


def looks_like_list(name: str, head: bytes) -> bool:
    """For an upload: a .csv, or text that begins with the columns of a list. `head`: some kilobytes are enough.

    Markup is no list, whatever it is called and however many commas it has.
    """
    return not text_of(head[:HEAD]).lstrip("\ufeff \t\r\n").startswith("<") and (
        name.lower().endswith(".csv") or is_list(head)
    )


def is_list(head: bytes) -> bool:
    if b"\0" in head[:64] and head[:2] not in BYTE_ORDER_MARKS:
        return False
    rows = list(rows_of(text_of(head[:HEAD])))
    # The last row may be cut in half.
    return bool(rows) and columns_of(rows[0], rows[1:-1] or rows[1:]) is not None


def read_list(content: bytes, *, limits: Limits | None = None) -> ActivityList:
    """Every line of the list. Raises Refused when it is none, is empty or is too long."""
    limits = limits or Limits()
    if len(content) > limits.list_bytes:
        raise Refused(RefusalKind.TOO_BIG, "This list is too long. Add it in several parts.")
    rows = list(islice(rows_of(text_of(content)), limits.lines + 2))
    columns = columns_of(rows[0], rows[1:]) if rows else None
    if columns is None:
        raise Refused(RefusalKind.NOT_A_LIST)
    if len(rows) > limits.lines + 1:
        raise Refused(RefusalKind.TOO_MANY, f"This list has more than {limits.lines:,} lines. Add it in several parts.")
    numbered = [(line, row) for line, row in enumerate(rows[1:], 2) if any(map(str.strip, row))]
    if columns.source == "polar":
        numbered = sessions_of(numbered, len(rows[0]))
    if not numbered:
        raise Refused(RefusalKind.EMPTY, "There is no activity in this list.")
    cut = BadLine(len(rows), Refused(RefusalKind.DAMAGED, "From this line on the list could not be read."))
    return entries_of(columns, numbered, [cut] if rows[-1] is CUT else [])


def text_of(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace").replace("\0", "")
    try:
        return content.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError as error:
        # Cut in the middle of a letter, or from a program that knows only one half of Europe.
        encoding = "utf-8" if error.start >= len(content) - 4 else "cp1252"
        return content.decode(encoding, "replace").replace("\0", "")


def rows_of(text: str) -> Iterator[Row]:
    """Ends at a quote that is never closed, with the row CUT in its place."""
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            yield CUT
            return
        if row is None:
            return
        yield row[:WIDTH_MOST]


def sessions_of(numbered: list[tuple[int, Row]], width: int) -> list[tuple[int, Row]]:
    """The lines before the second table of such a file, which has a column for each second's values."""
    for place, (_, row) in enumerate(numbered):
        if len(row) != width or row[0].strip() == "Sample rate":
            return numbered[:place]
    return numbered


@dataclass(frozen=True)
class Habits:
    """How this list writes its numbers and dates; metres in one of its distances, and of its climbs."""

    order: Order
    marks: dict[str, Mark]
    unit_m: float
    climb_m: float = 1.0


def entries_of(columns: Columns, numbered: Sequence[tuple[int, Row]], bad: list[BadLine]) -> ActivityList:
    habits = habits_of(columns, [row for _, row in numbered])
    good: list[Details] = []
    for line, row in numbered:
        details = details_of(columns, habits, line, row)
        kind = fault_of(details)
        if kind is None:
            good.append(details)
        else:
            bad.append(BadLine(line, Refused(kind)))
    return ActivityList(columns.source, tuple(good), tuple(bad))


def fault_of(details: Details) -> RefusalKind | None:
    """A file knows its own date and duration; a line by itself must say them."""
    if details.file is not None:
        return None
    if details.started_at is None and details.local is None:
        return RefusalKind.NO_DATE
    if not (details.timer_s or details.moving_s or details.elapsed_s):
        return RefusalKind.NO_DURATION
    return None


def habits_of(columns: Columns, rows: Sequence[Row]) -> Habits:
    marks = {role: decimal_mark(columns.cell(row, role) for row in rows) for role in NUMBERS}
    order = date_order(columns.cell(row, "date") for row in rows)
    plain_habits = Habits(order, marks, 1.0)
    if columns.source == "intervals":
        return plain_habits
    if columns.source == "garmin" and counts_in_miles(columns, rows):
        return Habits(order, marks, METRES_A_MILE, METRES_A_FOOT)
    if columns.source == "strava" and in_metres(columns, plain_habits, rows):
        return plain_habits
    return Habits(order, marks, 1000.0)


def in_metres(columns: Columns, habits: Habits, rows: Sequence[Row]) -> bool:
    """Whether the distance of this list is in metres: told from the speed of the middle activity."""
    speeds = [
        value / seconds
        for row in rows
        if (value := value_of(columns, habits, row, "distance"))
        and (seconds := duration_of(columns, row, "moving") or duration_of(columns, row, "elapsed"))
    ]
    return bool(speeds) and median(speeds) > STANDING


def details_of(columns: Columns, habits: Habits, line: int, row: Row) -> Details:
    sport, activity = sport_of(columns.cell(row, "kind"))
    moment = moment_in(columns, habits, row)
    max_hr, ascent = value_of(columns, habits, row, "max_hr"), value_of(columns, habits, row, "ascent")
    notes = (columns.cell(row, role) for role in ("description", "note"))
    return Details(
        line=line,
        sport=sport,
        activity=activity,
        file=columns.cell(row, "file")[:TEXT_MOST] or None,
        started_at=moment if moment and moment.tzinfo else None,
        local=moment if moment and not moment.tzinfo else None,
        elapsed_s=duration_of(columns, row, "elapsed"),
        timer_s=duration_of(columns, row, "timer"),
        moving_s=duration_of(columns, row, "moving"),
        distance_m=distance_of(columns, habits, row),
        ascent_m=None if ascent is None else ascent * habits.climb_m,
        avg_hr=value_of(columns, habits, row, "avg_hr") or None,
        max_hr=round(max_hr) if max_hr else None,
        effort=effort_of(value_of(columns, habits, row, "effort")),
        title=columns.cell(row, "title")[:NAME_MOST],
        description="\n\n".join(note for note in notes if note)[:TEXT_MOST],
        gear=columns.cell(row, "gear")[:NAME_MOST],
    )


def moment_in(columns: Columns, habits: Habits, row: Row) -> datetime | None:
    written = f"{columns.cell(row, 'date')} {columns.cell(row, 'clock')}"
    moment = moment_of(written, habits.order)
    if moment is None:
        return None
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return moment.replace(tzinfo=UTC) if columns.source == "strava" else moment


def value_of(columns: Columns, habits: Habits, row: Row, role: str) -> float | None:
    value = number_of(columns.cell(row, role), habits.marks[role])
    return value if value is not None and value >= 0.0 else None


def duration_of(columns: Columns, row: Row, role: str) -> float | None:
    seconds = seconds_of(columns.cell(row, role))
    return seconds if seconds is not None and seconds >= 0.0 else None


def distance_of(columns: Columns, habits: Habits, row: Row) -> float | None:
    metres = value_of(columns, habits, row, "metres")
    if metres is not None:
        return metres
    value = value_of(columns, habits, row, "distance")
    if value is None:
        return None
    seconds = duration_of(columns, row, "timer")
    # Garmin writes the lengths of a pool in metres among the kilometres of the rest.
    if columns.source == "garmin" and seconds and value / seconds > STANDING:
        return value
    return value * habits.unit_m


def effort_of(value: float | None) -> int | None:
    return round(value) if value is not None and 0.5 < value <= 10.0 else None


def sport_of(words: str) -> tuple[Sport, Activity]:
    text = plain(CAMEL.sub(" ", words)).replace("_", " ")
    activity: Activity = next((activity for pattern, activity in PATTERNS if pattern.search(text)), "other")
    if activity in ("running", "walking"):
        return activity, activity
    return "other", activity


def pattern_of(stems: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(plain(stem)).replace("_", r"\b") for stem in stems.split()))


PATTERNS = tuple((pattern_of(stems), activity) for activity, stems in SPORTS)
