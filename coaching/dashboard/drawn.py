"""Rows as they stand on the squad page, kept by this process until something about them changes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from threading import Lock
from typing import NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from coaching.dashboard.ahead import Ahead, open_to_the_runner
from coaching.dashboard.rows import AGO, NEXT, row_of
from journal.sharing import Glance, Standing, squad, standings
from runners.models import Coachship
from runners.templatetags.stencil import filled

# A coach reloads this page through the morning, and most rows are the same as a minute ago. This many are kept.
KEPT_ROWS = 4000
NAMED_DAYS = 14  # "13 days ago", then the date
_DEPENDS_ON = Glance._fields.index("version") + 1


Key = tuple[object, ...]


class Drawn(NamedTuple):
    """A row up to the words of how long ago the last check-in was, from there to the next run, and what is left."""

    before: str
    between: str
    after: str


class Rows:
    """The rows this process has drawn, the one drawn longest ago first to go.

    A row is found by everything it depends on: whose it is, their name, each of their switches, and the version of
    what is kept of them. So a switch, a name or an entry that changed makes another row.
    """

    def __init__(self) -> None:
        self._kept: dict[Key, Drawn] = {}
        self._turn = Lock()

    def new(self, people: Iterable[Glance]) -> list[Glance]:
        """Those whose rows are not drawn yet."""
        return [glance for glance in people if glance[:_DEPENDS_ON] not in self._kept]

    def draw(self, people: Sequence[Glance], now: datetime, *, known: Mapping[int, Standing], units: str) -> SafeString:
        """The rows of these people, in this order. Where those stand who are new and not `known` is one query."""
        keys: list[Key] = [glance[:_DEPENDS_ON] for glance in people]
        found = list(map(self._kept.get, keys))
        new = {key: glance for key, glance, row in zip(keys, people, found, strict=True) if row is None}
        rows = self._drawn(new, known) if new else {}
        ago, ahead, pieces = Ago(now), Ahead(now, units=units), list[str]()
        for key, glance, row in zip(keys, people, found, strict=True):
            before, between, after = row or rows[key]
            last = ago(glance.checked_in) if glance.checked_in is not None else ""
            pieces += (before, last, between, ahead(glance), after)
        return SafeString("".join(pieces))

    def _drawn(self, new: Mapping[Key, Glance], known: Mapping[int, Standing]) -> dict[Key, Drawn]:
        others = standings((glance for glance in new.values() if glance.runner_id not in known), why=False)
        rows = {key: _draw(known.get(g.runner_id) or others[g.runner_id]) for key, g in new.items()}
        with self._turn:
            self._kept |= rows
            for longest_ago in list(islice(self._kept, max(0, len(self._kept) - KEPT_ROWS))):
                del self._kept[longest_ago]
        return rows

    def forget(self) -> None:
        self._kept.clear()


def _draw(standing: Standing) -> Drawn:
    html, _, after = filled("coach/_row.html", [row_of(standing)]).partition(NEXT)
    before, _, between = html.partition(AGO)
    return Drawn(before, between, after)


drawn_rows = Rows()


def own_line(tie: Coachship, *, now: datetime) -> SafeString:
    """One runner's row as their coach sees it; its link leads to the runner's own look at their page."""
    people = squad(tie.coach, today=tie.runner.day(now))
    glance = next((glance for glance in people if glance.runner_id == tie.runner_id), None)
    if glance is None:  # the tie has ended this moment
        raise Http404
    row = row_of(standings([glance], why=False)[glance.runner_id])
    there = row._replace(pk="", address=reverse("settings-preview", args=[tie.pk]))
    ago = Ago(now)(glance.checked_in) if glance.checked_in is not None else ""
    ahead = Ahead(now, units=tie.coach.units)(open_to_the_runner(glance, tie, now=now))
    return SafeString(filled("coach/_row.html", [there]).replace(AGO, ago).replace(NEXT, ahead))


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
