"""When somebody usually does something: from their own entries, by weekday, on the clock of their own wall.

Minutes are counted from four in the morning, when the days of feelings begin: half past midnight is late, not early.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

DAY_BEGINS = time(4)
MINUTES = 24 * 60
ENOUGH = 3  # entries that make a habit
CLEAR = 15  # minutes by which something moved out of the quiet hours keeps away from them


@dataclass(frozen=True)
class Moment:
    """One entry: the weekday it belongs to, and its minute of that day."""

    weekday: int
    minute: int


def moment_of(at: datetime, *, zone: str, day: date) -> Moment:
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    since = wall - datetime.combine(day, DAY_BEGINS)
    return Moment(day.weekday(), min(max(int(since.total_seconds() // 60), 0), MINUTES - 1))


def usual_minute(moments: Collection[Moment], *, weekday: int, any_day: bool) -> int | None:
    """The median of that weekday; with `any_day` that of all days where the weekday alone has too few."""
    same = [moment.minute for moment in moments if moment.weekday == weekday]
    if len(same) >= ENOUGH:
        return int(median(same))
    if any_day and len(moments) >= ENOUGH:
        return int(median(moment.minute for moment in moments))
    return None


def minute_at(clock: time) -> int:
    return (clock.hour * 60 + clock.minute - DAY_BEGINS.hour * 60) % MINUTES


@dataclass(frozen=True)
class Quiet:
    """The hours in which nothing is sent, as times on the wall; the same time twice means none."""

    starts: time
    ends: time

    def holds(self, minute: int) -> bool:
        starts, ends = minute_at(self.starts), minute_at(self.ends)
        return starts <= minute < ends if starts <= ends else minute >= starts or minute < ends

    def around(self, minute: int) -> int | None:
        """The minute itself, or the nearest one outside on the same day; None where the whole day is quiet."""
        if not self.holds(minute):
            return minute
        before, after = minute_at(self.starts) - CLEAR, minute_at(self.ends) + CLEAR
        outside = [near for near in (before, after) if 0 <= near < MINUTES and not self.holds(near)]
        return min(outside, key=lambda near: abs(near - minute), default=None)


def instant(day: date, minute: int, zone: str) -> datetime:
    """That minute of that day. A time the clocks skip lands just after the gap, one they show twice is the first."""
    wall = datetime.combine(day, DAY_BEGINS) + timedelta(minutes=minute)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def on_the_wall(minute: int) -> time:
    return (datetime.combine(date.min, DAY_BEGINS) + timedelta(minutes=minute)).time()


def days_from(day: date, many: int) -> Sequence[date]:
    return [day + timedelta(days=ahead) for ahead in range(many)]
