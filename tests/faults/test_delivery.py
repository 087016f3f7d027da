"""Real processes, real faults: a worker killed in the middle of a mailing and an emptied broker lose no letter."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from coaching.alerts import actions
from journal.readings import ReadingState
from journal.sharing import ReadingToday
from runners.models import Outbox
from tests import making

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
ALERTS = 50
KILLS = 3


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """A worker and a beat of their own: this test's database, mails into a folder."""
    database = connection.settings_dict["NAME"]
    url = re.sub(r"/[^/?]+(\?|$)", rf"/{database}\1", os.environ["DATABASE_URL"], count=1)
    return {
        **os.environ,
        "DATABASE_URL": url,
        "EVENPACE_VAR": str(tmp_path),
        "EVENPACE_EMBEDDED": "1",
        "EVENPACE_PROCESS": "worker",
        "JOURNAL_KEYS": settings.JOURNAL_KEYS,
        "SECRET_KEY": settings.SECRET_KEY,
    }


def start(part: str, surroundings: dict[str, str], *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "coaching", part, "--loglevel", "WARNING", *more]
    return subprocess.Popen(
        command, env=surroundings, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def start_worker(surroundings: dict[str, str]) -> subprocess.Popen[bytes]:
    return start("worker", surroundings, "--concurrency", "2", "--without-gossip", "--without-mingle")


def end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def alert_letters() -> None:
    coach = making.person("jo@example.org", name="Jo Okonedo", is_coach=True)
    now = timezone.now()
    for number in range(ALERTS):
        runner = making.person(f"r{number}@example.org", name=f"Runner{number} Example")
        making.coachship(coach, runner)
        today = ReadingToday(runner, now.date(), ReadingState.STRAINED, 60.0, 0.8, {}, {}, now.date())
        actions.raise_alert(today, now=now)


def delivered(folder: Path) -> Counter[str]:
    texts = [path.read_text() for path in (folder / "mail").glob("*.log")]
    return Counter(name for text in texts for name in re.findall(r"^Message-ID: <([^@>]+)@", text, re.MULTILINE))


def wait_until(done: object, seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if done():  # type: ignore[operator]
            return True
        time.sleep(0.2)
    return False


def test_every_alert_is_mailed_though_the_worker_is_killed_and_the_broker_emptied(
    surroundings: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alert_letters()
    beat = start("beat", surroundings)
    began = time.monotonic()
    for kill in range(KILLS):
        worker = start_worker(surroundings)
        target = (kill + 1) * ALERTS // (KILLS + 2)
        assert wait_until(lambda target=target: len(delivered(tmp_path)) >= target, 90), "no letters"
        end(worker)
        redis.Redis.from_url(settings.REDIS_URL).flushall()
    worker = start_worker(surroundings)
    try:
        assert wait_until(lambda: not Outbox.objects.waiting().exists(), 120), "letters still wait"
    finally:
        end(worker)
        end(beat)
    copies = delivered(tmp_path)
    lost, twice = ALERTS - len(copies), sum(copies.values()) - len(copies)
    with capsys.disabled():
        print(
            f"\n  accepted {ALERTS}, delivered {len(copies)}, lost {lost}, duplicates {twice}, "
            f"worst lateness {time.monotonic() - began:.0f} s, kills {KILLS}, broker emptied {KILLS} times"
        )
    assert lost == 0
    assert twice <= KILLS * 2


def test_the_naive_way_loses_letters(surroundings: dict[str, str], tmp_path: Path) -> None:
    """The control: with the lease never running out, as if a message in the broker were the only memory."""
    alert_letters()
    now = timezone.now()
    taken = Outbox.objects.claim(now=now)
    assert taken is not None
    Outbox.objects.filter(pk=taken.pk).update(leased_until=now + timedelta(days=3650))
    worker = start_worker(surroundings)
    beat = start("beat", surroundings)
    try:
        assert wait_until(lambda: len(delivered(tmp_path)) >= ALERTS - 1, 90)
        assert not wait_until(lambda: len(delivered(tmp_path)) == ALERTS, 8)
    finally:
        end(worker)
        end(beat)
