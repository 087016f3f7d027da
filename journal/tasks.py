from celery import shared_task

from journal import actions, loads
from runners.clock import database_now


@shared_task
def refresh_stale(**_: object) -> None:
    loads.refresh_stale(now=database_now())


@shared_task
def purge_deleted(**_: object) -> None:
    actions.purge_deleted(now=database_now())
