"""Workers and the broker fail in every way; no letter is lost, and none is doubled beyond what was being sent."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from runners.models import Outbox, Stale, User
from tests import making
from tests.faults.site import (
    Servers,
    Site,
    alert_letters,
    all_sent,
    children,
    copied,
    delivered,
    end,
    settled,
    wait_until,
)
from tests.servers import PROJECT

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PROFILES = [
    pytest.param(1, id="short"),
    pytest.param(10, id="long", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
]
Tell = Callable[[object], None]


def some_left(site: Site, number: int) -> Callable[[], bool]:
    return lambda: len(delivered(site.folder)) >= number


@pytest.mark.parametrize("times", PROFILES)
def test_every_alert_is_mailed_though_workers_and_their_children_are_killed_and_the_broker_is_emptied(
    site: Site, tell: Tell, times: int
) -> None:
    letters, kills = 50 * times, 2 * times
    alert_letters(letters)
    site.beat()
    worker = site.worker()
    for kill in range(kills):
        assert wait_until(some_left(site, (kill + 1) * letters // (kills + 2)), 90), site.said("worker")
        if kill % 2:
            end(worker)
            worker = site.worker()
        else:
            kill_children(worker)
        redis.Redis.from_url(settings.REDIS_URL).flushall()
    assert wait_until(all_sent, 120), site.said("worker")
    account = settled(site.folder, letters)
    tell(f"{account}; workers or all their children killed {kills} times, broker emptied {kills} times")
    assert worker.poll() is None
    assert account.lost == 0
    assert account.duplicates <= kills * 2


def kill_children(worker: subprocess.Popen[bytes]) -> None:
    for child in children(worker):
        os.kill(child, signal.SIGKILL)


def test_letters_go_out_while_the_broker_is_gone_and_the_worker_outlives_that(
    brittle_site: Site, own_servers: Servers, tell: Tell
) -> None:
    brittle_site.beat()
    worker = brittle_site.worker()
    alert_letters(5)
    assert wait_until(all_sent, 60), brittle_site.said("worker")
    brittle_site.dispatcher()
    with own_servers.gone("valkey"):
        alert_letters(15)
        assert wait_until(all_sent, 30), "nobody sent without the broker"
    end(brittle_site.running[-1])  # the dispatcher: from here on it is the worker's again
    alert_letters(5)
    assert wait_until(all_sent, 60), "the worker did not come back"
    account = settled(brittle_site.folder, 25)
    tell(f"{account}; broker killed and back")
    assert worker.poll() is None
    assert (account.lost, account.duplicates) == (0, 0)


def test_a_broker_restored_from_an_old_copy_sends_nothing_twice(
    brittle_site: Site, own_servers: Servers, tell: Tell
) -> None:
    kept, data = brittle_site.folder / "copy", own_servers.folder / "valkey"
    alert_letters(15)
    beat = brittle_site.beat()
    broker = redis.Redis.from_url(own_servers.redis_url)
    assert wait_until(lambda: broker.llen("evenpace:celery") > 2, 40), brittle_site.said("beat")
    copied(data, kept)
    brittle_site.worker()
    assert wait_until(all_sent, 60), brittle_site.said("worker")
    end(beat)
    with own_servers.gone("valkey"):
        copied(kept, data)
    assert wait_until(lambda: answers(broker), 20)
    assert wait_until(lambda: broker.llen("evenpace:celery") == 0, 60), "the old messages still wait"
    account = settled(brittle_site.folder, 15)
    tell(f"{account}; broker restored from before they were sent")
    assert (account.lost, account.duplicates) == (0, 0)


def answers(broker: redis.Redis) -> bool:
    try:
        return bool(broker.ping())
    except redis.RedisError:
        return False


@pytest.mark.parametrize("times", PROFILES)
def test_three_schedules_and_three_dispatchers_send_nothing_twice(site: Site, tell: Tell, times: int) -> None:
    letters = 60 * times
    alert_letters(letters)
    for number in range(3):
        site.beat(f"beat-{number}")
        site.dispatcher()
    site.worker()
    assert wait_until(all_sent, 60 * times), "letters still wait"
    account = settled(site.folder, letters)
    tell(f"{account}; 3 beats, 3 dispatchers and a worker at once")
    assert (account.lost, account.duplicates) == (0, 0)


ACCEPT_AND_DIE = """
import os, signal, django
django.setup()
from tests.faults.site import alert_letters
alert_letters(1)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_dies_right_after_the_commit_leaves_a_letter_that_is_sent(site: Site, tell: Tell) -> None:
    """Nothing hangs on what would happen after a commit: the row itself is the promise."""
    surroundings = {**site.environment, "DJANGO_SETTINGS_MODULE": "coaching.settings"}
    died = subprocess.run([sys.executable, "-c", ACCEPT_AND_DIE], cwd=PROJECT, env=surroundings, check=False)
    assert died.returncode == -signal.SIGKILL
    assert Outbox.objects.waiting().count() == 1
    site.dispatcher()
    assert wait_until(all_sent, 30), site.said("dispatch")
    account = settled(site.folder, 1)
    tell(account)
    assert (account.lost, account.duplicates) == (0, 0)


def poisoned(coach: User) -> list[Outbox]:
    """Letters that cannot be written, cannot be addressed, and whose reader is gone."""
    now = timezone.now() - timedelta(hours=1)  # first in the line
    crooked = making.person("crooked@example.org", is_coach=True)
    User.objects.filter(pk=crooked.pk).update(email="crooked@example.org\nBcc: all@example.org")
    gone = making.person("gone@example.org", is_coach=True)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for number, person in enumerate((crooked, gone)):
        alert_letters(1, to=User.objects.get(pk=person.pk))
        Outbox.objects.filter(recipient=person).update(due_at=now + timedelta(seconds=number))
    unknown = {"kind": "nobody wrote this one", "subject_id": 1, "recipient": coach}
    return [
        Outbox.objects.create(**unknown, dedup_key="unknown", due_at=now),
        Outbox.objects.get(recipient=crooked),
        Outbox.objects.get(recipient=gone),
    ]


def test_rows_that_cannot_be_done_hold_up_nobody(site: Site, tell: Tell) -> None:
    coach = making.person("jo@example.org", name="Jo Okonedo", is_coach=True)
    unknown, crooked, gone = poisoned(coach)
    nowhere = making.person("nowhere@example.org")
    User.objects.filter(pk=nowhere.pk).update(time_zone="No/Where")
    Stale.objects.mark(nowhere.pk, timezone.now().date())
    alert_letters(10, to=coach)
    site.dispatcher()
    assert wait_until(some_left(site, 10), 30), site.said("dispatch")
    for row in (unknown, crooked, gone):
        row.refresh_from_db()
    assert unknown.last_error == "KeyError"
    assert crooked.last_error == "BadHeaderError"
    assert gone.status == Outbox.Status.CANCELLED
    assert wait_until(lambda: Stale.objects.filter(runner=nowhere, attempts__gt=0).exists(), 20), site.said("dispatch")
    account = settled(site.folder, 10)
    tell(f"{account}; 4 rows that cannot be done stand aside with their errors")
    assert (account.lost, account.duplicates) == (0, 0)


def test_the_naive_way_loses_letters(site: Site) -> None:
    """The control: with the lease never running out, as if a message in the broker were the only memory."""
    alert_letters(10)
    taken = Outbox.objects.claim(now=timezone.now())
    assert taken is not None
    Outbox.objects.filter(pk=taken.pk).update(leased_until=timezone.now() + timedelta(days=3650))
    site.dispatcher()
    assert wait_until(some_left(site, 9), 60)
    assert not wait_until(some_left(site, 10), 7)


def test_without_the_lease_letters_are_doubled(site: Site, tell: Tell) -> None:
    """The control: senders that take rows without claiming them send many letters twice."""
    alert_letters(40)
    greedy = [
        site.start("-c", GREEDY, process="dispatch", DJANGO_SETTINGS_MODULE="coaching.settings") for _ in range(3)
    ]
    for process in greedy:
        process.wait(timeout=60)
    account = settled(site.folder, 40)
    tell(f"{account}; the control, without leases")
    assert account.duplicates > 0


GREEDY = """
import time, django
django.setup()
from coaching.alerts.emails import WRITERS
from django.utils import timezone
from runners import mail
from runners.models import Outbox
while len(list(Outbox.objects.values("recipient").distinct()[:1])) < 1: time.sleep(.05)
rows = list(Outbox.objects.waiting().order_by("pk"))
time.sleep(2)
for row in rows:
    mail.send(WRITERS[row.kind](row), to=row.recipient.email, message_id=str(row.letter_id))
    row.sent(now=timezone.now())
"""
