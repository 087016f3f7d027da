"""Refresh the loads and assess everybody who is due, as the tasks would at that moment."""

import os
import time
from argparse import ArgumentParser
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coaching.alerts import raising
from journal import loads
from runners.side_by_side import processes

MOST_WORKERS = 8


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", help="the moment to assess, in ISO 8601, for example 2026-03-01T08:00:00Z")
        parser.add_argument("--workers", type=int, help="processes that share the work: one a processor by default")

    def handle(self, *args: Any, now: str | None = None, workers: int | None = None, **options: Any) -> None:
        began = time.perf_counter()
        at = _moment(now)
        try:
            with processes(_number(workers)) as spread:
                refreshed = loads.refresh_stale(now=at, spread=spread)
                assessed = raising.assess_due(now=at, spread=spread)
        except BrokenProcessPool:
            raise CommandError("A worker was killed. What it had not finished is still due: run this again.") from None
        self.stdout.write(
            f"refreshed {refreshed.runners} runners ({refreshed.postponed} postponed), assessed {assessed.assessed}, "
            f"{assessed.alerts} new alerts, {assessed.resolved} resolved, {time.perf_counter() - began:.2f} s"
        )


def _number(workers: int | None) -> int:
    if workers is None:
        return min(len(os.sched_getaffinity(0)), MOST_WORKERS)  # each needs a connection of its own
    if workers < 1:
        raise CommandError("--workers must be 1 or more.")
    return workers


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--now must be a moment in ISO 8601, not {text!r}.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
