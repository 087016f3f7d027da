"""When a mail about a message is due, and what the link in it opens: one answer to that one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner

from coaching.conversations.models import Habit, Message, Thread, Unread
from runners import mail
from runners.models import User

LETTER = "message"
QUIET = timedelta(minutes=10)  # whoever reads it on the site by then gets no mail
LINK_LASTS = timedelta(days=3)
LINKS, STOPS = TimestampSigner(salt="conversations.answer"), Signer(salt="conversations.stop")


def post(message: Message, person: User, *, now: datetime) -> None:
    """One mail until they have looked: it is known by the oldest message they have not read."""
    oldest = oldest_unread(message.thread, person)
    key = f"{LETTER}:{(oldest or message).pk}:{person.pk}"
    due_at = max(message.due_at, now + QUIET)
    mail.post(kind=LETTER, subject_id=message.thread_id, recipient=person, dedup_key=key, due_at=due_at)


def oldest_unread(thread: Thread, person: User) -> Message | None:
    waiting = Unread.objects.of(person).filter(message__thread=thread).select_related("message")
    row = waiting.order_by("message__due_at", "message_id").first()
    return row.message if row else None


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


def link_token(message: Message, person: User) -> str:
    return LINKS.sign(f"{message.pk}:{person.pk}")


def stop_token(person: User) -> str:
    return STOPS.sign(str(person.pk))


def by_link(token: str) -> Asked | None:
    """While the link lasts, the message is there, and they take part in that conversation."""
    try:
        message_pk, _, person_pk = LINKS.unsign(token, max_age=LINK_LASTS).partition(":")
    except BadSignature:
        return None
    person = User.objects.filter(pk=int(person_pk), is_active=True, leaving_at=None).first()
    message = Message.objects.there().select_related("thread__runner", "writer").filter(pk=int(message_pk)).first()
    if person is None or message is None or message.writer == person:
        return None
    taking_part = Thread.objects.open_to(person).filter(pk=message.thread_id).exists()
    return Asked(person, message) if taking_part else None


def by_stop(token: str) -> User | None:
    try:
        return User.objects.filter(pk=int(STOPS.unsign(token))).first()
    except BadSignature:
        return None
