"""Locks and small files that a server's users and its guard share."""

import ctypes
import fcntl
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SECONDS_TO_START = 60.0


class CannotStart(SystemExit):
    """Ends a command with one line instead of a traceback: it is raised while the settings load."""


def open_file(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def opened(path: Path) -> Iterator[int]:
    descriptor = open_file(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write(path: Path, state: dict[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(state, file)
    fresh.replace(path)


def read_state(place: Path) -> dict[str, Any]:
    with suppress(FileNotFoundError, ProcessLookupError):
        state: dict[str, Any] = json.loads(place.with_suffix(".json").read_bytes())
        if "guard" in state:
            os.kill(state["guard"], 0)  # else it was left behind
        return state
    return {}


def reason(place: Path) -> str:
    log = place.with_suffix(".log")
    return str(read_state(place).get("problem") or f"{log} says why {place.name} did not start.")


def end_with_parent(signal_number: int) -> Callable[[], None]:
    """To be run in a child before it becomes its program: it then ends when its parent does, even by SIGKILL."""
    if sys.platform != "linux":
        return lambda: None
    control, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def ask() -> None:
        control(1, signal_number)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it ended before we could ask
            os._exit(1)

    return ask
