"""Do what beat and worker do, without a broker: import, refresh, assess, deliver. Once, or for ever with --loop."""

import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from coaching.alerts import actions as alerts
from coaching.alerts.emails import WRITERS
from journal import loads
from runners import mail, rereading
from runners.clock import database_now
from runners.imports import reading
from runners.models import Pulse

PAUSE_S = 3


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        once()
        if loop:
            self._for_ever()

    def _for_ever(self) -> None:
        """Leaves a pulse after each round; one that ends in order takes it along, one that is killed is missed."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            while True:
                Pulse.objects.update_or_create(name="dispatch", defaults={"beat_at": database_now()})
                time.sleep(PAUSE_S)
                once()
        except KeyboardInterrupt:
            Pulse.objects.filter(name="dispatch").delete()


def once() -> mail.Drained:
    now = database_now()
    reading.work(clock=database_now, seconds=PAUSE_S)
    rereading.work_off(now=now, clock=database_now)
    loads.refresh_stale(now=now)
    alerts.assess_due(now=now)
    return mail.drain(now=now, writers=WRITERS, clock=database_now)
