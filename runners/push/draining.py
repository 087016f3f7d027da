"""Sends what is due, one after the other: claimed with a lease, looked at once more, sent, and only then marked.

A browser whose service does not answer costs ten seconds a try: it is left alone for twice as long each time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from runners import outward
from runners.models import Push, Subscription
from runners.models.waiting import LEASE, pause_after
from runners.push.keys import signature
from runners.push.sealing import headers, sealed

ROUND = timedelta(seconds=20)  # begin no other after that: a task has 45 seconds
SECONDS_A_PUSH = LEASE.total_seconds() / 3
LONGEST_WAIT = timedelta(hours=12)
GONE = {404, 410}
SOME_OTHER_TIME = {429, 503}

# Where a push leads, looked up at the moment of sending; None when it is no longer true. A kind that nobody looks at
# leads where it was written to lead.
Look: TypeAlias = Callable[[Push, datetime], str | None]


class TurnedAway(Exception):
    """The push service will not take it."""


class Faulty(Exception):
    """The push service is not well."""


@dataclass
class Drained:
    sent: int = 0
    cancelled: int = 0
    failed: int = 0
    gone: int = 0


def drain(*, now: datetime, looks: Mapping[str, Look], clock: Callable[[], datetime], limit: int = 200) -> Drained:
    """One push that cannot be sent is postponed with its error and holds up nobody else.

    `clock` gives the database's time for each claim, so that a long drain never works with an expired lease.
    """
    began, done = clock(), Drained()
    for _ in range(limit):
        current = clock()
        rows = Push.objects.select_related("subscription__person")
        row = rows.claim(now=max(now, current)) if current - began < ROUND else None
        if row is None:
            break
        _deliver(row, looks=looks, now=max(now, current), done=done)
    return done


def _deliver(row: Push, *, looks: Mapping[str, Look], now: datetime, done: Drained) -> None:
    try:
        path = _path_now(row, looks, now)
        if path is None:
            row.cancel()
            done.cancelled += 1
            return
        answer = _ask(row, path, now)
    except Exception as error:  # any fault is the row's own: it stays, with its error, and is tried again
        if isinstance(error, outward.NotReached):
            row.subscription.was_not_well(now=now)
        row.failed(error=error, now=now, pause=pause_after(row.attempts))
        done.failed += 1
        return
    _answered(row, answer, now, done)


def _path_now(row: Push, looks: Mapping[str, Look], now: datetime) -> str | None:
    person, place = row.subscription.person, row.subscription
    here = person.is_active and person.leaving_at is None and place.gone_at is None
    if not here or row.good_until <= now:
        return None
    look = looks.get(row.kind)
    return look(row, now) if look is not None else row.path


def _ask(row: Push, path: str, now: datetime) -> outward.Answer:
    endpoint = row.subscription.endpoint
    signed = {**headers(row, now=now), "Authorization": signature(endpoint, now=now)}
    return outward.ask(endpoint, headers=signed, content=sealed(row, path=path), seconds=SECONDS_A_PUSH)


def _answered(row: Push, answer: outward.Answer, now: datetime, done: Drained) -> None:
    if answer.status in GONE:
        Subscription.objects.filter(pk=row.subscription_id).update(gone_at=now)
        row.cancel()
        done.gone += 1
    elif 200 <= answer.status < 300:
        row.sent(now=now)
        row.subscription.took_one(now=now)
        done.sent += 1
    else:
        asked, unwell = _asked_to_wait(answer, now), answer.status in SOME_OTHER_TIME or answer.status >= 500
        if unwell:
            row.subscription.was_not_well(now=now, asked=asked)
        row.failed(error=Faulty() if unwell else TurnedAway(), now=now, pause=max(pause_after(row.attempts), asked))
        done.failed += 1


# --- how long until the next try --------------------------------------------------------------------------------------


def _asked_to_wait(answer: outward.Answer, now: datetime) -> timedelta:
    """What a service says in Retry-After, in seconds or as a date. It may say anything at all, at any length."""
    said = answer.headers.get("retry-after", "")
    try:
        if said.isdecimal():
            return timedelta(seconds=min(int(said), LONGEST_WAIT.total_seconds()))
        return min(parsedate_to_datetime(said) - now, LONGEST_WAIT)
    except (TypeError, ValueError, OverflowError):
        return timedelta()
