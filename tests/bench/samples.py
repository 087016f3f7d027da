"""Samples of runs: how small they are, and what it takes to show a run and to work one out again."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.test import Client

from runners import rereading
from runners.importers import Refused, read
from runners.importers.packing import pack
from runners.importers.parsed import Track
from runners.models import User
from tests import recording
from tests.bench.timing import queries, timed

CORPUS = Path(os.environ.get("EVENPACE_CORPUS") or Path(__file__).resolve().parents[3] / "shared" / "data")
Row = Callable[..., None]
RUNS = 200


def run(row: Row, client: Client, runner: User, now: datetime, *, rounds: int) -> None:
    shown = recording.run(runner, at=now - timedelta(hours=3), minutes=60, laps=range(0, 3600, 330), wobble=0.05)
    row("samples of the corpus", _corpus())
    page = timed(lambda: client.get(f"/runs/{shown.pk}/"), rounds=rounds)
    asked = queries(client, f"/runs/{shown.pk}/")
    row("a run's page, an hour", f"{page.wall_ms:6.1f} ms, CPU {page.cpu_ms:5.1f} ms, {asked} queries")
    for i in range(RUNS):
        recording.run(runner, at=now - timedelta(hours=4 + i), minutes=60)
    rereading.ask(now=now, runner=runner)
    again = timed(lambda: rereading.work_off(now=now), rounds=1, warm_up=0)
    row("worked out again, an hour each", f"{again.wall_ms / RUNS:6.1f} ms a run, CPU {again.cpu_ms / RUNS:5.1f} ms")


def _corpus() -> str:
    tracks = _tracks()
    if not tracks:
        return "no corpus here"
    count = sum(len(track.t_s) for track in tracks)
    size = sum(len(pack(track)) for track in tracks)
    return f"{size / count:.2f} bytes a sample, {len(tracks)} tracks, {count:,} samples"


def _tracks() -> list[Track]:
    found = []
    for path in sorted((CORPUS / "activities").rglob("*")):
        if path.suffix.lower() not in (".fit", ".gpx", ".tcx", ".gz"):
            continue
        try:
            found += [parsed.track for parsed in read(path.read_bytes(), path.name) if parsed.track is not None]
        except Refused:
            continue
    return found
