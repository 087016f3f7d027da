"""What the alert pages show: what was noticed, who may see it, and what was done about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, TextChoices
from django.utils import timezone

from coaching.alerts.fine import FineForCoach, FineForRunner, fine_for_coach, fine_for_runner, said_before
from coaching.alerts.lines import (
    CHANGED,
    Basis,
    by_itself,
    line_of,
    openers_of,
    own_basis,
    own_sentence,
    title_of,
    today_of,
)
from coaching.alerts.models import (
    ANSWERS,
    CLOSING,
    TAKEN_UP,
    Alert,
    AlertSet,
    AlertStep,
    Answer,
    Fine,
    Kind,
    Outcome,
    Preset,
    State,
    Useful,
    shared_for,
)
from coaching.alerts.usefulness import calmer
from journal import sharing
from journal.findings import Shown
from journal.readings import ReadingState
from journal.sharing import Standing
from runners.models import Coachship, User
from runners.roles import Deed, may
from runners.ties import NAMELESS, listed

A_PAGE = 20
RAISED = (ReadingState.WORTH_A_LOOK, ReadingState.STRAINED, ReadingState.TALK_TODAY)

# The words in addresses, and where each step leads.
STEPS: dict[str, State] = {
    "acknowledge": State.ACKNOWLEDGED,
    "later": State.SNOOZED,
    "talked": State.ACTED_ON,
    "resolve": State.RESOLVED,
    "not-this-time": State.NOT_THIS_TIME,
}
_DID: dict[State, str] = {
    State.OPEN: "asked for a word",
    State.SEEN: "read it",
    State.ACKNOWLEDGED: "acknowledged it",
    State.SNOOZED: "set it aside for later",
    State.ACTED_ON: "noted that there was a talk",
    State.RESOLVED: "resolved it",
    State.NOT_THIS_TIME: "answered “not this time”",
}
# What a runner reads of what came of it: never more than this, whatever the coach thought of the alert.
_CAME_OF_IT: dict[Outcome, str] = {Outcome.TALKED: "talked with you about it", Outcome.EASED: "eased the week with you"}
ASKED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class StepLine:
    """One thing that was done: "Jo acknowledged it", "Tuesday 07:12"."""

    sentence: str
    when: str


@dataclass(frozen=True)
class Choice:
    """One button of a closed set."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """What a coach may add with one tap each: whether it was of use, and once they closed it what came of it."""

    outcomes: tuple[Choice, ...]
    useful: tuple[Choice, ...]

    @property
    def answered(self) -> str:
        """What was said so far, in a few words."""
        return " · ".join(choice.words for choice in self.outcomes or self.useful if choice.chosen)


@dataclass(frozen=True)
class CoachAlert:
    """One alert as a coach sees it."""

    pk: int
    runner_id: int
    name: str
    reading: ReadingState | None
    title: str
    line: str
    today: str
    changed: str
    fine: FineForCoach | None
    ways_in: tuple[str, ...]
    noticed: str
    state: str
    set_aside_until: str
    steps: tuple[StepLine, ...]
    open_steps: frozenset[str]
    answer: str
    asked: Asked | None


@dataclass(frozen=True)
class RunnerAlert:
    """One alert as the runner it is about sees it."""

    pk: int
    reading: ReadingState | None
    title: str
    sentence: str
    changed: str
    noticed: str
    basis: tuple[Basis, ...]
    fine: FineForRunner
    seen_by: str
    only_read: bool
    steps: tuple[StepLine, ...]
    over: bool
    answers: tuple[Choice, ...]
    answered: str


Row = TypeVar("Row")


@dataclass(frozen=True)
class AlertsPage(Generic[Row]):
    alerts: tuple[Row, ...]
    page: Page[Alert]
    could_hear_less: bool = False


def coach_page(coach: User, *, now: datetime, number: str | None) -> AlertsPage[CoachAlert]:
    page = _page(Alert.objects.for_coach(coach).select_related("runner", "fine"), number, first="closed")
    ties = _ties(alert.runner_id for alert in page)
    own = {tie.runner_id: tie for each in ties.values() for tie in each if tie.coach_id == coach.pk}
    asked = {alert.runner_id for alert in page if not alert.over} & own.keys()
    standings = sharing.standings_of(own[pk] for pk in asked)
    return AlertsPage(
        alerts=tuple(
            _for_coach(alert, own[alert.runner_id], ties[alert.runner_id], standings, now, units=coach.units)
            for alert in page
            if alert.runner_id in own
        ),
        page=page,
        could_hear_less=calmer(coach) is not None,
    )


def runner_page(runner: User, *, now: datetime, number: str | None) -> AlertsPage[RunnerAlert]:
    page = _page(Alert.objects.of_runner(runner).select_related("fine").prefetch_related("deliveries"), number)
    ties, before = _ties([runner.pk])[runner.pk], said_before(runner)
    return AlertsPage(alerts=tuple(_for_runner(alert, runner, ties, before, now) for alert in page), page=page)


def raised_today(runner: User) -> ReadingState | None:
    """Their reading while it asks for a look, as it may without an alert; nothing during a pause."""
    standing = sharing.own_standing(runner)
    return standing.reading if standing.reading in RAISED and not standing.paused else None


def _page(alerts: AlertSet, number: str | None, *, first: str = "") -> Page[Alert]:
    """The newest first; with `first` "closed", those that ask for somebody before those that are over."""
    steps = Prefetch("steps", AlertStep.objects.select_related("by").order_by("at", "pk"))
    listed = alerts.alias(closed=Q(state__in=CLOSING)).order_by(*filter(None, [first]), "-raised_at", "-pk")
    return Paginator(listed.prefetch_related(steps), A_PAGE).get_page(number)


def _ties(runner_ids: Iterable[int]) -> dict[int, list[Coachship]]:
    """Who may see alerts about these runners right now, by name."""
    found: dict[int, list[Coachship]] = {runner_id: [] for runner_id in runner_ids}
    ties = Coachship.objects.current().filter(runner__in=list(found)).select_related("coach", "runner")
    for tie in ties.order_by("coach__name", "coach_id"):
        found[tie.runner_id].append(tie)
    return found


def _for_coach(
    alert: Alert,
    own: Coachship,
    ties: Iterable[Coachship],
    standings: Mapping[int, Standing],
    now: datetime,
    *,
    units: str,
) -> CoachAlert:
    names = {tie.coach_id: tie.coach.name or "Another coach" for tie in ties if shared_for(alert.kind, tie.shares)}
    names |= {own.coach_id: "You", alert.runner_id: alert.runner.name.split(" ")[0] or "The runner"}
    shares = own.shares
    shown = Shown(training=shares.training, emotional=shares.emotional, reflections=shares.reflections)
    return CoachAlert(
        pk=alert.pk,
        runner_id=alert.runner_id,
        name=alert.runner.name or NAMELESS,
        reading=reading_of(alert),
        title=title_of(alert),
        line=line_of(alert, shown, today=alert.runner.day(now), units=units),
        today="" if alert.over else today_of(alert, standings[alert.runner_id]),
        changed=changed_words(alert),
        fine=fine_for_coach(alert, own, now=now),
        ways_in=() if alert.over else openers_of(alert),
        noticed=_on(alert.first_on, timezone.localdate(now)),
        state=State(alert.state).label,
        set_aside_until=until_words(alert, now=now),
        steps=_steps(alert, names, now, others="Another coach", came_of_it=_for_coaches),
        open_steps=open_steps(alert) if may(own, Deed.ANSWER) else frozenset(),
        answer=answer_words(alert),
        asked=asked_of(alert, own.coach_id, now=now),
    )


def _for_runner(
    alert: Alert, runner: User, ties: Iterable[Coachship], before: Mapping[str, list[Fine]], now: datetime
) -> RunnerAlert:
    seeing = [tie for tie in ties if _sees(tie, alert)]
    names = {tie.coach_id: tie.coach.name.split(" ")[0] or "Your coach" for tie in seeing}
    alone = bool(seeing) and not alert.over and not any(may(tie, Deed.ANSWER) for tie in seeing)
    return RunnerAlert(
        pk=alert.pk,
        reading=reading_of(alert),
        title=title_of(alert),
        sentence=own_sentence(alert, today=runner.day(now)),
        changed=changed_words(alert),
        noticed=_on(alert.first_on, timezone.localdate(now)),
        basis=own_basis(alert, today=runner.day(now), units=runner.units),
        fine=fine_for_runner(alert, before.get(alert.kind, []), today=runner.day(now)),
        seen_by=only_read(list(names.values())) if alone else seen_by(list(names.values())),
        only_read=alone,
        steps=_steps(alert, names | {runner.pk: "You"}, now, came_of_it=_for_the_runner),
        over=alert.over,
        answers=_answers_to(alert) if names and not alert.over else (),
        answered=answer_words(alert) if names else "",
    )


def _sees(tie: Coachship, alert: Alert) -> bool:
    """As `AlertSet.for_coach` has it. Reads the alert's deliveries."""
    heard = alert.level == Preset.CALM or any(way.recipient_id == tie.coach_id for way in alert.deliveries.all())
    return heard and shared_for(alert.kind, tie.shares)


def reading_of(alert: Alert) -> ReadingState | None:
    """What the balance check read; other kinds are called by their names."""
    return ReadingState(alert.reading) if alert.kind == Kind.BALANCE else None


def changed_words(alert: Alert) -> str:
    """The mark on an alert whose day reads differently by now, or whose run is not what it was."""
    if alert.changed_at is None:
        return ""
    if alert.score_later is None:
        return CHANGED
    then, later = round(alert.score), round(alert.score_later)
    return f"Entries behind this changed later: that day came to {then} then, and comes to {later} now."


def open_steps(alert: Alert) -> frozenset[str]:
    """The steps that lead on from here; what is set aside may be set aside again."""
    return frozenset(name for name, to in STEPS.items() if alert.may(to) or alert.state == to == State.SNOOZED)


def seen_by(names: list[str]) -> str:
    if not names:
        return "Only you see this."
    if len(names) == 1:
        return f"{names[0]} sees this too."
    return f"{', '.join(names[:-1])} and {names[-1]} see this too."


def only_read(names: list[str]) -> str:
    """For whom nobody may answer."""
    reads = "reads" if len(names) == 1 else "read"
    return f"{listed(names)} only {reads} along: nobody is asked to answer."


def until_words(alert: Alert, *, now: datetime) -> str:
    """Until when a coach has set this aside; empty once that is over."""
    until = alert.snoozed_until
    return moment(until, now) if alert.state == State.SNOOZED and until is not None and until > now else ""


def _answers_to(alert: Alert) -> tuple[Choice, ...]:
    """What fits its kind, and what was said."""
    fitting = ANSWERS[Kind(alert.kind)]
    return tuple(one for one in choices(Answer, alert.answer) if one.chosen or one.value in fitting)


def answer_words(alert: Alert) -> str:
    """What the runner said to it."""
    return Answer(alert.answer).label if alert.answer else ""


def asked_of(alert: Alert, coach_id: int, *, now: datetime) -> Asked | None:
    """What this coach may still say about an alert they acknowledged or closed: for two weeks, and for two more once it
    is over. What they said before is chosen. Reads the alert's steps."""
    steps = sorted(alert.steps.all(), key=lambda step: (step.at, step.pk))
    own = [step for step in steps if step.by_id == coach_id and step.after in TAKEN_UP]
    lately = [step for step in steps if step.at > now - ASKED_FOR and (step in own or step.after in CLOSING)]
    if alert.state not in TAKEN_UP or not own or not lately:
        return None
    outcomes = choices(Outcome, _newest(own, "outcome")) if own[-1].after in CLOSING else ()
    return Asked(outcomes, choices(Useful, _newest(own, "useful")))


def _newest(steps: Sequence[AlertStep], name: str) -> str:
    """What was said last, with whichever step."""
    return next((said for step in reversed(steps) if (said := getattr(step, name))), "")


def choices(of: type[TextChoices], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), str(words), value == chosen) for value, words in of.choices)


def _steps(
    alert: Alert,
    names: Mapping[int, str],
    now: datetime,
    *,
    came_of_it: Callable[[AlertStep], str],
    others: str | None = None,
) -> tuple[StepLine, ...]:
    """What was done, oldest first. Someone who may no longer see the alert has no name here (or no line at all)."""
    lines = []
    for step in alert.steps.all():
        name = names.get(step.by_id, others) if step.by_id is not None else None
        if step.by_id is None:
            lines.append(StepLine(by_itself(alert, step), moment(step.at, now)))
        elif name is not None:
            lines.append(StepLine(f"{name} {came_of_it(step)}", moment(step.at, now)))
    return tuple(lines)


def _for_coaches(step: AlertStep) -> str:
    did = _DID[State(step.after)]
    return f"{did}: {Outcome(step.outcome).label}" if step.outcome else did


def _for_the_runner(step: AlertStep) -> str:
    return _CAME_OF_IT.get(Outcome(step.outcome) if step.outcome else Outcome.NOTHING, _DID[State(step.after)])


def moment(instant: datetime, now: datetime) -> str:
    """ "Tuesday 07:12" within the last or next days, "3 March 07:12" beyond, in the reader's zone."""
    there, here = timezone.localtime(instant), timezone.localtime(now)
    if abs(there.date() - here.date()) < timedelta(days=7):
        return f"{there:%A %H:%M}"
    return f"{_date(there.date(), here.date())} {there:%H:%M}"


def _on(day: date, today: date) -> str:
    return f"{day:%A} {_date(day, today)}"


def _date(day: date, today: date) -> str:
    return f"{day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")
