"""Is everything that must work working? The same facts for the health check and for `manage.py doctor`."""

import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, ProgrammingError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string

from runners.access import public
from runners.clock import database_now
from runners.models import Outbox, Pulse, Push, Stale

LATE = timedelta(seconds=120)
LOOKED_BACK = timedelta(days=7)
BESIDE = ("letters", "pushes", "loads")  # late ones are for somebody to look at, not a reason to call the site down


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
    trouble: str = import_string("coaching.pages.broker.trouble")()
    return Fact("broker", not trouble, trouble or "answers")


def machinery(now: datetime, *, up_for: timedelta = timedelta.max) -> list[Fact]:
    """Beat, worker and, where one runs, the dispatcher: each is heard of, or silent.

    A process that has only just started gives them the same time to be heard of, which is what `up_for` is about.
    """
    heard = dict(Pulse.objects.values_list("name", "beat_at"))
    found = _worker_and_beat(heard.get("worker"), now, up_for)
    if "dispatch" in heard:
        found.append(Fact("dispatcher", _fresh(heard["dispatch"], now, up_for), _seen(heard["dispatch"], now)))
    return found


def _worker_and_beat(at: datetime | None, now: datetime, up_for: timedelta) -> list[Fact]:
    """Beat asks, the worker answers with a pulse. In a silence, what waits in the broker tells which of them it is."""
    if _fresh(at, now, up_for):
        return [Fact("worker", True, _seen(at, now)), Fact("beat", True, _seen(at, now))]
    waiting: int | None = import_string("coaching.pages.broker.unanswered")()
    if waiting:
        return [
            Fact("worker", False, f"{_seen(at, now)}, {waiting} messages wait for it"),
            Fact("beat", True, "has asked, nobody answered"),
        ]
    return [Fact("worker", False, f"{_seen(at, now)}, nothing waits for it"), Fact("beat", False, "has asked nothing")]


def _fresh(at: datetime | None, now: datetime, up_for: timedelta) -> bool:
    return up_for < LATE or (at is not None and now - at < LATE)


def _seen(at: datetime | None, now: datetime) -> str:
    return "not seen yet" if at is None else f"seen {max(0, int((now - at).total_seconds()))} s ago"


def letters(now: datetime) -> Fact:
    oldest = Outbox.objects.due(now).first()
    given_up = Outbox.objects.given_up().filter(due_at__gt=now - LOOKED_BACK).count()
    wait = (now - oldest.due_at) if oldest else timedelta()
    said = f"oldest due letter waits {max(0, int(wait.total_seconds()))} s, {given_up} given up this week"
    return Fact("letters", wait < LATE and not given_up, said)


def pushes(now: datetime) -> Fact:
    oldest = Push.objects.due(now).first()
    given_up = Push.objects.given_up().filter(due_at__gt=now - LOOKED_BACK).count()
    wait = (now - oldest.due_at) if oldest else timedelta()
    said = f"oldest due push waits {max(0, int(wait.total_seconds()))} s, {given_up} given up this week"
    return Fact("pushes", wait < LATE and not given_up, said)


def stale(now: datetime) -> Fact:
    """Runners whose loads wait to be worked out; one that was put aside after an error does not go unseen."""
    oldest = Stale.objects.order_by("marked_at").first()
    wait = (now - oldest.marked_at) if oldest else timedelta()
    runners = Stale.objects.values("runner").distinct().count()
    said = f"{runners} waiting, the oldest for {max(0, int(wait.total_seconds()))} s"
    return Fact("loads", wait < LATE, said)


STARTED = time.monotonic()


def facts(*, up_for: timedelta = timedelta.max) -> list[Fact]:
    found = [database(), broker()]
    if found[0].ok:
        now = database_now()
        try:
            found += [*machinery(now, up_for=up_for), letters(now), pushes(now), stale(now)]
        except ProgrammingError:
            found.append(Fact("machinery", False, "the tables are not there yet"))
    return found


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when web, database and broker work and the machinery is heard of; letters and loads are told beside it."""
    found = facts(up_for=timedelta(seconds=time.monotonic() - STARTED))
    ok = all(fact.ok for fact in found if fact.name not in BESIDE)
    body = {"ok": ok, "facts": [asdict(fact) for fact in found]}
    return JsonResponse(body, status=200 if ok else 503, headers={"Cache-Control": "no-store"})
