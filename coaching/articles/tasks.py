from celery import shared_task

from coaching.articles import comments
from runners.clock import database_now


@shared_task
def purge_unconfirmed(**_: object) -> None:
    comments.purge_unconfirmed(now=database_now())
    comments.forget_reporters(now=database_now())
