"""Everything a first visit needs, in one command: servers, tables, fonts, a squad to look at, web, worker and beat."""

import hashlib
import http
import http.client
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command, get_commands
from django.db import connections

from coaching import embedded
from coaching.supervise import Program, Supervisor, run_to_the_end

SECONDS_TO_ANSWER = 60.0


class Command(BaseCommand):
    help = "Starts the whole site on this machine and stops it with Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with a squad to look at")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(settings.PORT))

    def handle(self, *, demo: bool, host: str, port: int, **_: Any) -> None:
        if not is_free(host, port):
            self.stderr.write(f"Port {port} is in use. Set PORT to another one, for example: PORT={port + 1} make run.")
            raise SystemExit(1)
        environment = shared_environment(host=host, port=port, demo=demo)
        try:
            self.prepare(environment, demo=demo)
            self.keep_up(host, port, programs(host, port, environment))
        except KeyboardInterrupt:
            pass  # before there was anything to stop
        finally:
            embedded.release()

    def prepare(self, environment: dict[str, str], *, demo: bool) -> None:
        self.stdout.write("Getting the tables, the pages and the fonts ready.")
        self.stdout.flush()
        call_command("migrate", interactive=False, verbosity=0)
        connections.close_all()
        if not any((settings.VAR / "build" / "fonts").glob("*.woff2")):
            call_command("build_fonts")
        collect_pages()
        self.stdout.flush()
        if demo and "demo" in get_commands():
            # A process of its own: its settings know the address, and that this is a demo.
            run_to_the_end(Program("demo", manage("demo"), environment), folder=settings.BASE_DIR)

    def keep_up(self, host: str, port: int, running: list[Program]) -> None:
        supervisor = Supervisor(running, folder=settings.BASE_DIR, out=sys.stdout)
        give_up_at = time.monotonic() + SECONDS_TO_ANSWER
        try:
            while not supervisor.asked_to_stop and not answers(host, port):
                supervisor.tend(0.2)
                if time.monotonic() > give_up_at:
                    supervisor.say("The site does not answer yet. The lines above say why.")
                    break
            else:
                if not supervisor.asked_to_stop:
                    supervisor.say(welcome(host, port))
            while not supervisor.asked_to_stop:
                supervisor.tend(1.0)
        finally:
            supervisor.stop()


def collect_pages() -> None:
    """collectstatic, if a file changed since the last time: it takes seconds."""
    found = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in found]
    fingerprint = hashlib.sha256(repr(sorted(facts)).encode()).hexdigest()
    kept = settings.VAR / "static.fingerprint"
    if kept.exists() and kept.read_text() == fingerprint and (settings.VAR / "static").exists():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    kept.write_text(fingerprint)


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether web, database and broker work."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz", headers={"Host": settings.PUBLIC_HOST})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def shared_environment(*, host: str, port: int, demo: bool) -> dict[str, str]:
    """What every program of ours is told: where the servers are, so that none starts its own."""
    running = embedded.servers(settings.VAR)
    environment = {
        **os.environ,
        "DATABASE_URL": running.database_url,
        "REDIS_URL": running.redis_url,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    if settings.FIRST_START:
        environment["EVENPACE_EMBEDDED"] = "1"
    if demo:
        environment["EVENPACE_DEMO"] = "1"
    return environment


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]


def programs(host: str, port: int, environment: dict[str, str]) -> list[Program]:
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "2"]
    # Whoever sends a file slowly holds a thread until its last byte.
    web += ["--blocking-threads", "4", "--respawn-failed-workers", "--no-ws", "--log-level", "warning"]
    worker = ["celery", "-A", "coaching", "-q", "worker", "-O", "fair", "--without-gossip", "--without-mingle"]
    worker += ["--concurrency", "2", "--loglevel", "WARNING"]
    # A schedule of its own for each address: two sites on one machine do not fight for a file.
    beat = ["celery", "-A", "coaching", "-q", "beat", "--loglevel", "WARNING"]
    beat += ["--schedule", str(settings.VAR / f"beat-{port}")]
    commands = {"web": [*web, "coaching.wsgi:application"], "worker": worker, "beat": beat}
    # Celery warns of root at every start; a first start in a container has no other user.
    quiet = [sys.executable, "-W", "ignore::UserWarning:celery.platforms", "-m"]
    # Celery's warm shutdown waits for a terminal that is gone; everything it does is a row, so it may just end.
    orphaned = {"web": signal.SIGTERM, "worker": signal.SIGKILL, "beat": signal.SIGKILL}
    return [
        Program(name, [*quiet, *command], {**environment, "EVENPACE_PROCESS": name}, orphaned[name])
        for name, command in commands.items()
    ]


def welcome(host: str, port: int) -> str:
    lines = [f"\nEvenpace is at http://{host}:{port}"]
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        lines.append(f"Mail is kept in {settings.EMAIL_FILE_PATH} and goes nowhere else.")
    return "\n".join([*lines, "Ctrl-C stops everything.\n"])
