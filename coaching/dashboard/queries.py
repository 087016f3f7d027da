"""The squad page: who could use a word, and one row for everybody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from coaching.alerts.live import Live, live_alerts
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
from coaching.dashboard.sentences import done_words, headline, others_of, others_words
from coaching.dashboard.triage import MOST_CALLS, Asking, Call, asking_of, calls_of, soonest_first
from journal import sharing
from journal.sharing import Glance, Standing
from runners.groups import Order, order_of
from runners.models import Run, User
from runners.models.people import Role
from runners.models.plans import PlannedRun
from runners.roles import MAY, Deed

RACE_WITHIN = timedelta(days=14)
LATELY = timedelta(days=7)
LOW = -2  # on the map from rough to good, -4 to 4


@dataclass(frozen=True)
class SquadPage:
    view: View
    today: str
    headline: str
    asking: tuple[Asking, ...]
    calls: tuple[Call, ...]
    more: int
    done: str
    others: str
    everyone: SafeString
    shown: int
    people: int
    columns: dict[str, Column]
    filters: tuple[Filter, ...]
    groups: tuple[Among, ...]
    smart: tuple[Among, ...]
    looks: tuple[Look, ...]
    may_write: bool
    may_plan: bool
    menu: dict[str, int]


def squad_page(coach: User, *, now: datetime, view: View, at: int | None = None, after: int | None = None) -> SquadPage:
    """Four queries, however many runners: everybody, the coach's own order, their alerts, and where those stand who
    are alerted or not drawn yet; one more for races or low starts. `at`: the place in the list of somebody who was
    just seen to; `after`: whose pages the coach comes back from."""
    today = timezone.localdate(now)
    people, order = sharing.squad(coach, today=today), order_of(coach)
    among = within(view, people, order, _seen(coach, view, now))
    shown, glances = chosen(view, among), {glance.runner_id: glance for glance in people}
    loud = {glance.runner_id for glance in people if glance.reading in LOUD[:2]}
    live = live_alerts(coach, now=now, about=loud | {after or 0})
    told = {runner_id: pk for runner_id, pk in live.told.items() if runner_id in glances}
    known = glances.keys() - told.keys()
    alerts = soonest_first([alert for alert in live.alerts if alert.runner_id in known], glances)
    first = alerts[: max(MOST_CALLS - len(told), 0)]
    waiting = [*told, *(alert.runner_id for alert in alerts)]
    listed = waiting[: len(told) + len(first)]
    others = others_of(people, waiting, live)
    at = _place_after(after, listed, live) if after is not None else at
    here = None if at is None else min(at, len(listed) - 1)
    standings = sharing.standings([*(glances[alert.runner_id] for alert in first), *drawn_rows.new(shown)])
    deeds = {alert.runner_id: MAY[Role(glances[alert.runner_id].role)] for alert in first}
    some = {deed for role in {glance.role for glance in people} for deed in MAY[Role(role)]}
    return SquadPage(
        view=view,
        today=f"{today:%A} {today.day} {today:%B}",
        headline=headline(len(waiting), len(people), others),
        asking=asking_of(told, glances, at=here),
        calls=calls_of(first, standings, deeds, today=today, at=here, before=len(told), units=coach.units),
        more=len(waiting) - len(listed),
        done=done_words(len(waiting), others) if waiting or at is not None else "",
        others=others_words(len(waiting), others, today=today),
        everyone=drawn_rows.draw(shown, now, known=standings, units=coach.units),
        shown=len(shown),
        people=len(people),
        columns=columns(view),
        filters=filters(view, among),
        groups=groups_of(view, order),
        smart=smart_groups(view),
        looks=looks(view, order),
        may_write=Deed.WRITE in some,
        may_plan=Deed.PLAN in some,
        menu={"open_alerts": len(waiting), "unread_as_coach": live.unread},
    )


def _place_after(runner_id: int, listed: Sequence[int], live: Live) -> int | None:
    """Whose turn it is once the coach comes back from this runner: the next one in the list, or its first where they
    were seen to. None where they were never in it."""
    if runner_id in listed:
        return (listed.index(runner_id) + 1) % len(listed)
    return 0 if runner_id in live.known else None


def _seen(coach: User, view: View, now: datetime) -> Seen:
    """Plans are asked for races, and the diary for low starts, only where somebody looks at them."""
    if view.among == Smart.LOW.key:
        return Seen(now.timestamp(), low=sharing.arrived_low(coach, since=now - LATELY, at_most=LOW))
    if view.among != Smart.RACE.key:
        return Seen(now.timestamp())
    today = timezone.localdate(now)
    races = PlannedRun.objects.of_coach(coach).on_days(today, today + RACE_WITHIN).filter(kind=Run.Kind.RACE)
    return Seen(now.timestamp(), racing=frozenset(races.values_list("coachship__runner", flat=True)))


def in_view(coach: User, *, now: datetime, view: View) -> list[tuple[Glance, Standing]]:
    """Where those of this view stand, in its order: what the sheet is written from."""
    people, order = sharing.squad(coach, today=timezone.localdate(now)), order_of(coach)
    shown = chosen(view, within(view, people, order, _seen(coach, view, now)))
    known = sharing.standings(shown, why=False)
    return [(glance, known[glance.runner_id]) for glance in shown]


def picked(coach: User, runner_ids: Collection[int]) -> tuple[list[Glance], Order]:
    """Those of the squad with these numbers, by name, and the groups they could join."""
    return [glance for glance in sharing.squad(coach) if glance.runner_id in runner_ids], order_of(coach)
