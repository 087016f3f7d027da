"""The entries behind each insight, newest first, so that every number can be followed to what was entered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.http import Http404

from journal.queries.insights.needs import MET
from journal.queries.insights.rebound import After, rebound_of
from journal.queries.insights.shifts import NAMES, Factor, Moment, moments_of
from journal.queries.insights.told import DAYS, Told, outings_told, practices_told
from journal.words import Need
from runners.figures import signed
from runners.models import User

MOST_ROWS = 120
UNFOLDED = 30  # of them; the older ones are behind a tap
NONE = "–"


class Row(NamedTuple):
    """One entry: the day it leads to, and its cells."""

    day: date
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Behind:
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    n: int
    days: int = DAYS

    @property
    def newest(self) -> tuple[Row, ...]:
        return self.rows[:UNFOLDED]

    @property
    def older(self) -> tuple[Row, ...]:
        return self.rows[UNFOLDED:]


def behind_page(runner: User, what: str, *, now: datetime) -> Behind:
    """The entries of one insight by its name; any other name does not exist."""
    if what not in BEHIND:
        raise Http404
    return BEHIND[what](runner, runner.day(now))


def _shift(factor: Factor) -> Callable[[User, date], Behind]:
    def entries(runner: User, today: date) -> Behind:
        practices = practices_told(runner, today=today) if factor is Factor.TOOL else []
        moments = moments_of(factor, outings_told(runner, today=today), practices)
        return _behind(factor.heading, ("What", "Before", "After", "Steps"), [_moved(factor, m) for m in moments])

    return entries


def _moved(factor: Factor, moment: Moment) -> Row:
    names = ", ".join(name for key, name in NAMES[factor].items() if key in moment.groups)
    steps = (moment.came, moment.left, moment.left - moment.came)
    return Row(moment.day, (names, *(signed(step, 0) for step in steps)))


def _behind(title: str, columns: Sequence[str], rows: Sequence[Row]) -> Behind:
    return Behind(title, tuple(columns), tuple(rows[: -MOST_ROWS - 1 : -1]), len(rows))


def _needs(runner: User, today: date) -> Behind:
    told = [one for one in outings_told(runner, today=today) if one.need_met is not None and one.needs]
    return _behind(
        "What you came for, and whether you got it", ("Came for", "Gave it", ""), [_got(one) for one in told]
    )


def _got(told: Told) -> Row:
    names = ", ".join(need.label for need in Need if need in told.needs)
    return Row(told.day, (names, f"{told.need_met} of 10", "given" if (told.need_met or 0) >= MET else ""))


def _rebound(runner: User, today: date) -> Behind:
    pairs = rebound_of(runner, outings_told(runner, today=today)).pairs
    columns = ("Beside the easy run of", "Feeling", "Sleep", "Soreness")
    return _behind("The day after", columns, [Row(p.day, _beside(p.beside, p.after, p.after_beside)) for p in pairs])


def _beside(day: date, after: After, beside: After) -> tuple[str, ...]:
    feeling = f"{_signed(after.feeling)} / {_signed(beside.feeling)}"
    rest = (f"{_plain(getattr(after, name))} / {_plain(getattr(beside, name))}" for name in ("sleep", "soreness"))
    return (f"{day.day} {day:%b}", feeling, *rest)


def _signed(value: float | None) -> str:
    return NONE if value is None else signed(value)


def _plain(value: int | None) -> str:
    return NONE if value is None else str(value)


BEHIND: dict[str, Callable[[User, date], Behind]] = {
    **{factor.value: _shift(factor) for factor in Factor},
    "needs": _needs,
    "day-after": _rebound,
}
