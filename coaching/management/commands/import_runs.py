"""Import files and archives for somebody, as the worker would, and print one JSON object an activity."""

import json
import time
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runners import files
from runners.clock import database_now
from runners.imports import pages, reading, receiving
from runners.imports.pages import FileRow
from runners.models import Import, Original, User

# What the contract of this command knows of the outcomes on the page.
STATUSES = {
    Original.Status.IMPORTED: "imported",
    Original.Status.MERGED: "duplicate",
    Original.Status.DUPLICATE: "duplicate",
    Original.Status.SKIPPED: "duplicate",
}


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, email: str, files: list[Path], **options: Any) -> None:
        runner = User.objects.filter(email__iexact=email).first()
        if runner is None:
            raise CommandError(f"Nobody has an account with {email}.")
        for path in files:
            for outcome in imported(runner, path):
                self.stdout.write(json.dumps(outcome))


def imported(runner: User, path: Path) -> Iterator[dict[str, object]]:
    """A copy that knows more than the run that is here is joined to it: there is nobody to ask."""
    if not path.is_file():
        yield {"file": path.name, "status": "refused", "reason": "There is no such file."}
        return
    incoming = files.copied(path)
    unit = receiving.receive(runner, incoming=incoming, name=path.name, key=uuid.uuid4(), now=database_now())
    Import.objects.filter(pk=unit.pk).update(always=Import.Answer.MERGE)
    while not reading.read_unit(unit, clock=database_now):
        time.sleep(0.2)  # a worker of the site has some of it
    unit.refresh_from_db()
    if unit.state == Import.State.REFUSED:
        yield {"file": path.name, "status": "refused", "reason": unit.reason}
    for row in pages.every_file(unit):
        name = path.name if unit.source == "file" else f"{path.name}/{row.name}"
        yield {"file": name, **outcome_of(row)}


def outcome_of(row: FileRow) -> dict[str, object]:
    said: dict[str, object] = {"status": STATUSES.get(Original.Status(row.status), "refused"), "reason": row.reason}
    run = row.run
    if run is None:
        return said
    return {
        **said,
        "started_at": run.started_at.isoformat(),
        "sport": run.sport,
        "distance_m": run.distance_m,
        "moving_s": run.moving_s if run.moving_s is not None else run.timer_s,
        "elapsed_s": run.elapsed_s,
        "points": run.points,
        "avg_hr": run.avg_hr,
        "feel": run.watch_feel,
        "effort": run.watch_effort,
    }
