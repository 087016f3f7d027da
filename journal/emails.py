"""Letters that remind. They name the form and nothing of what anybody has said, and open that form alone."""

from django.conf import settings
from django.urls import reverse

from journal import reminders, week_asking
from runners.clock import database_now
from runners.mail import Letter, Writer
from runners.models import Outbox


def reminder_letter(row: Outbox) -> Letter | None:
    """None once it is no longer to be told; see reminders.still_told."""
    found = reminders.still_told(row.subject_id, row.recipient, now=database_now())
    if found is None:
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


def week_letter(row: Outbox) -> Letter | None:
    """None once the next week is answered for, or they are not to be told any more."""
    found = week_asking.still_asked(row.subject_id, row.recipient, now=database_now())
    if found is None:
        return None
    return Letter(
        "week_ask",
        {"name": found.runner.first_name, "link": _link("week-ahead")},
        leave=_link("week-ask-stop", week_asking.stop_token(found)),
    )


WRITERS: dict[str, Writer] = {reminders.LETTER: reminder_letter, week_asking.LETTER: week_letter}
