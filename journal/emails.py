"""Letters that remind. They name the form and nothing of what anybody has said, and open that form alone."""

from django.conf import settings
from django.urls import reverse

from journal import reminders
from journal.models import Reminder
from runners.clock import database_now
from runners.mail import Letter, Writer
from runners.models import Outbox


def reminder_letter(row: Outbox) -> Letter | None:
    """None once it is switched off, the entry is there, or the quiet hours have begun while the letter waited.

    The letter that asks whether to stop goes out although the entry is there: without it nothing would come any more.
    """
    found = Reminder.objects.select_related("runner").filter(pk=row.subject_id, runner=row.recipient).first()
    now = database_now()
    if found is None or (found.asked_at is None and not reminders.is_wanted(found, now=now)):
        return None
    if found.asked_at is not None and not reminders.can_be_written_to(found.runner, now=now):
        reminders.ask_again(found)
        return None
    return Letter(
        "reminder_stop" if found.asked_at else "reminder",
        {
            "name": found.runner.first_name,
            "kind": found.kind,
            "link": _link("reminded", reminders.link_token(found)),
            "keep": _link("reminder-keep", reminders.stop_token(found)),
            "settings": _link("settings-reminders"),
        },
        leave=_link("reminder-stop", reminders.stop_token(found)),
    )


def _link(name: str, *args: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)


WRITERS: dict[str, Writer] = {reminders.LETTER: reminder_letter}
