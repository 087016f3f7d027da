"""The runner's first page: what to do now, how the six weeks went, and this week at a glance."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from journal import charts, drawn, loads
from journal.models import DailyCheck, NextStep, Pause, RunnerState
from journal.pauses import Pausing, pausing_of
from journal.planned import week_start
from journal.prompts import CAME_FOR
from journal.queries.entries import Said, checked
from journal.queries.plan import Ahead, plan_today
from journal.queries.reading import SIX_WEEKS, Reading, chart_of, reading_of
from journal.steps import WeekStep, nudges_rest, shown
from journal.words import Need, first_need
from runners.models import Run, User
from runners.queries import title_of

# Two words under a day of the strip: what was wanted, never a claim that it was got.
IN_SHORT: dict[Need, str] = {
    Need.LET_ENERGY_OUT: "Energy",
    Need.CLEAR_MY_HEAD: "Clear head",
    Need.ENJOY_MOVING: "Joy",
    Need.FEEL_STRONG: "Strength",
    Need.SETTLE_DOWN: "Calm",
    Need.COMPANY: "Company",
    Need.NATURE: "Nature",
    Need.JUST_TURN_UP: "Turning up",
    Need.GET_AWAY: "Away",
}

LAST_NIGHT = ("Sleep", "Water")


class WeekDay(NamedTuple):
    """One day of the strip: `state` is done, rest, now (today, nothing yet) or ahead. Only now has its number."""

    name: str
    number: str
    state: str
    today: bool
    icon: str
    word: str


@dataclass(frozen=True)
class Waiting:
    """A check-in of today whose run has not been talked about yet."""

    pk: int
    at: datetime
    came_for: str


@dataclass(frozen=True)
class Today:
    hello: str
    day: str
    waiting: Waiting | None
    check: tuple[Said, ...] | None
    reading: Reading
    chart: str
    week: tuple[WeekDay, ...]
    pausing: Pausing
    step: WeekStep | None
    plan: Ahead
    is_new: bool

    @property
    def night(self) -> tuple[Said, ...]:
        return tuple(said for said in self.check or () if said.label in LAST_NIGHT)

    @property
    def day_so_far(self) -> tuple[Said, ...]:
        return tuple(said for said in self.check or () if said.label not in LAST_NIGHT)


def today_page(runner: User, *, now: datetime) -> Today:
    today = runner.day(now)
    kept = _kept(runner, today, now=now)
    if kept.stale:  # nobody waits for a tick to see what they have just written
        loads.refresh_now(runner, now=now)
        kept = _kept(runner, today, now=now)
    monday = week_start(today, runner.first_weekday)
    outings = _outings(runner, since=monday, until=today)
    reading = reading_of(kept.state)
    return Today(
        hello=greeting(now.astimezone(ZoneInfo(runner.time_zone)).hour),
        day=f"{today:%A} {today.day} {today:%B}",
        waiting=_waiting(outings, today),
        check=checked(kept.check) if kept.check else None,
        reading=reading,
        chart=_chart(runner, kept, sentence=reading.sentence),
        week=_week(monday, today, outings, _known_since(runner, kept.state)),
        pausing=pausing_of(kept.pause, today=today),
        step=None if kept.pause or nudges_rest(runner, today=today) else kept.step,
        plan=plan_today(runner, now=now, there=kept.planned),
        is_new=not kept.checked_in,
    )


@dataclass(frozen=True)
class Kept:
    """What one look finds: the standing, the chart as it was drawn last, today's check and the open pause.

    `planned` says what there is of a plan: runs and practices of today, offers, and a day on which to ask.
    `checked_in`: ever, so that nothing is their first check-in any more.
    """

    state: RunnerState | None
    stale: bool
    version: str
    drawn_from: str
    html: str
    check: DailyCheck | None
    pause: Pause | None
    step: WeekStep | None
    planned: list[bool]
    checked_in: bool


KEPT = """
SELECT s.runner_id, s.first_on, s.day, s.reading, s.score, s.contributions, s.days_answered, s.answers_lately,
    s.quiet_days, s.paused_as, s.paused_on, s.held_until, s.training_acute, s.training_low, s.training_high,
    c.id AS check_pk, c.sleep, c.tiredness, c.stress, c.soreness, c.food, c.water, p.kind AS pause_kind, p.from_on,
    n.id AS step_pk, n.step, n.state AS step_state,
    d.drawn_from, d.html, (SELECT string_agg(y.xmin::text || y.ctid::text, ',' ORDER BY y.from_on)
        FROM journal_fourweeks y WHERE y.runner_id = who.id) || s.refreshed_at::text AS version,
    EXISTS (SELECT 1 FROM runners_stale t
        WHERE t.runner_id = who.id AND (t.not_before IS NULL OR t.not_before <= %(now)s)) AS stale,
    ARRAY[
        EXISTS (SELECT 1 FROM runners_plannedrun r JOIN runners_coachship t ON t.id = r.coachship_id
            WHERE t.runner_id = who.id AND t.ended_at IS NULL AND r.local_day = %(today)s),
        EXISTS (SELECT 1 FROM runners_plannedpractice r JOIN runners_coachship t ON t.id = r.coachship_id
            WHERE t.runner_id = who.id AND t.ended_at IS NULL AND r.local_day = %(today)s),
        EXISTS (SELECT 1 FROM runners_easing e JOIN runners_coachship t ON t.id = e.coachship_id
            WHERE t.runner_id = who.id AND t.ended_at IS NULL AND e.state = 'open'),
        EXISTS (SELECT 1 FROM runners_weekask a WHERE a.runner_id = who.id)
    ] AS planned,
    EXISTS (SELECT 1 FROM journal_checkin k WHERE k.runner_id = who.id AND k.deleted_at IS NULL) AS checked_in
FROM (SELECT %(runner)s::bigint AS id) who
LEFT JOIN journal_runnerstate s ON s.runner_id = who.id
LEFT JOIN journal_sixweeks d ON d.runner_id = who.id
LEFT JOIN journal_dailycheck c ON c.runner_id = who.id AND c.local_day = %(today)s AND c.deleted_at IS NULL
LEFT JOIN journal_pause p ON p.runner_id = who.id AND p.until_on IS NULL
LEFT JOIN LATERAL (SELECT id, step, state FROM journal_nextstep
    WHERE runner_id = who.id AND week_on > %(week_on)s::date - 7 ORDER BY week_on DESC LIMIT 1) n ON true
"""
CHECK = ("sleep", "tiredness", "stress", "soreness", "food", "water")


def _kept(runner: User, today: date, *, now: datetime) -> Kept:
    with connection.cursor() as cursor:
        week_on = week_start(today, runner.first_weekday)
        cursor.execute(KEPT, {"runner": runner.pk, "today": today, "week_on": week_on, "now": now})
        found = dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
    return Kept(
        state=_state(found) if found["runner_id"] else None,
        stale=found["stale"],
        version=found["version"] or "",
        drawn_from=found["drawn_from"] or "",
        html=found["html"] or "",
        check=DailyCheck(**{name: found[name] for name in CHECK}) if found["check_pk"] else None,
        pause=Pause(kind=found["pause_kind"], from_on=found["from_on"]) if found["pause_kind"] else None,
        step=_step(found) if found["runner_id"] else None,
        planned=found["planned"],
        checked_in=found["checked_in"],
    )


def _step(found: dict[str, Any]) -> WeekStep | None:
    """This week's small step while it wants something; an empty one where it has not been looked at yet."""
    if found["step_pk"] is None:
        return WeekStep(0, "", "", "")
    open_still = found["step_state"] in (NextStep.State.OFFERED, NextStep.State.TAKEN)
    return shown(found["step_pk"], found["step"], found["step_state"]) if open_still else None


def _state(found: dict[str, Any]) -> RunnerState:
    """What was read of it; anything else would be fetched when it is asked for."""
    found["contributions"] = json.loads(found["contributions"])
    names = [field.attname for field in RunnerState._meta.concrete_fields if field.attname in found]
    return RunnerState.from_db(connection.alias, names, [found[name] for name in names])


def _chart(runner: User, kept: Kept, *, sentence: str) -> str:
    """The drawing that is kept, if nothing behind it has changed; "" before the first entry."""
    name = drawn.drawn_from(version=kept.version, sentence=sentence)
    if kept.drawn_from == name:
        return kept.html
    chart = chart_of(loads.history(kept.state), last=SIX_WEEKS, heights=charts.SMALL)
    return drawn.draw(runner, chart, sentence=sentence, name=name) if chart else ""


def greeting(hour: int) -> str:
    """By the clock on the runner's wall; the small hours belong to the evening before, as their entries do."""
    if 4 <= hour < 12:
        return "Morning"
    return "Afternoon" if 12 <= hour < 18 else "Evening"


@dataclass(frozen=True)
class Outing:
    """A check-in, and whether a reflection followed; or a run, or what was recorded instead, without a number here."""

    pk: int | None
    day: date
    at: datetime | None
    zone: str
    needs: list[str]
    reflected: bool
    sport: str
    activity: str


OUTINGS = """
SELECT c.id, c.local_day, c.made_at, c.time_zone, c.needs,
    EXISTS (SELECT 1 FROM journal_reflection r
        WHERE r.check_in_id = c.id AND r.runner_id = %(runner)s AND r.deleted_at IS NULL), 'running', ''
FROM journal_checkin c
WHERE c.runner_id = %(runner)s AND c.deleted_at IS NULL AND c.local_day BETWEEN %(since)s AND %(until)s
UNION ALL
SELECT NULL, local_day, NULL, '', '{}', false, sport, activity FROM runners_run
WHERE runner_id = %(runner)s AND deleted_at IS NULL AND local_day BETWEEN %(since)s AND %(until)s
ORDER BY 3 DESC NULLS LAST, 1 DESC, 8
"""


def _outings(runner: User, *, since: date, until: date) -> list[Outing]:
    """This week's check-ins, newest first, and its runs."""
    with connection.cursor() as cursor:
        cursor.execute(OUTINGS, {"runner": runner.pk, "since": since, "until": until})
        return [Outing(*row) for row in cursor.fetchall()]


def _waiting(outings: Sequence[Outing], today: date) -> Waiting | None:
    for outing in outings:
        if outing.pk and outing.at and outing.day == today and not outing.reflected:
            need = first_need(outing.needs)
            on_the_wall = outing.at.astimezone(ZoneInfo(outing.zone)).replace(tzinfo=None)
            return Waiting(outing.pk, on_the_wall, CAME_FOR[need] if need else "")
    return None


def _known_since(runner: User, state: RunnerState | None) -> date | None:
    """From when on a day without an entry was one without a run. An old file says nothing of the days before somebody
    came here."""
    if state is None or state.first_on is None:
        return None
    return max(state.first_on, runner.day(runner.joined_at))


def _week(monday: date, today: date, outings: Sequence[Outing], first: date | None) -> tuple[WeekDay, ...]:
    done: dict[date, list[Outing]] = {}
    for outing in outings:
        done.setdefault(outing.day, []).append(outing)
    days = [monday + timedelta(days=i) for i in range(7)]
    return tuple(_week_day(day, today, done.get(day, ()), first) for day in days)


def _week_day(day: date, today: date, done: Sequence[Outing], first: date | None) -> WeekDay:
    name = f"{day:%a}"
    if done:
        return WeekDay(name, "", "done", day == today, *_icon_and_word(done))
    if day == today:
        return WeekDay(name, str(day.day), "now", True, "", "Today")
    known = first is not None and first <= day < today
    return WeekDay(name, "", "rest" if known else "ahead", False, "", "Rest" if known else "")


def _icon_and_word(done: Sequence[Outing]) -> tuple[str, str]:
    """Of one day: what was wanted, else that it was a run, else what it was instead."""
    need = next((need for outing in done if (need := first_need(outing.needs))), None)
    if need:
        return need.icon, IN_SHORT[need]
    if any(outing.sport == Run.Sport.RUNNING for outing in done):
        return "runs", "Run"
    return "check", title_of(Run(sport=done[0].sport, activity=done[0].activity))
