"""What a runner hands to a coach of the time before that coach: goals and pauses, in a line each."""

from datetime import date, timedelta

from journal.models import Goal, Pause
from journal.pauses import in_short, pauses_of
from journal.queries.goals import title_of
from journal.queries.reading import pause_events
from runners.models import Coachship
from runners.models.people import Before

PAUSES = timedelta(days=365)
Lines = tuple[tuple[date, str], ...]


def goals_before(tie: Coachship) -> Lines:
    """Those chosen until the day of handing over, newest first. Its name is the runner's own word and stays theirs."""
    if tie.from_before_at is None or Before.GOALS not in tie.from_before:
        return ()
    until = tie.runner.day(tie.from_before_at)
    chosen = Goal.objects.of(tie.runner).filter(made_on__lte=until).order_by("-made_on", "-pk")
    return tuple((goal.made_on, _said(goal, until, tie.coach.units)) for goal in chosen)


def _said(goal: Goal, until: date, units: str) -> str:
    title, day = title_of(goal, units), goal.ended_on
    if day is None or day > until:
        return f"{title}, open"
    return f"{title}, until {in_short(day)}: {goal.get_ended_as_display()}"


def pauses_before(tie: Coachship) -> Lines:
    """Those that began in the year before the day of handing over, newest first."""
    if tie.from_before_at is None or Before.PAUSES not in tie.from_before:
        return ()
    until = tie.runner.day(tie.from_before_at)
    every = pauses_of([tie.runner_id]).get(tie.runner_id, ())
    there = [_as_then(one, until) for one in every if until - PAUSES < one.from_on <= until]
    return tuple((event.day, event.label) for event in pause_events(there)[::-1])


def _as_then(pause: Pause, until: date) -> Pause:
    """One that ended later was open on that day. Never saved."""
    ended = pause.until_on if pause.until_on is not None and pause.until_on <= until else None
    return Pause(runner_id=pause.runner_id, kind=pause.kind, from_on=pause.from_on, until_on=ended)
