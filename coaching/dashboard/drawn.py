"""Rows as they stand on the squad page, kept by this process until something about them changes."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from threading import Lock
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from coaching.dashboard.rows import AGO, row_of
from journal.sharing import Glance, Standing, standings
from runners.templatetags.stencil import filled

# A coach reloads this page through the morning, and most rows are the same as a minute ago. This many are kept.
KEPT_ROWS = 4000
NAMED_DAYS = 14  # "13 days ago", then the date
_DEPENDS_ON = Glance._fields.index("version") + 1


class Drawn(NamedTuple):
    """A row up to the words of how long ago the last check-in was, and what comes after them."""

    before: str
    after: str


class Rows:
    """The rows this process has drawn, the one looked at longest ago first to go.

    A row is found by everything it depends on: whose it is, their name, each of their switches, and the version of
    what is kept of them. So a switch, a name or an entry that changed makes another row.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Drawn] = OrderedDict()
        self._turn = Lock()

    def missing(self, people: Iterable[Glance]) -> list[Glance]:
        return [glance for glance in people if glance[:_DEPENDS_ON] not in self._kept]

    def draw(self, people: Iterable[Glance], known: Mapping[int, Standing], now: datetime) -> SafeString:
        """The rows of these people, in this order; `known` has at least those that are missing."""
        ago, pieces = Ago(now), list[str]()
        for glance in people:
            before, after = self._drawn(glance, known)
            pieces += (before, ago(glance.checked_in) if glance.checked_in is not None else "", after)
        return SafeString("".join(pieces))

    def _drawn(self, glance: Glance, known: Mapping[int, Standing]) -> Drawn:
        seen = glance[:_DEPENDS_ON]
        drawn = self._kept.get(seen) or _draw(known.get(glance.runner_id) or _asked_again(glance))
        with self._turn:
            self._kept[seen] = drawn
            self._kept.move_to_end(seen)
            if len(self._kept) > KEPT_ROWS:
                self._kept.popitem(last=False)
        return drawn

    def forget(self) -> None:
        self._kept.clear()


def _asked_again(glance: Glance) -> Standing:
    """For a row that another thread's rows have pushed out since this page looked what is missing."""
    return standings([glance], why=False)[glance.runner_id]


def _draw(standing: Standing) -> Drawn:
    before, _, after = filled("coach/_row.html", [row_of(standing)]).partition(AGO)
    return Drawn(before, after)


drawn_rows = Rows()


class Ago:
    """How long ago something was: "2 h ago" within half a day, then by calendar days in the reader's zone.

    Made once for a page, so that a time costs a look into a short list of midnights.
    """

    def __init__(self, now: datetime) -> None:
        self._now, self._today = now.timestamp(), timezone.localdate(now)
        self._midnights = [_midnight(self._today - timedelta(days=days)) for days in reversed(range(NAMED_DAYS))]

    def __call__(self, at: float) -> str:
        hours = int((self._now - at) // 3600)
        if hours < 12:
            return f"{hours} h ago" if hours > 0 else "Just now"
        days = NAMED_DAYS - bisect_right(self._midnights, at)
        if days < 2:
            return "Yesterday" if days else "Today"
        if days < NAMED_DAYS:
            return f"{days} days ago"
        return _short(datetime.fromtimestamp(at, timezone.get_current_timezone()).date(), self._today)


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone()).timestamp()


def _short(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")
