"""On which days an event of a calendar repeats (RFC 5545, 3.3.10), for rules of days, weeks, months and years.

Written for calendars from anywhere: it walks from period to period and pays for each day it looks at out of a purse
that empties, so no rule, however it is made, keeps it busy. One that never matches ends where the question ends.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_INTERVAL, MOST_COUNT, MOST_VALUES = 10_000, 1_000_000, 400
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


class Exhausted(Exception):
    """The purse is empty: there is more to look at than anybody's calendar needs."""


class Purse:
    """How many days may still be looked at."""

    def __init__(self, days: int) -> None:
        self.days = days

    def pay(self, days: int) -> None:
        self.days -= days
        if self.days < 0:
            raise Exhausted


@dataclass(frozen=True)
class Rule:
    frequency: str
    interval: int
    count: int | None
    until: str
    week_start: int
    months: frozenset[int]
    month_days: frozenset[int]
    year_days: frozenset[int]
    weeks: frozenset[int]
    days: frozenset[tuple[int, int]]  # (which of them, weekday); 0 is every one
    positions: frozenset[int]


def rule_from(text: str) -> Rule:
    """Raises ValueError for what is no rule, and for one by hours, minutes or seconds."""
    parts = dict(_part(part) for part in text.upper().split(";") if part)
    rule = Rule(
        frequency=parts.pop("FREQ", ""),
        interval=_number(parts.pop("INTERVAL", "1"), MOST_INTERVAL),
        count=_number(parts.pop("COUNT"), MOST_COUNT) if "COUNT" in parts else None,
        until=parts.pop("UNTIL", ""),
        week_start=WEEKDAYS.get(parts.pop("WKST", "MO"), -1),
        months=_numbers(parts.pop("BYMONTH", ""), 1, 12, signed=False),
        month_days=_numbers(parts.pop("BYMONTHDAY", ""), 1, 31),
        year_days=_numbers(parts.pop("BYYEARDAY", ""), 1, 366),
        weeks=_numbers(parts.pop("BYWEEKNO", ""), 1, 53),
        days=frozenset(_weekday(day) for day in parts.pop("BYDAY", "").split(",") if day),
        positions=_numbers(parts.pop("BYSETPOS", ""), 1, 366),
    )
    if rule.frequency not in FREQUENCIES or rule.week_start < 0 or parts:
        raise ValueError(text[:80])
    return rule


def _part(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals:
        raise ValueError(part[:80])
    return name, value


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most):
        raise ValueError(text[:80])
    return int(text)


def _numbers(text: str, least: int, most: int, *, signed: bool = True) -> frozenset[int]:
    values = text.split(",") if text else []
    if len(values) > MOST_VALUES:
        raise ValueError(text[:80])
    found = frozenset(int(value) for value in values if re.fullmatch(r"[+-]?[0-9]{1,3}", value))
    if len(found) != len(set(values)) or any(not least <= (abs(value) if signed else value) <= most for value in found):
        raise ValueError(text[:80])
    return found


def _weekday(text: str) -> tuple[int, int]:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(text[:80])
    return int(match[1] or 0), WEEKDAYS[match[2]]


def days(rule: Rule, first: date, low: date, high: date, purse: Purse) -> Iterator[date]:
    """The days of the rule from `low` to `high`; `first` is the day of the event itself, where it counts from."""
    number = 0
    for start, length in _periods(rule, first, low, high):
        purse.pay(length)
        found = _matching(rule, first, start, length)
        for day in _chosen(rule, found):
            if day < first:
                continue
            number += 1
            if day > high or (rule.count is not None and number > rule.count):
                return
            if day >= low:
                yield day


def _periods(rule: Rule, first: date, low: date, high: date) -> Iterator[tuple[date, int]]:
    """(first day, number of days) of each period the rule looks at; those before `low` only if the rule counts."""
    skip = rule.count is None and low > first
    if rule.frequency in {"DAILY", "WEEKLY"}:
        length = 1 if rule.frequency == "DAILY" else 7
        begin = first if length == 1 else _week_begin(first, rule.week_start)
        step = length * rule.interval
        at = begin.toordinal() + ((low - begin).days // step * step if skip else 0)
        for ordinal in range(at, high.toordinal() + 1, step):
            yield date.fromordinal(ordinal), length
        return
    step = rule.interval * (1 if rule.frequency == "MONTHLY" else 12)
    begin_month = first.year * 12 + (first.month - 1 if rule.frequency == "MONTHLY" else 0)
    low_month = low.year * 12 + low.month - 1
    at = begin_month + ((low_month - begin_month) // step * step if skip else 0)
    for number in range(at, high.year * 12 + high.month, step):
        year, month = divmod(number, 12)
        length = monthrange(year, month + 1)[1] if rule.frequency == "MONTHLY" else _year_length(year)
        yield date(year, month + 1, 1), length


def _week_begin(day: date, week_start: int) -> date:
    back = (day.weekday() - week_start) % 7
    return date.fromordinal(max(1, day.toordinal() - back))


def _year_length(year: int) -> int:
    return 366 if isleap(year) else 365


def _matching(rule: Rule, first: date, start: date, length: int) -> list[date]:
    if not (rule.months or rule.month_days or rule.year_days or rule.weeks or rule.days):
        return _anniversary(rule, first, start)
    month_days = rule.month_days
    if rule.frequency in {"MONTHLY", "YEARLY"} and not (month_days or rule.year_days or rule.weeks or rule.days):
        month_days = frozenset({first.day})
    ordinals = range(start.toordinal(), min(start.toordinal() + length, date.max.toordinal()))
    found = (date.fromordinal(ordinal) for ordinal in ordinals)
    return [day for day in found if _matches(rule, month_days, first, day)]


def _anniversary(rule: Rule, first: date, start: date) -> list[date]:
    """A rule that says no more than how often: the same day of the week, the month or the year."""
    if rule.frequency == "DAILY":
        return [start]
    if rule.frequency == "WEEKLY":
        return [start + ONE_DAY * ((first.weekday() - rule.week_start) % 7)]
    try:
        return [first.replace(year=start.year, month=start.month if rule.frequency == "MONTHLY" else first.month)]
    except ValueError:
        return []


def _matches(rule: Rule, month_days: frozenset[int], first: date, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if month_days and not month_days & {day.day, day.day - monthrange(day.year, day.month)[1] - 1}:
        return False
    if rule.year_days:
        of_year = day.timetuple().tm_yday
        if not rule.year_days & {of_year, of_year - _year_length(day.year) - 1}:
            return False
    if rule.weeks and not rule.weeks & _week_numbers(day, rule.week_start):
        return False
    if not rule.days:
        return rule.frequency != "WEEKLY" or bool(month_days or rule.year_days) or day.weekday() == first.weekday()
    return any(weekday == day.weekday() and _is_nth(rule, nth, day) for nth, weekday in rule.days)


def _week_numbers(day: date, week_start: int) -> frozenset[int]:
    """The number of its week counted from both ends of the year that most of the week lies in."""
    middle = _week_begin(day, week_start) + 3 * ONE_DAY
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    last = _week_begin(date(middle.year, 12, 28), week_start) + 3 * ONE_DAY
    return frozenset({number, number - ((last.timetuple().tm_yday - 1) // 7 + 1) - 1})


def _is_nth(rule: Rule, nth: int, day: date) -> bool:
    """The second Monday, or the last: of the month, or of the year when a yearly rule names no month."""
    if not nth or rule.frequency in {"DAILY", "WEEKLY"}:
        return True
    by_year = rule.frequency == "YEARLY" and not rule.months
    at = day.timetuple().tm_yday if by_year else day.day
    length = _year_length(day.year) if by_year else monthrange(day.year, day.month)[1]
    return nth in {(at - 1) // 7 + 1, -((length - at) // 7 + 1)}


def _chosen(rule: Rule, found: list[date]) -> list[date]:
    if not rule.positions:
        return found
    count = len(found)
    places = {at - 1 if at > 0 else count + at for at in rule.positions}
    return [found[at] for at in sorted(places) if 0 <= at < count]
