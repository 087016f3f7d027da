"""Months side by side: where rough starts went, and what runs were for. For the runner alone, and only if wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from journal.models import CheckIn, MonthOff, Practice
from journal.queries.insights.told import ESCAPE, LATE
from journal.words import Need
from runners.models import User
from runners.science.hits import LEAST, Share, share_of
from runners.science.outlets import BEFORE, LATELY, Drift, drift_of

TOWARDS = frozenset({Need.ENJOY_MOVING, Need.FEEL_STRONG, Need.COMPANY, Need.NATURE})
RUN = "Run"


@dataclass(frozen=True)
class Start:
    """Something begun, a run or a practice: whether on the rough side of the map (None: no tap), and what a run was
    for."""

    day: date
    what: str
    rough: bool | None
    needs: frozenset[str] = frozenset()

    @property
    def away(self) -> bool:
        return bool(self.needs & ESCAPE)

    @property
    def named(self) -> bool:
        """Whether it was for getting away from something, or towards something."""
        return bool(self.needs & (ESCAPE | TOWARDS))


@dataclass(frozen=True)
class Month:
    """`runs` and `others` are rough starts, among `tapped` ones; of `named` runs `away` were for getting away from
    something."""

    first: date
    runs: int
    others: int
    tapped: int
    away: int
    named: int

    @property
    def rough(self) -> int:
        return self.runs + self.others


@dataclass(frozen=True)
class Months:
    """Newest first. `share`, `drift` and `starts` are about the newest, `drift` about it and the two before.

    `practised` says that something beside running was noted down in any of them.
    """

    months: tuple[Month, ...]
    share: Share | None
    drift: Drift | None
    starts: tuple[Start, ...]
    outlet: str
    needs: str
    practised: bool
    least: int = LEAST

    @property
    def shown(self) -> tuple[Month, ...]:
        """Those in which something was said."""
        return tuple(month for month in self.months if month.rough or month.named)

    @property
    def newest(self) -> Month:
        return self.months[0]


def is_off(runner: User) -> bool:
    return MonthOff.objects.filter(runner=runner).exists()


def months_of(runner: User, *, now: datetime) -> Months:
    """The last nine whole months; two looks at the diary."""
    firsts = _firsts(runner.day(now), LATELY + BEFORE)
    starts = _starts(runner, firsts[-1], _next(firsts[0]))
    months = tuple(_month(first, starts) for first in firsts)
    newest = months[0]
    share, drift = share_of(newest.runs, newest.rough), _drift(months)
    return Months(
        months=months,
        share=share,
        drift=drift,
        starts=tuple(start for start in starts if start.rough and start.day >= newest.first),
        outlet=_outlet_words(newest, share),
        needs=_needs_words(drift),
        practised=any(start.what != RUN for start in starts),
    )


def outlet_line(runner: User, *, now: datetime) -> str:
    """The one sentence about the newest month, or "" where it is not wanted or there is too little to say."""
    if is_off(runner):
        return ""
    found = months_of(runner, now=now)
    return found.outlet if found.share is not None else ""


def _firsts(today: date, many: int) -> list[date]:
    """First days of the last whole months, newest first."""
    firsts = [_before(today.replace(day=1))]
    while len(firsts) < many:
        firsts.append(_before(firsts[-1]))
    return firsts


def _before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _starts(runner: User, since: date, until: date) -> list[Start]:
    """Said in time, newest first."""
    days = {"local_day__gte": since, "local_day__lt": until, "days_late__lte": LATE}
    runs = CheckIn.objects.of(runner).filter(**days).values_list("local_day", "valence", "needs")
    done = Practice.objects.of(runner).filter(**days).values_list("local_day", "valence", "kind")
    found = [Start(day, RUN, _rough(valence), frozenset(needs)) for day, valence, needs in runs]
    found += [Start(day, str(Practice.Kind(kind).label), _rough(valence)) for day, valence, kind in done]
    return sorted(found, key=lambda start: start.day, reverse=True)


def _rough(valence: int | None) -> bool | None:
    return None if valence is None else valence < 0


def _month(first: date, starts: Iterable[Start]) -> Month:
    inside = [start for start in starts if first <= start.day < _next(first)]
    rough = [start.what == RUN for start in inside if start.rough]
    tapped = sum(start.rough is not None for start in inside)
    named = [start.away for start in inside if start.named]
    runs = sum(rough)
    return Month(first, runs=runs, others=len(rough) - runs, tapped=tapped, away=sum(named), named=len(named))


def _drift(months: Sequence[Month]) -> Drift | None:
    now, before = months[:LATELY], months[LATELY:]
    return drift_of(
        sum(month.away for month in now),
        sum(month.named for month in now),
        away_before=sum(month.away for month in before),
        n_before=sum(month.named for month in before),
    )


# --- words -----------------------------------------------------------------------------------------------------------


def _outlet_words(month: Month, share: Share | None) -> str:
    when = f"{month.first:%B}"
    if not month.tapped:
        return f"{when} has no feelings on the map to go by."
    if not month.rough:
        return f"In {when} nothing began on the rough side of the map."
    if share is None:
        few = "one thing" if month.rough == 1 else f"{month.rough} things"
        return f"In {when} {few} began on the rough side of the map. From {LEAST} on, it says how many became runs."
    if not month.others:
        return f"In {when} every rough start went into a run: {month.runs} of {month.rough}."
    if not month.runs:
        return f"In {when} no rough start went into a run: 0 of {month.rough}."
    return f"In {when} {month.runs} of {month.rough} rough starts went into a run, the others into something else."


def _needs_words(drift: Drift | None) -> str:
    if drift is None:
        return f"From {LEAST} runs with a need on each side, the last three months are laid beside the six before them."
    now, before = f"{drift.away} of {drift.n}", f"{drift.away_before} of {drift.n_before}"
    if drift.more:
        return f"You ran more to get away from something: {now} runs in three months, {before} in the six before."
    if drift.less:
        return f"You ran less to get away from something: {now} runs in three months, {before} in the six before."
    return f"What you run for is about as before: to get away {now} runs in three months, {before} in the six before."
