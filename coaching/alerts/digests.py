"""Several alerts in one mail: at seven on the recipient's own clock, or as soon as their quiet hours are over; at most
one a day, however many look at once.

Which alerts a digest tells of is a matter of rows, claimed and posted in one transaction: whoever dies before its end
leaves everything as it was, and whoever comes second finds the day taken.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from coaching.alerts.delivering import wishes_of
from coaching.alerts.models import Delivery, Digest
from coaching.alerts.quiet import MORNING, Quiet, local_day, shown
from runners import mail
from runners.models import User

LETTER = "digest"
# What could not be told for so long is on the page, and no news any more (a demo's history, a restored backup).
TOO_LATE = timedelta(days=2)


def gather(*, now: datetime) -> int:
    """Post the digests whose morning has come; returns how many."""
    waiting = Delivery.objects.for_a_digest(now=now, since=now - TOO_LATE)
    people = User.objects.filter(pk__in=waiting.values("recipient")).order_by("pk")
    return sum(_gather_for(person, now=now) for person in people)


def _due_at(person: User, day: date, *, now: datetime) -> datetime:
    """Seven that day; where that, or this moment, is quiet to them, the end of the quiet."""
    wishes, morning = wishes_of(person), shown(person.time_zone, day, MORNING)
    return Quiet(wishes.quiet_from, wishes.quiet_until).over_at(person.time_zone, max(now, morning))


@transaction.atomic
def _gather_for(person: User, *, now: datetime) -> bool:
    """Whoever else makes this very digest is waited for, and has then made it."""
    day = local_day(person.time_zone, now)
    if now < _due_at(person, day, now=now):
        return False  # quiet as yet, or left over from a day that had its digest already
    digest, made = Digest.objects.get_or_create(recipient=person, local_day=day, defaults={"made_at": now})
    if not made:
        return False
    Delivery.objects.for_a_digest(now=now, since=now - TOO_LATE).filter(recipient=person).update(digest=digest)
    key = f"{LETTER}:{person.pk}:{day}"
    digest.letter = mail.post(kind=LETTER, subject_id=digest.pk, recipient=person, dedup_key=key, due_at=now)
    digest.save(update_fields=["letter"])
    return True
