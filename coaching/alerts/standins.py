"""Somebody else hears of a red alert that nobody has looked at, or whose coach is away.

Never anybody but a coach with whom the runner shares their balance at that moment.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from coaching.alerts.delivering import moment_for, wishes_of
from coaching.alerts.models import Alert, AlertStep, Delivery, Kind, Pace, State, Wishes
from coaching.alerts.quiet import local_day
from coaching.consultations.models import Away
from journal import sharing
from journal.readings import ReadingState
from runners import mail
from runners.models import Coachship, User
from runners.roles import Deed, may, those_who_may

LETTER = "stand-in"
RED = (ReadingState.STRAINED, ReadingState.TALK_TODAY)
LIGHTER = (ReadingState.STEADY, ReadingState.WORTH_A_LOOK)
UP_TO = timedelta(days=14)  # older ones are no news to anybody


def escalate(*, now: datetime) -> int:
    """Tell the stand-ins of what is unseen too long; returns how many hear of something. Twice is once."""
    alerts = _unseen(now=now)
    ties = _ties(alerts)
    wishes = {one.coach_id: one for one in _with_stand_in(ties)}
    away, heard, told = _away(wishes.values(), now=now), _heard(alerts), 0
    for alert in alerts:
        for tie in ties.get(alert.runner_id, ()):
            mine = wishes.get(tie.coach_id)
            if mine is not None and _is_time(mine, alert, away=tie.coach_id in away, now=now):
                others = [other for other in ties[alert.runner_id] if _stands_in(other, mine)]
                told += sum(_tell(other, alert, now=now) for other in others if (alert.pk, other.coach_id) not in heard)
    return told


def _unseen(*, now: datetime) -> list[Alert]:
    """As loud today still; with `open_since`: when each was raised, or was called up again."""
    again = AlertStep.objects.filter(alert=OuterRef("pk"), after=State.OPEN).order_by("-at").values("at")[:1]
    unseen = Alert.objects.filter(kind=Kind.BALANCE, reading__in=RED, state=State.OPEN)
    since = unseen.annotate(open_since=Coalesce(Subquery(again), "raised_at"))
    found = list(since.filter(open_since__gt=now - UP_TO, open_since__lte=now).order_by("pk"))
    today = {one.runner_id: one.reading for one in sharing.readings_at(sorted({alert.runner_id for alert in found}))}
    return [alert for alert in found if today.get(alert.runner_id) not in LIGHTER]


def _heard(alerts: Iterable[Alert]) -> set[tuple[int, int]]:
    """Who stands in for which of these already: most have been told long before."""
    told = Delivery.objects.filter(alert__in=alerts, channel=Delivery.Channel.STAND_IN)
    return set(told.values_list("alert_id", "recipient_id"))


def _ties(alerts: Iterable[Alert]) -> dict[int, list[Coachship]]:
    """Who may see alerts about these runners, and may be told of them."""
    found: dict[int, list[Coachship]] = {}
    asked = {alert.runner_id for alert in alerts}
    ties = Coachship.objects.sharing_balance().filter(runner__in=asked, role__in=those_who_may(Deed.BE_TOLD))
    for tie in ties.filter(coach__is_active=True, coach__leaving_at=None).select_related("coach").order_by("pk"):
        found.setdefault(tie.runner_id, []).append(tie)
    return found


def _with_stand_in(ties: dict[int, list[Coachship]]) -> Sequence[Wishes]:
    coaches = {tie.coach_id for some in ties.values() for tie in some}
    return list(Wishes.objects.filter(coach__in=coaches, stand_in__isnull=False).select_related("coach"))


def _away(wishes: Iterable[Wishes], *, now: datetime) -> set[int]:
    """Who is away today, by the days they keep free of calls."""
    today = {one.coach_id: local_day(one.coach.time_zone, now) for one in wishes}
    days = Away.objects.filter(coach__in=today).values_list("coach_id", "first_on", "last_on")
    return {coach for coach, first, last in days if first <= today[coach] <= last}


def _is_time(wishes: Wishes, alert: Alert, *, away: bool, now: datetime) -> bool:
    since: datetime = alert.open_since  # type: ignore[attr-defined]
    return away or since <= now - timedelta(hours=wishes.stand_in_hours)


def _stands_in(tie: Coachship, wishes: Wishes) -> bool:
    return tie.coach_id == wishes.stand_in_id


@transaction.atomic
def _tell(tie: Coachship, alert: Alert, *, now: datetime) -> bool:
    """At once, though not in their quiet hours; the row is what makes twice once."""
    at = moment_for(wishes_of(tie.coach), Pace.INSTANT, now=now).at
    row, made = Delivery.objects.get_or_create(
        alert=alert, recipient=tie.coach, channel=Delivery.Channel.STAND_IN, defaults={"due_at": at, "created_at": now}
    )
    if made:
        key = f"{LETTER}:{alert.pk}:{tie.coach_id}"
        row.letter = mail.post(kind=LETTER, subject_id=alert.pk, recipient=tie.coach, dedup_key=key, due_at=at)
        row.save(update_fields=["letter"])
    return made


def colleagues_of(coach: User) -> list[User]:
    """Who could stand in: coaches with whom somebody of this squad shares the balance too."""
    mine = Coachship.objects.of_coach(coach).sharing_balance().values("runner")
    others = Coachship.objects.sharing_balance().filter(runner__in=mine).exclude(coach=coach).select_related("coach")
    told = [
        tie.coach for tie in others if may(tie, Deed.BE_TOLD) and tie.coach.is_active and tie.coach.leaving_at is None
    ]
    return sorted(set(told), key=lambda person: (person.name, person.pk))
