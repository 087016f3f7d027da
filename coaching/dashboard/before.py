"""What a runner hands to a coach of the time before that coach. Nothing is copied: it is read where it stands, for
as long as the runner leaves it open.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from coaching.alerts.lines import first_title_of
from coaching.alerts.models import Alert, AlertStep, Outcome
from coaching.alerts.queries import answer_words
from coaching.conversations.models import Note
from journal import sharing
from journal.planned import planned_said
from runners.models import Coachship, PlannedRun
from runners.models.people import Before

ALERTS, PLANS = timedelta(days=90), timedelta(days=28)
HEADINGS: dict[Before, str] = {
    Before.ALERTS: "Alerts of the 90 days before",
    Before.NOTES: "Notes another coach shared",
    Before.PLANS: "What was planned in the 4 weeks before",
    Before.GOALS: "Goals",
    Before.PAUSES: "Pauses of the year before",
}
# What a runner reads of what came of an alert: never what a coach thought of it.
CAME_OF_IT: dict[str, str] = {Outcome.TALKED: "they talked about it", Outcome.EASED: "the week was eased"}


@dataclass(frozen=True)
class Line:
    when: str
    said: str
    quoted: str = ""


@dataclass(frozen=True)
class Section:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Choice:
    """One part on the runner's page, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


def choices(parts: Collection[str]) -> tuple[Choice, ...]:
    return tuple(Choice(part.value, str(part.label), part.value in parts) for part in Before)


def as_handed_over(tie: Coachship, parts: Collection[str], *, now: datetime) -> tuple[Section, ...]:
    """What the coach of this tie would read if these parts were handed over now: a tie that is never saved."""
    chosen = [part.value for part in Before if part.value in parts]
    return handed_over(Coachship(pk=tie.pk, coach=tie.coach, runner=tie.runner, from_before=chosen, from_before_at=now))


def handed_over(tie: Coachship) -> tuple[Section, ...]:
    if tie.from_before_at is None:
        return ()
    parts = [part for part in Before if part.value in tie.from_before]
    return tuple(Section(HEADINGS[part], tuple(_FINDERS[part](tie, tie.from_before_at))) for part in parts)


def _alerts(tie: Coachship, at: datetime) -> Iterator[Line]:
    raised = Alert.objects.of_runner(tie.runner).filter(raised_at__gt=at - ALERTS, raised_at__lte=at)
    for alert in raised.prefetch_related("steps"):
        steps = [step for step in _in_order(alert) if step.at <= at and step.outcome in CAME_OF_IT]
        came_of_it = [CAME_OF_IT[step.outcome] for step in steps]
        answered = f"answered “{answer_words(alert)}”" if _by_then(alert.answered_at, at) else ""
        said = " · ".join(part for part in (first_title_of(alert), *dict.fromkeys(came_of_it), answered) if part)
        yield Line(f"{alert.first_on:%A} {alert.first_on.day} {alert.first_on:%B %Y}", said)


def _by_then(said_at: datetime | None, at: datetime) -> bool:
    return said_at is not None and said_at <= at


def _in_order(alert: Alert) -> list[AlertStep]:
    return sorted(alert.steps.all(), key=lambda step: (step.at, step.pk))


def _notes(tie: Coachship, at: datetime) -> Iterator[Line]:
    """Each of them is the runner's to read, and only while its coach leaves it shared, as it was read beforehand."""
    shared = Note.objects.shared_with(tie.runner).exclude(coachship__coach=tie.coach).filter(shared_at__lte=at)
    for note in shared.exclude(edited_at__gt=at).order_by("-shared_at", "-pk"):
        day = timezone.localdate(note.written_at)
        yield Line(f"{day:%A} {day.day} {day:%B %Y}", f"By {note.coachship.coach.name or 'a coach'}", note.text)


def _plans(tie: Coachship, at: datetime) -> Iterator[Line]:
    """What was planned and how the runner says it went; the remarks in a plan stay between those two."""
    until = tie.runner.day(at)
    theirs = PlannedRun.objects.filter(coachship__runner=tie.runner_id, changed_at__lte=at).exclude(
        coachship__coach=tie.coach_id
    )
    for plan in theirs.filter(local_day__gt=until - PLANS, local_day__lte=until).order_by("-local_day", "-pk"):
        went = PlannedRun.Went(plan.went).label if plan.went and _by_then(plan.answered_at, at) else ""
        said = " · ".join(part for part in (planned_said(plan, units=tie.coach.units), went) if part)
        yield Line(f"{plan.local_day:%A} {plan.local_day.day} {plan.local_day:%B %Y}", said)


def _goals(tie: Coachship, at: datetime) -> Iterator[Line]:
    for day, said in sharing.goals_before(tie):
        yield Line(f"Since {day.day} {day:%B %Y}", said)


def _pauses(tie: Coachship, at: datetime) -> Iterator[Line]:
    for day, said in sharing.pauses_before(tie):
        yield Line(f"{day:%Y}", said)


_FINDERS: dict[Before, Callable[[Coachship, datetime], Iterator[Line]]] = {
    Before.ALERTS: _alerts,
    Before.NOTES: _notes,
    Before.PLANS: _plans,
    Before.GOALS: _goals,
    Before.PAUSES: _pauses,
}
