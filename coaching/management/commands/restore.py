"""Put a backup in this database's place. Stop web, worker and beat before, and start them after."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coaching import backups
from coaching.privacy import erasing
from runners.clock import database_now


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []  # must work when little else does

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="even if there are people in this database")
        parser.add_argument("--erased", type=Path, default=settings.ERASED, help="the newest list of erased people")

    def handle(self, *args: Any, file: Path, force: bool, erased: Path, **options: Any) -> None:
        for meant in [file] if erased == settings.ERASED else [file, erased]:
            if not meant.exists():
                raise CommandError(f"{meant} is not there.")
        try:
            done = backups.restore(file, erased=erased, force=force, delete=erasing.delete, now=database_now())
        except backups.CannotRestore as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{done.people} people. {done.held} letters had waited for more than a day and are not sent any more.\n"
            f"{self._list(erased)}: {done.erased} people were in the backup and are erased again.\n"
            "Everybody signs in again. What people switched off or left after the backup is as it was then, "
            "and who asked to be deleted since is not leaving any more: tell them."
        )

    def _list(self, erased: Path) -> str:
        return str(erased) if erased.exists() else f"No list at {erased}"
