"""Which browsers of somebody's take pushes: added by a tap, listed, taken away, gone when their maker says so."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from runners.models import Subscription, User
from runners.push.posting import write_push

MOST = 10
TRY = "try"
TRY_LASTS = timedelta(minutes=10)
LISTED_WHEN_GONE = timedelta(days=30)
A_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Place:
    """One browser in the list. `mark` tells a page that runs in it which of them it is, and nobody else anything."""

    pk: int
    device: str
    since: str
    gone: str
    mark: str


def places_of(person: User, *, now: datetime) -> list[Place]:
    """Newest first; one that is gone stays for a month, so that somebody who misses it reads why."""
    rows = Subscription.objects.of(person).exclude(gone_at__lt=now - LISTED_WHEN_GONE).reverse()
    return [
        Place(row.pk, row.device, _day(person, row.made_at, now), _day(person, row.gone_at, now), mark_of(row.endpoint))
        for row in rows
    ]


def mark_of(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _day(person: User, at: datetime | None, now: datetime) -> str:
    """ "Tuesday" within the week, "3 March" after it, by the days of that person."""
    if at is None:
        return ""
    day = person.day(at)
    return f"{day:%A}" if person.day(now) - day <= A_WEEK else f"{day.day} {day:%B}"


@transaction.atomic
def subscribe(person: User, *, endpoint: str, p256dh: str, auth: str, device: str, now: datetime) -> None:
    """This browser takes this person's pushes from now on, and nobody else's: it may have been somebody else's before.

    The same browser twice is one row, and is told again at once. Of more than ten the oldest go.
    """
    Subscription.objects.filter(endpoint=endpoint).exclude(person=person).delete()
    about = {"person": person, "p256dh": p256dh, "auth": auth, "device": device, "gone_at": None}
    about |= {"failures": 0, "paused_until": None}
    Subscription.objects.update_or_create(endpoint=endpoint, defaults=about, create_defaults={**about, "made_at": now})
    newest = Subscription.objects.of(person).reverse().values_list("pk", flat=True)[:MOST]
    Subscription.objects.of(person).exclude(pk__in=list(newest)).delete()


def remove(person: User, *, pk: int) -> bool:
    """Takes along what waited for it."""
    return bool(Subscription.objects.filter(person=person, pk=pk).delete()[0])


def try_out(person: User, *, path: str, now: datetime) -> None:
    """One to try; however often it is asked for, one a minute."""
    write_push(
        person,
        kind=TRY,
        title="This is how it looks",
        body="Nothing more is said on a locked screen.",
        path=path,
        dedupe=f"{TRY}:{now:%Y-%m-%dT%H:%M}",
        due_at=now,
        now=now,
        lasts=TRY_LASTS,
    )


def forget_gone(*, now: datetime) -> int:
    """Browsers that are gone and not listed any more."""
    return Subscription.objects.filter(gone_at__lt=now - LISTED_WHEN_GONE).delete()[0]
