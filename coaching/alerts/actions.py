"""Assess who is due, raise one alert an episode, and let people answer it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import numpy as np
from django.db import transaction

from coaching.alerts.models import CALLED_UP, CLOSING, Alert, AlertStep, Answer, Assessment, Delivery, State
from journal import sharing
from journal.readings import ReadingState
from journal.sharing import ReadingToday
from runners import columns, mail
from runners.models import Coachship, User
from runners.side_by_side import Spread

log = logging.getLogger(__name__)
ALERTING = (ReadingState.STRAINED, ReadingState.TALK_TODAY)
LEAST_CONFIDENCE = 0.4
BATCH = 2000
SNOOZE_DAYS = (1, 3, 7)


@dataclass(frozen=True)
class Assessed:
    assessed: int = 0
    alerts: int = 0
    resolved: int = 0

    def __add__(self, other: "Assessed") -> "Assessed":
        return Assessed(self.assessed + other.assessed, self.alerts + other.alerts, self.resolved + other.resolved)


def assess_due(*, now: datetime, spread: Spread = map) -> Assessed:
    """Assess everybody whose standing is new. Safe to run twice, at once or after a crash; `spread` as in loads."""
    batches = range(-(-sharing.readings_waiting() // BATCH))
    done = sum(spread(partial(_assess_batch, now=now), batches), start=Assessed())
    _tell_new_readers(now=now)
    return done


@transaction.atomic
def _tell_new_readers(*, now: datetime) -> None:
    """A coach who was given the balance check in mid-episode hears of it once, like the others before."""
    for tie in Alert.objects.unfinished().untold_ties().select_related("coach", "runner"):
        episode = sharing.episode_of(tie.runner_id, since=tie.runner.day(now) - timedelta(days=1))
        alert = Alert.objects.unfinished().of_runner(tie.runner).first()
        if alert is not None and episode is not None and alert.local_day >= episode:
            _deliver_to(tie.coach, alert, now=now)


@transaction.atomic
def _assess_batch(_: int, *, now: datetime) -> Assessed:
    """The next ones that nobody else has taken."""
    taken = sharing.take_readings(BATCH)
    if not taken:
        return Assessed()
    _keep(taken, now=now)
    loud = [reading.runner_id for reading in taken if reading.reading in ALERTING]
    alerts = [_assess_one(reading, now=now) for reading in sharing.readings_of(loud)] if loud else []
    resolved = _resolve_ended([r.runner_id for r in taken if r.episode_on is None], now=now)
    return Assessed(len(taken), sum(alerts), resolved)


def _assess_one(reading: ReadingToday, *, now: datetime) -> int:
    """1 if this raised an alert. A reading that cannot be assessed is named by runner number and stops no other."""
    try:
        with transaction.atomic():
            if _calls_for_alert(reading, now=now):
                raise_alert(reading, now=now)
                return 1
    except Exception as error:  # the next standing of this runner is assessed again
        log.error("runner %s could not be assessed: %s", reading.runner.pk, type(error).__name__)
    return 0


def _keep(taken: Sequence[sharing.Taken], *, now: datetime) -> None:
    columns.upsert(
        Assessment._meta.db_table,
        {
            "runner_id": columns.integers([r.runner_id for r in taken]),
            "local_day": columns.dates([r.day for r in taken]),
            "reading": columns.texts([r.reading for r in taken]),
            "score": columns.floats(np.array([r.score for r in taken], dtype=np.float64)),
            "confidence": columns.floats(np.array([r.confidence for r in taken])),
            "contributions": columns.documents([r.contributions.encode() for r in taken]),
            "assessed_at": columns.moments([now] * len(taken)),
        },
        key=("runner_id", "local_day"),
    )


def _calls_for_alert(reading: ReadingToday, *, now: datetime) -> bool:
    """Strained or higher, known well enough, of today or yesterday; none yet in this episode or the cooldown."""
    if reading.reading not in ALERTING or reading.episode_on is None or reading.score is None:
        return False
    if reading.confidence < LEAST_CONFIDENCE or reading.day < reading.runner.day(now) - timedelta(days=1):
        return False
    return not Alert.objects.of_episode(reading.runner.pk, reading.episode_on, reading.day).exists()


def raise_alert(reading: ReadingToday, *, now: datetime) -> Alert:
    """The alert, and its way to everybody who may see it. The runner has it from this moment on."""
    alert = Alert.objects.create(
        runner=reading.runner,
        local_day=reading.day,
        episode_on=reading.episode_on or reading.day,
        reading=reading.reading,
        score=reading.score or 0.0,
        contributions=reading.contributions,
        facts=reading.facts,
        raised_at=now,
    )
    Delivery.objects.create(alert=alert, recipient=reading.runner, channel=Delivery.Channel.IN_APP, created_at=now)
    for tie in Coachship.objects.of_runner(reading.runner).sharing_balance().select_related("coach"):
        _deliver_to(tie.coach, alert, now=now)
    return alert


def _deliver_to(coach: User, alert: Alert, *, now: datetime) -> None:
    letter = mail.post(
        kind="alert", subject_id=alert.pk, recipient=coach, dedup_key=f"alert:{alert.pk}:{coach.pk}", due_at=now
    )
    ways = ((Delivery.Channel.IN_APP, None), (Delivery.Channel.EMAIL, letter))
    rows = [Delivery(alert=alert, recipient=coach, channel=way, letter=row, created_at=now) for way, row in ways]
    # Two assessments at once may find the same coach untold: one of them is enough.
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _resolve_ended(steady: Sequence[int], *, now: datetime) -> int:
    """An alert whose episode is over resolves itself, unless somebody has closed it already."""
    if not steady:
        return 0
    # A range is a shorter question than thousands of numbers; between them lie runners whom others assess just now.
    among = Alert.objects.unfinished().filter(runner__gte=min(steady), runner__lte=max(steady))
    those = set(steady)
    over = [pk for pk, runner in among.values_list("pk", "runner") if runner in those]
    ended = list(Alert.objects.unfinished().filter(pk__in=over).order_by("pk").select_for_update()) if over else []
    for alert in ended:
        _move(alert, State.RESOLVED, by=None, now=now)
    return len(ended)


class CannotMove(Exception):
    """The alert is in a state from which this step does not lead; the sentence is for the coach who took it."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.sentence = f"This alert already says “{state.label}”. Nothing was changed."


@transaction.atomic
def take_step(coach: User, *, alert_id: int, to: State, now: datetime, days: int = 1) -> Alert:
    """A coach acknowledges, puts off, has talked, resolves or says 'not this time'. The same step twice is one step."""
    alert = Alert.objects.for_coach(coach).select_for_update(of=("self",)).get(pk=alert_id)
    if alert.state == to and to is not State.SNOOZED:
        return alert
    if not alert.may(to) and not (alert.state == to == State.SNOOZED):
        raise CannotMove(State(alert.state))
    alert.snoozed_until = now + timedelta(days=days) if to is State.SNOOZED else None
    _move(alert, to, by=coach, now=now)
    return alert


@transaction.atomic
def mark_seen(coach: User, *, alert_ids: Sequence[int], now: datetime) -> None:
    opened = Alert.objects.for_coach(coach).filter(pk__in=alert_ids, state=State.OPEN)
    for alert in opened.order_by("pk").select_for_update(of=("self",)):
        _move(alert, State.SEEN, by=coach, now=now)


class Over(Exception):
    """The alert is closed: there is nothing left to answer."""


@transaction.atomic
def answer(runner: User, *, alert_id: int, answer: Answer | None, now: datetime) -> Alert:
    """What the runner says to it, or nothing any more. Asking for a talk calls up what was put away."""
    alert = Alert.objects.filter(runner=runner).select_for_update().get(pk=alert_id)
    if alert.over:
        raise Over
    if alert.answer == (answer or ""):
        return alert
    alert.answer, alert.answered_at = answer or "", now if answer else None
    alert.save(update_fields=["answer", "answered_at"])
    if answer is Answer.TALK and alert.state in CALLED_UP:
        alert.snoozed_until = None
        _move(alert, State.OPEN, by=runner, now=now)
    return alert


@transaction.atomic
def note_outcome(coach: User, *, alert_id: int, **said: str) -> AlertStep:
    """What came of it (`outcome`), whether it was of use (`useful`): kept with the step by which this coach closed it.

    Raises Alert.DoesNotExist where the coach may not see the alert, AlertStep.DoesNotExist where they closed nothing.
    """
    alert = Alert.objects.for_coach(coach).get(pk=alert_id)
    closing = alert.steps.filter(by=coach, after__in=CLOSING).select_for_update().order_by("-at", "-pk")
    step = closing[:1].get()
    for name, value in said.items():
        setattr(step, name, value)
    step.save(update_fields=list(said))
    return step


def _move(alert: Alert, to: State, *, by: User | None, now: datetime) -> None:
    AlertStep.objects.create(alert=alert, by=by, before=alert.state, after=to, at=now)
    alert.state = to
    alert.save(update_fields=["state", "snoozed_until"])
