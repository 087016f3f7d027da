from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import numpy as np
import pytest

from runners.importers import RefusalKind, Refused, child, read, wire
from runners.importers.child import ENVIRONMENT, READY, ROOT, SERVER, Server, ServerGone, asked, read_safely
from tests.runners.importers import making

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> Iterator[None]:
    yield
    SERVER.stop()


def kind_of(content: bytes, **limits: float) -> RefusalKind:
    with pytest.raises(Refused) as caught:
        read_safely(content, "run.fit", **limits)  # type: ignore[arg-type]
    return caught.value.kind


def endless_fit(messages: int) -> bytes:
    """Messages that only the thorough reader takes, of one byte each: small to send, long to read."""
    body = b"\x40\x00\x00\x14\x00\x01\x03\x02\x02\x41\x00\x00" + struct.pack("<HB", 99, 0) + b"\x01" * messages
    return struct.pack("<BBHI4s", 12, 0x20, 0, len(body), b".FIT") + body + b"\0\0"


def running(server: Server) -> subprocess.Popen[bytes]:
    assert server._process is not None
    return server._process


def rested(*, minutes: float) -> bytes:
    """In two segments, with a rest of five minutes between them."""
    moments = [(second + 300 * (second > 60), 3.0 * second) for second in range(round(minutes * 60))]
    points = [making.trkpt(second, metres) for second, metres in moments]
    return making.gpx_file([points[:61], points[61:]])


@pytest.mark.parametrize("make", [making.fit_run, making.gpx_run, making.tcx_run, rested])
def test_a_run_comes_back_as_it_was_read(make) -> None:
    content = make(minutes=2)
    (near,), (far,) = read(content, "run"), read_safely(content, "run")
    tracks = near.track, far.track
    assert all(tracks)
    for name in ("t_s", "distance_m", "elevation_m", "heart_rate", "cadence", "speed"):
        one, other = (getattr(track, name) for track in tracks)
        assert one is other is None or np.array_equal(one, other, equal_nan=True)
    plain = [{name: value for name, value in vars(run).items() if name != "track"} for run in (near, far)]
    assert plain[0] == plain[1]


def test_several_activities_come_back_as_several_with_the_date_it_was_told() -> None:
    start = datetime(1990, 1, 1, tzinfo=UTC)
    content = making.fit_run(start=start, minutes=2) + making.fit_run(start=start.replace(hour=3), minutes=2)
    assert kind_of(content) is RefusalKind.CLOCK_UNSET
    told = datetime(2026, 5, 4, 6, tzinfo=UTC)
    assert [run.started_at.hour for run in read_safely(content, "", started_at=told)] == [6, 9]


def test_a_refusal_comes_back_as_it_was_given() -> None:
    with pytest.raises(Refused, match="This file holds a drive, not a run.") as caught:
        read_safely(making.fit_file(making.fit_messages(minutes=1, sport=24)), "\ud800")
    assert caught.value.kind is RefusalKind.OTHER_SPORT


def test_too_much_processor_time_is_a_refusal_it_is_no_hang() -> None:
    assert kind_of(endless_fit(2_000_000), cpu_s=1, wall_s=500) is RefusalKind.TOO_HEAVY


def test_too_much_time_on_the_clock_is_a_refusal_it_is_no_hang() -> None:
    began = time.monotonic()
    assert kind_of(endless_fit(2_000_000), cpu_s=500, wall_s=0.5) is RefusalKind.TOO_HEAVY
    assert time.monotonic() - began < child.GRACE_S, "the child ended itself"


def test_too_much_memory_is_a_refusal_it_is_no_crash() -> None:
    content = b"<gpx>" + b"<a><b/></a>" * 3_000_000
    assert kind_of(content, memory_mb=300) is RefusalKind.TOO_HEAVY


def test_a_server_that_was_killed_is_started_again_it_asks_nobody() -> None:
    content = making.fit_run(minutes=1)
    read_safely(content, "run.fit")
    first = running(SERVER)
    first.kill()
    first.wait()
    assert read_safely(content, "run.fit")[0].timer_s == 60.0
    assert running(SERVER).pid != first.pid


def test_without_any_server_the_file_is_not_blamed_it_says_who_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "SERVER", Server())
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ServerGone):
        read_safely(making.fit_run(minutes=1), "run.fit")


def test_many_are_read_at_once_each_gets_its_own_answer() -> None:
    minutes = [1 + number % 5 for number in range(20)]
    found: dict[int, float] = {}

    def read_one(number: int) -> None:
        found[number] = read_safely(making.gpx_run(minutes=minutes[number]), "run.gpx")[0].timer_s

    threads = [threading.Thread(target=read_one, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(20)] == [60.0 * n for n in minutes]


def test_a_forked_worker_has_a_server_of_its_own_it_leaves_its_parents_alone() -> None:
    """As in Celery, whose workers are forked from a process that may have read files before."""
    content = making.fit_run(minutes=1)
    read_safely(content, "run.fit")
    ours, theirs = socket.socketpair()
    if (pid := os.fork()) == 0:
        with theirs:
            read_safely(content, "run.fit")
            theirs.sendall(str(running(SERVER).pid).encode())
            SERVER.stop()
        os._exit(0)
    theirs.close()
    with ours:
        its = int(ours.recv(20))
    assert os.waitpid(pid, 0)[1] == 0
    assert its != running(SERVER).pid
    assert running(SERVER).poll() is None


FORKED = """
import os, sys
from runners.importers.child import SERVER, read_safely
content = sys.stdin.buffer.read()
read_safely(content, "run.fit")
if (pid := os.fork()) == 0:
    read_safely(content, "run.fit")
    sys.exit(0)
assert os.waitpid(pid, 0)[1] == 0
os.kill(SERVER._process.pid, 9)
read_safely(content, "run.fit")
"""


def test_nothing_is_left_open_when_a_server_is_inherited_or_lost_it_warns_of_nothing() -> None:
    command, content = [sys.executable, "-X", "dev", "-c", FORKED], making.fit_run(minutes=1)
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, input=content, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


STARTER = """
import sys
from runners.importers.child import SERVER, read_safely
read_safely(sys.stdin.buffer.read(), "run.fit")
print(SERVER._process.pid, flush=True)
sys.stdin.close()
import time; time.sleep(60)
"""


def test_it_ends_with_whoever_started_it_even_when_that_one_is_killed() -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER], cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with starter:
        assert starter.stdin is not None
        assert starter.stdout is not None
        starter.stdin.write(making.fit_run(minutes=1))
        starter.stdin.close()
        server = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)
    give_up = time.monotonic() + 10
    while alive(server) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not alive(server)


def test_a_server_that_nobody_can_ask_any_more_ends_it_does_not_wait() -> None:
    server = Server()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        server.fork(theirs)
    process = running(server)
    server._forget()
    assert process.wait(10) == 0


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Liar:
    """A child in the hands of a file: it answers what it likes."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def fork(self, theirs: socket.socket) -> None:
        mine = theirs.dup()
        threading.Thread(target=self._lie, args=[mine]).start()

    def _lie(self, mine: socket.socket) -> None:
        with mine, suppress(OSError):
            mine.sendall(READY)
            while mine.recv(1 << 16):
                pass
            mine.sendall(self.answer)

    def stop(self) -> None:
        pass


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\xff\xff\xff{}",
        wire.framed({"runs": [{"arrays": {"t_s": 10}}]}),
        wire.framed({"runs": 7}),
        wire.framed({"refused": "no such kind", "sentence": ""}),
        wire.framed([]),  # type: ignore[arg-type]
        b"\x80\x05cos\nsystem\n(S'exit'\ntR.",
    ],
)
def test_whatever_a_child_answers_is_a_run_or_a_refusal_it_is_never_believed(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "SERVER", Liar(answer))
    assert kind_of(b"anything") is RefusalKind.TOO_HEAVY


def test_an_answer_without_end_is_cut_off_it_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LONGEST_ANSWER", 1000)
    endless = Liar(b"x" * (8 * child.CHUNK))
    assert len(asked(endless, b"{}\n", b"", wait_s=5.0)) <= 1000 + child.CHUNK  # type: ignore[arg-type]


def test_reading_needs_neither_django_nor_fitdecode_it_starts_small() -> None:
    code = "import sys, runners.importers.server; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, cwd=ROOT, capture_output=True, check=True)
    assert not {"django", "celery", "fitdecode", "gpxpy"} & set(done.stdout.decode().split())


def test_nothing_of_the_parents_environment_reaches_it() -> None:
    assert set(ENVIRONMENT) == {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS"}
