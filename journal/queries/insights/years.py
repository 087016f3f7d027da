"""A year in two layers: the legs' points and the feelings of each week, and one sentence about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from journal import loads
from journal.charts.year import Year, year
from journal.models import CheckIn, Reflection
from journal.planned import week_start
from journal.queries.insights.told import in_time
from journal.queries.insights.weeks import WEEK
from journal.states import state_of
from runners.figures import signed
from runners.models import User

WEEKS = 53
LEAST_TAPS, LEAST_DAYS = 8, 14  # in a month that is named
NAMES = (
    *("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
Month = tuple[int, int]


@dataclass(frozen=True)
class YearPage:
    drawing: Year | None
    sentence: str
    taps: int


def year_page(runner: User, *, now: datetime) -> YearPage:
    last = week_start(runner.day(now), runner.first_weekday)
    since = last - (WEEKS - 1) * WEEK
    points, taps = _points(runner, since), _taps(runner, since)
    begun = [day for day in (*points, *taps) if points.get(day) or day in taps]
    if not begun:
        return YearPage(None, "No weeks to draw yet. Your first run or tap starts them.", 0)
    first = week_start(min(begun), runner.first_weekday)
    weeks = [first + k * WEEK for k in range((last - first).days // 7 + 1)]
    return YearPage(_drawn(weeks, points, taps), _sentence(points, taps), sum(len(each) for each in taps.values()))


def _points(runner: User, since: date) -> dict[date, float]:
    """Training points of each day from then on."""
    past = loads.history(state_of(runner.pk))
    if past.empty:
        return {}
    known = zip(past.days, past.values["training"].tolist(), strict=True)
    return {day: value for day, value in known if day >= since and value == value}


def _taps(runner: User, since: date) -> dict[date, list[int]]:
    found: dict[date, list[int]] = {}
    for model in (CheckIn, Reflection):
        felt = in_time(model.objects.of(runner)).filter(local_day__gte=since, valence__isnull=False)
        for day, valence in felt.values_list("local_day", "valence"):
            found.setdefault(day, []).append(valence)
    return found


def _drawn(weeks: Sequence[date], points: Mapping[date, float], taps: Mapping[date, list[int]]) -> Year:
    place = {first + timedelta(days=at): week for week, first in enumerate(weeks) for at in range(7)}
    legs, total, count = (np.zeros(len(weeks)) for _ in range(3))
    for day, value in points.items():
        if day in place:
            legs[place[day]] += value
    for day, each in taps.items():
        total[place[day]] += sum(each)
        count[place[day]] += len(each)
    feeling = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return year(weeks, legs, feeling, count.astype(int).tolist())


def _sentence(points: Mapping[date, float], taps: Mapping[date, list[int]]) -> str:
    """The fullest month of each layer, and the lowest of feelings. Nothing about what made it so."""
    months: dict[Month, list[int]] = {}
    for day, each in taps.items():
        months.setdefault((day.year, day.month), []).extend(each)
    felt = {month: (sum(each) / len(each), len(each)) for month, each in months.items() if len(each) >= LEAST_TAPS}
    legs = _months_of(points)
    said = []
    if len(legs) > 1 and any(legs.values()):
        most = max(legs, key=lambda month: legs[month])
        said.append(f"Your legs did most in {NAMES[most[1]]}: {legs[most]:,.0f} points.")
    if len(felt) > 1:
        best, least = (by(felt, key=lambda month: felt[month]) for by in (max, min))
        said.append(f"Feelings stood highest in {_felt(best, felt)} and lowest in {_felt(least, felt)}.")
    return " ".join(said) or "It takes a month or two until there is something to say."


def _months_of(points: Mapping[date, float]) -> dict[Month, float]:
    """Points of each month of which at least half is known."""
    months: dict[Month, list[float]] = {}
    for day, value in points.items():
        months.setdefault((day.year, day.month), []).append(value)
    return {month: sum(each) for month, each in months.items() if len(each) >= LEAST_DAYS}


def _felt(month: Month, felt: Mapping[Month, tuple[float, int]]) -> str:
    middle, n = felt[month]
    return f"{NAMES[month[1]]} ({signed(middle)} on the map, {n} taps)"
