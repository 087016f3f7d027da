from celery import shared_task

from coaching.consultations import clearing, fetching
from runners.clock import database_now


@shared_task
def clear_calls(**_: object) -> None:
    clearing.clear(now=database_now())


@shared_task
def fetch_busy_times(**_: object) -> None:
    fetching.fetch_due(clock=database_now)
