"""An alert's way to people: inside the site at once, outside it when and how each of them wants to hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from coaching.alerts.models import Alert, Delivery, HookCall, Kind, KindPace, Pace, Webhook, Wishes
from coaching.alerts.quiet import Quiet, next_morning
from runners import mail
from runners.models import Coachship, Outbox, User
from runners.push import write_push
from runners.roles import Deed, may

Channel = Delivery.Channel
# Who could use a word is told at once; everything else has time until the morning, and good news until the week's day.
USUAL_PACE: Mapping[str, Pace] = {Kind.BALANCE: Pace.INSTANT, Kind.GOOD_WEEK: Pace.WEEKLY}


@dataclass(frozen=True)
class Moment:
    """When one kind of alert goes to one coach; `gathered` if a digest tells of it."""

    at: datetime
    gathered: bool


def wishes_of(coach: User) -> Wishes:
    return Wishes.objects.filter(coach=coach).first() or Wishes(coach=coach)


def usual_pace(kind: str) -> Pace:
    return USUAL_PACE.get(kind, Pace.DAILY)


def pace_of(coach: User, kind: str) -> Pace:
    chosen = KindPace.objects.filter(coach=coach, kind=kind).values_list("pace", flat=True).first()
    return Pace(chosen) if chosen else usual_pace(kind)


def moment_for(wishes: Wishes, pace: Pace, *, now: datetime) -> Moment:
    zone = wishes.coach.time_zone
    if pace is Pace.INSTANT:
        return Moment(Quiet(wishes.quiet_from, wishes.quiet_until).over_at(zone, now), gathered=False)
    weekday = wishes.weekday if pace is Pace.WEEKLY else None
    return Moment(next_morning(zone, now, weekday=weekday), gathered=True)


@transaction.atomic
def choose(coach: User, *, wishes: Mapping[str, object], paces: Mapping[str, Pace]) -> None:
    """From now on; what is on its way already stays on its way."""
    Wishes.objects.update_or_create(coach=coach, defaults=wishes)
    for kind, pace in paces.items():
        KindPace.objects.update_or_create(coach=coach, kind=kind, defaults={"pace": pace})


def tell(tie: Coachship, alert: Alert, *, now: datetime) -> None:
    """Each way once, however often it is asked for. Who reads only finds it on their page, and hears nothing."""
    rows = [Delivery(alert=alert, recipient=tie.coach, channel=Channel.IN_APP, created_at=now)]
    if may(tie, Deed.BE_TOLD):
        wishes = wishes_of(tie.coach)
        rows += _outside(wishes, alert, moment_for(wishes, pace_of(tie.coach, alert.kind), now=now), now=now)
    # Two assessments at once may find the same coach untold: one of them is enough.
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _outside(wishes: Wishes, alert: Alert, moment: Moment, *, now: datetime) -> list[Delivery]:
    rows = []
    if wishes.by_mail:
        letter = None if moment.gathered else _letter(wishes.coach, alert, due_at=moment.at)
        rows.append(_way(Channel.EMAIL, wishes, alert, moment, now, letter=letter))
    if wishes.by_push and not moment.gathered:
        _push(wishes.coach, alert, due_at=moment.at, now=now)
        rows.append(_way(Channel.PUSH, wishes, alert, moment, now))
    if _call(wishes.coach, alert, now=now):
        rows.append(_way(Channel.HOOK, wishes, alert, moment, now))
    return rows


def _way(
    channel: Delivery.Channel,
    wishes: Wishes,
    alert: Alert,
    moment: Moment,
    now: datetime,
    *,
    letter: Outbox | None = None,
) -> Delivery:
    return Delivery(
        alert=alert, recipient=wishes.coach, channel=channel, letter=letter, due_at=moment.at, created_at=now
    )


def _letter(coach: User, alert: Alert, *, due_at: datetime) -> Outbox:
    key = f"alert:{alert.pk}:{coach.pk}"
    return mail.post(kind="alert", subject_id=alert.pk, recipient=coach, dedup_key=key, due_at=due_at)


def _push(coach: User, alert: Alert, *, due_at: datetime, now: datetime) -> None:
    write_push(
        coach,
        kind="alert",
        title="A good moment for a chat",
        body="Someone in your squad could use a word.",
        path=reverse("coach-alerts"),
        dedupe=f"alert:{alert.pk}:{coach.pk}",
        due_at=due_at,
        now=now,
        subject_id=alert.pk,
    )


def _call(coach: User, alert: Alert, *, now: datetime) -> bool:
    """Machines do not sleep: the coach's own server hears at once."""
    hook = Webhook.objects.filter(coach=coach).first()
    if hook is None:
        return False
    HookCall.objects.bulk_create(
        [HookCall(webhook=hook, alert=alert, due_at=now, created_at=now)], ignore_conflicts=True
    )
    return True
