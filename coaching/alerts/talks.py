"""A runner would like to talk: their coaches hear of it, each on their own ways, whatever they had done before."""

from datetime import datetime

from django.urls import reverse

from coaching.alerts.delivering import moment_for, wishes_of
from coaching.alerts.models import Alert, Delivery, Pace, Preset, shared_for
from runners import mail
from runners.models import Coachship, User
from runners.push import write_push
from runners.roles import Deed, those_who_may

TALK = "talk"


def tell_of_talk(alert: Alert, *, now: datetime) -> None:
    """At once, though not in anybody's quiet hours; at most once a day of the runner's."""
    for coach in _hearing(alert):
        wishes, key = wishes_of(coach), f"{TALK}:{alert.pk}:{coach.pk}:{alert.runner.day(now)}"
        at = moment_for(wishes, Pace.INSTANT, now=now).at
        if wishes.by_mail:
            mail.post(kind=TALK, subject_id=alert.pk, recipient=coach, dedup_key=key, due_at=at)
        if wishes.by_push:
            _push(coach, alert, key=key, at=at, now=now)


def _hearing(alert: Alert) -> list[User]:
    """Those who see the alert, and do not only read."""
    ties = Coachship.objects.of_runner(alert.runner).filter(role__in=those_who_may(Deed.BE_TOLD)).order_by("pk")
    told = set(Delivery.objects.filter(alert=alert).values_list("recipient", flat=True))
    return [
        tie.coach
        for tie in ties.filter(coach__is_active=True, coach__leaving_at=None).select_related("coach")
        if shared_for(alert.kind, tie.shares) and (alert.level == Preset.CALM or tie.coach_id in told)
    ]


def _push(coach: User, alert: Alert, *, key: str, at: datetime, now: datetime) -> None:
    write_push(
        coach,
        kind=TALK,
        title="Someone would like to talk",
        body="Call or write when you can.",
        path=reverse("coach-alerts"),
        dedupe=key,
        due_at=at,
        now=now,
        subject_id=alert.pk,
    )
