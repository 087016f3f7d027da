"""Every kind of push that is looked at once more before it goes out: this room knows those below it."""

from datetime import UTC, datetime

from coaching.alerts import agreed, delivering, talks
from coaching.alerts.models import CLOSING, Alert, Answer, Telling
from journal import pushes as journal
from runners.models import Push
from runners.push.draining import Look


def alert_leads(row: Push, now: datetime) -> str | None:
    """None once it asks for nobody any more, or is no longer shared."""
    theirs = Alert.objects.told_to(row.subscription.person).live(now)
    return row.path if theirs.filter(pk=row.subject_id).exists() else None


def morning_leads(row: Push, now: datetime) -> str | None:
    """None once nothing of what that morning was to tell asks for anybody."""
    morning = datetime.fromtimestamp(row.subject_id, UTC)
    told = delivering.told_of_on(row.subscription.person, morning=morning)
    return row.path if told.live(now).exists() else None


def talk_leads(row: Push, now: datetime) -> str | None:
    """None once they ask no more, somebody has talked with them, or it is no longer shared."""
    asking = Alert.objects.told_to(row.subscription.person).filter(answer=Answer.TALK).exclude(state__in=CLOSING)
    return row.path if asking.filter(pk=row.subject_id).exists() else None


def soon_leads(row: Push, now: datetime) -> str | None:
    """None when there is nothing left to hold."""
    counting = Telling.objects.counting_down().filter(agreement__tie__runner=row.subscription.person)
    return row.path if counting.filter(pk=row.subject_id).exists() else None


def agreed_leads(row: Push, now: datetime) -> str | None:
    told = Telling.objects.for_coach(row.subscription.person)
    return row.path if told.filter(pk=row.subject_id).exists() else None


LOOKS: dict[str, Look] = {
    **journal.LOOKS,
    "alert": alert_leads,
    delivering.MORNING: morning_leads,
    talks.TALK: talk_leads,
    agreed.SOON: soon_leads,
    agreed.TOLD: agreed_leads,
}
