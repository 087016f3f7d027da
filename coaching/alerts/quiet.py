"""When something may reach somebody, on the clock of their own wall: a morning, a week's day, after the quiet hours.

Every time of day comes once: the first time a wall shows it, or, where clocks skip it, the moment they go on.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coaching.consultations import wall_time

MORNING = time(7)
DAY = timedelta(days=1)


def zone_of(name: str) -> ZoneInfo:
    """A name this machine no longer knows is as good as none: nobody waits for somebody else's zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local_day(zone: str, at: datetime) -> date:
    return at.astimezone(zone_of(zone)).date()


def shown(zone: str, day: date, clock: time) -> datetime:
    """The instant at which a wall there first shows this time of this day, or a later one."""
    wall = wall_time.wall_seconds(day, clock)
    known = wall_time.stretches(zone_of(zone), day, day)
    return wall_time.moment(next(max(s.start, wall - s.offset) for s in known if wall < s.end + s.offset))


def next_morning(zone: str, after: datetime, *, weekday: int | None = None) -> datetime:
    """Seven in the morning, later than `after`; on that day of the week where one is named."""
    day = local_day(zone, after)
    mornings = (shown(zone, day + ahead * DAY, MORNING) for ahead in range(9) if _is(day + ahead * DAY, weekday))
    return next(morning for morning in mornings if morning > after)


def _is(day: date, weekday: int | None) -> bool:
    return weekday is None or day.weekday() == weekday


@dataclass(frozen=True)
class Quiet:
    """The hours in which nothing is sent, as times on the wall; the same time twice means none."""

    starts: time
    ends: time

    def over_at(self, zone: str, at: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours it lies in."""
        if self.starts == self.ends:
            return at
        today = local_day(zone, at)
        nights = (self._night(zone, day) for day in (today - DAY, today))
        return next((ends for starts, ends in nights if starts <= at < ends), at)

    def _night(self, zone: str, day: date) -> tuple[datetime, datetime]:
        """The quiet hours that begin on that day."""
        ends_on = day if self.starts < self.ends else day + DAY
        return shown(zone, day, self.starts), shown(zone, ends_on, self.ends)
