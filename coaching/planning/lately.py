"""What came of a coach's plans and offers, for the pages about one runner."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from coaching.planning.beside import planned_beside
from coaching.planning.queries import answer_of, came_of, ran_of
from journal.planned import as_offered, intention, planned_said, still_open
from runners.models import Coachship, Easing, PlannedRun

A_WHILE = timedelta(days=14)  # how long an answer stands on the runner's page
ENDED = "Over without an answer"


@dataclass(frozen=True)
class RunLine:
    """A planned run the runner has said something of, and what the coach may read of it."""

    day: date
    said: str
    came: tuple[str, ...]


@dataclass(frozen=True)
class OfferLine:
    """Lighter days that were offered: on the day of the answer, or of the offer while there is none (`accepted` is
    None)."""

    day: date
    state: str
    answer: str
    accepted: bool | None


def answered_runs(tie: Coachship, *, since: date, until: date, now: datetime) -> list[RunLine]:
    """The newest first. Where the coach may read no word of it there is no news: a plan is not checked off."""
    plans: list[PlannedRun] = list(PlannedRun.objects.of_ties([tie]).on_days(since, until).defer("note"))
    for plan in plans:
        plan.coachship = tie
    said = [plan for plan in reversed(plans) if answer_of(plan)]
    if not said:
        return []
    beside, units = planned_beside([tie], since, until, now=now), tie.coach.units
    ran = ran_of([*plans, *beside], since, until)
    return [RunLine(p.local_day, _meant(p, units=units), came_of(p, ran.get(p.pk))) for p in said]


def _meant(plan: PlannedRun, *, units: str) -> str:
    """With the feeling it was meant to have, if it had one: what came of it is said beside that."""
    said, feeling = planned_said(plan, units=units), intention(plan.feeling)
    return f"{said}. {feeling}" if feeling else said


def offers(tie: Coachship, *, now: datetime) -> list[OfferLine]:
    """The newest first, as far as the runner sees them."""
    found = list(Easing.objects.filter(coachship=tie, shown_at__lte=now).order_by("-made_at", "-pk"))
    prefetch_related_objects([one for one in found if one.state == Easing.State.OPEN], "runs__planned")
    for easing in found:
        easing.coachship = tie
    return [_offer_line(easing, today=tie.runner.day(now)) for easing in found]


def _offer_line(easing: Easing, *, today: date) -> OfferLine:
    day = timezone.localdate(easing.answered_at or easing.shown_at)
    accepted = None if easing.answered_at is None else easing.state == Easing.State.ACCEPTED
    ended = easing.state == Easing.State.OPEN and not still_open(easing, today=today, about=as_offered)
    return OfferLine(day, ENDED if ended else easing.get_state_display(), easing.answer, accepted)


def answer_lately(tie: Coachship, *, now: datetime) -> OfferLine | None:
    """What the runner said to the newest offer, while it is fresh."""
    newest = next(iter(offers(tie, now=now)), None)
    fresh = newest is not None and newest.accepted is not None and timezone.localdate(now) - newest.day < A_WHILE
    return newest if fresh else None
