"""When a mail about a message is due, not in quiet hours, and what the link in it opens: one answer to that message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db.models import Exists, OuterRef

from coaching.conversations.models import Habit, Message, Thread, Unread, UnreadSet
from coaching.conversations.taking_part import may_write, ties_of
from journal.awake import awake_at, quiet_of_all
from journal.usual import Quiet
from runners import mail
from runners.links import sign_in_mark
from runners.models import Outbox, User

LETTER = "message"
QUIET = timedelta(minutes=10)  # whoever reads it on the site by then gets no mail
LINK_LASTS = timedelta(days=3)
NEVER_WENT = (Outbox.Status.CANCELLED, Outbox.Status.GIVEN_UP)
LINKS, STOPS = TimestampSigner(salt="conversations.answer"), Signer(salt="conversations.stop")


def post_all(told: Sequence[tuple[Message, User]], *, now: datetime) -> None:
    """One mail each until they have looked: it is known by the oldest message that waits for them. As many statements
    for many as for one."""
    threads, people = {message.thread_id for message, _ in told}, {person for _, person in told}
    waiting = _waiting(Unread.objects.filter(message__thread__in=threads, person__in=people, message__deleted_at=None))
    newest_first = waiting.reverse().values_list("message__thread", "person", "message")
    oldest = {(thread, person): message for thread, person, message in newest_first}
    quiet = quiet_of_all(people)
    rows = [
        _letter(one, person, oldest.get((one.thread_id, person.pk), one.pk), quiet[person.pk], now=now)
        for one, person in told
    ]
    _wait_again(rows, mail.post_all(rows))


def _letter(message: Message, person: User, oldest: int, quiet: Quiet, *, now: datetime) -> Outbox:
    about = {"kind": LETTER, "subject_id": message.thread_id, "recipient": person}
    due_at = awake_at(person, max(message.due_at, now + QUIET), quiet)
    return Outbox(dedup_key=_key(oldest, person), due_at=due_at, **about)


def _wait_again(rows: Sequence[Outbox], there: Mapping[str, Outbox]) -> None:
    """What nobody was to be told of when its letter was due (mails were off, a message was deleted) is news again, and
    so is what no mail server took for more than a day."""
    due = {row.dedup_key: row.due_at for row in rows}
    again = [row for row in there.values() if row.status in NEVER_WENT]
    for row in again:
        row.status, row.due_at, row.attempts = Outbox.Status.WAITING, due[row.dedup_key], 0
    if again:
        Outbox.objects.bulk_update(again, ["status", "due_at", "attempts"])


def _key(oldest: int, person: User) -> str:
    return f"{LETTER}:{oldest}:{person.pk}"


def is_told_by_another(row: Outbox, oldest: Message, person: User) -> bool:
    """What this letter was about is read, and what came after it has a letter of its own."""
    key = _key(oldest.pk, person)
    others = Outbox.objects.filter(dedup_key=key).exclude(status__in=NEVER_WENT)
    return row.dedup_key != key and others.exists()


def oldest_unread(thread: Thread, person: User) -> Message | None:
    waiting = Unread.objects.of(person).filter(message__thread=thread).select_related("message")
    row = _waiting(waiting).first()
    return row.message if row else None


def _waiting(unread: UnreadSet) -> UnreadSet:
    """The oldest first; what came before they last wrote there comes after all that, since they know of it."""
    since = Message.objects.filter(
        thread=OuterRef("message__thread"), writer=OuterRef("person"), written_at__gte=OuterRef("message__due_at")
    )
    return unread.order_by(Exists(since), "message__due_at", "message_id")


def wants_mail(person: User) -> bool:
    return not Habit.objects.filter(person=person, wants_mail=False).exists()


def set_mail(person: User, *, wanted: bool) -> None:
    Habit.objects.update_or_create(person=person, defaults={"wants_mail": wanted})


@dataclass(frozen=True)
class Asked:
    """Somebody who came by a link, and the message they may answer."""

    person: User
    message: Message

    @property
    def is_answered(self) -> bool:
        """Also when they have answered on the site: the link has done its work."""
        since = self.message.due_at
        return Message.objects.filter(thread=self.message.thread, writer=self.person, written_at__gt=since).exists()

    @property
    def is_runner(self) -> bool:
        return self.message.thread.runner_id == self.person.pk

    @property
    def is_read_by_nobody(self) -> bool:
        """The runner answers, and no coach is here any more."""
        return self.is_runner and not any(tie.coach.is_here for tie in ties_of(self.message.thread))


def link_token(message: Message, person: User) -> str:
    return LINKS.sign(f"{message.pk}:{person.pk}:{sign_in_mark(person)}")


def stop_token(person: User) -> str:
    return STOPS.sign(str(person.pk))


def by_link(token: str) -> Asked | None:
    """While the link lasts, the message is there, they write in that conversation, and the mailbox is theirs."""
    try:
        message_pk, person_pk, mark = LINKS.unsign(token, max_age=LINK_LASTS).split(":")
    except (BadSignature, ValueError):
        return None
    person = User.objects.filter(pk=int(person_pk), is_active=True, leaving_at=None).first()
    message = Message.objects.there().select_related("thread__runner", "writer").filter(pk=int(message_pk)).first()
    if person is None or message is None or message.writer == person or mark != sign_in_mark(person):
        return None
    return Asked(person, message) if may_write(person, message.thread) else None


def by_stop(token: str) -> User | None:
    try:
        return User.objects.filter(pk=int(STOPS.unsign(token))).first()
    except BadSignature:
        return None
