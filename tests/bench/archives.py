"""An archive read by one reader, and by as many as there are processors: what the second one is worth."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

from django.db.models import Count, Max, Min
from django.utils import timezone

from runners import files
from runners.imports import reading, receiving
from runners.models import Import, Original, User
from tests import making
from tests.making_archives import takeout

Row = Callable[[str, str, str], None]
FILES = 1_000
PROJECT = Path(__file__).resolve().parents[2]
# Reads until everything is read, and waits for the others to come up before it begins.
READER = """
import sys, time, django
django.setup()
from django.utils import timezone
from runners.clock import database_now
from runners.imports import reading
from runners.importers.child import read_safely
try: read_safely(b"warm", "warm.fit")
except Exception: pass
print("ready", flush=True)
sys.stdin.readline()
while reading.work(clock=database_now, seconds=600): pass
"""


def run(row: Row, *, number: int = FILES) -> None:
    cores, archive = os.cpu_count() or 1, takeout(number, minutes=45)
    one = rate(1, archive)
    all_of_them = rate(cores, archive)
    row("archive, one reader", f"{one:6.1f} files/s ({number} files)", "")
    said = f"{all_of_them:6.1f} files/s, {all_of_them / (cores * one):.2f} of {cores} x one"
    row(f"archive, {cores} readers", said, ">= 0.9")


def rate(readers: int, archive: bytes) -> float:
    """Files a second between the first and the last that was closed."""
    runner = making.person(f"archive-{readers}-{uuid.uuid4().hex[:6]}@example.org")
    incoming = files.Incoming()
    incoming.write(archive)
    now = timezone.now()
    unit = receiving.receive(runner, incoming=incoming, name="takeout.zip", key=uuid.uuid4(), now=now)
    opened = Import.objects.filter(pk=unit.pk).claim(now=now)
    assert opened is not None
    reading.try_to_open(opened, now=now)  # so that none of the readers finds nothing to do at its start
    started = [started_reader(readers) for _ in range(readers)]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in started:
        process.communicate()
    assert Import.objects.get(pk=unit.pk).state == Import.State.DONE
    return _rate(unit, runner)


def started_reader(readers: int) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "EVENPACE_PROCESS": "worker", "IMPORT_READERS": str(readers)}
    command = [sys.executable, "-c", READER]
    return subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _rate(unit: Import, runner: User) -> float:
    rows = Original.objects.filter(unit=unit, runner=runner, status=Original.Status.IMPORTED)
    told = rows.aggregate(first=Min("closed_at"), last=Max("closed_at"), number=Count("pk"))
    seconds: float = (told["last"] - told["first"]).total_seconds()
    return float((told["number"] - 1) / seconds)
