"""Write the whole database into one file, while the site runs. The keys are not in it: keep them elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coaching import backups


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []  # must work when little else does

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            size = backups.dump(file)
            backups.begin_list(settings.ERASED)
        except (backups.CannotRestore, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{file}: {size / 1e6:.1f} MB.\n"
            "JOURNAL_KEYS and SECRET_KEY are not in it; without JOURNAL_KEYS nobody reads the private text in it.\n"
            f"Keep the newest {settings.ERASED} with your backups: a restore needs it to leave out whom you erased."
        )
