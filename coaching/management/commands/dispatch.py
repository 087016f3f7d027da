"""Do what beat and worker do, without a broker: import, refresh, assess, deliver. Once, or for ever with --loop."""

import signal
import time
from argparse import ArgumentParser
from itertools import count
from typing import Any

from django.core.management.base import BaseCommand

from coaching.alerts import agreed, digests, raising, standins, webhooks
from coaching.alerts.emails import WRITERS
from coaching.alerts.pushes import LOOKS
from coaching.articles import comments
from coaching.consultations import clearing, fetching
from coaching.conversations import writing
from coaching.privacy import bringing, erasing, exporting
from journal import loads, reminders, week_asking
from journal.tasks import purge_deleted
from runners import forgetting, mail, rereading
from runners.clock import database_now
from runners.imports import reading, sweeping
from runners.models import Outbox, Pulse, Push
from runners.push import draining, subscribing

PAUSE_S = 3
ROUNDS_BETWEEN_TIDYING = 1200  # about an hour


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        once()
        tidy()
        if loop:
            self._for_ever()

    def _for_ever(self) -> None:
        """Leaves a pulse after each round; one that ends in order takes it along, one that is killed is missed."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            for number in count(1):
                Pulse.objects.update_or_create(name="dispatch", defaults={"beat_at": database_now()})
                time.sleep(PAUSE_S)
                once()
                if number % ROUNDS_BETWEEN_TIDYING == 0:
                    tidy()
        except KeyboardInterrupt:
            Pulse.objects.filter(name="dispatch").delete()


def once() -> mail.Drained:
    now = database_now()
    reading.work(clock=database_now, seconds=PAUSE_S)
    rereading.work_off(now=now, clock=database_now)
    loads.refresh_stale(now=now)
    raising.assess_due(now=now)
    agreed.look(now=now)
    standins.escalate(now=now)
    digests.gather(now=now)
    webhooks.post_due(clock=database_now)
    reminders.remind_due(now=now)
    week_asking.ask_due(now=now)
    clearing.clear(now=now)
    fetching.fetch_due(clock=database_now)
    exporting.work(clock=database_now, seconds=PAUSE_S)
    bringing.work(clock=database_now, seconds=PAUSE_S)
    erasing.call_off_calls(now=now)
    erasing.erase_due(now=now)
    draining.drain(now=now, looks=LOOKS, clock=database_now)
    return mail.drain(now=now, writers=WRITERS, clock=database_now)


def tidy() -> None:
    """What has had its time goes: the hourly half of beat's list."""
    now = database_now()
    comments.purge_unconfirmed(now=now)
    comments.forget_reporters(now=now)
    forgetting.forget(now=now)
    webhooks.purge(now=now)
    purge_deleted()
    writing.purge_deleted(now=now)
    rereading.purge(now=now)
    sweeping.purge(now=now)
    subscribing.forget_gone(now=now)
    Outbox.objects.purge(now=now)
    Push.objects.purge(now=now)
    sweeping.sweep(now=now)
    exporting.sweep(now=now)
