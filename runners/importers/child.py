"""Reads a file in a process of its own, so that a hostile one can end nothing but that process.

Starting Python and NumPy takes longer than reading most files. So the first call starts a server
(`python -m runners.importers.server`) that has both ready and forks one child a file; it ends with the process that
started it. Nothing that comes back is unpickled: see `wire`.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

from runners.importers import wire
from runners.importers.parsed import ParsedRun
from runners.importers.refusals import RefusalKind, Refused

ROOT = Path(__file__).resolve().parents[2]
# No secret of the parent's environment is of any use here. One thread: others would reserve address space.
ENVIRONMENT = {
    "PATH": os.defpath,
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# What a child says before it begins: who hears it knows that the server is well.
READY = b"+"
CHUNK = 1 << 20
# Six arrays of 200,000 points make 10 MB.
LONGEST_ANSWER = 64 << 20
# A child ends itself when its time is over; this much later nothing more is to be expected of it.
GRACE_S = 5.0
TRIES = 2


class ServerGone(Exception):
    """No process could be had to read the file. That is no fault of the file."""


class Server:
    """The server of one process. A process forked from that one starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def fork(self, theirs: socket.socket) -> None:
        """Have a child forked that reads what comes through this socket, and answers there."""
        with self._lock:
            if self._owner != os.getpid():
                self._forget()
            control = self._control or self._start()
            try:
                socket.send_fds(control, [READY], [theirs.fileno()])
            except OSError as error:
                raise ServerGone from error

    def stop(self) -> None:
        with self._lock:
            process = self._process if self._owner == os.getpid() else None
            if process is not None:
                process.terminate()
                process.wait()
            self._forget()

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "runners.importers.server", str(theirs.fileno())]
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=ENVIRONMENT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        self._control, self._owner = ours, os.getpid()
        return ours

    def _forget(self) -> None:
        """With our end of the socket closed, the server ends by itself."""
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner != os.getpid():
            self._process.returncode = 0  # of the process we were forked from: not ours to wait for
        self._control = self._process = None


SERVER = Server()
atexit.register(SERVER.stop)


def read_safely(
    content: bytes,
    name: str,
    *,
    started_at: datetime | None = None,
    cpu_s: int = 20,
    memory_mb: int = 512,
    wall_s: float = 30.0,
) -> tuple[ParsedRun, ...]:
    """Like `read`, under limits of processor time (s), address space (MB) and time on the clock (s).

    Raises Refused whatever the file does to the process that reads it, and ServerGone when there is none to read it.
    """
    start = started_at.isoformat() if started_at else None
    limits = {"cpu_s": cpu_s, "memory_mb": memory_mb, "wall_s": wall_s}
    head = json.dumps({"name": name, "started_at": start, **limits}).encode() + b"\n"
    for _ in range(TRIES):
        try:
            answer = asked(SERVER, head, content, wait_s=wall_s + GRACE_S)
            break
        except ServerGone:
            SERVER.stop()
    else:
        raise ServerGone
    try:
        return wire.unpacked(answer)
    except wire.Garbled:
        raise Refused(RefusalKind.TOO_HEAVY) from None


def asked(server: Server, head: bytes, content: bytes, *, wait_s: float) -> bytes:
    """What the child answers; a part of it, or nothing, when the child came to its end over the file."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            server.fork(theirs)
        ours.settimeout(wait_s)
        try:
            if ours.recv(len(READY)) != READY:
                raise ServerGone
        except OSError as error:
            raise ServerGone from error
        answer = bytearray()
        try:
            ours.sendall(head)
            ours.sendall(content)
            ours.shutdown(socket.SHUT_WR)
            while len(answer) <= LONGEST_ANSWER and (piece := ours.recv(CHUNK)):
                answer += piece
        except OSError:
            return b""
        return bytes(answer)
