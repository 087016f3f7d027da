"""The only place that sends mail: letters wait as outbox rows and are sent at least once, rarely twice.

Letters are claimed a few at a time with a lease, each is built from the row it is about when it is sent, sent, and only
then marked. A worker that dies in between is succeeded when its lease runs out, with the same Message-ID.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.template.loader import render_to_string

from runners.models import Outbox, User
from runners.models.waiting import LEASE, pause_after

BATCH = 20
ROUND = timedelta(seconds=5)  # claim no more after that: other work waits for this process too
HALF_A_LEASE = LEASE / 2  # begin no other after that: it has to be sent before somebody else takes it up
FRESH = timedelta(seconds=2)  # how long before it is sent a letter may have been looked at
INLINER = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True)


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


@dataclass(frozen=True)
class Together:
    """A writer that looks at several rows at once; letters that are no longer true are not among its answers."""

    write: Callable[[Sequence[Outbox]], Mapping[int, Letter]]

    def __call__(self, row: Outbox) -> Letter | None:
        return self.write([row]).get(row.pk)


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


class Line:
    """One way to the mail server for all the letters of a drain; after a fault the next letter gets another."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def opened(self) -> BaseEmailBackend:
        if self._backend is None:
            fresh = get_connection()
            fresh.open()
            self._backend = fresh
        return self._backend

    def drop(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(OSError):  # it may be broken already
                backend.close()


def post_all(letters: Sequence[Outbox]) -> dict[str, Outbox]:
    """Several in one go, by their keys; those that were there before are the ones that were there."""
    Outbox.objects.bulk_create(letters, ignore_conflicts=True)
    there = Outbox.objects.filter(dedup_key__in=[letter.dedup_key for letter in letters])
    return {letter.dedup_key: letter for letter in there} if letters else {}


def drain(*, now: datetime, writers: Mapping[str, Writer], clock: Callable[[], datetime]) -> Drained:
    """Send what is due, for as long as a round lasts. One letter that cannot be sent is postponed with its error and
    holds up nobody else.

    `clock` gives the database's time for each letter, so that a long drain never works with an expired lease.
    """
    began, done, line = clock(), Drained(), Line()
    try:
        while (current := clock()) - began < ROUND:
            rows = Outbox.objects.claim_some(now=max(now, current), most=BATCH)
            if not rows:
                break
            _deliver_all(rows, writers, clock, line, done, began=current)
    finally:
        line.drop()
    return done


def _deliver_all(
    rows: Sequence[Outbox],
    writers: Mapping[str, Writer],
    clock: Callable[[], datetime],
    line: Line,
    done: Drained,
    *,
    began: datetime,
) -> None:
    """One after the other; what is not begun in good time is given back."""
    left, looked_at, written = list(rows), began, _written(rows, writers)
    try:
        while left and (now := clock()) - began < HALF_A_LEASE:
            if now - looked_at > FRESH:
                looked_at, written = now, _written(left, writers)
            row = left.pop(0)
            _deliver(row, written.get(row.pk, lambda row: writers[row.kind](row)), line, now=now, done=done)
    finally:
        if left:
            Outbox.objects.give_back(left)


def _written(rows: Iterable[Outbox], writers: Mapping[str, Writer]) -> dict[int, Writer]:
    """What is said already, by row: of kinds that are looked at together."""
    found: dict[int, Writer] = {}
    for kind in {row.kind for row in rows}:
        writer, those = writers.get(kind), [row for row in rows if row.kind == kind]
        if not isinstance(writer, Together):
            continue
        try:
            said = writer.write(those)
        except Exception:  # noqa: S112  each is asked alone then, and the fault is its own
            continue
        found |= {row.pk: _saying(said.get(row.pk)) for row in those}
    return found


def _saying(letter: Letter | None) -> Writer:
    return lambda _: letter


def _deliver(row: Outbox, writer: Writer, line: Line, *, now: datetime, done: Drained) -> None:
    try:
        letter = writer(row)
        if letter is None:
            row.cancel()
            done.cancelled += 1
            return
        send(letter, to=letter.to or address_of(row.recipient), message_id=str(row.letter_id), line=line)
    except Exception as error:  # any fault is the row's own: it stays, with its error, and is tried again
        line.drop()
        row.failed(error=error, now=now, pause=pause_after(row.attempts))
        done.failed += 1
        return
    row.sent(now=now)
    done.sent += 1


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


def send(letter: Letter, *, to: str, message_id: str, line: Line | None = None) -> None:
    context = {"site": settings.PUBLIC_URL, "leave": letter.leave, **letter.context}
    subject = " ".join(render_to_string(f"emails/{letter.template}/subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"emails/{letter.template}/body.txt", context),
        to=[to],
        headers=headers_of(letter, message_id),
        connection=line.opened() if line is not None else None,
    )
    html = render_to_string(f"emails/{letter.template}/body.html", context)
    message.attach_alternative(INLINER.inline(html), "text/html")
    for attachment in letter.attachments:
        message.attach(attachment.name, attachment.content, attachment.content_type)
    message.send()


def hold(*, before: datetime, recipients: QuerySet[User] | None = None) -> int:
    """Letters that were due before then are not sent any more (a demo's history, a restored backup)."""
    letters = Outbox.objects.waiting().filter(due_at__lt=before)
    if recipients is not None:
        letters = letters.filter(recipient__in=recipients)
    return letters.update(status=Outbox.Status.CANCELLED)
