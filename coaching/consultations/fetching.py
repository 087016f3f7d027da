"""Fetches the other calendars of coaches, from addresses that somebody typed.

The name is looked up once, every address it has must be one of the public internet, and the connection goes to the very
address that was looked at: a name that points elsewhere a moment later changes nothing. Redirects are not followed. How
much is read and how long it takes is limited, drop by drop as well.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet

from coaching.consultations.addresses import is_public_address
from coaching.consultations.busy_feed import Reading, read_busy
from coaching.consultations.calendar_lines import MOST_BYTES, Refused
from coaching.consultations.models import BusyFeed, BusyTime
from coaching.consultations.times import zone_of
from runners.crypto import CannotOpen

HTTPS = 443
SECONDS_A_CONNECTION, SECONDS_A_STEP, SECONDS_IN_ALL = 3.0, 5.0, 15.0
MOST_ADDRESSES = 3
CHUNK = 65_536
EVERY, AFTER_A_FAULT = timedelta(minutes=15), timedelta(hours=1)
ROUND = timedelta(seconds=20)  # begin no other after that: a task has 45 seconds
BACK, AHEAD = timedelta(days=1), timedelta(days=370)
HEADERS = {
    "User-Agent": "Evenpace, reading busy times",
    "Accept": "text/calendar",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
Lookup = Callable[[str], Sequence[str]]


class Fault(Enum):
    NO_HOST = "We could not find the server of that address."
    INWARD = "That address leads into a private network. We fetch calendars from the public internet only."
    UNREACHABLE = "The server of that address did not answer."
    UNSAFE = "The server of that address could not prove who it is."
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


def look_up(host: str) -> list[str]:
    """The addresses of a name; raises NotFetched if there is none, or one of them leads inwards."""
    try:
        found = socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(Fault.NO_HOST) from error
    addresses = [str(sockaddr[0]) for *_, sockaddr in found]
    if not addresses or not all(is_public_address(address) for address in addresses):
        raise NotFetched(Fault.INWARD if addresses else Fault.NO_HOST)
    return addresses


class _Pinned(http.client.HTTPSConnection):
    """Speaks to an address on the network that was looked at, in the name of the host it belongs to."""

    def __init__(self, host: str, addresses: Sequence[str], *, port: int, tls: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=SECONDS_A_STEP, context=tls)
        self.addresses, self.tls = addresses, tls
        self.line: ssl.SSLSocket | None = None  # `sock` is taken from us as soon as an answer begins

    def connect(self) -> None:
        plain = _first_to_answer(self.addresses, self.port)
        self.sock = self.line = self.tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.line.do_handshake()

    def hang_up(self) -> None:
        """From another thread: whoever reads finds the line dead."""
        if self.line is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)


def _first_to_answer(addresses: Sequence[str], port: int) -> socket.socket:
    *others, last = addresses[:MOST_ADDRESSES]
    for address in others:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=SECONDS_A_CONNECTION)
    return socket.create_connection((last, port), timeout=SECONDS_A_CONNECTION)


@contextmanager
def _at_most(seconds: float, connection: _Pinned) -> Iterator[threading.Event]:
    """Hangs up when the time is over: a server that sends a letter a second would keep us for ever."""
    over = threading.Event()

    def hang_up() -> None:
        over.set()
        connection.hang_up()

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        connection.close()
        if connection.line is not None:
            connection.line.close()


def fetch(
    url: str,
    *,
    look_up: Lookup = look_up,
    tls: ssl.SSLContext | None = None,
    port: int = HTTPS,
    seconds: float = SECONDS_IN_ALL,
) -> bytes:
    """What stands at an https address, up to a little more than a calendar may hold. Raises NotFetched."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = _Pinned(host, look_up(host), port=port, tls=tls or ssl.create_default_context())
    with _at_most(seconds, connection) as over:
        try:
            return _body(connection, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), over)
        except ssl.SSLCertVerificationError as error:
            raise NotFetched(Fault.UNSAFE) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            slow = over.is_set() or isinstance(error, TimeoutError)
            raise NotFetched(Fault.TOO_SLOW if slow else Fault.UNREACHABLE) from error


def _body(connection: _Pinned, target: str, over: threading.Event) -> bytes:
    connection.request("GET", target, headers=HEADERS)
    content = b""
    with connection.getresponse() as answer:
        if answer.status != http.HTTPStatus.OK or answer.getheader("Content-Encoding", "identity") != "identity":
            raise NotFetched(_fault_of(answer.status))
        while len(content) <= MOST_BYTES and (chunk := answer.read(CHUNK)):
            content += chunk
    if over.is_set():
        raise NotFetched(Fault.TOO_SLOW)
    return content


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
