"""The squad page: who could use a word, and one row for everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from coaching.alerts.queries import live_alerts
from coaching.dashboard.drawn import drawn_rows
from coaching.dashboard.roster import (
    Among,
    Column,
    Filter,
    Look,
    Seen,
    Smart,
    View,
    chosen,
    columns,
    filters,
    groups_of,
    looks,
    smart_groups,
    within,
)
from coaching.dashboard.rows import LOUD
from coaching.dashboard.triage import MOST_CALLS, Call, calls_of, headline, soonest_first
from journal import sharing
from journal.sharing import Glance, Standing
from runners.groups import Order, order_of
from runners.models import Run, User
from runners.models.plans import PlannedRun

RACE_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class SquadPage:
    view: View
    today: str
    headline: str
    calls: tuple[Call, ...]
    more: int
    done: bool
    everyone: SafeString
    shown: int
    people: int
    columns: dict[str, Column]
    filters: tuple[Filter, ...]
    groups: tuple[Among, ...]
    smart: tuple[Among, ...]
    looks: tuple[Look, ...]
    waiting: int


def squad_page(coach: User, *, now: datetime, view: View, at: int | None = None) -> SquadPage:
    """At most six queries, however many runners: everybody, the coach's own order (with a look ahead for races), their
    alerts, the alerted, and rows not drawn yet. `at`: the place in the list of somebody who was just seen to."""
    people, order = sharing.squad(coach), order_of(coach)
    among = within(view, people, order, _seen(coach, view, now))
    shown, glances = chosen(view, among), {glance.runner_id: glance for glance in people}
    alerts = soonest_first([a for a in live_alerts(coach, now=now) if a.runner_id in glances], glances)
    first, today = alerts[:MOST_CALLS], timezone.localdate(now)
    standings = sharing.standings(glances[alert.runner_id] for alert in first)
    return SquadPage(
        view=view,
        today=f"{today:%A} {today.day} {today:%B}",
        headline=headline(len(alerts), len(people), known=sum(glance.reading in LOUD[:2] for glance in people)),
        calls=calls_of(first, standings, today=today, at=at, units=coach.units),
        more=len(alerts[MOST_CALLS:]),
        done=bool(alerts) or at is not None,
        everyone=drawn_rows.draw(shown, now),
        shown=len(shown),
        people=len(people),
        columns=columns(view),
        filters=filters(view, among),
        groups=groups_of(view, order),
        smart=smart_groups(view),
        looks=looks(view, order),
        waiting=len(alerts),
    )


def _seen(coach: User, view: View, now: datetime) -> Seen:
    """Plans are asked for races only where somebody looks at them."""
    if view.among != Smart.RACE.key:
        return Seen(now.timestamp())
    today = timezone.localdate(now)
    races = PlannedRun.objects.of_coach(coach).on_days(today, today + RACE_WITHIN).filter(kind=Run.Kind.RACE)
    return Seen(now.timestamp(), frozenset(races.values_list("coachship__runner", flat=True)))


def in_view(coach: User, *, now: datetime, view: View) -> list[Standing]:
    """Where those of this view stand, in its order: what the sheet is written from."""
    people, order = sharing.squad(coach), order_of(coach)
    shown = chosen(view, within(view, people, order, _seen(coach, view, now)))
    known = sharing.standings(shown, why=False)
    return [known[glance.runner_id] for glance in shown]


def picked(coach: User, runner_ids: list[int]) -> tuple[list[Glance], Order]:
    """Those of the squad with these numbers, by name, and the groups they could join."""
    wanted = set(runner_ids)
    return [glance for glance in sharing.squad(coach) if glance.runner_id in wanted], order_of(coach)
