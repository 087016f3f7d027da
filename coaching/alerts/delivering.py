"""An alert's way to people: inside the site at once, outside it when and how each of them wants to hear of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from coaching.alerts.models import Alert, Delivery, HookCall, Kind, KindPace, Pace, Webhook, Wishes
from coaching.alerts.quiet import Quiet, next_morning
from runners import mail
from runners.models import Coachship, Outbox, User
from runners.push import Words, write_pushes
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
    tell_all([(tie, alert)], now=now)


@transaction.atomic
def tell_all(told: Sequence[tuple[Coachship, Alert]], *, now: datetime) -> None:
    """The same of several, in as many statements as of one."""
    rows = [Delivery(alert=alert, recipient=tie.coach, channel=Channel.IN_APP, created_at=now) for tie, alert in told]
    words = _words([(tie, alert) for tie, alert in told if may(tie, Deed.BE_TOLD)], now=now)
    if words:
        rows += [*_mailed(words, now=now), *_pushed(words, now=now), *_called(words, now=now)]
    # Two assessments at once may find the same coach untold: one of them is enough.
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


@dataclass(frozen=True)
class Word:
    """One alert for one coach outside the site."""

    wishes: Wishes
    alert: Alert
    moment: Moment

    @property
    def key(self) -> str:
        return f"alert:{self.alert.pk}:{self.wishes.coach_id}"

    def on(self, channel: Delivery.Channel, *, now: datetime, letter: Outbox | None = None) -> Delivery:
        about = {"alert": self.alert, "recipient": self.wishes.coach, "due_at": self.moment.at}
        return Delivery(channel=channel, letter=letter, created_at=now, **about)


def _words(told: Sequence[tuple[Coachship, Alert]], *, now: datetime) -> list[Word]:
    coaches = {tie.coach_id: tie.coach for tie, _ in told}
    if not coaches:
        return []
    wishes = {pk: Wishes(coach=coach) for pk, coach in coaches.items()}
    wishes |= {one.coach_id: one for one in Wishes.objects.filter(coach__in=coaches).select_related("coach")}
    chosen = KindPace.objects.filter(coach__in=coaches).values_list("coach", "kind", "pace")
    paces = {(coach, kind): Pace(pace) for coach, kind, pace in chosen}
    return [
        Word(mine, alert, moment_for(mine, paces.get((tie.coach_id, alert.kind), usual_pace(alert.kind)), now=now))
        for tie, alert in told
        if (mine := wishes[tie.coach_id])
    ]


def _mailed(words: Sequence[Word], *, now: datetime) -> list[Delivery]:
    """A letter for what is told at once; what a digest tells of has none of its own."""
    mailed = [word for word in words if word.wishes.by_mail]
    letters = mail.post_all([_letter(word) for word in mailed if not word.moment.gathered])
    return [word.on(Channel.EMAIL, now=now, letter=letters.get(word.key)) for word in mailed]


def _letter(word: Word) -> Outbox:
    about = {"subject_id": word.alert.pk, "recipient": word.wishes.coach, "due_at": word.moment.at}
    return Outbox(kind="alert", dedup_key=word.key, **about)


def _pushed(words: Sequence[Word], *, now: datetime) -> list[Delivery]:
    pushed = [word for word in words if word.wishes.by_push and not word.moment.gathered]
    write_pushes([_push(word) for word in pushed], now=now)
    return [word.on(Channel.PUSH, now=now) for word in pushed]


def _push(word: Word) -> Words:
    return Words(
        word.wishes.coach,
        kind="alert",
        title="A good moment for a chat",
        body="Someone in your squad could use a word.",
        path=reverse("coach-alerts"),
        dedupe=word.key,
        due_at=word.moment.at,
        subject_id=word.alert.pk,
    )


def _called(words: Sequence[Word], *, now: datetime) -> list[Delivery]:
    """Machines do not sleep: the coach's own server hears at once."""
    hooks = set(Webhook.objects.filter(coach__in={word.wishes.coach_id for word in words}).values_list("pk", flat=True))
    called = [word for word in words if word.wishes.coach_id in hooks]
    calls = [HookCall(webhook_id=w.wishes.coach_id, alert=w.alert, due_at=now, created_at=now) for w in called]
    HookCall.objects.bulk_create(calls, ignore_conflicts=True)
    return [word.on(Channel.HOOK, now=now) for word in called]
