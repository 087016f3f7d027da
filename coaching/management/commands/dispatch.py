"""Do what beat and worker do, without a broker: import, refresh, assess, deliver. Once, or for ever with --loop."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from coaching.alerts import actions as alerts
from coaching.alerts.emails import WRITERS
from journal import loads
from runners import actions as runs
from runners import mail
from runners.clock import database_now

PAUSE_S = 3


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        once()
        while loop:
            time.sleep(PAUSE_S)
            once()


def once() -> mail.Drained:
    now = database_now()
    runs.import_waiting(now=now)
    loads.refresh_stale(now=now)
    alerts.assess_due(now=now)
    return mail.drain(now=now, writers=WRITERS, clock=database_now)
