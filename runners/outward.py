"""Asks servers on the network, at addresses that somebody gave: a coach's other calendar, a phone's push service.

The name is looked up once, every address it has must be one of the public internet, and the connection goes to the very
address that was looked at: a name that points elsewhere a moment later changes nothing. Redirects are not followed. How
much is read and how long it takes is limited, drop by drop as well.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from runners.addresses import is_public_address

HTTPS = 443
SECONDS_A_CONNECTION, SECONDS_A_STEP, SECONDS_IN_ALL = 3.0, 5.0, 15.0
MOST_ADDRESSES = 3
CHUNK = 65_536
Lookup: TypeAlias = Callable[[str], Sequence[str]]


class Fault(Enum):
    NOT_HTTPS = "not an https address"
    NO_HOST = "no such server"
    INWARD = "leads into a private network"
    UNREACHABLE = "did not answer"
    UNSAFE = "could not prove who it is"
    TOO_SLOW = "took too long"


class NotReached(Exception):
    """There was no answer. Its text names the fault and never the address."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Answer:
    """What came back; the names of its headers in small letters."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Way:
    """How to get somewhere: who knows the addresses of a name, whom to believe, which door. `tls` None believes those
    whom the machine believes."""

    look_up: Lookup
    tls: ssl.SSLContext | None = None
    port: int = HTTPS


def look_up(host: str) -> list[str]:
    """The addresses of a name; raises NotReached if there is none, or one of them leads inwards."""
    try:
        found = socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached(Fault.NO_HOST) from error
    addresses = [str(sockaddr[0]) for *_, sockaddr in found]
    if not addresses or not all(is_public_address(address) for address in addresses):
        raise NotReached(Fault.INWARD if addresses else Fault.NO_HOST)
    return addresses


def is_https(url: str) -> bool:
    """An address that `ask` would try: https at its own door, nobody's name in it; or the server of a trial."""
    try:
        parts = urlsplit(url)
        ours = parts.scheme == "https" and parts.port in (None, HTTPS) and parts.username is None
    except ValueError:
        return False
    return _is_on_trial(url) or (ours and bool(parts.hostname))


def _is_on_trial(url: str) -> bool:
    """Where somebody tries things out, one server of this machine stands for the internet."""
    return bool(settings.LOCAL_SERVER) and url.startswith(f"{settings.LOCAL_SERVER}/")


class _Line(http.client.HTTPConnection):
    """Speaks to an address on the network that was looked at, in the name of the host it belongs to."""

    default_port = HTTPS

    def __init__(self, host: str, addresses: Sequence[str], *, port: int, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=SECONDS_A_STEP)
        self.addresses, self.tls = addresses, tls
        self.line: socket.socket | None = None  # `sock` is taken from us as soon as an answer begins

    def connect(self) -> None:
        plain = _first_to_answer(self.addresses, self.port)
        if self.tls is None:
            self.sock = self.line = plain
            return
        line = self.tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = self.line = line
        line.do_handshake()

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
def _at_most(seconds: float, line: _Line) -> Iterator[threading.Event]:
    """Hangs up when the time is over: a server that sends a letter a second would keep us for ever."""
    over = threading.Event()

    def hang_up() -> None:
        over.set()
        line.hang_up()

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        line.close()
        if line.line is not None:
            line.line.close()


def ask(
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes | None = None,
    most_bytes: int = 0,
    seconds: float = SECONDS_IN_ALL,
    way: Way | None = None,
) -> Answer:
    """What the server at an https address answers; `content` is sent to it. Raises NotReached.

    Of the answer a little more than `most_bytes` is read, and nothing at all of one that is no success.
    """
    if not is_https(url):
        raise NotReached(Fault.NOT_HTTPS)
    parts = urlsplit(url)
    line = _line_to(parts, way or Way(look_up), plain=_is_on_trial(url))
    with _at_most(seconds, line) as over:
        try:
            line.request("GET" if content is None else "POST", _target(parts), body=content, headers=dict(headers))
            return _read(line, most_bytes, over)
        except ssl.SSLCertVerificationError as error:
            raise NotReached(Fault.UNSAFE) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            slow = over.is_set() or isinstance(error, TimeoutError)
            raise NotReached(Fault.TOO_SLOW if slow else Fault.UNREACHABLE) from error


def _line_to(parts: SplitResult, way: Way, *, plain: bool) -> _Line:
    host = parts.hostname or ""
    if plain:
        return _Line(host, [host], port=parts.port or http.client.HTTP_PORT, tls=None)
    return _Line(host, way.look_up(host), port=way.port, tls=way.tls or ssl.create_default_context())


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(line: _Line, most_bytes: int, over: threading.Event) -> Answer:
    content = b""
    with line.getresponse() as answer:
        if most_bytes and 200 <= answer.status < 300:
            while len(content) <= most_bytes and (chunk := answer.read(CHUNK)):
                content += chunk
        headers = {name.lower(): value for name, value in answer.getheaders()}
    if over.is_set():
        raise NotReached(Fault.TOO_SLOW)
    return Answer(answer.status, headers, content)
