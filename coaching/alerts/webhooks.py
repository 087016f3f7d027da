"""A coach's own server is told of each alert: numbers and a link, signed, and nothing about anybody.

A call is a row, claimed with a lease, sent at least once and always under the same number. A server that keeps failing
is left alone until its coach says so.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from coaching.alerts.models import Alert, HookCall, Webhook
from coaching.alerts.models.deliveries import KEPT
from runners import outward
from runners.crypto import CannotOpen
from runners.models import User

MOST_FAILURES = 15  # in a row, before the server is left alone
ROUND = timedelta(seconds=20)  # begin no other after that: a task has 45 seconds
TOO_LATE = timedelta(days=2)
TRIES_APART = timedelta(minutes=1)
AGENT = "Evenpace, telling of an alert"
Ask: TypeAlias = Callable[..., outward.Answer]


@transaction.atomic
def choose(coach: User, *, url: str, now: datetime) -> str:
    """This server from now on, and what its messages are signed with: to be shown this once."""
    User.objects.select_for_update(no_key=True).get(pk=coach.pk)  # two taps at once are one after the other
    Webhook.objects.filter(coach=coach).delete()
    secret = secrets.token_urlsafe(32)
    Webhook.objects.create(coach=coach, url=url, secret=secret, host=urlsplit(url).hostname or "", made_at=now)
    return secret


def remove(coach: User) -> None:
    Webhook.objects.filter(coach=coach).delete()


def resume(coach: User) -> None:
    Webhook.objects.filter(coach=coach).update(paused_at=None, failures=0)


def try_out(coach: User, *, now: datetime) -> bool:
    """A message about no alert; False where there is no server, or one was asked for a moment ago."""
    hook = Webhook.objects.filter(coach=coach, paused_at=None).first()
    if hook is None or hook.calls.filter(alert=None, created_at__gt=now - TRIES_APART).exists():
        return False
    HookCall.objects.create(webhook=hook, due_at=now, created_at=now)
    return True


def post_due(*, clock: Callable[[], datetime], ask: Ask = outward.ask) -> int:
    """Sends what is due, one after the other, for as long as there is time; returns how many were tried."""
    began, done = clock(), 0
    while (now := clock()) - began < ROUND:
        call = HookCall.objects.claim(now=now)
        if call is None:
            break
        _post(call, ask, clock)
        done += 1
    return done


def purge(*, now: datetime) -> int:
    gone, _ = HookCall.objects.exclude(status=HookCall.Status.WAITING).filter(created_at__lt=now - KEPT).delete()
    return gone


def _post(call: HookCall, ask: Ask, clock: Callable[[], datetime]) -> None:
    now = clock()
    if now - call.created_at > TOO_LATE or not _is_still_true(call):
        call.cancel()
        return
    try:
        content = body_of(call)
        signed = signature(call.webhook.secret, content, at=now)
        answer = ask(call.webhook.url, headers=_headers(call, signed), content=content)
    except outward.NotReached as error:
        _turned_down(call, problem=str(error), status=None, now=clock())
    except CannotOpen:
        _turned_down(call, problem="the address can no longer be opened; type it again", status=None, now=clock())
    else:
        _answered(call, answer.status, now=clock())


def _is_still_true(call: HookCall) -> bool:
    """Still shared with this coach, and still open; a trial is about nothing."""
    if call.alert_id is None:
        return True
    return Alert.objects.told_to(call.webhook.coach).unfinished().filter(pk=call.alert_id).exists()


def body_of(call: HookCall) -> bytes:
    """Numbers and a link: no name, no feeling, no kind."""
    said = {
        "id": str(call.call_id),
        "alert": call.alert_id,
        "made_at": call.created_at.isoformat(),
        "link": settings.PUBLIC_URL + reverse("coach-alerts"),
    }
    return json.dumps(said, separators=(",", ":")).encode()


def signature(secret: str, content: bytes, *, at: datetime) -> str:
    """`t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">`: a message that is sent on later is known by its time."""
    seconds = int(at.timestamp())
    made = hmac.new(secret.encode(), f"{seconds}.".encode() + content, hashlib.sha256)
    return f"t={seconds},v1={made.hexdigest()}"


def _headers(call: HookCall, signed: str) -> dict[str, str]:
    return {
        "User-Agent": AGENT,
        "Content-Type": "application/json",
        "Evenpace-Id": str(call.call_id),
        "Evenpace-Signature": signed,
        "Connection": "close",
    }


def _answered(call: HookCall, status: int, *, now: datetime) -> None:
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        _turned_down(call, problem="answered with a fault", status=status, now=now)
    elif call.arrived(answered=status, now=now):
        Webhook.objects.filter(pk=call.webhook_id).update(failures=0)


def _turned_down(call: HookCall, *, problem: str, status: int | None, now: datetime) -> None:
    if not call.turned_down(problem=problem, answered=status, now=now):
        return
    hooks = Webhook.objects.filter(pk=call.webhook_id)
    hooks.update(failures=F("failures") + 1)
    hooks.filter(failures__gte=MOST_FAILURES, paused_at=None).update(paused_at=now)
