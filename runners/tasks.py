from celery import shared_task

from runners import actions
from runners.clock import database_now
from runners.models import Pulse


@shared_task
def import_waiting(**_: object) -> None:
    actions.import_waiting(now=database_now(), clock=database_now)


@shared_task
def pulse(**_: object) -> None:
    Pulse.objects.update_or_create(name="worker", defaults={"beat_at": database_now()})
