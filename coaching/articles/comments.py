"""What happens to a comment: written, confirmed, held or published, declined, appealed, withdrawn."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from coaching.articles.models import HIDDEN_FROM, Article, Comment, Report
from runners import mail
from runners.models import CoachProfile, Outbox, User
from runners.support import matches

MOST_LINKS = 2
MOST_A_DAY = 10
UNCONFIRMED_FOR = timedelta(days=7)
FORGOTTEN = "forgotten "
REPORTERS_KEPT = timedelta(days=90)  # once it is decided: until then nobody is heard a second time
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


class CommentProblem(Exception):
    """It cannot be taken; the sentence is for whoever wrote it."""


CLOSED = "Comments on this article are closed. What you wrote is still here to copy."
TOO_MANY = "That is a lot of comments for one day. Come back tomorrow; what you wrote is still here to copy."
LINKS = f"A comment can hold up to {MOST_LINKS} links."


@dataclass(frozen=True)
class Said:
    """What the form holds."""

    text: str
    name: str
    email: str
    wants_replies: bool
    answers: Comment | None


def too_many_links(text: str) -> bool:
    return len(_LINK.findall(text)) > MOST_LINKS


@transaction.atomic
def comment(article: Article, *, said: Said, person: User | None, key: uuid.UUID, now: datetime) -> Comment:
    """Signed in: published at once, or held for a first one. Else it waits for the link in a mail.

    The same key twice is the same comment. Raises CommentProblem.
    """
    known = Comment.objects.filter(key=key).first()
    if known is not None:
        return known
    if not article.takes_comments(now):
        raise CommentProblem(CLOSED)
    lately = Comment.objects.from_address(said.email).filter(written_at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise CommentProblem(TOO_MANY)
    fields = {"article": article, "person": person, "written_at": now, "hold": matches(said.text), **vars(said)}
    made, fresh = Comment.objects.get_or_create(key=key, defaults=fields)
    if not fresh:  # sent twice at the same moment
        return made
    if person is None:
        _post(made, "comment-confirm", now=now)
    else:
        _settle(made, now=now)
    return made


@transaction.atomic
def confirm(found: Comment, *, now: datetime) -> Comment:
    """The writer opened the link in the mail and said: yes, this is mine. Saying so twice changes nothing."""
    locked = _lock(found)
    if locked.state == Comment.State.UNCONFIRMED:
        _settle(locked, now=now)
    return locked


def _settle(made: Comment, *, now: datetime) -> None:
    """Whoever has been published under this address before needs no second look; what may be a cry for help has one."""
    known = Comment.objects.published().from_address(made.email).exists()
    if made.by_author or (known and not made.hold):
        _publish(made, now=now)
        return
    made.state = Comment.State.HELD
    made.save(update_fields=["state"])
    _tell_author(made, now=now)


def _tell_author(about: Comment, *, now: datetime) -> None:
    """One letter a day: when today's has gone already, tomorrow's tells of this one."""
    author = about.article.author.person
    for due in (now, now + timedelta(days=1)):
        key = f"comment-held:{due:%Y-%m-%d}:{author.pk}"
        letter = mail.post(kind="comment-held", subject_id=about.pk, recipient=author, dedup_key=key, due_at=due)
        if letter.status == Outbox.Status.WAITING:
            return


def _publish(made: Comment, *, now: datetime) -> None:
    made.state, made.why, made.decided_at = Comment.State.PUBLISHED, "", now
    made.save(update_fields=["state", "why", "decided_at"])
    asked = made.answers
    if asked is not None and asked.wants_replies and asked.email.lower() != made.email.lower():
        _post(made, "comment-reply", now=now, recipient=asked.person)


@transaction.atomic
def publish(author: CoachProfile, *, ids: Collection[int], now: datetime) -> int:
    """Those of them that may be; the reports about them are settled."""
    done = [found for found in _of(author, ids) if found.may_go(Comment.State.PUBLISHED)]
    for found in done:
        if found.state == Comment.State.DECLINED:
            found.appeal_closed_at = now
            found.save(update_fields=["appeal_closed_at"])
        _publish(found, now=now)
    return len(done) + _settle_reports(author, ids, now=now)


def _settle_reports(author: CoachProfile, ids: Collection[int], *, now: datetime) -> int:
    """Published ones that were reported and stay."""
    stay = Comment.objects.of_author(author).published().filter(pk__in=ids)
    return Report.objects.filter(comment__in=stay, settled_at=None).update(settled_at=now)


@transaction.atomic
def decline(author: CoachProfile, *, ids: Collection[int], why: str, now: datetime) -> int:
    """The writer is told why, and can ask for a second look once."""
    done = [found for found in _of(author, ids) if found.may_go(Comment.State.DECLINED)]
    for found in done:
        found.state, found.why, found.decided_at = Comment.State.DECLINED, Comment.Why(why).value, now
        found.save(update_fields=["state", "why", "decided_at"])
        Report.objects.filter(comment=found, settled_at=None).update(settled_at=now)
        _post(found, "comment-declined", now=now, recipient=found.person)
    again = Comment.objects.of_author(author).filter(pk__in=ids, state=Comment.State.DECLINED, appeal_closed_at=None)
    closed = again.exclude(appealed_at=None).update(appeal_closed_at=now)
    return len(done) + closed


@transaction.atomic
def report(found: Comment, *, reporter: str, why: str, now: datetime) -> None:
    """Once a person. From three people on it is out of sight until the author has looked."""
    locked = _lock(found)
    Report.objects.get_or_create(
        comment=locked, reporter=reporter, defaults={"why": Comment.Why(why).value, "reported_at": now}
    )
    if locked.state == Comment.State.PUBLISHED and Report.objects.people_on(locked) >= HIDDEN_FROM:
        locked.state = Comment.State.HELD
        locked.save(update_fields=["state"])
        _tell_author(locked, now=now)


@transaction.atomic
def appeal(found: Comment, *, text: str, now: datetime) -> bool:
    """Ask once for a second look at a declined comment."""
    locked = _lock(found)
    if locked.state != Comment.State.DECLINED or locked.appealed_at is not None:
        return False
    locked.appeal, locked.appealed_at = text, now
    locked.save(update_fields=["appeal", "appealed_at"])
    _tell_author(locked, now=now)
    return True


def withdraw(found: Comment) -> None:
    found.delete()


def no_more_replies(found: Comment) -> None:
    Comment.objects.from_address(found.email).update(wants_replies=False)


def purge_unconfirmed(*, now: datetime) -> int:
    old = Comment.objects.filter(state=Comment.State.UNCONFIRMED, written_at__lt=now - UNCONFIRMED_FOR)
    return old.delete()[0]


def forget_reporters(*, now: datetime) -> int:
    """What was decided long ago keeps no trace of who asked for it."""
    old = Report.objects.filter(settled_at__lt=now - REPORTERS_KEPT).exclude(reporter__startswith=FORGOTTEN)
    return old.update(reporter=Concat(Value(FORGOTTEN), Cast("pk", CharField())))


def _lock(found: Comment) -> Comment:
    return Comment.objects.select_for_update(of=("self",)).select_related("article__author__person").get(pk=found.pk)


def _of(author: CoachProfile, ids: Collection[int]) -> list[Comment]:
    mine = Comment.objects.of_author(author).filter(pk__in=ids).order_by("pk")
    return list(mine.select_for_update(of=("self",)).select_related("article__author__person", "answers__person"))


def _post(about: Comment, kind: str, *, now: datetime, recipient: User | None = None) -> None:
    key = f"{kind}:{about.pk}:{recipient.pk if recipient else 0}"
    mail.post(kind=kind, subject_id=about.pk, recipient=recipient, dedup_key=key, due_at=now)
