"""/healthz and doctor: red when a part is silent, and green again when it speaks."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from coaching.pages import health
from runners.models import DataKey, Outbox, Pulse, Push, Stale, User
from runners.push import write_push
from tests import making

pytestmark = pytest.mark.django_db
QUEUE = "evenpace:celery"


@pytest.fixture
def broker() -> "redis.Redis":
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete(QUEUE)
    yield client
    client.delete(QUEUE)


@pytest.fixture
def started_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "STARTED", -1e9)


def seen(name: str, seconds_ago: float) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Pulse.objects.update_or_create(name=name, defaults={"beat_at": at})


def asked(client: Client) -> tuple[int, dict[str, bool]]:
    answer = client.get("/healthz")
    return answer.status_code, {fact["name"]: fact["ok"] for fact in answer.json()["facts"]}


def test_it_is_green_while_the_worker_is_heard_of(client: Client, started_long_ago: None) -> None:
    seen("worker", 20)
    assert asked(client)[0] == 200


def test_it_is_red_120_seconds_after_the_last_pulse(
    client: Client, started_long_ago: None, broker: "redis.Redis"
) -> None:
    seen("worker", 121)
    status, facts = asked(client)
    assert status == 503
    assert not facts["worker"]
    assert not facts["beat"]


def test_it_tells_a_silent_worker_from_a_silent_beat(broker: "redis.Redis") -> None:
    now = timezone.now()
    broker.lpush(QUEUE, "{}")
    worker, beat = health.machinery(now)
    assert (worker.ok, beat.ok) == (False, True)
    assert "1 messages wait" in worker.said


def test_it_is_red_when_a_dispatcher_that_ran_is_silent(client: Client, started_long_ago: None) -> None:
    seen("worker", 5)
    seen("dispatch", 130)
    status, facts = asked(client)
    assert status == 503
    assert not facts["dispatcher"]


def test_it_gives_everybody_120_seconds_after_a_start() -> None:
    now = timezone.now()
    assert all(fact.ok for fact in health.machinery(now, up_for=timedelta(seconds=119)))
    assert not all(fact.ok for fact in health.machinery(now, up_for=timedelta(seconds=121)))


def test_it_is_red_without_a_broker(client: Client, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    status, facts = asked(client)
    assert status == 503
    assert not facts["broker"]
    assert facts["database"]


def doctor(*arguments: str) -> tuple[str, int]:
    said, code = StringIO(), 0
    try:
        call_command("doctor", *arguments, stdout=said)
    except SystemExit as end:
        code = int(end.code or 0)
    return said.getvalue(), code


def test_the_doctor_says_a_line_for_each_part(runner: User) -> None:
    seen("worker", 3)
    said, code = doctor()
    names = [line[5:].split()[0] for line in said.splitlines()]
    assert names == [
        "database", "broker", "worker", "beat", "letters", "pushes", "loads",
        "tables", "clock", "keys", "push", "helplines", "mail", "storage",
    ]  # fmt: skip
    assert code == 0, said


def letter_given_up(runner: User) -> None:
    now = timezone.now()
    Outbox.objects.create(
        kind="alert", subject_id=1, recipient=runner, dedup_key="x", due_at=now, status=Outbox.Status.GIVEN_UP
    )


def loads_left_lying(runner: User) -> None:
    Stale.objects.mark(runner.pk, timezone.now().date())
    Stale.objects.update(marked_at=timezone.now() - timedelta(minutes=5))


def push_given_up(runner: User) -> None:
    now = timezone.now()
    making.phone(runner, at=now)
    write_push(runner, kind="x", title="", body="", path="/", dedupe="x", due_at=now, now=now)
    Push.objects.update(status=Push.Status.GIVEN_UP)


def pair_that_is_missing(runner: User) -> None:
    making.phone(runner, at=timezone.now())


def key_of_an_unknown_ring(runner: User) -> None:
    DataKey.objects.create(pk=runner.pk, wrapped="lost:abc")


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("letters", letter_given_up),
        ("pushes", push_given_up),
        ("loads", loads_left_lying),
        ("keys", key_of_an_unknown_ring),
        ("push", pair_that_is_missing),
    ],
)
def test_the_doctor_fails_on(part: str, fault: Callable[[User], None]) -> None:
    seen("worker", 3)
    Stale.objects.all().delete()
    fault(making.person("fay@example.org"))
    said, code = doctor("--only", part)
    assert code == 1
    assert said.startswith(f"FAIL {part}")


def test_the_doctor_looks_at_one_part_alone() -> None:
    seen("worker", 3)
    said, code = doctor("--only", "worker")
    assert said.splitlines()[0].startswith("ok   worker")
    assert len(said.splitlines()) == 1
    assert code == 0
