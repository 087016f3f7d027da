"""Three planned weeks for some of the demo's runners, with answers to the first, and two offers of lighter days."""

import uuid
from datetime import date, datetime, timedelta

from coaching.planning import actions
from coaching.planning.actions import PracticePlan, RunPlan
from coaching.planning.easing import proposed
from coaching.planning.whom import ties_of
from journal import plan_answers, week_asking
from journal.plan_answers import Tell
from journal.planned import week_start
from runners.models import Coachship, Easing, PlannedRun, Run, User, WeekAhead

PLANNED = 9  # runners
DAY, WEEK = timedelta(days=1), timedelta(days=7)
RUNS: tuple[tuple[int, RunPlan], ...] = (
    (1, RunPlan("intervals", 45, None, 7, "eager", "Stop one short. Let it end while it is still fun.")),
    (3, RunPlan("steady", 40, None, 4, "settled")),
    (5, RunPlan("free", 30, None, 3, "playful", "No watch, if you like.")),
    (6, RunPlan("steady", 75, None, 4, "calm")),
)
BREATHING = PracticePlan("breathing", 5, 2)
STRENGTH = PracticePlan("strength", 15, note="Slowly; stop while it still feels good.")
WENT = ("as", "harder", "as", "easier", "as")
FELT = ("yes", "no", "partly", "yes", "yes")
ASKED_ON = 6
KEEP = "Tuesday is the one I look forward to. Could we keep it, and leave one out next week?"
HEAVY = ("An exam on Thursday.", "The move, from Friday on.", "")


def plan_weeks(coach: User, *, now: datetime) -> None:
    ties = sorted(ties_of(coach), key=lambda tie: tie.pk)[:PLANNED]
    for number, tie in enumerate(ties):
        monday = week_start(tie.runner.day(now), coach.first_weekday) - WEEK
        for weeks in range(3):
            _week(coach, tie, monday + WEEK * weeks, now=now)
        _answered(tie, number, until=tie.runner.day(now), now=now)
    if ties:
        actions.keep_week(coach, tie=ties[0], week_on=monday, name="Four runs, one of them quick", now=now)
    for number, tie in enumerate(ties[:3]):
        _ahead(tie, number, now=now)
    for tie in ties[3:4]:
        _ease(tie, now=now)


def answer_an_offer(coach: User, *, tell: Tell, now: datetime) -> None:
    """One who is offered lighter days, and would rather keep theirs."""
    for tie in sorted(ties_of(coach), key=lambda tie: tie.pk)[4:5]:
        offer = _ease(tie, now=now)
        if offer is not None:
            plan_answers.answer_easing(tie.runner, pk=offer.pk, accepts=False, words=KEEP, tell=tell, now=now)


def _week(coach: User, tie: Coachship, monday: date, *, now: datetime) -> None:
    for day, said in RUNS:
        actions.plan_run(coach, ties=[tie], day=monday + DAY * day, said=said, key=uuid.uuid4(), now=now)
    for day, dose in ((0, BREATHING), (4, STRENGTH)):
        actions.plan_practice(coach, ties=[tie], day=monday + DAY * day, said=dose, key=uuid.uuid4(), now=now)


def _answered(tie: Coachship, number: int, *, until: date, now: datetime) -> None:
    """Only of days with a run is there something to say."""
    ran = Run.objects.filter(runner=tie.runner, deleted_at=None).values("local_day")
    past = PlannedRun.objects.filter(coachship=tie, local_day__lt=until, local_day__in=ran).order_by("local_day")
    for at, plan in enumerate(past, number):
        words = {"went": WENT[at % len(WENT)], "felt": FELT[at % len(FELT)], "answered_at": now}
        PlannedRun.objects.filter(pk=plan.pk).update(**words)


def _ahead(tie: Coachship, number: int, *, now: datetime) -> None:
    week_on = week_start(tie.runner.day(now), tie.runner.first_weekday) + WEEK
    WeekAhead.objects.create(
        runner=tie.runner, week_on=week_on, days=[1, 3, 5], heavy=HEAVY[number], shared=True, answered_at=now
    )
    week_asking.choose(tie.runner, weekday=ASKED_ON, channel="mail", now=now)


def _ease(tie: Coachship, *, now: datetime) -> Easing | None:
    today = tie.runner.day(now)
    plans: list[PlannedRun] = list(PlannedRun.objects.of_ties([tie]).on_days(today, today + WEEK - DAY))
    lighter = [one.becomes for one in proposed(plans)]
    note = "You have carried a lot these days. Shall we make this week a soft one?"
    return actions.offer_easing(tie, lighter=lighter, note=note, key=uuid.uuid4(), shown_at=now, now=now)
