import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.ended import still_running

pytestmark = pytest.mark.processes
PROJECT = Path(__file__).resolve().parents[2]
SUPERVISE = """
import os, sys
from pathlib import Path
from coaching.supervise import Program, Supervisor
pairs = zip(sys.argv[1::2], sys.argv[2::2])
programs = [Program(name, [sys.executable, "-u", "-c", code], os.environ) for name, code in pairs]
supervisor = Supervisor(programs, folder=Path("."), out=sys.stdout)
while not supervisor.asked_to_stop:
    supervisor.tend(1.0)
supervisor.stop()
"""
STAYS = "import time; print('here'); time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here'); time.sleep(600)"
DIES = "import sys; print('oh'); sys.exit(3)"


def supervise(*programs: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SUPERVISE, *programs]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def read_until(process: subprocess.Popen[str], *wanted: str) -> list[str]:
    assert process.stdout is not None
    missing, lines = set(wanted), []
    while missing and (line := process.stdout.readline()):
        lines.append(line.rstrip("\n"))
        missing.discard(lines[-1])
    assert not missing, lines
    return lines


def test_it_prefixes_what_each_program_says():
    process = supervise("web", STAYS, "worker", STAYS)
    read_until(process, "web    | here", "worker | here")
    process.terminate()
    assert process.communicate() == ("", None)
    assert process.returncode == 0


def test_it_starts_again_what_dies_and_waits_longer_each_time():
    process = supervise("web", DIES)
    assert read_until(process, "web | ended with 3 and starts again in 2 s") == [
        "web | oh",
        "web | ended with 3 and starts again in 1 s",
        "web | oh",
        "web | ended with 3 and starts again in 2 s",
    ]
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 0


def test_it_ends_a_program_that_does_not_listen():
    process = supervise("web", STUBBORN)
    read_until(process, "web | here")
    (child,) = psutil.Process(process.pid).children()
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert still_running([child]) == []


def test_it_takes_its_programs_along_when_it_is_killed():
    process = supervise("web", STAYS)
    read_until(process, "web | here")
    children = psutil.Process(process.pid).children()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert still_running(children) == []
