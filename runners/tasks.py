from celery import shared_task

from runners import forgetting, rereading
from runners.clock import database_now
from runners.imports import reading, sweeping
from runners.models import Outbox, Pulse, Push
from runners.push import subscribing

TURN_S = 5.0  # then whatever else waits has its turn


@shared_task
def import_waiting(**_: object) -> None:
    """Reads for a few seconds; while more waits, the next turn follows at once."""
    if reading.work(clock=database_now, seconds=TURN_S):
        import_waiting.apply_async(expires=TURN_S * 2)


@shared_task
def sweep_files(**_: object) -> None:
    sweeping.sweep(now=database_now())


@shared_task
def reread_waiting(**_: object) -> None:
    rereading.work_off(now=database_now(), clock=database_now)


@shared_task
def purge_deleted(**_: object) -> None:
    forgetting.forget(now=database_now())
    rereading.purge(now=database_now())
    sweeping.purge(now=database_now())
    subscribing.forget_gone(now=database_now())
    Outbox.objects.purge(now=database_now())
    Push.objects.purge(now=database_now())


@shared_task
def pulse(**_: object) -> None:
    Pulse.objects.update_or_create(name="worker", defaults={"beat_at": database_now()})
