"""Real processes to be killed, frozen and brought back: servers of a test's own, workers, web, and what they did."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F, Max
from django.test import Client
from django.utils import timezone

from coaching.alerts import raising
from coaching.alerts.models import Wishes
from runners.models import Outbox, User
from tests import making
from tests.coaching.alerts.raised import standing
from tests.servers import PROJECT

Process = subprocess.Popen[bytes]
HOLDER = """
import pathlib, sys
from coaching import embedded
found = embedded.servers(pathlib.Path(sys.argv[1]))
print(found.database_url, found.redis_url, flush=True)
sys.stdin.read()
"""


class Servers:
    """PostgreSQL and Valkey of a test's own, as durable as the product's, with the guards that start them again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        blank = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self.holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder)],
            cwd=PROJECT,
            env=blank,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.holder.stdout is not None
        self.database_url, self.redis_url = self.holder.stdout.readline().decode().split()

    def close(self) -> None:
        self.holder.communicate(timeout=30)

    def signal(self, kind: str, number: int) -> None:
        os.kill(self._process_id(kind), number)

    def _process_id(self, kind: str) -> int:
        return int((self.folder / "run" / f"{kind}.data").read_text())

    def _guard(self, kind: str) -> int:
        return int(re.findall(r'"guard": (\d+)', (self.folder / "run" / f"{kind}.json").read_text())[0])

    @contextlib.contextmanager
    def gone(self, kind: str) -> Iterator[None]:
        """Killed, and not started again before the end of the block."""
        guard = self._guard(kind)
        os.kill(guard, signal.SIGSTOP)
        self.signal(kind, signal.SIGKILL)
        try:
            yield
        finally:
            os.kill(guard, signal.SIGCONT)

    @contextlib.contextmanager
    def frozen(self, kind: str) -> Iterator[None]:
        self.signal(kind, signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal(kind, signal.SIGCONT)


@dataclass
class Site:
    """The programs of one test. What it leaves running is ended with it."""

    environment: dict[str, str]
    folder: Path
    running: list[Process] = field(default_factory=list)

    def start(self, *command: str, process: str = "worker", **more: str) -> Process:
        log = (self.folder / f"{process}.log").open("ab")
        started = subprocess.Popen(
            [sys.executable, "-W", "ignore", *command],
            cwd=PROJECT,
            env={**self.environment, "EVENPACE_PROCESS": process, **more},
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
        log.close()
        self.running.append(started)
        return started

    def worker(self, **more: str) -> Process:
        options = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        return self.start("-m", "celery", "-A", "coaching", "worker", *options, **more)

    def beat(self, name: str = "beat") -> Process:
        schedule = ["--schedule", str(self.folder / name), "--pidfile", ""]
        return self.start("-m", "celery", "-A", "coaching", "beat", "--loglevel", "WARNING", *schedule, process="beat")

    def dispatcher(self) -> Process:
        return self.start("manage.py", "dispatch", "--loop", process="dispatch")

    def web(self, port: int, **more: str) -> Process:
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
        options += ["--blocking-threads", "4", "--respawn-failed-workers", "--no-ws", "--log-level", "warning"]
        web = self.start("-m", "granian", *options, "coaching.wsgi:application", process="web", PORT=str(port), **more)
        assert wait_until(lambda: Browser(port).status("/healthz") in (200, 503), 40), self.said("web")
        return web

    def said(self, process: str) -> str:
        return (self.folder / f"{process}.log").read_text(errors="replace")

    def close(self) -> None:
        for process in self.running:
            end(process)


def end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def children(process: Process) -> list[int]:
    return [int(number) for number in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def environment(folder: Path, *, database_url: str = "", redis_url: str = "") -> dict[str, str]:
    """What our programs are told: this test's database unless another is given, mails into the folder."""
    name = connection.settings_dict["NAME"]
    ours = re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)
    return {
        **os.environ,
        "DATABASE_URL": database_url or ours,
        "REDIS_URL": redis_url or settings.REDIS_URL,
        "EVENPACE_VAR": str(folder),
        "EVENPACE_EMBEDDED": "1",
        "JOURNAL_KEYS": settings.JOURNAL_KEYS,
        "SECRET_KEY": settings.SECRET_KEY,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    seconds: float
    location: str = ""


class Browser:
    """Speaks to a real web process; 0 is the status of no answer at all."""

    TOKEN = "a" * 32

    def __init__(self, port: int, *, session: str = "", timeout: float = 30) -> None:
        self.port, self.timeout = port, timeout
        self.cookies = f"csrf={self.TOKEN}" + (f"; sid={session}" if session else "")

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, **fields: object) -> Answer:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.TOKEN, **fields}, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def status(self, path: str) -> int:
        return self.get(path).status

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        began = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            link.request(method, path, body, {"Cookie": self.cookies, **headers})
            got = link.getresponse()
            text = got.read().decode(errors="replace")
            return Answer(got.status, text, time.monotonic() - began, got.getheader("Location") or "")
        except (OSError, http.client.HTTPException):
            return Answer(0, "", time.monotonic() - began)
        finally:
            link.close()


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def collected(folder: Path) -> Path:
    """The pages' files as the web process wants them, once for all tests."""
    if (built := settings.VAR / "build").exists():
        (folder / "build").symlink_to(built)
    commands = [["collectstatic", "--noinput", "-v", "0"]]
    if not built.exists():
        commands.insert(0, ["build_fonts"])
    for command in commands:
        told = {**os.environ, "EVENPACE_VAR": str(folder)}
        subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, env=told, check=True)
    return folder / "static"


def alert_letters(number: int, *, to: User | None = None) -> None:
    """As many alerts, each with one letter to the coach."""
    coach = to or making.person(f"jo-{uuid.uuid4().hex[:8]}@example.org", name="Jo Okonedo", is_coach=True)
    now = timezone.now()
    # Faults are tried at any hour: theirs has no quiet ones.
    Wishes.objects.update_or_create(coach=coach, defaults={"quiet_from": "00:00", "quiet_until": "00:00"})
    for _ in range(number):
        runner = making.person(f"{uuid.uuid4().hex[:12]}@example.org", name="Mia Example")
        making.coachship(coach, runner)
        standing(runner, now=now, reading="strained")
    raising.assess_due(now=now)


def delivered(folder: Path) -> Counter[str]:
    """Every mail in the folder by its letter, counted: what really left, whatever the rows say."""
    texts = [path.read_text() for path in (folder / "mail").glob("*.log")]
    return Counter(name for text in texts for name in re.findall(r"^Message-ID: <([^@>]+)@", text, re.MULTILINE))


def all_sent() -> bool:
    return not Outbox.objects.waiting().exists()


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if done():
            return True
        time.sleep(0.1)
    return False


@dataclass(frozen=True)
class Account:
    """What was promised and what happened."""

    accepted: int
    delivered: int
    lost: int
    duplicates: int
    worst_s: float

    def __str__(self) -> str:
        return (
            f"accepted {self.accepted}, delivered {self.delivered}, lost {self.lost}, "
            f"duplicates {self.duplicates}, worst lateness {self.worst_s:.1f} s"
        )


def settled(folder: Path, accepted: int) -> Account:
    copies = delivered(folder)
    late = Outbox.objects.filter(sent_at__isnull=False).aggregate(late=Max(F("sent_at") - F("due_at")))["late"]
    return Account(
        accepted=accepted,
        delivered=len(copies),
        lost=accepted - len(copies),
        duplicates=sum(copies.values()) - len(copies),
        worst_s=late.total_seconds() if late else 0.0,
    )


def copied(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
