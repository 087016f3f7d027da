from celery import shared_task

from coaching.conversations import writing
from runners.clock import database_now


@shared_task
def purge_deleted(**_: object) -> None:
    writing.purge_deleted(now=database_now())
