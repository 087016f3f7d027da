"""The web while the database or the broker fails: an answer that was given holds, and none is long in coming."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from runners.models import Import, User
from tests.faults import site as fault_site
from tests.faults.site import Answer, Browser, Servers, Site, session_of, wait_until
from tests.servers import PROJECT

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PROFILES = [
    pytest.param(1, id="short"),
    pytest.param(8, id="long", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
]
Tell = Callable[[object], None]
PASSWORD = "a long enough password"
NEW_RUNNER = """
import django
django.setup()
from tests import making
from tests.faults.site import session_of
print(session_of(making.person("mia@example.org", name="Mia Thorne")))
"""


@dataclass(frozen=True)
class OwnSite:
    """A site whose database may be killed as well, with one runner who is signed in."""

    servers: Servers
    browser: Browser
    site: Site
    session: str

    def unguarded(self) -> Browser:
        """The same site with its guards taken off, behind another port."""
        port = fault_site.free_port()
        self.site.web(port, DJANGO_SETTINGS_MODULE="tests.faults.unguarded")
        return Browser(port, session=self.session, timeout=6)

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.servers.database_url, autocommit=True)

    def keys(self) -> set[str]:
        with self.connect() as link:
            return {str(key) for (key,) in link.execute("SELECT key FROM journal_checkin")}


def served(folder: Path, servers: Servers, static: Path) -> tuple[Site, Browser]:
    """A fresh database on these servers, a runner in it, and the web in front."""
    (folder / "static").symlink_to(static)
    told = fault_site.environment(folder, database_url=servers.database_url, redis_url=servers.redis_url)
    here = {"cwd": PROJECT, "env": told, "check": True}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], **here)
    here["env"] = {**told, "DJANGO_SETTINGS_MODULE": "coaching.settings"}
    session = subprocess.run([sys.executable, "-c", NEW_RUNNER], stdout=subprocess.PIPE, **here).stdout
    site, port = Site(told, folder), fault_site.free_port()
    site.web(port)
    return site, Browser(port, session=session.decode().split()[-1])


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory, own_servers: Servers, static_files: Path) -> Iterator[OwnSite]:
    site, browser = served(tmp_path_factory.mktemp("own"), own_servers, static_files)
    yield OwnSite(own_servers, browser, site, browser.cookies.split("sid=")[1])
    site.close()


@pytest.fixture(scope="module")
def unguarded(own_site: OwnSite) -> Browser:
    return own_site.unguarded()


def check_in(browser: Browser, key: uuid.UUID) -> Answer:
    return browser.post("/check-in/", key=key, valence=1, activation=0)


class Posting(threading.Thread):
    """Somebody who checks in as fast as the site answers."""

    def __init__(self, browser: Browser) -> None:
        super().__init__(daemon=True)
        self.browser, self.over = browser, False
        self.accepted: list[str] = []
        self.refused: list[int] = []
        self.longest = 0.0

    def run(self) -> None:
        while not self.over:
            key = uuid.uuid4()
            answer = check_in(self.browser, key)
            self.longest = max(self.longest, answer.seconds)
            if answer.status == 302:
                self.accepted.append(str(key))
            else:
                self.refused.append(answer.status)
                time.sleep(0.05)

    def until(self, number: int) -> bool:
        return wait_until(lambda: len(self.accepted) >= number, 90)  # the database recovers as fast as the disk is


def posted_through(own_site: OwnSite, times: int, browser: Browser | None = None) -> Posting:
    posting = Posting(browser or own_site.browser)
    posting.start()
    for fault in range(2 * times):
        assert posting.until((fault + 1) * 15), posting.refused
        if fault % 2:
            end_backends(own_site)
        else:
            own_site.servers.signal("postgres", signal.SIGQUIT)
    assert posting.until(len(posting.accepted) + 15), posting.refused
    posting.over = True
    posting.join(timeout=40)
    return posting


def end_backends(own_site: OwnSite) -> None:
    def ended() -> bool:
        try:
            with own_site.connect() as link:
                link.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
        except psycopg.OperationalError:  # still starting again
            return False
        return True

    assert wait_until(ended, 20)


@pytest.mark.parametrize("times", PROFILES)
def test_every_answered_check_in_is_there_though_the_database_is_stopped_in_the_middle(
    own_site: OwnSite, tell: Tell, times: int
) -> None:
    posting = posted_through(own_site, times)
    assert wait_until(lambda: own_site.browser.status("/today/") == 200, 60)
    absent = set(posting.accepted) - own_site.keys()
    tell(
        f"accepted {len(posting.accepted)}, delivered {len(posting.accepted) - len(absent)}, lost {len(absent)}, "
        f"duplicates 0, worst lateness {posting.longest:.1f} s; refused meanwhile {len(posting.refused)}"
    )
    assert absent == set()
    assert set(posting.refused) <= {0, 503}, posting.refused


def test_control_answers_given_before_the_disk_has_them_are_lost(own_site: OwnSite, unguarded: Browser) -> None:
    """What is promised above hangs on the commit that waits for the disk: without it a stop takes answers back."""
    lost: set[str] = set()
    for _ in range(5):
        posting = Posting(unguarded)
        posting.start()
        assert posting.until(15), posting.refused
        own_site.servers.signal("postgres", signal.SIGQUIT)
        posting.over = True
        posting.join(timeout=40)
        assert wait_until(lambda: own_site.browser.status("/today/") == 200, 60)
        lost |= set(posting.accepted) - own_site.keys()
        if lost:
            break
    assert lost


def take_every_connection(own_site: OwnSite, held: ExitStack) -> None:
    for _ in range(200):
        try:
            held.enter_context(own_site.connect())
        except psycopg.OperationalError:
            return
    raise AssertionError("there is no end to the connections")


def test_a_full_database_is_a_page_that_says_so_and_it_recovers(own_site: OwnSite, tell: Tell) -> None:
    assert wait_until(lambda: own_site.browser.status("/today/") == 200, 60)
    with ExitStack() as held:
        end_backends(own_site)
        take_every_connection(own_site, held)
        answers = [own_site.browser.get(path) for path in ("/today/", "/runs/", "/coach/", "/settings/")]
        answers.append(check_in(own_site.browser, uuid.uuid4()))
    worst = max(answer.seconds for answer in answers)
    tell(f"every page answers 503 in at most {worst:.2f} s while no connection is free")
    assert {answer.status for answer in answers} == {503}
    assert all("One moment, please" in answer.text for answer in answers)
    assert worst < 4
    assert wait_until(lambda: own_site.browser.status("/today/") == 200, 10)


def test_control_without_its_page_a_full_database_is_a_fault(own_site: OwnSite, unguarded: Browser) -> None:
    assert wait_until(lambda: unguarded.status("/today/") == 200, 60)
    with ExitStack() as held:
        end_backends(own_site)
        take_every_connection(own_site, held)
        answers = [unguarded.get(path) for path in ("/today/", "/runs/")]
    assert {answer.status for answer in answers} == {500}


@pytest.fixture
def web(site: Site, static_files: Path) -> Callable[[], int]:
    """Starts the web on this test's database; gives its port."""
    (site.folder / "static").symlink_to(static_files)

    def started() -> int:
        port = fault_site.free_port()
        site.web(port)
        return port

    return started


def test_a_row_that_is_held_does_not_hold_the_page(
    web: Callable[[], int], site: Site, runner: User, tell: Tell
) -> None:
    browser = Browser(web(), session=session_of(runner))
    assert browser.status("/settings/") == 200
    fields = {"name": "Mia T", "time_zone": "UTC", "units": "km", "theme": "auto", "first_weekday": 0, "country": ""}
    with psycopg.connect(site.environment["DATABASE_URL"]) as other:
        other.execute("SELECT 1 FROM runners_user WHERE id = %s FOR UPDATE", [runner.pk])
        held = browser.post("/settings/", **fields)
        other.rollback()
    tell(f"a held row: {held.status} after {held.seconds:.1f} s")
    assert held.status == 503
    assert "One moment, please" in held.text
    assert held.seconds < 4
    assert browser.post("/settings/", **fields).status == 302


def test_control_without_a_limit_to_waiting_it_holds_the_page(own_site: OwnSite, unguarded: Browser) -> None:
    fields = {"name": "Mia T", "time_zone": "UTC", "units": "km", "theme": "auto", "first_weekday": 0, "country": ""}
    assert wait_until(lambda: unguarded.status("/settings/") == 200, 60)
    with psycopg.connect(own_site.servers.database_url) as other:
        other.execute("SELECT 1 FROM runners_user FOR UPDATE")
        held = unguarded.post("/settings/", **fields)
        other.rollback()
    assert (held.status, held.seconds > 5) == (0, True), "nobody answered while somebody was watching"


def test_a_frozen_broker_is_not_felt(
    brittle_site: Site, own_servers: Servers, static_files: Path, runner: User, tell: Tell
) -> None:
    (brittle_site.folder / "static").symlink_to(static_files)
    User.objects.filter(pk=runner.pk).update(password=make_password(PASSWORD, hasher="argon2"))
    runner.refresh_from_db()
    EmailAddress.objects.create(user=runner, email=runner.email, verified=True, primary=True)
    port = fault_site.free_port()
    brittle_site.web(port)
    signed_in, visitor = Browser(port, session=session_of(runner)), Browser(port)
    for browser in (signed_in, visitor):  # the first visits load the pages
        browser.get("/today/"), browser.get("/accounts/login/")
    sign_in = {"login": runner.email, "password": PASSWORD}
    with own_servers.frozen("valkey"):
        page = signed_in.get("/today/")
        entered = visitor.post("/accounts/login/", **sign_in)
        healthz = visitor.get("/healthz")
    tell(f"broker frozen: page {page.seconds:.2f} s, sign-in {entered.seconds:.2f} s, health {healthz.seconds:.2f} s")
    assert page.status == 200
    assert page.seconds < 1
    assert (entered.status, entered.location) == (302, "/today/")
    assert entered.seconds < 2  # most of it is working out the password
    assert healthz.status == 503
    assert healthz.seconds < 1.5


def test_control_limits_kept_in_the_broker_shut_the_door_with_it(own_site: OwnSite, unguarded: Browser) -> None:
    with own_site.servers.frozen("valkey"):
        entered = unguarded.post("/accounts/login/", login="mia@example.org", password=PASSWORD)
    assert entered.status in (0, 500)
    assert entered.seconds > 3


def test_help_is_there_without_broker_and_worker(own_site: OwnSite) -> None:
    """No worker runs on this site at all, and now the broker is gone as well."""
    assert wait_until(lambda: own_site.browser.status("/today/") == 200, 60)
    words = (PROJECT / "tests" / "runners" / "sentences" / "must_show.txt").read_text().splitlines()[0]
    with own_site.servers.gone("valkey"):
        saved = own_site.browser.post("/check-in/", key=uuid.uuid4(), valence=-4, activation=-3, note=words)
        page, panel = own_site.browser.get("/support/?country=IE"), own_site.browser.get(saved.location)
        health = own_site.browser.get("/healthz")
    assert (saved.status, page.status, panel.status, health.status) == (302, 200, 200, 503)
    assert "Thank you for saying how it is." in panel.text
    for shown in (page, panel):
        assert 'href="tel:' in shown.text
        assert shown.seconds < 1


def uploading(port: int, session: str, content: bytes) -> tuple[socket.socket, bytes]:
    """A connection that is ready to send a file, and the bytes of the whole request."""
    edge = "edge-of-a-part"
    parts = f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{Browser.TOKEN}\r\n'
    parts += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.gpx"\r\n\r\n'
    body = parts.encode() + content + f"\r\n--{edge}--\r\n".encode()
    head = f"POST /runs/import/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: csrf={Browser.TOKEN}; sid={session}\r\n"
    head += f"Content-Type: multipart/form-data; boundary={edge}\r\nContent-Length: {len(body)}\r\n\r\n"
    return socket.create_connection(("127.0.0.1", port), timeout=10), head.encode() + body


def test_requests_that_dribble_in_hold_nobody_up(web: Callable[[], int], runner: User, tell: Tell) -> None:
    """Half-sent files, more than all processes have threads, and heads that never end."""
    session, port = session_of(runner), web()
    browser = Browser(port, session=session, timeout=10)
    browser.get("/today/"), browser.get("/today/")  # the first visits load the page
    with ExitStack() as open_links:
        for sent in (*[2_000] * 12, *[40] * 20):
            link, request = uploading(port, session, b"x" * 100_000)
            open_links.enter_context(link).sendall(request[:sent])
        pages = [browser.get("/today/") for _ in range(8)]
    worst = max(page.seconds for page in pages)
    tell(f"12 half-sent files and 20 half-sent heads: pages in at most {worst:.2f} s")
    assert {page.status for page in pages} == {200}
    assert worst < 4


@pytest.mark.parametrize("times", PROFILES)
def test_an_upload_cut_short_by_a_killed_web_is_there_whole_or_not_at_all(
    web: Callable[[], int], site: Site, runner: User, tell: Tell, times: int
) -> None:
    session, whole, kills = session_of(runner), 0, 5 * times
    for kill in range(kills):
        port = web()
        content = os.urandom(2_000_000)
        link, request = uploading(port, session, content)
        with link:
            link.sendall(request if kill else request[: len(request) // 2])
            time.sleep(0.04 * kill / times)
            fault_site.end(site.running[-1])
        kept = Import.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
        whole += kept is not None
        assert kept is None or (site.folder / "files" / "imports" / kept.token.hex / "file").read_bytes() == content
    tell(f"{kills} uploads cut short: {whole} kept whole, {kills - whole} not at all, 0 in part")
    assert Import.objects.count() == whole
