from celery import shared_task

from coaching.alerts import agreed, digests, raising, standins, webhooks
from coaching.alerts.emails import WRITERS
from coaching.alerts.pushes import LOOKS
from runners import mail
from runners.clock import database_now
from runners.push import draining


@shared_task
def assess_due(**_: object) -> None:
    raising.assess_due(now=database_now())


@shared_task
def deliver_due(**_: object) -> None:
    mail.drain(now=database_now(), writers=WRITERS, clock=database_now)


@shared_task
def push_due(**_: object) -> None:
    draining.drain(now=database_now(), looks=LOOKS, clock=database_now)


@shared_task
def tell_due(**_: object) -> None:
    """What has its time: digests, stand-ins, and what somebody agreed on."""
    now = database_now()
    agreed.look(now=now)
    standins.escalate(now=now)
    digests.gather(now=now)


@shared_task
def call_servers(**_: object) -> None:
    webhooks.post_due(clock=database_now)


@shared_task
def purge_calls(**_: object) -> None:
    webhooks.purge(now=database_now())
