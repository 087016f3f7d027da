"""A small process that is the parent of one server, and stops it when nobody uses it any more."""

import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from .files import SECONDS_TO_START, CannotStart, end_with_parent, lock, open_file, write
from .postgres import Postgres
from .server import SECONDS_TO_STOP, Server
from .valkey import Valkey


def _guard(place: Path, programs: Path, *, durable: bool) -> None:
    """Runs a server until nobody uses it."""
    bell = _bell()
    users = open_file(place.with_suffix(".users"))
    data = _claim(place.with_suffix(".data"))
    kind = Postgres if place.name == "postgres" else Valkey
    server: Server = kind.prepared(place.parent.parent, programs, durable)
    process = _launch(server, data)
    try:
        _await(server, process)
        write(place.with_suffix(".json"), {"url": server.url, "guard": os.getpid()})
        while not _rings(bell) and not lock(users, fcntl.LOCK_EX):
            if process.poll() is not None:
                print(f"{place.name} ended by itself and starts again: {process.returncode}", flush=True)
                time.sleep(0.5)
                process = _launch(server, data)
    finally:
        place.with_suffix(".json").unlink(missing_ok=True)
        _stop(server, process)
        server.tidy_up()


def _bell() -> int:
    """SIGTERM rings it. A handler that raises could leave a half-done wait for the server behind."""
    bell, hammer = os.pipe()
    os.set_blocking(hammer, False)
    signal.set_wakeup_fd(hammer)
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    return bell


def _rings(bell: int) -> bool:
    return bool(select.select([bell], [], [], 0.2)[0])


def _claim(path: Path) -> int:
    """The lock on the data, once no process of an earlier server holds it any more."""
    claim = open_file(path)
    deadline = time.monotonic() + 15
    if not lock(claim, fcntl.LOCK_EX) and sys.platform != "linux":  # where end_with_parent does it
        os.kill(int(os.pread(claim, 20, 0)), signal.SIGINT)
    while not lock(claim, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            orphan = os.pread(claim, 20, 0).decode().strip()
            raise CannotStart(f"An earlier server still uses {path.parent.parent}: process {orphan}.")
        time.sleep(0.05)
    return claim


def _launch(server: Server, data: int) -> subprocess.Popen[bytes]:
    server.clear_the_way()
    process = subprocess.Popen(
        server.command(),
        stdin=subprocess.PIPE,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        pass_fds=[data],
        # The guard has a single thread, so running code between fork and exec is safe.
        preexec_fn=end_with_parent(server.stop_signals[0]),
        **server.account.options,
    )
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write(server.standard_input())
    os.pwrite(data, f"{process.pid:<20}".encode(), 0)
    return process


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START - 5
    while not server.is_ready(process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotStart("")
        time.sleep(0.01)


def _stop(server: Server, process: subprocess.Popen[bytes]) -> None:
    for number in server.stop_signals:
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
            return
    process.kill()


def main(arguments: list[str]) -> None:
    place = Path(arguments[0])
    try:
        _guard(place, Path(arguments[1]), durable=arguments[2] == "durable")
    except (CannotStart, OSError) as problem:
        write(place.with_suffix(".json"), {"problem": str(problem)})
        raise
