"""Which days of a history a chart shows: everything the address of the page can say, and the addresses beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

REACHES: dict[str, tuple[str, int | None]] = {"12w": ("12 w", 84), "1y": ("1 y", 365), "all": ("All", None)}
USUAL = "12w"
LEAST_DAYS = 7


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a reach back from today, or a first and a last day. Nonsense asks for the usual."""

    reach: str = USUAL
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Asked":
        reach = asked.get("range", "")
        return cls(reach if reach in REACHES else USUAL, _day(asked.get("from", "")), _day(asked.get("to", "")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Link:
    """One way to look at other days."""

    words: str
    address: str
    current: bool = False


@dataclass(frozen=True)
class Stretch:
    """Days `first` up to, not with, `end` of a history; `reach` is empty once days were chosen."""

    first: int
    end: int
    reach: str

    @property
    def days(self) -> int:
        return self.end - self.first

    @property
    def cut(self) -> slice:
        return slice(self.first, self.end)


def stretch_of(days: Sequence[date], asked: Asked) -> Stretch:
    count = len(days)
    if count and (asked.since or asked.until):
        first, last = ((day - days[0]).days for day in (asked.since or days[0], asked.until or days[-1]))
        if last >= first:
            return Stretch(*_within(first, last + 1, count), "")
    return Stretch(max(0, count - (REACHES[asked.reach][1] or count)), count, asked.reach)


def _within(first: int, end: int, count: int) -> tuple[int, int]:
    """As much of it as there is, and no less than the least, at whichever end of the history it lies."""
    first = max(0, min(first, count - LEAST_DAYS))
    return first, min(count, max(end, first + LEAST_DAYS))


def reaches(now: Stretch) -> tuple[Link, ...]:
    return tuple(Link(words, f"?range={key}#loads", key == now.reach) for key, (words, _) in REACHES.items())


def moves(days: Sequence[date], now: Stretch) -> tuple[Link, ...]:
    """Earlier, later, closer, wider: links, so that keys, fingers and addresses can do it. Only those that lead on."""
    count, step = len(days), max(LEAST_DAYS, now.days // 2)
    closer, wider = max(LEAST_DAYS, now.days // 2), min(count, now.days * 2)
    found = {
        "Earlier": (now.first - step, now.end - step) if now.first > 0 else None,
        "Later": (now.first + step, now.end + step) if now.end < count else None,
        "Closer": (now.end - closer, now.end) if closer < now.days else None,
        "Wider": (now.end - wider, now.end) if wider > now.days else None,
    }
    return tuple(Link(words, _address(days, *ends)) for words, ends in found.items() if ends is not None)


def _address(days: Sequence[date], first: int, end: int) -> str:
    """Of the same length as asked for, moved back into the history where it would lie outside."""
    over = max(0, -first) - max(0, end - len(days))
    first, end = max(0, first + over), min(len(days), end + over)
    last = days[0] + timedelta(days=end - 1)
    return f"?{urlencode({'from': days[first].isoformat(), 'to': last.isoformat()})}#loads"
