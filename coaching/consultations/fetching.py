"""Fetches the other calendars of coaches, from addresses that somebody typed; see runners.outward."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from http import HTTPStatus

from django.db import transaction
from django.db.models import QuerySet

from coaching.consultations.busy_feed import Reading, read_busy
from coaching.consultations.calendar_lines import MOST_BYTES, Refused
from coaching.consultations.models import BusyFeed, BusyTime
from coaching.consultations.times import zone_of
from runners import outward
from runners.crypto import CannotOpen

EVERY, AFTER_A_FAULT = timedelta(minutes=15), timedelta(hours=1)
ROUND = timedelta(seconds=20)  # begin no other after that: a task has 45 seconds
BACK, AHEAD = timedelta(days=1), timedelta(days=370)
HEADERS = {
    "User-Agent": "Evenpace, reading busy times",
    "Accept": "text/calendar",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


class Fault(Enum):
    NO_HOST = "We could not find the server of that address."
    INWARD = "That address leads into a private network. We fetch calendars from the public internet only."
    UNREACHABLE = "The server of that address did not answer."
    UNSAFE = "The server of that address could not prove who it is."
    NOT_HTTPS = "That address does not begin with https://."
    MOVED = "That address sends us on to another one. Paste the address it leads to."
    NOT_THERE = "The server says there is no such calendar, or that we may not read it. Is the address still good?"
    FAULTY = "The server of that address answered with a fault."
    TOO_SLOW = "The calendar took too long to arrive."
    SEALED = "We can no longer open the address you gave us. Paste it again."


class NotFetched(Exception):
    """The calendar did not arrive; its text is a sentence for the coach, without the address."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def fetch(url: str, *, way: outward.Way | None = None, seconds: float = outward.SECONDS_IN_ALL) -> bytes:
    """What stands at an https address, up to a little more than a calendar may hold. Raises NotFetched."""
    try:
        answer = outward.ask(url, headers=HEADERS, most_bytes=MOST_BYTES, seconds=seconds, way=way)
    except outward.NotReached as problem:
        raise NotFetched(Fault[problem.fault.name]) from problem
    if answer.status != HTTPStatus.OK or answer.headers.get("content-encoding", "identity") != "identity":
        raise NotFetched(_fault_of(answer.status))
    return answer.content


def _fault_of(status: int) -> Fault:
    if 300 <= status < 400:
        return Fault.MOVED
    return Fault.NOT_THERE if status in {401, 403, 404, 410} else Fault.FAULTY


def fetch_due(*, clock: Callable[[], datetime], get: Callable[[str], bytes] = fetch) -> int:
    """Reads the calendars that are due, one after the other, for as long as there is time; gives how many."""
    began, done = clock(), 0
    while (now := clock()) - began < ROUND:
        feed = _claim(now)
        if feed is None:
            break
        _read(feed, get, clock)
        done += 1
    return done


def _claim(now: datetime) -> BusyFeed | None:
    """One that is due and nobody else has taken. Should this worker die over it, it is due again after a pause."""
    due = BusyFeed.objects.filter(due_at__lte=now, coach__person__is_active=True).select_related("coach__person")
    for feed in due.order_by("due_at")[:5]:
        mine = BusyFeed.objects.filter(pk=feed.pk, added_at=feed.added_at, due_at=feed.due_at)
        if mine.update(due_at=now + AFTER_A_FAULT, tried_at=now):
            return feed
    return None


def _read(feed: BusyFeed, get: Callable[[str], bytes], clock: Callable[[], datetime]) -> None:
    now = clock()
    try:
        reading = read_busy(get(feed.url), zone=zone_of(feed.coach), first=now - BACK, last=now + AHEAD)
    except (NotFetched, Refused) as problem:
        _mine(feed).update(problem=str(problem))
    except CannotOpen:
        _mine(feed).update(problem=Fault.SEALED.value)
    else:
        _keep(feed, reading, clock())


def _mine(feed: BusyFeed) -> QuerySet[BusyFeed]:
    """Its row, unless the coach has given another address meanwhile."""
    return BusyFeed.objects.filter(pk=feed.pk, added_at=feed.added_at)


@transaction.atomic
def _keep(feed: BusyFeed, reading: Reading, now: datetime) -> None:
    """All of it or nothing: what was read before counts until something newer is whole."""
    if not _mine(feed).select_for_update().exists():
        return
    times = [(each.start, each.end) for each in reading.busy]
    known = BusyTime.objects.filter(feed=feed)
    if list(known.order_by("starts_at").values_list("starts_at", "ends_at")) != times:
        known.delete()
        BusyTime.objects.bulk_create([BusyTime(feed=feed, starts_at=a, ends_at=b) for a, b in times], batch_size=1_000)
    _mine(feed).update(fetched_at=now, due_at=now + EVERY, problem=_unread_words(reading.unread))


def _unread_words(count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return "One event in it could not be read and does not block anything."
    return f"{count} events in it could not be read and do not block anything."
