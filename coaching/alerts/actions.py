"""What people do with an alert: the coaches it was told to, and the runner it is about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from coaching.alerts.answering import Over, held_until, let_go
from coaching.alerts.models import CALLED_UP, CLOSING, Alert, AlertStep, Answer, State
from coaching.alerts.moving import move
from coaching.alerts.talks import tell_of_talk
from runners.models import User

SNOOZE_DAYS = (1, 3, 7)
UNDO_WITHIN = timedelta(minutes=10)


class CannotMove(Exception):
    """The alert is in a state from which this step does not lead; the sentence is for the coach who took it."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.sentence = f"This alert already says “{state.label}”. Nothing was changed."


@transaction.atomic
def take_step(coach: User, *, alert_id: int, to: State, now: datetime, days: int = 1) -> Alert:
    """A coach acknowledges, puts off, has talked, resolves or says 'not this time'. The same step twice is one step."""
    alert = Alert.objects.to_answer_by(coach).select_for_update(of=("self",)).get(pk=alert_id)
    if alert.state == to and to is not State.SNOOZED:
        return alert
    if not alert.may(to) and not (alert.state == to == State.SNOOZED):
        raise CannotMove(State(alert.state))
    move(alert, to, by=coach, now=now, until=now + timedelta(days=days) if to is State.SNOOZED else None)
    return alert


class TooLate(Exception):
    """The step is older than ten minutes, somebody else's, or no longer the last one."""


@transaction.atomic
def undo_step(coach: User, *, alert_id: int, now: datetime) -> Alert:
    """A key beside the wrong person: the step they took last has not been, for nobody."""
    alert = Alert.objects.to_answer_by(coach).select_for_update(of=("self",)).get(pk=alert_id)
    last = alert.steps.order_by("at", "pk").last()
    if last is None or last.by_id != coach.pk or last.after == State.SEEN or last.at < now - UNDO_WITHIN:
        raise TooLate
    last.delete()
    alert.state = last.before
    alert.snoozed_until = _until_before(alert, last, now=now) if last.before == State.SNOOZED else None
    alert.save(update_fields=["state", "snoozed_until"])
    return alert


def _until_before(alert: Alert, undone: AlertStep, *, now: datetime) -> datetime:
    """Until when it was set aside before this step; by the runner as long as their word holds."""
    aside = alert.steps.order_by("at", "pk").last()
    until = held_until(alert, now=now) if aside and aside.by_id == alert.runner_id else undone.was_until
    return until or now


@transaction.atomic
def mark_seen(coach: User, *, alert_ids: Sequence[int], now: datetime) -> None:
    opened = Alert.objects.to_answer_by(coach).filter(pk__in=alert_ids, state=State.OPEN)
    for alert in opened.order_by("pk").select_for_update(of=("self",)):
        move(alert, State.SEEN, by=coach, now=now)


@transaction.atomic
def answer(runner: User, *, alert_id: int, answer: Answer | None, now: datetime) -> Alert:
    """What the runner says to it, or nothing any more. Asking for a talk calls up what was put away or held, and their
    coaches hear of it."""
    alert = Alert.objects.filter(runner=runner).select_for_update().get(pk=alert_id)
    if alert.over:
        raise Over
    if alert.answer == (answer or ""):
        return alert
    alert.answer, alert.answered_at = answer or "", now if answer else None
    alert.save(update_fields=["answer", "answered_at"])
    if answer is Answer.TALK:
        let_go(alert, runner, now=now)
        tell_of_talk(alert, now=now)
    if answer is Answer.TALK and alert.state in CALLED_UP:
        move(alert, State.OPEN, by=runner, now=now)
    return alert


@transaction.atomic
def note_outcome(coach: User, *, alert_id: int, **said: str) -> AlertStep:
    """What came of it (`outcome`), whether it was of use (`useful`): kept with the step by which this coach closed it.

    Raises Alert.DoesNotExist where the coach may not see the alert, AlertStep.DoesNotExist where they closed nothing.
    """
    alert = Alert.objects.to_answer_by(coach).get(pk=alert_id)
    closing = alert.steps.filter(by=coach, after__in=CLOSING).select_for_update().order_by("-at", "-pk")
    step = closing[:1].get()
    for name, value in said.items():
        setattr(step, name, value)
    step.save(update_fields=list(said))
    return step
