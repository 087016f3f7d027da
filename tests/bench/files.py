"""What a file takes on its way from the browser to the loads it changes, against fitdecode alone reading it."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import fitdecode
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from runners.importers import read
from runners.imports import reading
from runners.models import Run, Stale, User
from tests.bench.timing import WARM_UP
from tests.runners.importers import making

ROUNDS = 12


def hours(now: datetime) -> Iterator[bytes]:
    """One-hour files, each of another morning: none is the copy of another."""
    for days in range(2, 2 + WARM_UP + ROUNDS):
        yield making.watch_hour(start=now.replace(hour=5, minute=0, second=0, microsecond=0) - timedelta(days=days))


def by_fitdecode(content: bytes) -> int:
    """Every message with every field, as fitdecode has it without being asked for anything."""
    with fitdecode.FitReader(content) as frames:
        return sum(1 for _ in frames)


def upload_to_loads(client: Client, runner: User, content: bytes) -> None:
    """Sent, read by the worker in its warm child, and looked at on a page that works out what is stale first."""
    answer = client.post("/runs/import/", {"file": SimpleUploadedFile("hour.fit", content)})
    assert answer.status_code == 302
    reading.work(clock=timezone.now, seconds=60)
    assert Stale.objects.filter(runner=runner).exists()
    assert client.get("/balance/").status_code == 200
    assert not Stale.objects.filter(runner=runner).exists()


def run(row: Callable[[str, str, str], None], client: Client, runner: User, *, rounds: int) -> None:
    """In turns, so that whatever else the machine does weighs on all three alike."""
    rounds, sent = min(rounds, ROUNDS), list(hours(timezone.now()))
    before, waiting = Run.objects.filter(runner=runner).count(), iter(sent)
    ways: dict[str, Callable[[], object]] = {
        "theirs": lambda: by_fitdecode(sent[0]),
        "ours": lambda: read(sent[0], "hour.fit"),
        "whole": lambda: upload_to_loads(client, runner, next(waiting)),
    }
    walls: dict[str, list[float]] = {way: [] for way in ways}
    cpus: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(WARM_UP + rounds):
        for way, do in ways.items():
            wall, cpu = time.perf_counter(), time.process_time()
            do()
            walls[way].append((time.perf_counter() - wall) * 1000)
            cpus[way].append((time.process_time() - cpu) * 1000)
    assert Run.objects.filter(runner=runner).count() == before + WARM_UP + rounds, "every file has become a run"
    theirs, ours, whole = (statistics.median(walls[way][WARM_UP:]) for way in ways)
    cpu = {way: statistics.median(spent[WARM_UP:]) for way, spent in cpus.items()}
    row("FIT hour, fitdecode alone", f"{theirs:6.1f} ms, CPU {cpu['theirs']:5.1f} ms", "")
    row(
        "FIT hour, our reading alone",
        f"{ours:6.1f} ms, CPU {cpu['ours']:5.1f} ms, {ours / theirs:.3f} of fitdecode",
        "",
    )
    said = f"{whole:6.1f} ms, CPU {cpu['whole']:5.1f} ms without child and database, {whole / theirs:.2f} of fitdecode"
    row("FIT hour, upload to shown loads", said, "<= 0.33")
