from celery import shared_task

from coaching.privacy import bringing, erasing, exporting
from runners.clock import database_now

TURN_S = 12.0


@shared_task
def work_off(**_: object) -> None:
    """Copies, out and in; while more waits, the next turn follows at once."""
    more = exporting.work(clock=database_now, seconds=TURN_S)
    if bringing.work(clock=database_now, seconds=TURN_S) or more:
        work_off.apply_async(expires=TURN_S * 2)


@shared_task
def erase_due(**_: object) -> None:
    now = database_now()
    try:
        erasing.call_off_calls(now=now)
    finally:
        erasing.erase_due(now=now)


@shared_task
def sweep_copies(**_: object) -> None:
    exporting.sweep(now=database_now())
