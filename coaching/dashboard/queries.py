"""The squad page: who could use a word, and one row for everybody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from coaching.alerts.live import live_alerts
from coaching.alerts.models import Alert
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
from coaching.dashboard.triage import MOST_CALLS, Call, calls_of, headline, known_words, soonest_first
from journal import sharing
from journal.sharing import Glance, Standing
from runners.groups import Order, order_of
from runners.models import Run, User
from runners.models.people import Role
from runners.models.plans import PlannedRun
from runners.roles import MAY

RACE_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class SquadPage:
    view: View
    today: str
    headline: str
    calls: tuple[Call, ...]
    more: int
    done: bool
    known: str
    everyone: SafeString
    shown: int
    people: int
    columns: dict[str, Column]
    filters: tuple[Filter, ...]
    groups: tuple[Among, ...]
    smart: tuple[Among, ...]
    looks: tuple[Look, ...]
    menu: dict[str, int]


def squad_page(coach: User, *, now: datetime, view: View, at: int | None = None) -> SquadPage:
    """Four queries, however many runners: everybody, the coach's own order, their alerts, and where those stand who
    are alerted or not drawn yet; one more for races. `at`: the place in the list of somebody who was just seen to."""
    people, order = sharing.squad(coach), order_of(coach)
    among = within(view, people, order, _seen(coach, view, now))
    shown, glances = chosen(view, among), {glance.runner_id: glance for glance in people}
    live = live_alerts(coach, now=now)
    alerts = soonest_first([alert for alert in live.alerts if alert.runner_id in glances], glances)
    first, today = alerts[:MOST_CALLS], timezone.localdate(now)
    known = _known(people, alerts, live.to_talk)
    standings = sharing.standings([*(glances[alert.runner_id] for alert in first), *drawn_rows.new(shown)])
    deeds = {alert.runner_id: MAY[Role(glances[alert.runner_id].role)] for alert in first}
    return SquadPage(
        view=view,
        today=f"{today:%A} {today.day} {today:%B}",
        headline=headline(len(alerts), len(people), known=len(known)),
        calls=calls_of(first, standings, deeds, today=today, at=at, units=coach.units),
        more=len(alerts[MOST_CALLS:]),
        done=bool(alerts) or at is not None,
        known=known_words([glances[n].name for n in live.to_talk & known], len(known - live.to_talk) if alerts else 0),
        everyone=drawn_rows.draw(shown, now, known=standings),
        shown=len(shown),
        people=len(people),
        columns=columns(view),
        filters=filters(view, among),
        groups=groups_of(view, order),
        smart=smart_groups(view),
        looks=looks(view, order),
        menu={"open_alerts": len(alerts), "unread_as_coach": live.unread},
    )


def _known(people: Iterable[Glance], alerts: Iterable[Alert], to_talk: Collection[int]) -> set[int]:
    """Whose reading is loud, or who asked for a talk, though no alert about them waits: the coach knows."""
    waiting = {alert.runner_id for alert in alerts}
    known = {glance.runner_id for glance in people if glance.reading in LOUD[:2] or glance.runner_id in to_talk}
    return known - waiting


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
