"""From a coach's hours to the times somebody can book: only arithmetic, with no database and no clock of its own.

Weekly rules are times on the coach's wall and stay there when clocks change. What the clock skips is not offered, and
of an hour that comes twice only the first passing is: no slot touches the second. Lengths, pauses and notice are real
time.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from coaching.consultations.wall_time import (
    DAY,
    Stretch,
    day_of,
    instant,
    instant_of,
    instants,
    moment,
    stretches,
    wall_seconds,
)

Span = tuple[int, int]
Week = tuple[int, int]
ONE_DAY = timedelta(days=1)
ALMOST_A_SECOND = timedelta(microseconds=999_999)


@dataclass(frozen=True)
class Window:
    """Hours of one day. `until` at or before `from_` lies on the next day: 00:00 is the end of the day."""

    from_: time
    until: time


@dataclass(frozen=True)
class WeeklyRule:
    weekday: int  # Monday is 0
    from_: time
    until: time


@dataclass(frozen=True)
class Override:
    """Other hours on one day, in place of the weekly ones; without windows the coach is away the whole day."""

    day: date
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, order=True)
class Slot:
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Terms:
    """What an offer asks for. Limits count what is booked or held, by the coach's days and weeks; None is no limit."""

    minutes: int
    buffer_before: int = 0
    buffer_after: int = 0
    notice_minutes: int = 0
    horizon_days: int = 60
    per_day: int | None = None
    per_week: int | None = None
    step_minutes: int = 30

    def span(self, slot: Slot) -> tuple[datetime, datetime]:
        """What a call takes of the coach's time: itself and the pauses around it."""
        before, after = timedelta(minutes=self.buffer_before), timedelta(minutes=self.buffer_after)
        return slot.start.astimezone(UTC) - before, slot.end.astimezone(UTC) + after


class Kind(Enum):
    BOOKED = "booked"
    HELD = "held"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Busy:
    """Time that is gone, with the pauses around it; `call` is the call without them."""

    start: datetime
    end: datetime
    kind: Kind = Kind.BOOKED
    call: tuple[datetime, datetime] | None = None

    @property
    def itself(self) -> tuple[datetime, datetime]:
        return self.call or (self.start, self.end)


@dataclass(frozen=True)
class Availability:
    zone: ZoneInfo
    rules: tuple[WeeklyRule, ...]
    overrides: tuple[Override, ...]
    terms: Terms
    busy: tuple[Busy, ...] = ()


def away(first: date, last: date) -> list[Override]:
    return [Override(first + ONE_DAY * n) for n in range((last - first).days + 1)]


@dataclass(frozen=True)
class Hours:
    """The coach's windows by day, as times on the wall."""

    weekly: dict[int, list[Window]]
    changed: dict[date, list[Window]]
    away: frozenset[date]

    def of(self, day: date) -> list[Span]:
        """Windows of the day that do not touch, in order; one past midnight ends there if the next day is away."""
        if day in self.away:
            return []
        midnight = wall_seconds(day)
        latest = midnight + (DAY if day + ONE_DAY in self.away else 2 * DAY)
        spans = []
        for window in self.changed.get(day, self.weekly.get(day.weekday(), [])):
            start, end = wall_seconds(day, window.from_), wall_seconds(day, window.until)
            spans.append((start, min(latest, end if end > start else end + DAY)))
        return joined(spans)


def hours_of(availability: Availability) -> Hours:
    weekly: dict[int, list[Window]] = {}
    for rule in availability.rules:
        weekly.setdefault(rule.weekday, []).append(Window(rule.from_, rule.until))
    changed: dict[date, list[Window]] = {}
    for override in availability.overrides:
        changed.setdefault(override.day, []).extend(override.windows)
    return Hours(weekly, changed, frozenset(each.day for each in availability.overrides if not each.windows))


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, and those that overlap or touch made one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


@dataclass(frozen=True)
class Spans:
    """Spans of time that do not touch, to be asked by bisection."""

    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "Spans":
        known = joined(spans)
        return cls([start for start, _ in known], [end for _, end in known])

    def contain(self, start: int, end: int) -> bool:
        at = bisect_right(self.starts, start) - 1
        return at >= 0 and end <= self.ends[at]

    def meet(self, start: int, end: int) -> bool:
        at = bisect_left(self.starts, end) - 1
        return at >= 0 and self.ends[at] > start


@dataclass(frozen=True)
class Board:
    """What is open and what is gone on some days, ready to be asked about one time after the other."""

    terms: Terms
    known: tuple[Stretch, ...]
    grid: list[int]  # instants at which a call could start if nothing else were in the way
    open: Spans
    gone: Spans
    by_day: Counter[date]
    by_week: Counter[Week]

    def end(self, start: int) -> int:
        return start + self.terms.minutes * 60

    def fits(self, start: int) -> bool:
        return self.open.contain(start, self.end(start))

    def is_gone(self, start: int) -> bool:
        return self.gone.meet(start - self.terms.buffer_before * 60, self.end(start) + self.terms.buffer_after * 60)

    def day_is_full(self, day: date) -> bool:
        return self.terms.per_day is not None and self.by_day[day] >= self.terms.per_day

    def week_is_full(self, day: date) -> bool:
        return self.terms.per_week is not None and self.by_week[week_of(day)] >= self.terms.per_week


def week_of(day: date) -> Week:
    year, week, _ = day.isocalendar()
    return year, week


def _days(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


def _grid(hours: Hours, known: tuple[Stretch, ...], step: int, first: date, last: date) -> list[int]:
    """Starts, counted from each window's own beginning; one of the evening before may reach into the first day."""
    low, high = wall_seconds(first), wall_seconds(last) + DAY
    found = set()
    for day in _days(first - ONE_DAY, last):
        for start, end in hours.of(day):
            for wall in range(start, end, step):
                at = instant_of(known, wall) if low <= wall < high else None
                if at is not None:
                    found.add(at)
    return sorted(found)


def _counts(availability: Availability, first: date, last: date) -> tuple[Counter[date], Counter[Week]]:
    """Calls that count for the limits, near these days only: a coach may have thousands of others."""
    terms, zone = availability.terms, availability.zone
    if terms.per_day is None and terms.per_week is None:
        return Counter(), Counter()
    low, high = moment(wall_seconds(first) - 8 * DAY), moment(wall_seconds(last) + 9 * DAY)
    calls = (each.itself[0] for each in availability.busy if each.kind is not Kind.CALENDAR)
    days = [day_of(zone, instant(start)) for start in calls if low < start < high]
    return Counter(days), Counter(week_of(day) for day in days)


def _gone(availability: Availability, first: date, last: date) -> Spans:
    """The busy times that touch these days or the days beside them."""
    low, high = moment(wall_seconds(first) - 3 * DAY), moment(wall_seconds(last) + 4 * DAY)
    near = (each for each in availability.busy if each.end > low and each.start < high)
    return Spans.of((instant(each.start), instant(each.end.astimezone(UTC) + ALMOST_A_SECOND)) for each in near)


def board_of(availability: Availability, *, first_day: date, last_day: date) -> Board:
    terms = availability.terms
    hours = hours_of(availability)
    reach = ONE_DAY * (1 + -(-terms.minutes // 1440))
    known = stretches(availability.zone, first_day - ONE_DAY, last_day + reach)
    by_day, by_week = _counts(availability, first_day, last_day)
    return Board(
        terms=terms,
        known=known,
        grid=_grid(hours, known, terms.step_minutes * 60, first_day, last_day),
        open=Spans.of(
            span
            for day in _days(first_day - ONE_DAY, last_day + reach)
            for window in hours.of(day)
            for span in instants(known, *window)
        ),
        gone=_gone(availability, first_day, last_day),
        by_day=by_day,
        by_week=by_week,
    )


def earliest(terms: Terms, now: datetime) -> int:
    """The first whole second that keeps the notice."""
    return instant(now.astimezone(UTC) + timedelta(minutes=terms.notice_minutes) + ALMOST_A_SECOND)


def latest_day(availability: Availability, now: datetime) -> date:
    return day_of(availability.zone, instant(now)) + ONE_DAY * availability.terms.horizon_days


def slots(availability: Availability, *, first_day: date, last_day: date, now: datetime) -> list[Slot]:
    """Everything that can be booked on these days of the coach, in order."""
    zone, terms = availability.zone, availability.terms
    first = max(first_day, day_of(zone, instant(now)))
    last = min(last_day, latest_day(availability, now))
    if last < first:
        return []
    board = board_of(availability, first_day=first, last_day=last)
    soonest = earliest(terms, now)
    free = [at for at in board.grid if at >= soonest and board.fits(at) and not board.is_gone(at)]
    if terms.per_day is not None or terms.per_week is not None:
        free = [at for at in free if not _is_full(board, day_of(zone, at))]
    length = timedelta(minutes=terms.minutes)
    return [Slot(start, start + length) for start in map(moment, free)]


def _is_full(board: Board, day: date) -> bool:
    return board.day_is_full(day) or board.week_is_full(day)
