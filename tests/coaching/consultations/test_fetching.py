"""Fetching a calendar from an address somebody typed: from a server on this machine that plays the internet."""

import socket
import ssl
import threading
import time as clock
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection

from coaching.consultations import tasks
from coaching.consultations.calendar_lines import MOST_BYTES
from coaching.consultations.fetching import Fault, NotFetched, fetch, fetch_due
from coaching.consultations.hours_queries import calendar_page
from coaching.consultations.models import BusyFeed, BusyTime
from runners import outward
from runners.models import CoachProfile, User
from runners.outward import Way, look_up
from tests.coaching.consultations.hours_making import feed_of

HOST = "cal.example"
HERE = ["127.0.0.1"]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n\r\n"


def event(day: int) -> bytes:
    return f"BEGIN:VEVENT\r\nDTSTART:202603{day:02}T100000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\n".encode()


def calendar(*events: bytes) -> bytes:
    return b"BEGIN:VCALENDAR\r\n" + b"".join(events) + b"END:VCALENDAR\r\n"


class Server(threading.Thread):
    """Answers one connection after the other with what `play` sends; remembers what it was asked."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        super().__init__(daemon=True)
        self.tls, self.asked, self.play = tls, b"", lambda client: None
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                plain, _ = self.door.accept()
                with self.tls.wrap_socket(plain, server_side=True) as client:
                    self.asked = client.recv(65_536)
                    self.play(client)
            except OSError:
                if self.door.fileno() < 0:
                    return

    def answers(self, content: bytes) -> None:
        self.play = lambda client: client.sendall(content)


def certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    made = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(made - timedelta(days=1))
        .not_valid_after(made + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "pair.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(pair: Path) -> Iterator[Server]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pair)
    running = Server(tls)
    running.start()
    yield running
    running.door.shutdown(socket.SHUT_RDWR)
    running.door.close()
    running.join(5)


@pytest.fixture
def get(server: Server, pair: Path) -> Callable[..., bytes]:
    trust = ssl.create_default_context(cafile=str(pair))

    def fetched(url: str = f"https://{HOST}/a.ics", seconds: float = 5.0) -> bytes:
        return fetch(url, way=Way(lambda host: HERE, trust, server.port), seconds=seconds)

    return fetched


def fault_of(call: Callable[[], object]) -> Fault:
    with pytest.raises(NotFetched) as refusal:
        call()
    assert "cal.example" not in str(refusal.value)
    return refusal.value.fault


def test_it_fetches_from_the_address_it_looked_at_in_the_name_of_the_host(
    server: Server, get: Callable[..., bytes]
) -> None:
    server.answers(OK + calendar(event(20)))
    assert get(f"https://{HOST}/private/a.ics?key=1") == calendar(event(20))
    head = server.asked.decode()
    assert head.startswith("GET /private/a.ics?key=1 HTTP/1.1\r\n")
    assert f"Host: {HOST}" in head
    assert "Cookie" not in head


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n", Fault.MOVED),
        (b"HTTP/1.1 308 Permanent Redirect\r\nLocation: https://other.example/\r\n\r\n", Fault.MOVED),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", Fault.NOT_THERE),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", Fault.NOT_THERE),
        (b"HTTP/1.1 500 Oh\r\n\r\n", Fault.FAULTY),
        (b"HTTP/1.1 204 No Content\r\n\r\n", Fault.FAULTY),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", Fault.FAULTY),
        (b"SSH-2.0-OpenSSH\r\n", Fault.UNREACHABLE),
        (b"", Fault.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", Fault.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Fault.UNREACHABLE),
    ],
)
def test_it_says_what_came_instead_of_a_calendar(
    server: Server, get: Callable[..., bytes], answer: bytes, fault: Fault
) -> None:
    server.answers(answer)
    assert fault_of(get) is fault


def test_it_stops_reading_where_no_calendar_is_that_long(server: Server, get: Callable[..., bytes]) -> None:
    server.answers(OK + b"x" * (MOST_BYTES + 3_000_000))
    assert MOST_BYTES < len(get()) < MOST_BYTES + 100_000


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\n", OK])
def test_it_hangs_up_on_a_server_that_sends_drop_by_drop(
    server: Server, get: Callable[..., bytes], beginning: bytes
) -> None:
    stop = threading.Event()

    def drip(client: ssl.SSLSocket) -> None:
        client.sendall(beginning)
        while not stop.wait(0.02):
            client.sendall(b"X")

    server.play = drip
    began = clock.monotonic()
    assert fault_of(lambda: get(seconds=0.5)) is Fault.TOO_SLOW
    assert clock.monotonic() - began < 3
    stop.set()


def test_it_takes_nobodys_word_for_who_they_are(server: Server, get: Callable[..., bytes]) -> None:
    server.answers(OK + calendar())
    assert fault_of(lambda: get("https://other.example/a.ics")) is Fault.UNSAFE
    strange = Way(lambda host: HERE, port=server.port)
    assert fault_of(lambda: fetch(f"https://{HOST}/", way=strange)) is Fault.UNSAFE


def test_it_tries_the_next_address_when_one_does_not_answer(
    server: Server, pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers(OK + calendar())
    trust = ssl.create_default_context(cafile=str(pair))
    both = Way(lambda host: ["127.0.0.9", "127.0.0.1"], trust, server.port)
    assert fetch(f"https://{HOST}/", way=both) == calendar()


@pytest.mark.parametrize(
    ("addresses", "fault"),
    [
        (["10.0.0.8"], Fault.INWARD),
        (["8.8.8.8", "127.0.0.1"], Fault.INWARD),
        (["::ffff:8.8.8.8"], Fault.INWARD),
        (["169.254.169.254"], Fault.INWARD),
        ([], Fault.NO_HOST),
    ],
)
def test_it_does_not_go_inwards(monkeypatch: pytest.MonkeyPatch, addresses: list[str], fault: Fault) -> None:
    found = [(0, 0, 0, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(outward.socket, "getaddrinfo", lambda *args, **options: found)
    assert fault_of(lambda: fetch(f"https://{HOST}/")) is fault


def test_it_looks_up_once_and_takes_every_address_that_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def once(host: str, *args: object, **options: object) -> list[object]:
        asked.append(host)
        return [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", ("2a00:1450:4001::1", 443, 0, 0))]

    monkeypatch.setattr(outward.socket, "getaddrinfo", once)
    assert look_up(HOST) == ["8.8.8.8", "2a00:1450:4001::1"]
    assert asked == [HOST]


def test_it_has_no_host_for_a_name_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **options: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(outward.socket, "getaddrinfo", unknown)
    assert fault_of(lambda: fetch(f"https://{HOST}/")) is Fault.NO_HOST


def drained(now: datetime, get: Callable[[str], bytes]) -> int:
    return fetch_due(clock=lambda: now, get=get)


def test_it_keeps_the_busy_times_of_a_calendar_that_is_due(profile: CoachProfile, now: datetime) -> None:
    feed_of(profile, now=now)
    asked = []
    assert drained(now, lambda url: asked.append(url) or calendar(event(20), event(21))) == 1  # type: ignore[func-returns-value]
    assert asked == ["https://cal.example/secret.ics"]
    assert [row.starts_at.day for row in BusyTime.objects.order_by("starts_at")] == [20, 21]
    feed = BusyFeed.objects.get()
    assert (feed.fetched_at, feed.due_at, feed.problem) == (now, now + timedelta(minutes=15), "")
    assert drained(now, lambda url: b"") == 0


def test_it_replaces_them_whole_and_touches_nothing_when_nothing_changed(profile: CoachProfile, now: datetime) -> None:
    feed_of(profile, now=now)
    drained(now, lambda url: calendar(event(20), event(21)))
    before = list(BusyTime.objects.values_list("pk", flat=True))
    later = now + timedelta(minutes=15)
    drained(later, lambda url: calendar(event(21), event(20)))
    assert list(BusyTime.objects.values_list("pk", flat=True)) == before
    drained(later + timedelta(minutes=15), lambda url: calendar(event(22)))
    assert [row.starts_at.day for row in BusyTime.objects.all()] == [22]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (NotFetched(Fault.UNREACHABLE), "The server of that address did not answer."),
        (b"<html>Sign in</html>", "What comes from that address is not a calendar in iCal format."),
        (calendar()[:-5], "The calendar from that address ends in the middle or is damaged."),
    ],
)
def test_it_keeps_what_it_knew_when_a_calendar_cannot_be_read(
    profile: CoachProfile, now: datetime, answer: bytes | NotFetched, said: str
) -> None:
    feed_of(profile, now=now)
    drained(now, lambda url: calendar(event(20)))

    def broken(url: str) -> bytes:
        if isinstance(answer, bytes):
            return answer
        raise answer

    later = now + timedelta(minutes=20)
    assert drained(later, broken) == 1
    page = calendar_page(profile, now=later)
    assert page is not None
    assert (page.problem, page.blocks) == (said, 1)
    assert BusyFeed.objects.get().due_at == later + timedelta(hours=1)


def test_it_counts_what_it_could_not_read(profile: CoachProfile, now: datetime) -> None:
    feed_of(profile, now=now)
    drained(now, lambda url: calendar(event(20), b"BEGIN:VEVENT\r\nDTSTART:soon\r\nEND:VEVENT\r\n"))
    assert BusyFeed.objects.get().problem == "One event in it could not be read and does not block anything."
    assert BusyTime.objects.count() == 1


def test_it_drops_what_arrives_after_the_coach_gave_another_address(profile: CoachProfile, now: datetime) -> None:
    feed_of(profile, now=now)

    def changed_meanwhile(url: str) -> bytes:
        BusyFeed.objects.all().delete()
        feed_of(profile, now=now + timedelta(seconds=1), url="https://new.example/b.ics")
        return calendar(event(20))

    drained(now, changed_meanwhile)
    assert not BusyTime.objects.exists()
    assert BusyFeed.objects.get().fetched_at is None


def test_it_fetches_nothing_for_somebody_who_has_left(profile: CoachProfile, coach: User, now: datetime) -> None:
    feed_of(profile, now=now)
    User.objects.filter(pk=coach.pk).update(is_active=False)
    assert drained(now, lambda url: calendar()) == 0


def test_it_asks_for_the_address_again_when_it_cannot_be_opened(profile: CoachProfile, now: datetime) -> None:
    feed_of(profile, now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_busyfeed SET url = %s", ["v1:" + "A" * 60])
    assert drained(now, lambda url: calendar()) == 1
    assert BusyFeed.objects.get().problem == Fault.SEALED.value


def test_it_leaves_the_rest_for_the_next_round_when_time_is_up(profile: CoachProfile, now: datetime) -> None:
    feed_of(profile, now=now)
    times = iter([now, now + timedelta(seconds=21)])
    assert fetch_due(clock=lambda: next(times), get=lambda url: calendar()) == 0


def test_it_is_drained_by_a_task_on_the_clock_of_the_database(profile: CoachProfile, now: datetime) -> None:
    feed_of(profile, now=now)
    BusyFeed.objects.update(due_at=datetime(2100, 1, 1, tzinfo=UTC))
    tasks.fetch_busy_times()
    assert BusyFeed.objects.get().tried_at is None
