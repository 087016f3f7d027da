"""The only place that sends mail: letters wait as outbox rows and are sent at least once, rarely twice.

A letter is claimed by compare-and-swap with a lease, built from the row it is about at the moment of sending, sent,
and only then marked. A worker that dies in between is succeeded when its lease runs out, with the same Message-ID.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string

from runners.models import Outbox, User
from runners.models.waiting import PAUSES


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Letter:
    """One mail, ready to go: no feelings and no numbers in the subject, nothing private in the text.

    `to` is the address of somebody without an account. `leave` is where one click ends letters of this kind.
    """

    template: str
    context: dict[str, object]
    to: str = ""
    leave: str = ""
    attachments: tuple[Attachment, ...] = ()


# Builds the letter of a row, or None when it is no longer true (consent withdrawn, alert closed).
Writer: TypeAlias = Callable[[Outbox], Letter | None]


@dataclass
class Drained:
    sent: int = 0
    cancelled: int = 0
    failed: int = 0


def post(*, kind: str, subject_id: int, recipient: User | None, dedup_key: str, due_at: datetime) -> Outbox:
    """Put a letter into the outbox, in the caller's transaction. The same key twice is the same letter."""
    row, _ = Outbox.objects.get_or_create(
        dedup_key=dedup_key,
        defaults={"kind": kind, "subject_id": subject_id, "recipient": recipient, "due_at": due_at},
    )
    return row


def drain(*, now: datetime, writers: Mapping[str, Writer], clock: Callable[[], datetime], limit: int = 200) -> Drained:
    """Send what is due. One letter that cannot be sent is postponed with its error and holds up nobody else.

    `clock` gives the database's time for each claim, so that a long drain never works with an expired lease.
    """
    done = Drained()
    for _ in range(limit):
        row = Outbox.objects.claim(now=max(now, clock()))
        if row is None:
            break
        _deliver(row, writers=writers, now=clock(), done=done)
    return done


def _deliver(row: Outbox, *, writers: Mapping[str, Writer], now: datetime, done: Drained) -> None:
    try:
        letter = writers[row.kind](row)
        if letter is None:
            row.cancel()
            done.cancelled += 1
            return
        send(letter, to=letter.to or address_of(row.recipient), message_id=str(row.letter_id))
    except Exception as error:  # any fault is the row's own: it stays, with its error, and is tried again
        row.failed(error=error, now=now, pause=_pause(row.attempts))
        done.failed += 1
        return
    row.sent(now=now)
    done.sent += 1


def _pause(attempts: int) -> timedelta:
    spread = random.uniform(0.8, 1.2)  # noqa: S311  so that a recovered mail server is not hit at once
    return PAUSES[min(attempts, len(PAUSES)) - 1] * spread


def address_of(recipient: User | None) -> str:
    """Raises for a letter to nobody, which then waits with its error like any other."""
    if recipient is None:
        raise LookupError("a letter without an address")
    return recipient.email


def headers_of(letter: Letter, message_id: str) -> dict[str, str]:
    headers = {"Message-ID": f"<{message_id}@{settings.PUBLIC_HOST.split(':')[0]}>"}
    if letter.leave:
        headers |= {"List-Unsubscribe": f"<{letter.leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def send(letter: Letter, *, to: str, message_id: str) -> None:
    context = {"site": settings.PUBLIC_URL, "leave": letter.leave, **letter.context}
    subject = " ".join(render_to_string(f"emails/{letter.template}/subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"emails/{letter.template}/body.txt", context),
        to=[to],
        headers=headers_of(letter, message_id),
    )
    html = render_to_string(f"emails/{letter.template}/body.html", context)
    message.attach_alternative(css_inline.inline(html, keep_style_tags=True, keep_at_rules=True), "text/html")
    for attachment in letter.attachments:
        message.attach(attachment.name, attachment.content, attachment.content_type)
    message.send()


def hold(*, before: datetime, recipients: QuerySet[User] | None = None) -> int:
    """Letters that were due before then are not sent any more (a demo's history, a restored backup)."""
    letters = Outbox.objects.waiting().filter(due_at__lt=before)
    if recipients is not None:
        letters = letters.filter(recipient__in=recipients)
    return letters.update(status=Outbox.Status.CANCELLED)
