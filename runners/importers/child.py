"""Reads a file in a process of its own, so that a hostile one can end nothing but that process.

Started with `python -m runners.importers.child CPU_SECONDS MEMORY_MB`; the name as a line of JSON and then
the bytes on its standard input, the pickled answer on its standard output.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import subprocess
import sys
import traceback
from pathlib import Path
from types import TracebackType

from runners.importers import read
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
Answer = ParsedRun | tuple[RefusalKind, str]


def read_safely(content: bytes, name: str, *, cpu_s: int = 20, memory_mb: int = 512, wall_s: float = 30.0) -> ParsedRun:
    """Like `read`, under limits of processor time (s), address space (MB) and time on the clock (s).

    Raises Refused, and nothing else, whatever the file does to the process that reads it.
    """
    # multiprocessing is closed to a Celery worker, whose own processes are daemons.
    command = [sys.executable, "-m", "runners.importers.child", str(cpu_s), str(memory_mb)]
    question = json.dumps(name).encode() + b"\n" + content
    try:
        # The command is ours, and so is the process whose answer is unpickled below.
        done = subprocess.run(
            command, input=question, stdout=subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT, timeout=wall_s
        )
    except subprocess.TimeoutExpired:
        raise Refused(RefusalKind.TOO_HEAVY) from None
    if done.returncode < 0:
        raise Refused(RefusalKind.TOO_HEAVY)
    if done.returncode > 0:
        raise Refused(RefusalKind.UNREADABLE)
    answer: Answer = pickle.loads(done.stdout)  # noqa: S301
    if isinstance(answer, ParsedRun):
        return answer
    raise Refused(*answer)


def main() -> None:
    sys.excepthook = report
    limit(resource.RLIMIT_CPU, int(sys.argv[1]))
    limit(resource.RLIMIT_AS, int(sys.argv[2]) * 1024 * 1024)
    limit(resource.RLIMIT_CORE, 0)
    name = json.loads(sys.stdin.buffer.readline())
    answer: Answer
    try:
        answer = read(sys.stdin.buffer.read(), name)
    except Refused as refusal:
        answer = (refusal.kind, refusal.sentence)
    except MemoryError:
        answer = (RefusalKind.TOO_HEAVY, Refused(RefusalKind.TOO_HEAVY).sentence)
    sys.stdout.buffer.write(pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))


def limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of ours goes to the log without its message, which may quote the file."""
    sys.stderr.write(f"{kind.__name__} while reading a file\n{''.join(traceback.format_tb(trace))}")


if __name__ == "__main__":
    main()
