from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runners.models import Push, Subscription, User

LASTS = timedelta(hours=24)  # what nobody could be told for a day is told by the site itself


def has_push(person: User) -> bool:
    """Whether any browser of theirs takes pushes."""
    return Subscription.objects.of(person).live().exists()


@dataclass(frozen=True)
class Words:
    """One push for one person. After `due_at` and `lasts` it is not sent any more.

    `kind` and `subject_id` are for whoever looks, at the moment of sending, whether it still holds (see draining.Look).
    """

    recipient: User
    kind: str
    title: str
    body: str
    path: str
    dedupe: str
    due_at: datetime
    subject_id: int = 0
    lasts: timedelta = LASTS

    def to(self, browser: Subscription, *, now: datetime) -> Push:
        words = {"kind": self.kind, "subject_id": self.subject_id, "title": self.title, "body": self.body}
        until = max(self.due_at, now) + self.lasts
        about = {"path": self.path, "dedup_key": self.dedupe, "due_at": self.due_at, "good_until": until}
        return Push(subscription=browser, **words, **about)


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

    The same `dedupe` twice is the same push.
    """
    write_pushes([Words(recipient, kind, title, body, path, dedupe, due_at, subject_id, lasts)], now=now)


def write_pushes(several: Sequence[Words], *, now: datetime) -> None:
    """The same of several, in as many statements as of one."""
    if not several:
        return
    browsers: dict[int, list[Subscription]] = {}
    for each in Subscription.objects.live().filter(person__in={words.recipient.pk for words in several}):
        browsers.setdefault(each.person_id, []).append(each)
    rows = [words.to(each, now=now) for words in several for each in browsers.get(words.recipient.pk, ())]
    Push.objects.bulk_create(rows, ignore_conflicts=True)


def hold(*, before: datetime) -> int:
    """Those that were due before then are not sent any more (a restored backup)."""
    return Push.objects.waiting().filter(due_at__lt=before).update(status=Push.Status.CANCELLED)
