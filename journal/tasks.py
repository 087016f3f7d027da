from celery import shared_task

from journal import actions, loads, reminders, week_asking
from runners.clock import database_now


@shared_task
def refresh_stale(**_: object) -> None:
    loads.refresh_stale(now=database_now())


@shared_task
def purge_deleted(**_: object) -> None:
    actions.purge_deleted(now=database_now())


@shared_task
def remind_due(**_: object) -> None:
    reminders.remind_due(now=database_now())


@shared_task
def ask_due(**_: object) -> None:
    week_asking.ask_due(now=database_now())
