"""Read the last weeks a second way and list where it differs from the balance. Nothing is kept and nobody is told."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journal.sharing import shadows
from runners.science import strain

MOST_DAYS = 365


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=90)
        parser.add_argument("--lines", type=int, default=20, help="how many differences to list")

    def handle(self, *args: Any, days: int, lines: int, **options: Any) -> None:
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days must be 1 to {MOST_DAYS}.")
        found = sum(shadows.shadow(today=timezone.localdate(), days=days), shadows.NOTHING)
        self.stdout.write(
            f"{strain.VERSION} beside the balance, {found.runners} runners, {days} days: both speak on {found.both}, "
            f"the balance alone on {found.balance_alone}, {strain.VERSION} alone on {found.strain_alone}, "
            f"neither on {found.neither}"
        )
        for one in sorted(found.apart, key=lambda apart: -apart.days)[:lines]:
            self.stdout.write(_line(one))


def _line(one: shadows.Apart) -> str:
    parts = ", ".join(f"{name} {part:+.2f}" for name, part in one.most)
    return (
        f"  runner {one.runner_id} since {one.since}, {one.days} days: balance {_number(one.balance)}, "
        f"{strain.VERSION} {_number(one.strain)} ({parts})"
    )


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g}"
