"""Import files for somebody, as the worker would, and print one JSON object a file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from runners import actions
from runners.models import Original, User


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
            self.stdout.write(json.dumps(self._import(runner, path)))

    def _import(self, runner: User, path: Path) -> dict[str, object]:
        now = timezone.now()
        if not path.is_file():
            return {"file": path.name, "status": Original.Status.REFUSED, "reason": "There is no such file."}
        original = actions.receive_file(runner, content=path.read_bytes(), name=path.name, now=now)
        if original.status == Original.Status.WAITING:
            actions.import_original(original, now=now)
            return {"file": path.name, **outcome(original)}
        return {"file": path.name, **outcome(original), "status": "duplicate", "reason": "This file is already here."}


def outcome(original: Original) -> dict[str, object]:
    run = original.run
    if run is None:
        return {"status": original.status, "reason": original.reason}
    return {
        "status": original.status,
        "reason": original.reason,
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
