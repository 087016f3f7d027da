"""Digests while beats are doubled and workers are killed: one a person and morning, and none lost."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from coaching.alerts.models import Delivery, Digest
from runners.models import Outbox, User
from tests import making
from tests.coaching.alerts import raised
from tests.faults.site import Site, all_sent, children, delivered, end, settled, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
Tell = Callable[[object], None]
PROFILES = [
    pytest.param(25, id="short"),
    pytest.param(250, id="long", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
]


def at_noon(now: datetime) -> str:
    """A zone in which it is about noon: digests are made by day."""
    ahead = 12 - now.hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def waiting_for_a_digest(number: int) -> None:
    """As many coaches, each with two alerts that were to be told of an hour ago."""
    now = timezone.now()
    for _ in range(number):
        coach = making.person(f"coach-{User.objects.count()}@example.org", is_coach=True, time_zone=at_noon(now))
        for _ in range(2):
            tie = making.coachship(coach, making.person(f"runner-{User.objects.count()}@example.org"))
            Delivery.objects.create(
                alert=raised.alert(tie.runner, now=now), recipient=coach, channel=Delivery.Channel.EMAIL,
                due_at=now - timedelta(hours=1), created_at=now,
            )  # fmt: skip


@pytest.mark.parametrize("coaches", PROFILES)
def test_two_beats_and_killed_workers_make_one_digest_each(site: Site, tell: Tell, coaches: int) -> None:
    waiting_for_a_digest(coaches)
    for name in ("beat-a", "beat-b"):
        site.beat(name)
    site.dispatcher()
    worker = site.worker()
    assert wait_until(lambda: len(delivered(site.folder)) >= coaches // 4, 60), site.said("worker")
    for child in children(worker):
        os.kill(child, signal.SIGKILL)
    end(worker)
    site.worker()
    assert wait_until(lambda: Digest.objects.count() == coaches and all_sent(), 90), site.said("dispatch")
    account = settled(site.folder, coaches)
    tell(f"{account}; digests, 2 beats, a dispatcher, and a worker killed with its children")
    assert account.lost == 0
    assert account.duplicates <= 2  # what was being sent when its sender died
    assert set(Counter(Outbox.objects.values_list("recipient", flat=True)).values()) == {1}
    assert not Delivery.objects.filter(channel=Delivery.Channel.EMAIL, digest=None).exists()
