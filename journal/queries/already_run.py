"""Which planned runs of today have been run: no offer of lighter days is about them any more."""

from datetime import date

from journal.planned import matched
from runners.models import PlannedRun, Run, User


def run_today(runner: User, *, today: date) -> frozenset[int]:
    """As the runner's own week has it: every coach's plans of the day, and every run of it."""
    plans = list(PlannedRun.objects.shown_to(runner).on_days(today, today))
    ran = list(Run.objects.of(runner).filter(local_day=today, sport=Run.Sport.RUNNING)) if plans else []
    return frozenset(matched(plans, ran))
