"""Whether processes that are not ours have ended. One that has, and that nobody has laid out yet, counts as ended."""

import time
from collections.abc import Iterable
from contextlib import suppress

import psutil


def still_running(processes: Iterable[psutil.Process], *, seconds: float = 30) -> list[psutil.Process]:
    """Those that do not end within this time: a kill takes the kernel a moment on a busy machine."""
    deadline = time.monotonic() + seconds
    left = [process for process in processes if _runs(process)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [process for process in left if _runs(process)]
    return left


def _runs(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
