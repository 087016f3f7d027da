"""An alert's way to people: inside the site at once, outside it when and how each of them wants to hear of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from coaching.alerts.models import Alert, AlertSet, Delivery, HookCall, Kind, KindPace, Pace, Webhook, Wishes
from coaching.alerts.notices import notice_of
from coaching.alerts.quiet import DAY, Quiet, next_morning
from runners import mail
from runners.models import Coachship, Outbox, Push, User
from runners.push import Words, write_pushes
from runners.roles import Deed, may

Channel = Delivery.Channel
MORNING = "morning"
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
    rows += _outside(_words([(tie, alert) for tie, alert in told if may(tie, Deed.BE_TOLD)], now=now), now=now)
    # Two assessments at once may find the same coach untold: one of them is enough.
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def tell_again(told: Sequence[tuple[Coachship, Alert]], *, now: datetime) -> None:
    """Outside the site once more, for whoever has these alerts locked: each of them reads louder than it was told."""
    words = _words([(tie, alert) for tie, alert in told if may(tie, Deed.BE_TOLD)], now=now, again=True)
    if words:
        before = _told_before(words)
        words = _no_later(words, before, now=now)
        _make_room(words, before)
        Delivery.objects.bulk_create(_outside(words, now=now))


@dataclass(frozen=True)
class Word:
    """One alert for one coach outside the site."""

    wishes: Wishes
    alert: Alert
    moment: Moment
    again: bool

    @property
    def about(self) -> tuple[int, int]:
        return self.alert.pk, self.wishes.coach_id

    @property
    def key(self) -> str:
        said = f"alert:{self.alert.pk}:{self.wishes.coach_id}"
        return f"{said}:{self.alert.reading}" if self.again else said

    def on(self, channel: Delivery.Channel, *, now: datetime, letter: Outbox | None = None) -> Delivery:
        about = {"alert": self.alert, "recipient": self.wishes.coach, "due_at": self.moment.at}
        return Delivery(channel=channel, letter=letter, created_at=now, **about)


def _words(told: Sequence[tuple[Coachship, Alert]], *, now: datetime, again: bool = False) -> list[Word]:
    coaches = {tie.coach_id: tie.coach for tie, _ in told}
    if not coaches:
        return []
    wishes = {pk: Wishes(coach=coach) for pk, coach in coaches.items()}
    wishes |= {one.coach_id: one for one in Wishes.objects.filter(coach__in=coaches).select_related("coach")}
    chosen = KindPace.objects.filter(coach__in=coaches).values_list("coach", "kind", "pace")
    paces = {(coach, kind): Pace(pace) for coach, kind, pace in chosen}
    return [
        Word(
            wishes=mine,
            alert=alert,
            moment=moment_for(mine, paces.get((tie.coach_id, alert.kind), usual_pace(alert.kind)), now=now),
            again=again,
        )
        for tie, alert in told
        if (mine := wishes[tie.coach_id])
    ]


def _told_before(words: Sequence[Word]) -> list[Delivery]:
    """How each of them heard of these outside the site."""
    those = {word.about for word in words}
    told = Delivery.objects.filter(alert__in={alert for alert, _ in those}, recipient__in={coach for _, coach in those})
    ways = told.filter(channel__in=(Channel.EMAIL, Channel.PUSH, Channel.HOOK))
    return [way for way in ways if (way.alert_id, way.recipient_id) in those]


def _no_later(words: Sequence[Word], before: Sequence[Delivery], *, now: datetime) -> list[Word]:
    """What a digest or the push of a morning was about to tell of waits no longer for being louder."""
    pushes = Push.objects.waiting().filter(kind=MORNING, subscription__person__in={w.wishes.coach_id for w in words})
    mornings = set(pushes.values_list("subscription__person", "subject_id"))
    due = {
        (way.alert_id, way.recipient_id): way.due_at
        for way in before
        if way.due_at is not None and _waits(way, way.due_at, mornings, now=now)
    }
    return [
        replace(word, moment=replace(word.moment, at=min(word.moment.at, due.get(word.about, word.moment.at))))
        if word.moment.gathered
        else word
        for word in words
    ]


def _waits(way: Delivery, due_at: datetime, mornings: Collection[tuple[int, int]], *, now: datetime) -> bool:
    """For a digest, or for one of these pushes of a morning. What neither took within a day is told as if new."""
    if due_at <= now - DAY:
        return False
    if way.channel == Channel.EMAIL:
        return way.letter_id is None and way.digest_id is None
    return way.channel == Channel.PUSH and (way.recipient_id, int(due_at.timestamp())) in mornings


def _make_room(words: Sequence[Word], before: Sequence[Delivery]) -> None:
    """What was told of these before; of it what still waits is not sent, for this says as much."""
    Outbox.objects.waiting().filter(pk__in=[way.letter_id for way in before], leased_until=None).update(
        status=Outbox.Status.CANCELLED
    )
    Delivery.objects.filter(pk__in=[way.pk for way in before]).delete()
    those = {word.about for word in words}
    alerts, coaches = {alert for alert, _ in those}, {coach for _, coach in those}
    pushes = Push.objects.waiting().filter(kind="alert", subject_id__in=alerts, subscription__person__in=coaches)
    pushed = pushes.filter(leased_until=None).values_list("pk", "subject_id", "subscription__person")
    quieter = [pk for pk, alert, coach in pushed if (alert, coach) in those]
    Push.objects.waiting().filter(pk__in=quieter, leased_until=None).update(status=Push.Status.CANCELLED)
    calls = HookCall.objects.filter(alert__in=alerts, webhook__in=coaches)
    mine = [call.pk for call in calls if (call.alert_id, call.webhook_id) in those]
    HookCall.objects.waiting().filter(pk__in=mine).delete()
    HookCall.objects.filter(pk__in=mine).update(alert=None)  # their lines stay in the log


def _outside(words: Sequence[Word], *, now: datetime) -> list[Delivery]:
    if not words:
        return []
    return [*_mailed(words, now=now), *_pushed(words, now=now), *_called(words, now=now)]


def _mailed(words: Sequence[Word], *, now: datetime) -> list[Delivery]:
    """A letter for what is told at once; what a digest tells of has none of its own."""
    mailed = [word for word in words if word.wishes.by_mail]
    letters = mail.post_all([_letter(word) for word in mailed if not word.moment.gathered])
    return [word.on(Channel.EMAIL, now=now, letter=letters.get(word.key)) for word in mailed]


def _letter(word: Word) -> Outbox:
    about = {"subject_id": word.alert.pk, "recipient": word.wishes.coach, "due_at": word.moment.at}
    return Outbox(kind="alert", dedup_key=word.key, **about)


def _pushed(words: Sequence[Word], *, now: datetime) -> list[Delivery]:
    """One of its own for what is told at once; for everything else of a morning one together."""
    pushed = [word for word in words if word.wishes.by_push]
    write_pushes([_morning_push(word) if word.moment.gathered else _push(word) for word in pushed], now=now)
    return [word.on(Channel.PUSH, now=now) for word in pushed]


def _push(word: Word) -> Words:
    said = notice_of(word.alert.kind)
    return Words(
        word.wishes.coach,
        kind="alert",
        title=said.heading,
        body=f"{said.subject}.",
        path=reverse("coach-alerts"),
        dedupe=word.key,
        due_at=word.moment.at,
        subject_id=word.alert.pk,
    )


def _morning_push(word: Word) -> Words:
    """The same one for all that has this morning, known by it; not in quiet hours either."""
    wishes, morning = word.wishes, word.moment.at
    number = int(morning.timestamp())
    return Words(
        wishes.coach,
        kind=MORNING,
        title="Your morning note is ready",
        body="A look at your squad.",
        path=reverse("coach-alerts"),
        dedupe=f"{MORNING}:{wishes.coach_id}:{number}",
        due_at=Quiet(wishes.quiet_from, wishes.quiet_until).over_at(wishes.coach.time_zone, morning),
        subject_id=number,
    )


def told_of_on(coach: User, *, morning: datetime) -> AlertSet:
    """What one push of that morning stands for, as far as it is theirs to hear of."""
    told = Delivery.objects.filter(recipient=coach, channel=Channel.PUSH, due_at=morning)
    return Alert.objects.told_to(coach).filter(pk__in=told.values("alert"))


def _called(words: Sequence[Word], *, now: datetime) -> list[Delivery]:
    """Machines do not sleep: the coach's own server hears at once."""
    hooks = set(Webhook.objects.filter(coach__in={word.wishes.coach_id for word in words}).values_list("pk", flat=True))
    called = [word for word in words if word.wishes.coach_id in hooks]
    calls = [HookCall(webhook_id=w.wishes.coach_id, alert=w.alert, due_at=now, created_at=now) for w in called]
    HookCall.objects.bulk_create(calls, ignore_conflicts=True)
    return [word.on(Channel.HOOK, now=now) for word in called]
