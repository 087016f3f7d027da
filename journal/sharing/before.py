"""What a runner hands to a coach of the time before that coach: goals and pauses, in a line each."""

from datetime import date, timedelta

from journal.models import Goal
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
    chosen = Goal.objects.of(tie.runner).filter(made_on__lte=tie.runner.day(tie.from_before_at))
    return tuple((goal.made_on, _said(goal, tie.coach.units)) for goal in chosen.order_by("-made_on", "-pk"))


def _said(goal: Goal, units: str) -> str:
    ended = f"until {in_short(goal.ended_on)}: {goal.get_ended_as_display()}" if goal.ended_on else "open"
    return f"{title_of(goal, units)}, {ended}"


def pauses_before(tie: Coachship) -> Lines:
    """Those that began in the year before the day of handing over, newest first."""
    if tie.from_before_at is None or Before.PAUSES not in tie.from_before:
        return ()
    until = tie.runner.day(tie.from_before_at)
    there = [one for one in pauses_of([tie.runner_id]).get(tie.runner_id, ()) if until - PAUSES < one.from_on <= until]
    return tuple((event.day, event.label) for event in pause_events(there)[::-1])
