"""Letters about what somebody does with everything of theirs: it waits behind the sign-in, never in a mail."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from runners.mail import Letter, Writer
from runners.models import Export, Outbox


def copy_ready(row: Outbox) -> Letter | None:
    """None once it is no longer there."""
    made = Export.objects.filter(pk=row.subject_id, state=Export.State.READY).select_related("runner").first()
    if made is None or made.expires_at is None:
        return None
    until = made.expires_at.astimezone(ZoneInfo(made.runner.time_zone))
    link = settings.PUBLIC_URL + reverse("own-data")
    return Letter("copy-ready", {"name": made.runner.first_name, "until": until, "link": link})


def leaving(row: Outbox) -> Letter | None:
    """None for somebody who has thought again."""
    person = row.recipient
    if person is None or person.leaving_at is None:
        return None
    on = person.leaving_at.astimezone(ZoneInfo(person.time_zone))
    return Letter("leaving", {"name": person.first_name, "on": on, "link": settings.PUBLIC_URL + reverse("leaving")})


WRITERS: dict[str, Writer] = {"copy-ready": copy_ready, "leaving": leaving}
