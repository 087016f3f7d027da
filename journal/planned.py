"""What is planned, in words: the same for the coach who plans it and for the runner who meets it."""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import date, timedelta

from journal.models import Practice
from journal.words import FeelingWord, Kind
from runners.models import Easing, PlannedPractice, PlannedRun, Run

WEEK = timedelta(days=7)
METRES_PER = {"km": 1000.0, "mi": 1609.344}
TIMES = {1: "", 2: ", twice"}
PRACTICES: tuple[tuple[str, str], ...] = tuple((kind.value, kind.label) for kind in Practice.Kind)
# What a run can be meant to feel like; rough words are for what was, not for what is wished.
INTENDED: tuple[FeelingWord, ...] = (
    FeelingWord.CALM,
    FeelingWord.SETTLED,
    FeelingWord.PEACEFUL,
    FeelingWord.MELLOW,
    FeelingWord.EVEN,
    FeelingWord.CONTENT,
    FeelingWord.GLAD,
    FeelingWord.PLAYFUL,
    FeelingWord.BRIGHT,
    FeelingWord.EAGER,
    FeelingWord.FIRED_UP,
    FeelingWord.PROUD,
    FeelingWord.GRATEFUL,
    FeelingWord.RELIEVED,
)


def size(minutes: int | None, distance_m: float | None, *, units: str) -> str:
    """ "40 minutes", "8 km", or both."""
    parts = [f"{minutes} minute{'' if minutes == 1 else 's'}"] if minutes else []
    if distance_m:
        parts.append(f"{number(distance_m / METRES_PER[units])} {units}")
    return ", ".join(parts)


def number(value: float) -> str:
    """8.20 -> "8.2": as somebody would type it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def run_said(kind: str, minutes: int | None, distance_m: float | None, effort: int | None, *, units: str) -> str:
    """ "Steady, 40 minutes, effort 4"."""
    parts = [Kind(kind).label if kind else "A run", size(minutes, distance_m, units=units)]
    return ", ".join(parts + ([f"effort {effort}"] if effort is not None else []))


def planned_said(planned: PlannedRun, *, units: str) -> str:
    return run_said(planned.kind, planned.minutes, planned.distance_m, planned.effort, units=units)


def intention(feeling: str) -> str:
    """A sentence of its own; "" where no feeling was named, or none that is known any more."""
    return f"Meant to feel {FeelingWord(feeling).label.lower()}." if feeling in set(FeelingWord) else ""


def dose(practice: PlannedPractice) -> str:
    """ "Breathing, 5 minutes, twice"."""
    often = TIMES.get(practice.times, f", {practice.times} times")
    label = dict(PRACTICES).get(practice.kind, "Practice")
    return f"{label}, {size(practice.minutes, None, units='km')}{often}"


def still_eased(plan: PlannedRun, easing: Easing, *, today: date, ran: Container[int]) -> bool:
    """Whether an offer is about this run as it is: not over, not run (`ran`: those that are), not answered for, not
    changed by the coach since."""
    return plan.answered_at is None and plan.pk not in ran and as_offered(plan, easing, today=today)


def as_offered(plan: PlannedRun, easing: Easing, *, today: date) -> bool:
    """As far as the coach who offered may know: that a run was run, or answered for, is the runner's to show."""
    return plan.local_day >= today and plan.changed_at <= easing.made_at


def still_open(easing: Easing, *, today: date, about: Callable[..., bool]) -> bool:
    """Whether an offer waits for an answer: once it is about none of its runs, there is nothing to say yes to."""
    waits = easing.state == Easing.State.OPEN
    return waits and any(about(one.planned, easing, today=today) for one in easing.runs.all())


def week_start(day: date, first_weekday: int) -> date:
    """The first day of the week a day lies in."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def closed_from(weeks: int, *, today: date, first_weekday: int) -> date:
    """The first day a runner does not see yet, who is shown this week and so many more."""
    return week_start(today, first_weekday) + WEEK * (weeks + 1)


def matched(plans: Iterable[PlannedRun], runs: Sequence[Run]) -> dict[int, Run]:
    """The run that belongs to each plan: of the same day and kind, else of a day on which either is open.

    Each run answers one plan. One of another kind answers none: intervals are no long slow run.
    """
    found: dict[int, Run] = {}
    ordered = sorted(plans, key=lambda plan: plan.pk)
    for alike in (_same_kind, open_to):
        for plan in ordered:
            taken = {run.pk for run in found.values()}
            near = (run for run in runs if run.local_day == plan.local_day and run.pk not in taken)
            run = next((run for run in near if alike(plan.kind, run.kind)), None)
            if plan.pk not in found and run is not None:
                found[plan.pk] = run
    return found


def _same_kind(planned: str, ran: str) -> bool:
    return planned == ran


def open_to(planned: str, ran: str) -> bool:
    """A free plan leaves it to the day what the run becomes; so does one, or a run, that nobody named a kind for."""
    return planned in ("", Run.Kind.FREE) or not ran
