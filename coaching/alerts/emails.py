"""Letters about alerts. They say that somebody could use a word, never why: the reasons wait behind the sign-in."""

from django.conf import settings
from django.urls import reverse

from coaching.alerts.models import Alert, State
from coaching.articles import emails as articles
from coaching.consultations import emails as consultations
from journal import emails as journal
from runners import emails as runners
from runners.mail import Letter, Writer
from runners.models import Outbox, User


def alert_letter(row: Outbox) -> Letter | None:
    """None once the consent is withdrawn, the coachship over, or the alert closed."""
    if row.recipient is None:
        return None
    alert = Alert.objects.for_coach(row.recipient).filter(pk=row.subject_id).select_related("runner").first()
    if alert is None or alert.state in (State.RESOLVED, State.NOT_THIS_TIME) or not _is_here(row.recipient):
        return None
    return Letter(
        template="alert",
        context={
            "first_name": alert.runner.name.split(" ")[0] or "Somebody",
            "coach": row.recipient.first_name,
            "link": settings.PUBLIC_URL + reverse("athlete", args=[alert.runner_id]),
        },
    )


def _is_here(reader: User) -> bool:
    return reader.is_active and reader.leaving_at is None


# Every kind of letter that waits in the outbox: the topmost room that writes some knows those below.
WRITERS: dict[str, Writer] = {
    **runners.WRITERS,
    **journal.WRITERS,
    **articles.WRITERS,
    **consultations.WRITERS,
    "alert": alert_letter,
}
