"""Letters about messages. They say that there is one: who wrote it, and what, waits behind the sign-in."""

from django.conf import settings
from django.urls import reverse

from coaching.conversations import letters
from coaching.conversations.models import Thread
from coaching.conversations.taking_part import may_write
from runners.clock import database_now
from runners.mail import Letter, Writer
from runners.models import Outbox


def message_letter(row: Outbox) -> Letter | None:
    """None once it is read or taken back, they take no part or only read along, or want no mails about messages."""
    person = row.recipient
    if person is None or not person.is_active or person.leaving_at is not None or not letters.wants_mail(person):
        return None
    thread = Thread.objects.open_to(person).filter(pk=row.subject_id).first()
    oldest = letters.oldest_unread(thread, person) if thread else None
    if thread is None or oldest is None or oldest.due_at > database_now():
        return None
    if not may_write(person, thread) or letters.is_told_by_another(row, oldest, person):
        return None
    page = "message-thread" if thread.runner_id == person.pk else "coach-thread"
    return Letter(
        template="message",
        context={
            "name": person.first_name,
            "page": _link(page, thread.pk),
            "link": _link("message-answer", letters.link_token(oldest, person)),
        },
        leave=_link("message-stop", letters.stop_token(person)),
    )


def _link(name: str, *args: object) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)


WRITERS: dict[str, Writer] = {letters.LETTER: message_letter}
