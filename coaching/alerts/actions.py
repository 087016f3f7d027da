"""What people do with an alert: the coaches it was told to, and the runner it is about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from coaching.alerts.answering import Over, held_until, let_go
from coaching.alerts.models import (
    ANSWERS,
    CALLED_UP,
    CLOSING,
    IN_PASSING,
    TAKEN_UP,
    Alert,
    AlertSet,
    AlertStep,
    Answer,
    Kind,
    State,
)
from coaching.alerts.moving import move, note_reading, unread_by
from coaching.alerts.talks import tell_of_talk
from coaching.conversations.models import About
from coaching.conversations.topics import Topic
from runners.models import User

SNOOZE_DAYS = (1, 3, 7)
UNDO_WITHIN = timedelta(minutes=10)


class CannotMove(Exception):
    """The alert is in a state from which this step does not lead; the sentence is for the coach who took it."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.sentence = f"This alert already says “{state.label}”. Nothing was changed."


@transaction.atomic
def take_step(
    coach: User, *, alert_id: int, to: State, now: datetime, days: int = 1, for_person: bool = False
) -> Alert:
    """A coach acknowledges, puts off, has talked, resolves or says 'not this time'. The same step twice is one step.

    `for_person`: whatever else waits for this coach about the same runner goes along, not what calls for
    nobody.
    """
    mine = Alert.objects.to_answer_by(coach)
    alert, until = mine.get(pk=alert_id), now + timedelta(days=days) if to is State.SNOOZED else None
    others = _calling(mine, alert.runner_id, now=now) if for_person else mine.none()
    asked = mine.filter(Q(pk=alert_id) | Q(pk__in=others.order_by().values("pk"))).order_by("pk")
    locked = list(asked.select_for_update(of=("self",)))
    found = next((one for one in locked if one.pk == alert_id), None)
    if found is None:  # it is not shared any more by the time it is locked
        raise Alert.DoesNotExist
    if found.state == to and to is not State.SNOOZED:
        return found
    if not _leads(found, to):
        raise CannotMove(State(found.state))
    for one in locked:
        if _leads(one, to):
            move(one, to, by=coach, now=now, until=until)
    return found


def _calling(alerts: AlertSet, runner_id: int, *, now: datetime) -> AlertSet:
    """As the list of people who could use a word has it."""
    return alerts.live(now).filter(Q(answer=Answer.TALK) | ~Q(kind__in=IN_PASSING), runner=runner_id)


def _leads(alert: Alert, to: State) -> bool:
    return alert.may(to) or alert.state == to == State.SNOOZED


class TooLate(Exception):
    """The step is older than ten minutes, somebody else's, or no longer the last one."""


@transaction.atomic
def undo_step(coach: User, *, alert_id: int, now: datetime) -> Alert:
    """A key beside the wrong person: the step they took last has not been, for nobody; and for none of the alerts
    that went along."""
    mine = Alert.objects.to_answer_by(coach)
    alert = mine.get(pk=alert_id)
    last = _last_step(alert)
    if last is None or last.by_id != coach.pk or last.at < now - UNDO_WITHIN:
        raise TooLate
    along = AlertStep.objects.filter(by=coach, at=last.at, after=last.after, alert__runner=alert.runner_id)
    locked = list(mine.filter(pk__in=along.values("alert")).order_by("pk").select_for_update(of=("self",)))
    those, steps = set(along), {one.pk: _last_step(one) for one in locked}
    if steps.get(alert_id) not in those:
        raise TooLate
    undone = [_undo(one, step, now=now) for one in locked if (step := steps[one.pk]) and step in those]
    return next(one for one in undone if one.pk == alert_id)


def _last_step(alert: Alert) -> AlertStep | None:
    """Who has looked is no step to take back."""
    return alert.steps.exclude(after=State.SEEN).order_by("at", "pk").last()


def _undo(alert: Alert, last: AlertStep, *, now: datetime) -> Alert:
    looked = alert.steps.filter(after=State.SEEN, pk__gt=last.pk).exists()
    last.delete()
    alert.state = State.SEEN if looked and last.before == State.OPEN else last.before
    alert.snoozed_until = _until_before(alert, last, now=now) if last.before == State.SNOOZED else None
    alert.save(update_fields=["state", "snoozed_until"])
    return alert


def _until_before(alert: Alert, undone: AlertStep, *, now: datetime) -> datetime:
    """Until when it was set aside before this step; by the runner as long as their word holds."""
    aside = alert.steps.exclude(after=State.SEEN).order_by("at", "pk").last()
    until = held_until(alert, now=now) if aside and aside.by_id == alert.runner_id else undone.was_until
    return until or now


@transaction.atomic
def mark_seen(coach: User, *, alert_ids: Sequence[int], now: datetime) -> None:
    """Every coach who has looked stands in its steps: once, and once more after it was called up. What is being
    worked on at this moment stays unread until their next look."""
    shown = Alert.objects.to_answer_by(coach).filter(pk__in=alert_ids).order_by("pk")
    locked = shown.select_for_update(of=("self",), skip_locked=True).prefetch_related("steps")
    note_reading([alert for alert in locked if unread_by(alert, coach.pk)], by=coach, now=now)


def wrote(coach: User, topic: Topic, now: datetime) -> None:
    """Whoever writes about an alert has looked at it."""
    if topic.about == About.ALERT:
        mark_seen(coach, alert_ids=[topic.number], now=now)


class DoesNotFit(Exception):
    """An answer that alerts of this kind do not ask for."""


@transaction.atomic
def answer(runner: User, *, alert_id: int, answer: Answer | None, now: datetime) -> Alert:
    """What the runner says to it, or nothing any more. Asking for a talk calls up what was put away or held, and their
    coaches hear of it."""
    alert = Alert.objects.filter(runner=runner).select_for_update().get(pk=alert_id)
    if alert.over:
        raise Over
    if answer and answer not in ANSWERS[Kind(alert.kind)]:
        raise DoesNotFit
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
    """What came of it (`outcome`), whether it was of use (`useful`): kept with the step by which this coach closed it,
    the latter also with the one by which they acknowledged it.

    Raises Alert.DoesNotExist where the coach may not see the alert, AlertStep.DoesNotExist where they took no such
    step.
    """
    alert, of_these = Alert.objects.to_answer_by(coach).get(pk=alert_id), CLOSING if "outcome" in said else TAKEN_UP
    steps = alert.steps.filter(by=coach, after__in=of_these).select_for_update().order_by("-at", "-pk")
    step = steps[:1].get()
    for name, value in said.items():
        setattr(step, name, value)
    step.save(update_fields=list(said))
    return step
