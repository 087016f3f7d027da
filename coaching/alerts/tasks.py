from celery import shared_task

from coaching.alerts import actions
from coaching.alerts.emails import WRITERS
from runners import mail
from runners.clock import database_now


@shared_task
def assess_due(**_: object) -> None:
    actions.assess_due(now=database_now())


@shared_task
def deliver_due(**_: object) -> None:
    mail.drain(now=database_now(), writers=WRITERS, clock=database_now)
