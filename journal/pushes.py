"""Reminders on a phone. Where one leads is signed at the moment of sending, like the link in a letter."""

from datetime import datetime

from django.urls import reverse

from journal import reminders, week_asking
from runners.models import Push
from runners.push.draining import Look


def reminder_leads(row: Push, now: datetime) -> str | None:
    """To its form, without a sign-in; the one that asks leads to the answer. None once it is no longer to be told."""
    found = reminders.still_told(row.subject_id, row.subscription.person, now=now)
    if found is None or found.channel == reminders.Channel.MAIL:
        return None
    if found.asked_at is not None:
        return reverse("reminder-keep", args=[reminders.stop_token(found)])
    return reverse("reminded", args=[reminders.link_token(found)])


def week_leads(row: Push, now: datetime) -> str | None:
    found = week_asking.still_asked(row.subject_id, row.subscription.person, now=now)
    return row.path if found is not None and found.channel != week_asking.Channel.MAIL else None


LOOKS: dict[str, Look] = {reminders.LETTER: reminder_leads, week_asking.LETTER: week_leads}
