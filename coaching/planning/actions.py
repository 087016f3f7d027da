"""What a coach does to plans. Each action finds the coach's own people or nobody; a group is one row a runner."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from coaching.planning.easing import Lighter
from coaching.planning.queries import answer_of
from coaching.planning.taking_out import UNDO_WITHIN, refuse_answered
from coaching.planning.whom import TABLES, planned_by
from journal.planned import as_offered, still_open
from runners.models import (
    Coachship,
    DataKey,
    EasedRun,
    Easing,
    PlannedPractice,
    PlannedRun,
    PlannedWeek,
    PlanReach,
    User,
)
from runners.models.plans import PlannedSet
from runners.roles import Deed, those_who_may

DAY, WEEK = timedelta(days=1), timedelta(days=7)
COPIES = uuid.UUID("0f0c7c1e-6a54-4b0b-9d3e-5d6b1b1b7a42")  # the space in which keys of copies are made


@dataclass(frozen=True)
class RunPlan:
    kind: str = ""
    minutes: int | None = None
    distance_m: int | None = None
    effort: int | None = None
    feeling: str = ""
    note: str = ""


@dataclass(frozen=True)
class PracticePlan:
    kind: str
    minutes: int
    times: int = 1
    note: str = ""


@dataclass(frozen=True)
class Copied:
    """How many things a copied week held, and how many of them were not in the other week yet."""

    found: int
    new: int


class NameInUse(Exception):
    """Another week is kept under that name."""


def plan_run(
    coach: User, *, ties: Iterable[Coachship], day: date, said: RunPlan, key: uuid.UUID, now: datetime
) -> None:
    """The same form sent twice plans once."""
    _keep_runs(_run(tie, day, said, key=key, now=now) for tie in _sealed_for(_own(coach, ties)))


def plan_practice(
    coach: User, *, ties: Iterable[Coachship], day: date, said: PracticePlan, key: uuid.UUID, now: datetime
) -> None:
    _keep_practices(_practice(tie, day, said, key=key, now=now) for tie in _sealed_for(_own(coach, ties)))


def _own(coach: User, ties: Iterable[Coachship]) -> list[Coachship]:
    """Those that still run with this coach: a tie may have ended since the page was loaded."""
    mine = Coachship.objects.of_coach(coach).filter(role__in=those_who_may(Deed.PLAN))
    return list(mine.filter(pk__in=[tie.pk for tie in ties]).order_by("pk"))


def _sealed_for(own: list[Coachship]) -> list[Coachship]:
    """Their keys at once: a note is sealed with each one's own."""
    DataKey.objects.remember([tie.runner_id for tie in own])
    return own


def _run(tie: Coachship, day: date, said: RunPlan, *, key: uuid.UUID, now: datetime) -> PlannedRun:
    return PlannedRun(coachship=tie, local_day=day, key=key, made_at=now, changed_at=now, **asdict(said))


def _practice(tie: Coachship, day: date, said: PracticePlan, *, key: uuid.UUID, now: datetime) -> PlannedPractice:
    return PlannedPractice(coachship=tie, local_day=day, key=key, made_at=now, **asdict(said))


def _keep_runs(rows: Iterable[PlannedRun]) -> None:
    PlannedRun.objects.bulk_create(rows, ignore_conflicts=True)


def _keep_practices(rows: Iterable[PlannedPractice]) -> None:
    PlannedPractice.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def take_planned_back(coach: User, *, what: str, key: uuid.UUID, now: datetime) -> int:
    """What one form has planned in the last ten minutes, for however many, as far as it is as it came; how many."""
    came = planned_by(coach, what).filter(key=key, made_at__gt=now - UNDO_WITHIN)
    as_it_came = {"changed_at": F("made_at")} if what == "runs" else {"changed_at": None}
    return _gone(came.filter(**as_it_came))


def _gone(came: PlannedSet) -> int:
    """An answer keeps a run where it is as far as the coach may read it: what they may not read holds nothing up."""
    locked = came.select_for_update(of=("self",))
    found = [one.pk for one in locked if not (isinstance(one, PlannedRun) and answer_of(one))]
    gone: int = came.model.objects.filter(pk__in=found).delete()[1].get(came.model._meta.label, 0)
    return gone


@transaction.atomic
def change(
    coach: User, *, what: str, pk: int, day: date, said: RunPlan | PracticePlan, seen: str, now: datetime
) -> PlannedRun | PlannedPractice | None:
    """`seen` is the version that was looked at. None: it has become another one since, and stays as it is. The same
    form sent twice changes once. Raises Answered for another day."""
    planned: PlannedRun | PlannedPractice = planned_by(coach, what).select_for_update(of=("self",)).get(pk=pk)
    if (planned.local_day, _as_said(planned)) == (day, said):
        return planned
    if version(planned) != seen:
        return None
    for name, value in asdict(said).items():
        setattr(planned, name, value)
    _to(planned, day)
    planned.changed_at = now
    planned.save()
    return planned


def version(planned: PlannedRun | PlannedPractice) -> str:
    return (planned.changed_at or planned.made_at).isoformat()


@transaction.atomic
def move(coach: User, *, what: str, pk: int, to: date, now: datetime) -> None:
    """Raises Answered."""
    planned = planned_by(coach, what).select_for_update(of=("self",)).get(pk=pk)
    _to(planned, to)
    planned.changed_at = now
    answer = ["went", "felt", "answered_at"] if isinstance(planned, PlannedRun) else []
    planned.save(update_fields=["local_day", "changed_at", *answer])


def _to(planned: PlannedRun | PlannedPractice, day: date) -> None:
    """What was said of a run was said of its day: where the coach may not read it, the run goes without."""
    if planned.local_day == day:
        return
    refuse_answered(planned)
    planned.local_day = day
    if isinstance(planned, PlannedRun):
        planned.went, planned.felt, planned.answered_at = "", "", None


@transaction.atomic
def copy_week(coach: User, *, ties: Iterable[Coachship], week_on: date, to: date, now: datetime) -> Copied:
    """Everything of a week, notes too, once more in another week. What was copied there before stays as it is."""
    own = _sealed_for(_own(coach, ties))
    by_pk = {tie.pk: tie for tie in own}
    days, ahead = (week_on, week_on + WEEK - DAY), to - week_on
    runs: list[PlannedRun] = list(PlannedRun.objects.of_ties(own).on_days(*days).select_related("coachship"))
    practices = list(PlannedPractice.objects.of_ties(own).on_days(*days).select_related("coachship"))
    before = _many(own)
    _keep_runs(
        _run(by_pk[one.coachship_id], one.local_day + ahead, _as_plan(one), key=_copied(one, to), now=now)
        for one in runs
    )
    _keep_practices(
        _practice(by_pk[one.coachship_id], one.local_day + ahead, _as_dose(one), key=_copied(one, to), now=now)
        for one in practices
    )
    return Copied(found=len(runs) + len(practices), new=_many(own) - before)


@transaction.atomic
def take_copy_back(coach: User, *, ties: Iterable[Coachship], week_on: date, to: date, now: datetime) -> int:
    """What was copied there in the last ten minutes, as far as it is as it came; how many. The week copied stays."""
    own = _own(coach, ties)
    keys = [
        _copied(one, to)
        for table in TABLES.values()
        for one in table.objects.of_ties(own).on_days(week_on, week_on + WEEK - DAY)
    ]
    came = {"key__in": keys, "made_at__gt": now - UNDO_WITHIN}
    runs = PlannedRun.objects.of_ties(own).filter(**came, changed_at=F("made_at"))
    practices = PlannedPractice.objects.of_ties(own).filter(**came, changed_at=None)
    return sum(_gone(found.select_related("coachship")) for found in (runs, practices))


def _copied(one: PlannedRun | PlannedPractice, to: date) -> uuid.UUID:
    """One thing has one copy in a week, from however many open forms it is copied there."""
    return uuid.uuid5(COPIES, f"{type(one).__name__} {one.pk} to {to}")


def _many(ties: list[Coachship]) -> int:
    return sum(table.objects.of_ties(ties).count() for table in TABLES.values())


def _as_plan(one: PlannedRun) -> RunPlan:
    return RunPlan(one.kind, one.minutes, one.distance_m, one.effort, one.feeling, one.note)


def _as_dose(one: PlannedPractice) -> PracticePlan:
    return PracticePlan(one.kind, one.minutes, one.times, one.note)


def _as_said(one: PlannedRun | PlannedPractice) -> RunPlan | PracticePlan:
    return _as_plan(one) if isinstance(one, PlannedRun) else _as_dose(one)


@transaction.atomic
def keep_week(
    coach: User, *, tie: Coachship, week_on: date, name: str, now: datetime, replaces: bool = False
) -> PlannedWeek | None:
    """One runner's week under a name, without its notes. None: the week is empty. Raises NameInUse where another week
    is kept under that name, unless it is to be replaced."""
    days = (week_on, week_on + WEEK - DAY)
    lines = [_line(one, week_on) for table in TABLES.values() for one in table.objects.of_ties([tie]).on_days(*days)]
    if not lines:
        return None
    known = PlannedWeek.objects.filter(coach=coach, name=name).first()
    if known is not None and known.lines == lines:
        return known
    if known is not None and not replaces:
        raise NameInUse
    week, _ = PlannedWeek.objects.update_or_create(coach=coach, name=name, defaults={"lines": lines, "made_at": now})
    return week


def _line(one: PlannedRun | PlannedPractice, week_on: date) -> dict[str, Any]:
    said = asdict(_as_said(one))
    said.pop("note", None)
    what = "runs" if isinstance(one, PlannedRun) else "practices"
    return {"what": what, "day": (one.local_day - week_on).days, **said}


def use_week(coach: User, *, week: PlannedWeek, ties: Iterable[Coachship], to: date, now: datetime) -> None:
    """What the same kept week has planned in that week before stays as it is."""
    runs: list[PlannedRun] = []
    practices: list[PlannedPractice] = []
    for tie in _own(coach, ties):
        for number, line in enumerate(week.lines):
            said = {name: value for name, value in line.items() if name not in ("what", "day")}
            day, own = to + timedelta(days=line["day"]), _used(week, number, to)
            if line["what"] == "runs":
                runs.append(_run(tie, day, RunPlan(**said), key=own, now=now))
            else:
                practices.append(_practice(tie, day, PracticePlan(**said), key=own, now=now))
    with transaction.atomic():
        _keep_runs(runs)
        _keep_practices(practices)


def _used(week: PlannedWeek, number: int, to: date) -> uuid.UUID:
    """A week that was kept anew under its name is another one."""
    return uuid.uuid5(COPIES, f"{week.pk} of {week.made_at.isoformat()}, {number} to {to}")


def remove_week(coach: User, *, pk: int) -> None:
    PlannedWeek.objects.filter(coach=coach, pk=pk).delete()


def set_reach(tie: Coachship, *, weeks: int | None) -> None:
    """How many weeks after this one the runner sees; None hides nothing."""
    if weeks is None:
        PlanReach.objects.filter(coachship=tie).delete()
    else:
        PlanReach.objects.update_or_create(coachship=tie, defaults={"weeks": weeks})


@transaction.atomic
def offer_easing(
    tie: Coachship, *, lighter: Sequence[Lighter], note: str, key: uuid.UUID, shown_at: datetime, now: datetime
) -> Easing | None:
    """None while another offer to this runner waits for its answer. The same form sent twice is one offer. One that
    nobody can answer any more makes room."""
    Coachship.objects.select_for_update().get(pk=tie.pk)  # two offers at once come one after the other
    known = Easing.objects.filter(coachship=tie, key=key).first()
    if known is not None:
        return known
    before = Easing.objects.filter(coachship=tie).open().select_for_update().first()
    if before is not None and still_open(before, today=tie.runner.day(now), about=as_offered):
        return None
    if before is not None:
        before.delete()
    easing = Easing.objects.create(coachship=tie, key=key, note=note, made_at=now, shown_at=shown_at)
    EasedRun.objects.bulk_create(EasedRun(easing=easing, **asdict(one)) for one in lighter)
    return easing


@transaction.atomic
def take_back(coach: User, *, key: uuid.UUID) -> int:
    """Every offer of one sending that nobody has answered; returns how many people it reaches no more."""
    waiting = Easing.objects.of_coach(coach).open().filter(key=key).select_for_update(of=("self",))
    gone: int = Easing.objects.filter(pk__in=[easing.pk for easing in waiting]).delete()[1].get(Easing._meta.label, 0)
    return gone
