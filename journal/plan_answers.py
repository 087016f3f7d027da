"""What a runner says to a plan: how a run went, whether days may become lighter, what the next week looks like."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db import transaction

from journal import week_asking
from journal.planned import still_eased
from journal.queries.already_run import run_today
from journal.queries.shared import given
from runners.models import EasedRun, Easing, PlanFeed, PlannedRun, User, WeekAhead, WeekAsk
from runners.queries import coaches_of

# How the coach who offered hears of the answer: the rooms above hand it in.
Tell: TypeAlias = Callable[[Easing, datetime], None]


@transaction.atomic
def say_how_it_went(runner: User, *, pk: int, went: str, felt: str, now: datetime, back: str = "") -> PlannedRun:
    """One of the two at a time, or both; the one that is left out stays as it was said before. `back` names the one
    that is taken back: a run nobody says anything of is as if it had never been answered for."""
    planned: PlannedRun = PlannedRun.objects.shown_to(runner).select_for_update(of=("self",)).get(pk=pk)
    planned.went = "" if back == "went" else went or planned.went
    planned.felt = "" if back == "felt" else felt or planned.felt
    planned.answered_at = now if planned.went or planned.felt else None
    planned.save(update_fields=["went", "felt", "answered_at"])
    return planned


@dataclass(frozen=True)
class Answered:
    """`changed`: how many runs became lighter; `passed_over`: those that are over, or changed since the offer;
    `before`: it was answered already."""

    easing: Easing
    changed: int = 0
    passed_over: int = 0
    before: bool = False


@transaction.atomic
def answer_easing(runner: User, *, pk: int, accepts: bool, words: str, tell: Tell, now: datetime) -> Answered:
    """Answered twice is answered, and told, once: the first answer stays."""
    easing = Easing.objects.shown_to(runner, now=now).select_for_update(of=("self",)).get(pk=pk)
    if easing.state != Easing.State.OPEN:
        return Answered(easing, before=True)
    easing.state = Easing.State.ACCEPTED if accepts else Easing.State.DECLINED
    easing.answer, easing.answered_at = words, now
    easing.save(update_fields=["state", "answer", "answered_at"])
    tell(easing, now)
    return _made_lighter(easing, now=now) if accepts else Answered(easing)


def _made_lighter(easing: Easing, *, now: datetime) -> Answered:
    """A run that was changed after the offer is another one than the runner has said yes to, and what was, was."""
    runner = easing.coachship.runner
    today = runner.day(now)
    ran = run_today(runner, today=today)
    eased = {one.planned_id: one for one in EasedRun.objects.filter(easing=easing)}
    plans = PlannedRun.objects.filter(pk__in=eased).select_for_update(of=("self",)).order_by("pk")
    fresh = [plan for plan in plans if still_eased(plan, easing, today=today, ran=ran)]
    for plan in fresh:
        _become(plan, eased[plan.pk], now=now)
    return Answered(easing, changed=len(fresh), passed_over=len(eased) - len(fresh))


def _become(plan: PlannedRun, eased: EasedRun, *, now: datetime) -> None:
    if eased.rest:
        plan.delete()
        return
    for name in ("kind", "minutes", "distance_m", "effort"):
        setattr(plan, name, getattr(eased, name))
    plan.changed_at = now
    plan.save(update_fields=["kind", "minutes", "distance_m", "effort", "changed_at"])


@dataclass(frozen=True)
class WeekAnswers:
    """`ask_on` is the weekday on which to ask again, or None for never; `told`: how to tell them, beside their page."""

    days: list[int]
    heavy: str
    shared: bool
    ask_on: int | None
    told: str = ""


@transaction.atomic
def say_week_ahead(runner: User, *, week_on: date, said: WeekAnswers, now: datetime) -> WeekAhead:
    """Said again is corrected."""
    values: dict[str, Any] = {"days": said.days, "heavy": said.heavy, "shared": said.shared, "answered_at": now}
    values["shared_at"] = _given_at(runner, week_on, now=now) if said.shared else None
    week, _ = WeekAhead.objects.update_or_create(
        runner=runner, week_on=week_on, defaults=values, create_defaults={"runner": runner, **values}
    )
    if said.ask_on is None:
        WeekAsk.objects.filter(runner=runner).delete()
    else:
        week_asking.choose(runner, weekday=said.ask_on, channel=said.told, now=now)
    return week


def _given_at(runner: User, week_on: date, *, now: datetime) -> datetime:
    """A tick that stayed is no new one: a coach who came since does not read the week by that."""
    before = WeekAhead.objects.filter(runner=runner, week_on=week_on, shared=True).first()
    return before.given_at if before is not None and given(before, coaches_of(runner)).to else now


def stop_feed(runner: User) -> None:
    PlanFeed.objects.filter(runner=runner).delete()
