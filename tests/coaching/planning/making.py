"""Plans the way the calendar makes them."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from coaching.planning import actions
from coaching.planning.actions import PracticePlan, RunPlan
from coaching.planning.easing import Lighter
from runners.models import Coachship, Easing, Group, PlanFeed, PlannedPractice, PlannedRun, User


def run(tie: Coachship, *, day: date, now: datetime, **said: Any) -> PlannedRun:
    key = uuid.uuid4()
    plan = RunPlan(**{"kind": "steady", "minutes": 40, "effort": 4, "feeling": "settled", **said})
    actions.plan_run(tie.coach, ties=[tie], day=day, said=plan, key=key, now=now)
    return PlannedRun.objects.select_related("coachship").get(coachship=tie, key=key)


def practice(tie: Coachship, *, day: date, now: datetime, **said: Any) -> PlannedPractice:
    key = uuid.uuid4()
    plan = PracticePlan(**{"kind": "breathing", "minutes": 5, "times": 2, **said})
    actions.plan_practice(tie.coach, ties=[tie], day=day, said=plan, key=key, now=now)
    return PlannedPractice.objects.get(coachship=tie, key=key)


def easing(tie: Coachship, planned: PlannedRun, *, now: datetime, note: str = "", **becomes: Any) -> Easing:
    lighter = Lighter(planned.pk, **{"kind": "steady", "minutes": 30, "effort": 3, **becomes})
    offered = actions.offer_easing(tie, lighter=[lighter], note=note, key=uuid.uuid4(), shown_at=now, now=now)
    assert offered is not None
    return offered


def group(coach: User, *ties: Coachship, now: datetime, name: str = "Tuesday") -> Group:
    made = Group.objects.create(coach=coach, name=name, made_at=now)
    made.members.set(ties, through_defaults={"added_at": now})
    return made


def planned_by(coach: User, runner: User, now: datetime) -> dict[str, dict[str, Any]]:
    """The arguments of every address of a plan, for a world with one of each."""
    tie = Coachship.objects.select_related("coach", "runner").get(coach=coach, runner=runner)
    today = runner.day(now)
    planned = run(tie, day=today, now=now)
    ahead = run(tie, day=today + timedelta(days=1), now=now)
    beside = practice(tie, day=today, now=now)
    offer = easing(tie, ahead, now=now)
    kept = actions.keep_week(coach, tie=tie, week_on=today, name="An easy week", now=now)
    assert kept is not None
    names = ("plan-run", "plan-run-move", "plan-run-remove", "plan-run-put-back", "plan-went")
    of_practice = ("plan-practice", "plan-practice-move", "plan-practice-remove", "plan-practice-put-back")
    return {
        **dict.fromkeys(names, {"pk": planned.pk}),
        **dict.fromkeys(of_practice, {"pk": beside.pk}),
        **dict.fromkeys(("plan-week-use", "plan-week-remove"), {"pk": kept.pk}),
        **dict.fromkeys(("plan-reach", "ease"), {"pk": runner.pk}),
        **dict.fromkeys(("ease-sent", "ease-take-back"), {"key": offer.key}),
        "plan-run-undo": {"key": planned.key},
        "plan-practice-undo": {"key": beside.key},
        "plan-ease": {"pk": offer.pk},
        "plan-calendar": {"token": PlanFeed.issue(runner, now=now)},
    }
