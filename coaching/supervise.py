"""Runs a few programs side by side: prefixes what they say, starts again what dies, stops them all together."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from coaching.embedded import end_with_parent

SECONDS_TO_STOP = 3.5
SECONDS_UNTIL_SOUND = 60.0  # one that ran this long before it died starts again at once
LONGEST_PAUSE = 30.0
COLOURS = ("36", "32", "35", "33")


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    orphaned: signal.Signals = signal.SIGTERM  # what it gets when we are killed and cannot stop it ourselves


@dataclass
class _Child:
    program: Program
    prefix: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = 0.0


class Supervisor:
    """Single-threaded on purpose: a child asks the kernel to end with the thread that started it.

    SIGINT, SIGTERM and SIGHUP set `asked_to_stop`; nothing is interrupted half-way.
    """

    def __init__(self, programs: Sequence[Program], *, folder: Path, out: TextIO) -> None:
        self.asked_to_stop = False
        self._folder = folder
        self._out = out
        self._selector = selectors.DefaultSelector()
        self._rests: dict[int, bytes] = {}
        width = max(len(program.name) for program in programs)
        self._children = []
        for program, colour in zip(programs, COLOURS, strict=False):
            prefix = f"{program.name:<{width}} | "
            coloured = f"\033[{colour}m{prefix}\033[0m"
            self._children.append(_Child(program, coloured if out.isatty() else prefix))
        self._listen_to_signals()

    def tend(self, seconds: float) -> None:
        """Passes on what is said within this time, and starts whatever does not run but should."""
        now = time.monotonic()
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._lay_out(child, now)
            if child.process is None and child.due <= now:
                self._launch(child, now)
        self._pass_on(seconds)

    def stop(self) -> None:
        """Asks every program to end, and ends it and its whole group if it has not after a few seconds."""
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            with suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        while time.monotonic() < deadline and any(process.poll() is None for process in running):
            self._pass_on(0.05)
        for process in running:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # also what a program left behind
            process.wait()
        self._pass_on(0)

    def say(self, line: str) -> None:
        self._out.write(f"{line}\n")
        self._out.flush()

    def _launch(self, child: _Child, now: float) -> None:
        process = subprocess.Popen(
            list(child.program.command),
            env=dict(child.program.environment),
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,  # Ctrl-C reaches us alone, and we decide what follows
            preexec_fn=end_with_parent(child.program.orphaned),
        )
        child.process, child.started = process, now
        assert process.stdout is not None
        self._selector.register(process.stdout, selectors.EVENT_READ, (child.prefix, process.stdout))

    def _lay_out(self, child: _Child, now: float) -> None:
        """Says that it died and when it starts again; the pause doubles while it keeps dying early."""
        assert child.process is not None
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        sound = now - child.started > SECONDS_UNTIL_SOUND
        child.pause = 1.0 if sound or not child.pause else min(child.pause * 2, LONGEST_PAUSE)
        child.due = now + child.pause
        self.say(f"{child.prefix}ended with {child.process.returncode} and starts again in {child.pause:.0f} s")
        child.process = None

    def _pass_on(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            said = os.read(key.fd, 65_536)
            if key.data is None:
                continue  # a signal arrived
            prefix, stream = key.data
            *lines, rest = (self._rests.pop(key.fd, b"") + said).split(b"\n")
            if not said:
                self._selector.unregister(stream)
                stream.close()
                lines, rest = [rest] if rest else [], b""
            if rest:
                self._rests[key.fd] = rest
            for line in lines:
                self.say(prefix + line.decode(errors="replace"))

    def _listen_to_signals(self) -> None:
        def ask(number: int, frame: object) -> None:
            self.asked_to_stop = True

        bell, hammer = os.pipe()
        os.set_blocking(hammer, False)
        signal.set_wakeup_fd(hammer)
        self._selector.register(bell, selectors.EVENT_READ)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask)


def run_to_the_end(program: Program, *, folder: Path) -> int:
    """Runs one program on our own output; Ctrl-C meanwhile ends it, and raises here alone."""
    return subprocess.run(
        list(program.command),
        env=dict(program.environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=end_with_parent(signal.SIGTERM),
        check=False,
    ).returncode
