"""What the clock on a coach's wall shows, and when: every time of day once, the ones it skips never.

When clocks go back, an hour comes twice. Only its first passing counts here, so a time on the wall is one instant at
most. Instants are whole seconds since 1970 in UTC, times on the wall whole seconds since 1970 as the
wall shows them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 86_400
PROBE = 6 * 3_600  # no zone has changed its clock twice within six hours
MARGIN = 3 * DAY  # the longest step a clock has made is a day, across the date line
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - what the wall shows has no zone


@dataclass(frozen=True)
class Stretch:
    """Instants from `start` up to `end`: the clock is `offset` seconds ahead of UTC and shows nothing a second time."""

    start: int
    end: int
    offset: int


def wall_seconds(day: date, at: time = time.min) -> int:
    moment = datetime.combine(day, at.replace(tzinfo=None, fold=0)) - _EPOCH
    return moment.days * DAY + moment.seconds


def wall_moment(seconds: int) -> datetime:
    return _EPOCH + timedelta(seconds=seconds)


def instant(moment: datetime) -> int:
    """Seconds since 1970 of an aware datetime; fractions are cut off."""
    gone = moment.astimezone(UTC).replace(tzinfo=None) - _EPOCH
    return gone.days * DAY + gone.seconds


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def day_of(zone: ZoneInfo, seconds: int) -> date:
    return datetime.fromtimestamp(seconds, zone).date()


def _offset(zone: ZoneInfo, seconds: int) -> int:
    ahead = datetime.fromtimestamp(seconds, zone).utcoffset() or timedelta()
    return ahead.days * DAY + ahead.seconds


def _change_between(zone: ZoneInfo, low: int, high: int) -> int:
    """The first instant after `low` with the offset of `high`."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _changes(zone: ZoneInfo, first: int, last: int) -> list[tuple[int, int]]:
    """(instant, offset from then on), beginning with `first`."""
    found = [(first, _offset(zone, first))]
    for probe in range(first + PROBE, last + PROBE, PROBE):
        offset = _offset(zone, probe)
        if offset != found[-1][1]:
            found.append((_change_between(zone, probe - PROBE, probe), offset))
    return found


@lru_cache(maxsize=512)
def stretches(zone: ZoneInfo, first_day: date, last_day: date) -> tuple[Stretch, ...]:
    """Everything the wall shows on these days, and a little before and after."""
    first, last = wall_seconds(first_day) - MARGIN, wall_seconds(last_day) + MARGIN
    changes = _changes(zone, first, last)
    ends = [at for at, _ in changes[1:]] + [last]
    found, shown = [], wall_seconds(date.min)
    for (start, offset), end in zip(changes, ends, strict=True):
        fresh = max(start, shown - offset)
        if fresh < end:
            found.append(Stretch(fresh, end, offset))
        shown = max(shown, end + offset)
    return tuple(found)


def instant_of(known: tuple[Stretch, ...], wall: int) -> int | None:
    """When the wall shows this for the first time; None when the clock skips it."""
    for stretch in known:
        if stretch.start <= wall - stretch.offset < stretch.end:
            return wall - stretch.offset
    return None


def instants(known: tuple[Stretch, ...], wall_from: int, wall_until: int) -> list[tuple[int, int]]:
    """The spans of real time during which the wall first shows the times from `wall_from` up to `wall_until`."""
    spans = ((max(s.start, wall_from - s.offset), min(s.end, wall_until - s.offset)) for s in known)
    return [(start, end) for start, end in spans if start < end]
