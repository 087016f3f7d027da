"""The offers of lighter days, as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects

from coaching.planning.beside import planned_beside
from coaching.planning.easing import Proposal, loads_said, proposed
from coaching.planning.queries import came_of, ran_of
from journal import sharing
from journal.planned import as_offered, closed_from, planned_said, run_said, still_open
from runners.models import Coachship, Easing, PlannedRun, PlanReach, User
from runners.ties import NAMELESS

A_DAY = timedelta(days=1)
EASED_DAYS = 7


@dataclass(frozen=True)
class EasePage:
    """What could become lighter for one runner: no run of which the coach may read what came of it. `waits`: an offer
    that nobody has answered yet; `hidden`: how many runs are left out: the runner does not see their week yet, and an
    offer would show them."""

    tie: Coachship
    plans: tuple[PlannedRun, ...]
    proposals: tuple[Proposal, ...]
    loads: str
    waits: Easing | None
    last: Easing | None
    hidden: int = 0

    @property
    def name(self) -> str:
        return self.tie.runner.name or NAMELESS

    @property
    def them(self) -> str:
        """In the middle of a sentence."""
        return self.tie.runner.name.split(" ")[0] or "them"

    @property
    def lines(self) -> tuple[str, ...]:
        units = self.tie.coach.units
        return tuple(proposal_said(one, units=units) for one in self.proposals)

    @property
    def left_out(self) -> str:
        """Why nothing is offered; "" where something is."""
        if self.waits is not None:
            return "An offer waits for an answer already."
        if not self.plans and self.hidden:
            return "What is planned for the coming seven days is in a week you have not opened for them."
        if not self.plans:
            return "No run you planned lies ahead in the coming seven days."
        return "" if self.proposals else "No coming run is hard or long. Nothing to make lighter by itself."


def proposal_said(one: Proposal, *, units: str) -> str:
    becomes = one.becomes
    then = run_said(becomes.kind, becomes.minutes, becomes.distance_m, becomes.effort, units=units)
    return f"{one.planned.local_day:%A}: {planned_said(one.planned, units=units)} becomes {then}. {one.why}"


def ease_pages(coach: User, ties: Sequence[Coachship], *, now: datetime) -> list[EasePage]:
    """As many queries for a squad as for one runner."""
    days = (now.date() - A_DAY, now.date() + (EASED_DAYS + 1) * A_DAY)
    plans = _ahead(ties, *days, now=now)
    reach = dict(PlanReach.objects.filter(coachship__in=ties).values_list("coachship", "weeks"))
    offers = list(Easing.objects.filter(coachship__in=ties).order_by("made_at", "pk"))
    prefetch_related_objects([one for one in offers if one.state == Easing.State.OPEN], "runs__planned")
    people = {tie.runner_id for tie in ties}
    standings = sharing.standings([seen for seen in sharing.squad(coach) if seen.runner_id in people], why=False)
    said = {tie.pk: loads_said(standings.get(tie.runner_id)) for tie in ties}
    for tie in ties:
        tie.coach = coach
    return [_ease_page(tie, plans, offers, reach=reach.get(tie.pk), loads=said[tie.pk], now=now) for tie in ties]


def _ahead(ties: Sequence[Coachship], since: date, until: date, *, now: datetime) -> list[PlannedRun]:
    """Without what is over as far as each coach may read it; where they may not, a run that was run looks like one that
    was not."""
    by_pk = {tie.pk: tie for tie in ties}
    plans: list[PlannedRun] = list(PlannedRun.objects.of_ties(list(ties)).on_days(since, until))
    for plan in plans:
        plan.coachship = by_pk[plan.coachship_id]
    ran = ran_of([*plans, *planned_beside(ties, since, until, now=now)], since, until)
    return [plan for plan in plans if not came_of(plan, ran.get(plan.pk))]


def _ease_page(
    tie: Coachship,
    plans: Sequence[PlannedRun],
    offers: Sequence[Easing],
    *,
    reach: int | None,
    loads: str,
    now: datetime,
) -> EasePage:
    today = tie.runner.day(now)
    coming = [plan for plan in plans if plan.coachship_id == tie.pk and 0 <= (plan.local_day - today).days < EASED_DAYS]
    seen = [plan for plan in coming if reach is None or plan.local_day < _closed_from(tie.runner, reach, today)]
    theirs = [offer for offer in offers if offer.coachship_id == tie.pk]
    for offer in theirs:
        offer.coachship = tie
    answered = [offer for offer in theirs if offer.state != Easing.State.OPEN]
    return EasePage(
        tie=tie,
        plans=tuple(seen),
        proposals=tuple(proposed(seen)),
        loads=loads,
        waits=next((offer for offer in theirs if still_open(offer, today=today, about=as_offered)), None),
        last=answered[-1] if answered else None,
        hidden=len(coming) - len(seen),
    )


def _closed_from(runner: User, weeks: int, today: date) -> date:
    return closed_from(weeks, today=today, first_weekday=runner.first_weekday)


@dataclass(frozen=True)
class SentPage:
    """Offers of one sending: whom they reach, from when on, and whether they can still be taken back unseen."""

    names: tuple[str, ...]
    shown_at: datetime
    unseen: bool


def sent_page(coach: User, key: Any, *, now: datetime) -> SentPage | None:
    found = list(Easing.objects.of_coach(coach).filter(key=key).order_by("coachship__runner__name", "pk"))
    if not found:
        return None
    names = tuple(easing.coachship.runner.name or NAMELESS for easing in found)
    return SentPage(names, found[0].shown_at, unseen=now < found[0].shown_at)
