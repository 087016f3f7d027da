"""What other coaches plan for a runner, as far as a coach beside them may read it: the runs, while they share their
training. How those are meant to feel, the remarks in them, and what the runner answers stay between those two.
"""

from collections.abc import Sequence
from datetime import date, datetime

from journal.planned import closed_from
from runners.models import Coachship, PlannedRun, PlanReach


def planned_beside(ties: Sequence[Coachship], since: date, until: date, *, now: datetime) -> list[PlannedRun]:
    """For runners of one coach: neither of the time before this coach, nor of weeks a runner does not see yet. Two
    queries at most, however many people."""
    reads = {tie.runner_id: tie for tie in ties if tie.shares_training}
    if not reads:
        return []
    others = PlannedRun.objects.filter(coachship__runner__in=reads, coachship__ended_at=None)
    others = others.exclude(coachship__in=reads.values()).select_related("coachship").defer("note")
    plans: list[PlannedRun] = list(others.on_days(since, until))
    theirs = {plan.coachship_id for plan in plans}
    reach = dict(PlanReach.objects.filter(coachship__in=theirs).values_list("coachship", "weeks")) if theirs else {}
    open_ones = [plan for plan in plans if _open(plan, reads[plan.runner_id], reach.get(plan.coachship_id), now)]
    return [_as_read(plan, reads[plan.runner_id]) for plan in open_ones]


def _open(plan: PlannedRun, tie: Coachship, weeks: int | None, now: datetime) -> bool:
    runner = tie.runner
    if plan.local_day < runner.day(tie.started_at):
        return False
    today, begins = runner.day(now), runner.first_weekday
    return weeks is None or plan.local_day < closed_from(weeks, today=today, first_weekday=begins)


def _as_read(plan: PlannedRun, tie: Coachship) -> PlannedRun:
    """Through the switches of the coach who reads it. Never saved."""
    plan.coachship, plan.feeling, plan.went, plan.felt = tie, "", "", ""
    return plan
