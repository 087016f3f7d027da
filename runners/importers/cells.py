"""Cells of lists as people's programs write them: numbers, durations and dates of many languages.

Nothing in a list says which language or country it comes from. So a whole column is looked at first (which mark is
the decimal one, whether the day or the month stands first), and then each cell is read by what was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from runners.importers.list_words import MONTHS

Mark = Literal[".", ","]
Order = Literal["dmy", "mdy"]

NONE = frozenset({"", "-", "--", "---", "n/a", "null", "none", "nan"})
# Blanks and apostrophes stand between thousands in French, Swiss or Norwegian numbers.
GAPS = re.compile(r"[\s'’_]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
CLOCKS = (
    re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"),
    re.compile(r"(?<=\s)(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?=\D*$)"),
    re.compile(r"(\d{1,2})\s?[h時时시]\s?(\d{2})\s?(?:min|[分분])?(?:\s?(\d{2})\s?[s秒초]?)?"),
)
MORNING = re.compile(r"\ba\.?\s?m\b\.?|午前|上午|오전|\bπ\.?\s?μ\b\.?")
EVENING = re.compile(r"\bp\.?\s?m\b\.?|午後|下午|오후|\bμ\.?\s?μ\b\.?")
LETTERED = re.compile(r"(?:(\d+)\s*(?:h|std)[a-z.]*)?\s*(?:(\d+)\s*m[a-z.]*)?\s*(?:(\d+)\s*s[a-z.]*)?")
WORD = re.compile(r"[^\W\d_]+")
YEARS = range(1970, 2101)
# A day without a time: noon stays on that day in nearly every time zone.
NOON = (12, 0, 0)
# Of a cell that should hold a number, a date or a name of a column.
CELL_MOST = 120


def plain(text: str) -> str:
    """Small letters without accents, digits and blanks of one kind, no marks of direction."""
    text = text[:CELL_MOST]
    if text.isascii():
        return " ".join(text.lower().split())
    spread = unicodedata.normalize("NFKD", text).lower()
    kept = (letter for letter in spread if unicodedata.category(letter) not in ("Mn", "Cf"))
    joined = "".join(str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in kept)
    return unicodedata.normalize("NFC", " ".join(joined.split()))


# The longest first: "marras" is November in Finnish, "mar" is March nearly everywhere.
STEMS = sorted(
    ((plain(stem), number) for number, stems in enumerate(MONTHS, 1) for stem in stems.split()),
    key=lambda pair: -len(pair[0]),
)


def tidy(text: str) -> str:
    found = GAPS.sub("", plain(text)).replace("−", "-").replace("٫", ",").replace("٬", "")
    return "" if found in NONE else found


def decimal_mark(cells: Iterable[str]) -> Mark:
    """The decimal mark of a column: of the first cell that leaves no doubt, else the point."""
    for cell in cells:
        text = tidy(cell)
        last = max(text.rfind("."), text.rfind(","))
        if last < 0 or not NUMBER.fullmatch(text):
            continue
        mark: Mark = "." if text[last] == "." else ","
        other = "," if mark == "." else "."
        if GROUPED.fullmatch(text):
            # "1,234,567" has only thousands in it; "1,234" may be either.
            if text.count(mark) > 1:
                return "." if mark == "," else ","
        elif text.count(mark) == 1 or other in text:
            return mark
    return "."


def number_of(cell: str, mark: Mark = ".") -> float | None:
    """A finite number, or None. `mark` is the column's decimal mark; the other one stands between thousands."""
    text = tidy(cell)
    if not NUMBER.fullmatch(text):
        return None
    text = text.replace("," if mark == "." else ".", "").replace(mark, ".")
    if text.count(".") > 1:
        return None
    value = float(text)
    return value if abs(value) < 1e15 else None


def seconds_of(cell: str) -> float | None:
    """Seconds of "1:02:03", "45:10", "00:33.5", "1 h 2 min", "3723" or "3723.0"."""
    text = plain(cell).replace(",", ".")
    parts = text.split(":")
    if 1 < len(parts) <= 3 and all(re.fullmatch(r"\d{1,4}(?:\.\d+)?", part.strip()) for part in parts):
        total = 0.0
        for part in parts:
            total = total * 60.0 + float(part)
        return total
    lettered = LETTERED.fullmatch(text)
    if lettered and any(lettered.groups()):
        hours, minutes, seconds = (int(part or 0) for part in lettered.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    return number_of(cell, decimal_mark([cell]))


def date_order(cells: Iterable[str]) -> Order:
    """Whether "3/4/2026" is in April or in March: of the first cell that leaves no doubt, else by the clock used."""
    halves = False
    for cell in cells:
        text = plain(cell)
        halves = halves or bool(MORNING.search(text) or EVENING.search(text))
        numbers = date_numbers(text)[0]
        if len(numbers) == 3 and len(numbers[2]) == 4:
            if int(numbers[0]) > 12:
                return "dmy"
            if int(numbers[1]) > 12:
                return "mdy"
    return "mdy" if halves else "dmy"


def moment_of(cell: str, order: Order = "dmy") -> datetime | None:
    """Date and time, aware only when the cell names its zone. None when it is no date."""
    text = plain(cell)
    try:
        iso = datetime.fromisoformat(text.upper().replace(" Z", "Z"))
    except ValueError:
        numbers, month, clock = date_numbers(text)
        return moment(day_of(numbers, month, order), clock)
    if iso.year not in YEARS:
        return None
    return iso if len(text) > 10 else iso.replace(hour=NOON[0])


def date_numbers(text: str) -> tuple[list[str], int | None, tuple[int, int, int]]:
    """What a written date holds: its numbers in their order, the month when it is a word, the time of day."""
    clock = NOON
    for pattern in CLOCKS:
        found = pattern.search(text)
        if found:
            clock = time_of_day(text, found)
            text = text[: found.start()] + " " + text[found.end() :]
            break
    words = EVENING.sub(" ", MORNING.sub(" ", text))
    months = [number for word in WORD.findall(words) if (number := month_of(word))]
    return re.findall(r"\d+", words), months[-1] if months else None, clock


def time_of_day(text: str, found: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = (int(part or 0) for part in found.groups())
    if EVENING.search(text) and hour < 12:
        hour += 12
    elif MORNING.search(text) and hour == 12:
        hour = 0
    return hour, minute, second


def month_of(word: str) -> int | None:
    return next((number for stem, number in STEMS if word.startswith(stem)), None)


def day_of(numbers: list[str], month: int | None, order: Order) -> tuple[int, int, int] | None:
    """Year, month, day."""
    if month is not None and len(numbers) == 2:
        first, last = numbers
        year, day = (first, last) if len(first) == 4 else (last, first)
        return full_year(year), month, int(day)
    if month is not None or len(numbers) != 3:
        return None
    if len(numbers[0]) == 4:
        return int(numbers[0]), int(numbers[1]), int(numbers[2])
    first, second, year = numbers
    if order == "mdy":
        first, second = second, first
    return full_year(year), int(second), int(first)


def full_year(digits: str) -> int:
    return int(digits) + 2000 if len(digits) == 2 else int(digits)


def moment(day: tuple[int, int, int] | None, clock: tuple[int, int, int]) -> datetime | None:
    if day is None or day[0] not in YEARS:
        return None
    try:
        return datetime(*day, *clock)  # noqa: DTZ001
    except (ValueError, OverflowError):
        return None
