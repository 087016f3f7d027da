"""What other coaches plan for a runner, as far as a coach beside them may read it: the runs, while they share their
training. How those are meant to feel, and the remarks in them, stay between those two.
"""

from datetime import date, datetime

from journal.planned import closed_from
from runners.models import Coachship, PlannedRun, PlanReach


def planned_beside(tie: Coachship, since: date, until: date, *, now: datetime) -> list[PlannedRun]:
    """Neither of the time before this coach, nor of weeks the runner does not see yet."""
    if not tie.shares_training:
        return []
    runner = tie.runner
    shown = PlannedRun.objects.shown_to(runner).exclude(coachship=tie).defer("note")
    plans: list[PlannedRun] = list(shown.on_days(max(since, runner.day(tie.started_at)), until))
    ties = {plan.coachship_id for plan in plans}
    reach = dict(PlanReach.objects.filter(coachship__in=ties).values_list("coachship", "weeks")) if ties else {}
    today, begins = runner.day(now), runner.first_weekday
    closed = {one: closed_from(weeks, today=today, first_weekday=begins) for one, weeks in reach.items()}
    return [_as_read(plan, tie) for plan in plans if plan.local_day < closed.get(plan.coachship_id, date.max)]


def _as_read(plan: PlannedRun, tie: Coachship) -> PlannedRun:
    """Through the switches of the coach who reads it. Never saved."""
    plan.coachship, plan.feeling, plan.felt = tie, "", ""
    return plan
