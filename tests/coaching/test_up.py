import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.ended import still_running

pytestmark = pytest.mark.processes
PROJECT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def up(port: int, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=PROJECT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stdout is not None
    lines = []
    while line := process.stdout.readline():
        lines.append(line)
        if re.search(pattern, line):
            return "".join(lines)
    raise AssertionError("".join(lines))


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def health(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def var() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="evenpace-up-", dir="/tmp"))
    made.chmod(0o755)
    if (built := PROJECT / "var" / "build").exists():
        (made / "build").symlink_to(built)
    yield made
    shutil.rmtree(made)


def test_it_says_in_one_line_that_the_port_is_in_use():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = up(port)
        said, _ = process.communicate()
    assert process.returncode == 1
    hint = f"Set PORT to another one, for example: PORT={port + 1} make run."
    assert said == f"Port {port} is in use. {hint}\n"


def test_it_serves_the_site_and_ctrl_c_leaves_nothing_behind(var):
    port = free_port()
    process = up(port, DATABASE_URL="", REDIS_URL="", EVENPACE_VAR=str(var))
    read_until(process, f"Evenpace is at http://127.0.0.1:{port}$")
    read_until(process, "Ctrl-C stops everything")
    assert health(port) == 200
    started = family(process)
    names = " ".join(" ".join(child.cmdline()) for child in started)
    assert all(name in names for name in ("granian", "celery", "beat", "postgres", "valkey-server"))
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 0
    assert still_running(started, seconds=5) == []


def test_it_starts_the_web_again_and_takes_everything_along_when_it_is_killed():
    port = free_port()
    process = up(port)
    read_until(process, "Ctrl-C stops everything")
    web = next(child for child in family(process) if "granian" in child.cmdline())
    web.kill()
    read_until(process, r"web +\| ended with -9 and starts again in 1 s")
    started = family(process)
    process.kill()
    process.communicate()
    assert still_running(started, seconds=60) == []
