"""The process that has everything ready for reading files, and forks a child for each: see `child`.

Started with `python -m runners.importers.server CONTROL`, the number of a socket on which other sockets arrive. On each
of those comes one question: a line of JSON (name, started_at, and the limits) and the bytes of the file.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import socket
import sys
import traceback
from datetime import datetime

from runners.importers import read, wire
from runners.importers.child import READY
from runners.importers.refusals import RefusalKind, Refused

# Read once at the start: what is loaded and set up on the way, no child has to do again. Two points at the equator,
# half a minute apart, as GPX and as FIT.
WARM_UP = (
    b"<gpx><trk><trkseg>"
    b'<trkpt lat="0" lon="0"><time>2026-03-01T07:30:00Z</time></trkpt>'
    b'<trkpt lat="0" lon="0.001"><time>2026-03-01T07:30:30Z</time></trkpt>'
    b"</trkseg></trk></gpx>",
    bytes.fromhex(
        "0e20930829000000" "2e464954" "0000"  # header
        "400000140003" "fd0486" "000485" "010485"  # what a record holds: time, latitude, longitude
        "00" "b8a33543" "00000000" "00000000"
        "00" "d6a33543" "00000000" "00100000"
        "0000"
    ),
)  # fmt: skip
# So often it is asked whether the process that started this one is still there.
WATCH_S = 5.0


def main() -> None:
    control, starter = socket.socket(fileno=int(sys.argv[1])), os.getppid()
    # Ctrl-C reaches everybody in front of a terminal; whoever started this one decides. Children are not waited for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for content in WARM_UP:
        wire.packed(read(content, ""))
    gc.freeze()
    control.settimeout(WATCH_S)
    while os.getppid() == starter:
        try:
            said, handles, _, _ = socket.recv_fds(control, len(READY), 1)
        except TimeoutError:
            continue
        if not said:
            return
        with socket.socket(fileno=handles[0]) as asker:
            if os.fork() == 0:
                try:
                    control.close()
                    serve(asker)
                finally:
                    os._exit(0)


def serve(asker: socket.socket) -> None:
    """Answer one question under its limits. Without an answer, the asker knows that they were too narrow."""
    asker.settimeout(None)
    asker.sendall(READY)
    stream = asker.makefile("rb")
    question = json.loads(stream.readline())
    limit(resource.RLIMIT_CPU, question["cpu_s"])
    limit(resource.RLIMIT_AS, question["memory_mb"] * 1024 * 1024)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)
    signal.setitimer(signal.ITIMER_REAL, question["wall_s"])
    asker.sendall(reply_to(question, stream.read()))


def reply_to(question: dict[str, str | None], content: bytes) -> bytes:
    started_at = question["started_at"]
    try:
        runs = read(
            content,
            question["name"] or "",
            started_at=datetime.fromisoformat(started_at) if started_at else None,
        )
        return wire.packed(runs)
    except Refused as refusal:
        return wire.packed_refusal(refusal)
    except MemoryError:
        return wire.packed_refusal(Refused(RefusalKind.TOO_HEAVY))
    except Exception as fault:  # one of ours: the asker is not left waiting for it
        report(fault)
        return wire.packed_refusal(Refused(RefusalKind.UNREADABLE))


def limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def report(fault: Exception) -> None:
    """To the log, without its message, which may quote the file."""
    trace = "".join(traceback.format_tb(fault.__traceback__))
    sys.stderr.write(f"{type(fault).__name__} while reading a file\n{trace}")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
