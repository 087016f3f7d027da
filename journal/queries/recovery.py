"""Recovery: what the daily checks say, beside both loads, over six weeks. Described, never explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from journal import charts, loads
from journal.charts.paths import Floats
from journal.models import DailyCheck
from journal.states import state_of
from runners.models import User

DAYS = 42
WEEK = 7
LEAST = 3  # answers that a mean is said of
MOST_AHEAD = 2  # days: where somebody was when the loads were worked out it may have been tomorrow
MISSING = "–"
ASKED: tuple[tuple[str, str], ...] = (
    ("sleep", "Sleep"), ("tiredness", "Tiredness"), ("soreness", "Soreness"), ("stress", "Stress"),
)  # fmt: skip
ENOUGH: tuple[tuple[str, str], ...] = (("food", "eat"), ("water", "drink"))
ANSWER_TOP, LEGS_TOP, HEAD_TOP = 10.0, 60.0, 100.0


@dataclass(frozen=True)
class Mean:
    """A mean of `n` answers, as it is said; a dash under three."""

    said: str
    n: int


class Trend(NamedTuple):
    """One question: the last seven days, and the five weeks before them."""

    name: str
    week: Mean
    before: Mean


class Row(NamedTuple):
    """A day of the table, all of it in words."""

    day: date
    answers: tuple[str, ...]
    legs: str
    head: str


@dataclass(frozen=True)
class Recovery:
    sentence: str
    enough: tuple[str, ...]
    trends: tuple[Trend, ...]
    chart: charts.Lanes | None
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    checks: int
    days: int


@dataclass(frozen=True)
class Six:
    """Six weeks: days, answers a question, the loads of each day (NaN where unknown), and the checks themselves."""

    days: Sequence[date]
    answers: Mapping[str, Floats]
    legs: Floats
    head: Floats
    checks: Sequence[DailyCheck]


def recovery_page(runner: User, *, now: datetime) -> Recovery:
    loads.refresh_now(runner, now=now)
    six = _six_weeks(runner, today=runner.day(now))
    trends = tuple(_trend(name, six.answers[key]) for key, name in ASKED)
    return Recovery(
        sentence=_sentence(trends[0], len(six.checks)),
        enough=tuple(said for key, verb in ENOUGH if (said := _enough(six.checks, key, verb))),
        trends=trends,
        chart=_chart(six) if six.checks or np.isfinite(six.legs).any() else None,
        names=tuple(name for _, name in ASKED),
        rows=tuple(_row(six, at) for at in range(DAYS - 1, -1, -1)),
        checks=len(six.checks),
        days=DAYS,
    )


def _six_weeks(runner: User, *, today: date) -> Six:
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    checks = list(DailyCheck.objects.on_days([runner.pk], days[0], today).order_by("local_day"))
    answers = {key: np.full(DAYS, np.nan) for key, _ in ASKED}
    for check in checks:
        for key, values in answers.items():
            answer = getattr(check, key)
            values[(check.local_day - days[0]).days] = np.nan if answer is None else answer
    past = loads.history(state_of(runner.pk))
    return Six(days, answers, _lately(past, "training", today), _lately(past, "emotional", today), checks)


def _lately(past: loads.History, name: str, today: date) -> Floats:
    """The last six weeks of a day value, NaN before the history begins and after the day it was worked out for."""
    out = np.full(DAYS, np.nan)
    if past.empty:
        return out
    first = today - timedelta(days=DAYS - 1)
    newest = slice(-DAYS - MOST_AHEAD, None)
    for day, value in zip(past.days[newest], past.values[name][newest], strict=True):
        if first <= day <= today:
            out[(day - first).days] = value
    return out


def _trend(name: str, values: Floats) -> Trend:
    return Trend(name, _mean(values[-WEEK:]), _mean(values[:-WEEK]))


def _mean(values: Floats) -> Mean:
    known = values[np.isfinite(values)]
    return Mean(f"{known.mean():.1f}" if len(known) >= LEAST else MISSING, len(known))


def _sentence(sleep: Trend, checks: int) -> str:
    if not checks:
        return "No daily checks in the last six weeks. Three taps on some mornings are enough to see something here."
    rests = f"You answered {checks} daily check{'' if checks == 1 else 's'} in the last {DAYS} days."
    if MISSING in (sleep.week.said, sleep.before.said):
        return f"{rests} A few more, and this week can stand beside the ones before."
    week, before = float(sleep.week.said), float(sleep.before.said)
    compared = "as in" if week == before else "up from" if week > before else "down from"
    return f"{rests} Sleep was {week} of 10 in the last seven days, {compared} {before} in the five weeks before."


def _enough(checks: Sequence[DailyCheck], key: str, verb: str) -> str:
    """Enough or not quite, counted; nothing else is asked about food and water."""
    said = [getattr(check, key) for check in checks]
    yes, no = said.count(True), said.count(False)
    return f"Enough to {verb} on {yes} of {yes + no} days, not quite on {no}." if yes + no else ""


def _chart(six: Six) -> charts.Lanes:
    asked = [charts.Told(f"{name}, 0 to 10", "", six.answers[key], ANSWER_TOP) for key, name in ASKED]
    legs = charts.Told("Legs, points a day", "up", six.legs, LEGS_TOP, as_bars=True)
    head = charts.Told("Head, points a day", "down", six.head, HEAD_TOP)
    return charts.lanes(six.days, [*asked, legs, head])


def _row(six: Six, at: int) -> Row:
    answers = tuple(_whole(six.answers[key][at]) for key, _ in ASKED)
    return Row(six.days[at], answers, _whole(six.legs[at]), _whole(six.head[at]))


def _whole(value: float) -> str:
    return MISSING if np.isnan(value) else f"{value:.0f}"
