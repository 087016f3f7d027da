from datetime import datetime, timedelta

from runners.models import Push, Subscription, User

LASTS = timedelta(hours=24)  # what nobody could be told for a day is told by the site itself


def has_push(person: User) -> bool:
    """Whether any browser of theirs takes pushes."""
    return Subscription.objects.of(person).live().exists()


def write_push(
    recipient: User,
    *,
    kind: str,
    title: str,
    body: str,
    path: str,
    dedupe: str,
    due_at: datetime,
    now: datetime,
    subject_id: int = 0,
    lasts: timedelta = LASTS,
) -> None:
    """One row for each browser of theirs that takes pushes, in the caller's transaction; nothing where there is none.

    The same `dedupe` twice is the same push. `kind` and `subject_id` are for whoever looks, at the moment of sending,
    whether it still holds (see draining.Look). After `due_at` and `lasts` it is not sent any more.
    """
    until = max(due_at, now) + lasts
    words = {"kind": kind, "subject_id": subject_id, "title": title, "body": body, "path": path}
    rows = [
        Push(subscription=each, dedup_key=dedupe, due_at=due_at, good_until=until, **words)
        for each in Subscription.objects.of(recipient).live()
    ]
    Push.objects.bulk_create(rows, ignore_conflicts=True)


def hold(*, before: datetime) -> int:
    """Those that were due before then are not sent any more (a restored backup)."""
    return Push.objects.waiting().filter(due_at__lt=before).update(status=Push.Status.CANCELLED)
