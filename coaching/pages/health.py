"""Is everything that must work working? The same facts for the health check and for `manage.py doctor`."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from runners.access import public
from runners.clock import database_now
from runners.models import Outbox, Pulse

LATE = timedelta(seconds=120)


@dataclass(frozen=True)
class Fact:
    name: str
    ok: bool
    said: str


def database() -> Fact:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return Fact("database", True, f"PostgreSQL {cursor.fetchone()[0]}")
    except DatabaseError as error:
        return Fact("database", False, type(error).__name__)


def broker() -> Fact:
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
        client.ping()
    except redis.RedisError as error:
        return Fact("broker", False, type(error).__name__)
    return Fact("broker", True, "answers")


def worker(now: datetime) -> Fact:
    """Worker and beat together: beat asks, the worker answers with a pulse."""
    pulse = Pulse.objects.filter(name="worker").first()
    if pulse is None:
        return Fact("worker", False, "not seen yet")
    age = now - pulse.beat_at
    return Fact("worker", age < LATE, f"seen {max(0, int(age.total_seconds()))} s ago")


def letters(now: datetime) -> Fact:
    oldest = Outbox.objects.due(now).first()
    given_up = Outbox.objects.given_up().count()
    wait = (now - oldest.due_at) if oldest else timedelta()
    said = f"oldest due letter waits {max(0, int(wait.total_seconds()))} s, {given_up} given up"
    return Fact("letters", wait < LATE, said)


def facts() -> list[Fact]:
    found = [database(), broker()]
    if found[0].ok:
        now = database_now()
        found += [worker(now), letters(now)]
    return found


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when web, database and broker work; worker and letters are told beside it."""
    found = facts()
    ok = all(fact.ok for fact in found if fact.name in ("database", "broker"))
    body = {"ok": ok, "facts": [asdict(fact) for fact in found]}
    return JsonResponse(body, status=200 if ok else 503, headers={"Cache-Control": "no-store"})
