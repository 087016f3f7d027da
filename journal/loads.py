"""Stale rows in, rows of four weeks and today's standing out. Running it again changes nothing.

A Stale row says from which day a runner's series must be worked out again. It is worked off and removed in one
transaction, so that a killed worker leaves it in place; an entry written meanwhile waits for nobody and leaves its own.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial

import numpy as np
from django.db import transaction

from journal import days, matching, pauses, series, standing, states
from journal.charts.sparks import SPARK_DAYS
from journal.days import Bools, Floats, Ints, Matrix, Span
from journal.models import RunnerState
from journal.series import WEEKS4, Window, stretch
from runners.models import Stale, User
from runners.models.plumbing import Claim
from runners.science.series import day_of
from runners.side_by_side import Spread

log = logging.getLogger(__name__)
BATCH = 500
CELLS = 100_000  # runners x days worked out at once, some dozens of megabytes
# How far today's standing looks back: eight weeks of the sparkline, each day with its own usual band.
LINES_BACK = timedelta(days=SPARK_DAYS - 1 + standing.BAND_BACK)
SCORES_BACK = timedelta(days=standing.SCORE_BACK)


@dataclass(frozen=True)
class Refreshed:
    runners: int = 0
    postponed: int = 0

    def __add__(self, other: "Refreshed") -> "Refreshed":
        return Refreshed(self.runners + other.runners, self.postponed + other.postponed)


@dataclass(frozen=True)
class Source:
    """Where runners to work out come from, a range of their numbers at a time."""

    reach: Callable[..., int | None]
    claim: Callable[..., list[Claim]]


class Why(Enum):
    """Why somebody is worked out again."""

    STALE = "their entries changed"
    ENDED = "their local day has ended"


SOURCES = {
    Why.STALE: Source(Stale.objects.reach, Stale.objects.claim),
    Why.ENDED: Source(states.reach, states.claim),
}


@dataclass(frozen=True)
class Range:
    """Runners by number, after one and up to another, some of whom are to be worked out: one transaction."""

    why: Why
    after: int
    last: int

    def claims(self, *, now: datetime) -> list[Claim]:
        return SOURCES[self.why].claim(now=now, after=self.after, last=self.last)


def refresh_stale(*, now: datetime, spread: Spread = map) -> Refreshed:
    """Work off everybody whose entries changed or whose local day has ended. Ranges know nothing of one another:
    `spread` may give them to several processes."""
    done = Refreshed()
    for why in Why:
        done = sum(spread(partial(refresh_range, now=now), _ranges(why, now=now)), start=done)
    return done


def _ranges(why: Why, *, now: datetime) -> Iterator[Range]:
    after = 0
    while (last := SOURCES[why].reach(after=after, limit=BATCH, now=now)) is not None:
        yield Range(why, after, last)
        after = last


def refresh_range(part: Range, *, now: datetime) -> Refreshed:
    try:
        return Refreshed(_refresh_together(part, now=now))
    except Exception as error:  # somebody's rows cannot be worked out: one at a time, and that one is put aside
        log.warning("a batch could not be worked out: %s", type(error).__name__)
        served = [_refresh_one(part.why, number, now=now) for number in _numbers(part, now=now)]
        return Refreshed(served.count(True), served.count(False))


@transaction.atomic
def _refresh_together(part: Range, *, now: datetime) -> int:
    claims = part.claims(now=now)
    if claims:
        refresh(claims, now=now)
        Stale.objects.worked_off(claims)
    return len(claims)


@transaction.atomic
def _numbers(part: Range, *, now: datetime) -> list[int]:
    return [claim.runner_id for claim in part.claims(now=now)]


def _refresh_one(why: Why, runner_id: int, *, now: datetime) -> bool | None:
    """False for somebody who had to be put aside, None where there was nothing to do."""
    alone = Range(why, runner_id - 1, runner_id)
    try:
        return True if _refresh_together(alone, now=now) else None
    except Exception as error:  # whatever it is: it stays with its runner, by name, and is tried again later
        with transaction.atomic():
            for claim in alone.claims(now=now):
                claim.postpone(error=error, now=now)
        return False


def refresh_now(runner: User, *, now: datetime) -> None:
    """For the runner's own pages: nobody waits for a tick to see what they just wrote.

    What cannot be worked out leaves the standing that was kept.
    """
    _refresh_one(Why.STALE, runner.pk, now=now)


def refresh(claims: Sequence[Claim], *, now: datetime) -> None:
    """Work out the series and today's standing of these runners from the given days on."""
    zones = {claim.runner_id: claim.time_zone for claim in claims}
    for part in _parts(_spans(claims, now=now)):
        _refresh_part(part, zones, now=now)


def _spans(claims: Sequence[Claim], *, now: datetime) -> list[Span]:
    """A history begins where it began, unless its first days changed too; it goes on where it ended."""
    kept = states.kept([claim.runner_id for claim in claims])
    since = {c.runner_id: min(c.since, kept[c.runner_id].next) if c.runner_id in kept else c.since for c in claims}
    firsts = {number: was.first for number, was in kept.items() if was.first and was.first < since[number]}
    unsure = since.keys() - firsts.keys()
    firsts |= days.first_days(list(unsure))
    todays = {zone: day_of(now, zone, "checkin") for zone in {claim.time_zone for claim in claims}}
    spans = []
    for claim in claims:
        today = todays[claim.time_zone]
        first = min(firsts.get(claim.runner_id, today), today)
        spans.append(Span(claim.runner_id, first, min(max(since[claim.runner_id], first), today), today))
    series.clear_before([span for span in spans if span.runner_id in unsure])
    return spans


def _parts(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Shares of one today and bounded size: one very long stretch does not make everybody's arrays as wide."""
    part: list[Span] = []
    of: date | None = None
    for today, back, _, span in sorted((s.today, (s.today - _start(s)).days, i, s) for i, s in enumerate(spans)):
        if part and (of != today or (len(part) + 1) * (back + 1) > CELLS):
            yield part
            part = []
        of = today
        part.append(span)
    if part:
        yield part


def _start(span: Span) -> date:
    """The first day that must be looked at to work out this span."""
    back = min(span.since - SCORES_BACK, span.today - LINES_BACK)
    return stretch(max(back, span.first))


def _refresh_part(spans: Sequence[Span], zones: dict[int, str], *, now: datetime) -> None:
    window = Window(min(_start(span) for span in spans), spans[0].today)
    kept = series.read([span.runner_id for span in spans], window)
    torn = _torn(spans, window, kept.found)
    if torn.any():  # thrown away, or never written: from the beginning, then
        whole = [span._replace(since=span.first) for span, missing in zip(spans, torn, strict=True) if missing]
        for part in _parts(whole):
            _refresh_part(part, zones, now=now)
        spans = [span for span, missing in zip(spans, torn, strict=True) if not missing]
        if spans:
            _refresh_part(spans, zones, now=now)
        return
    matching.match(spans)
    worked = _work_out(spans, [zones[span.runner_id] for span in spans], window, kept)
    states.write(worked, now=now)


def _torn(spans: Sequence[Span], window: Window, found: Bools) -> Bools:
    """Whose rows do not reach from the window's start, or their first day, to the evening before their span."""
    places = np.arange(window.stretches)
    first = np.array([window.place(max(span.first, window.start)) for span in spans])
    last = np.array([window.place(span.since - timedelta(days=1)) if span.since > span.first else -1 for span in spans])
    needed = (places >= first[:, None]) & (places <= last[:, None])
    torn: Bools = np.any(needed & ~found, axis=1)
    return torn


def _work_out(spans: Sequence[Span], zones: Sequence[str], window: Window, kept: series.Kept) -> states.Worked:
    since, first = _columns(spans, window)
    _put(kept.values, days.diary(spans, window.days - int(since.min())), since, first)
    return keep(spans, zones, window, kept)


def _columns(spans: Sequence[Span], window: Window) -> tuple[Ints, Ints]:
    """Where each span's changed days begin in the window, and where its history does (below 0: before the window)."""
    since = np.array([window.column(span.since) for span in spans])
    return since, np.array([window.column(span.first) for span in spans])


def keep(spans: Sequence[Span], zones: Sequence[str], window: Window, kept: series.Kept) -> states.Worked:
    """Score the changed days, draw the lines, replay the readings, and write what changed of the series."""
    since, first = _columns(spans, window)
    scored = standing.score(kept.values, last=window.days - int(since.min()))
    paused = pauses.pauses_of([span.runner_id for span in spans])
    pauses.hold(scored.score, spans, paused)
    _put(kept.values, {"score": scored.score}, since, first)
    past = standing.Past(np.where((first < 0)[:, None], kept.carried[:, 0], np.nan), np.maximum(-first, 0))
    drawn = standing.lines(kept.values, past=past, last=min(SPARK_DAYS, window.days))
    replayed = _replay(first, since, window, kept)
    _carry_on(window, kept, past, drawn, replayed, since, first)
    touched = np.arange(window.stretches) >= (since // WEEKS4)[:, None]
    series.write([span.runner_id for span in spans], window, kept, touched)
    return states.Worked(spans, zones, kept.values, scored, replayed, drawn, paused)


def _put(values: Matrix, new: Matrix, since: Ints, first: Ints) -> None:
    """Replace each runner's days from `since` on; before the history nothing is known."""
    for name, part in new.items():
        place = values[name][:, -part.shape[1] :]
        column = np.arange(values[name].shape[1] - part.shape[1], values[name].shape[1])
        np.copyto(place, part, where=column >= since[:, None])
    if "training" in new:
        values["training"][np.arange(values["training"].shape[1]) < first[:, None]] = np.nan


def _replay(span_first: Ints, since: Ints, window: Window, kept: series.Kept) -> standing.Replayed:
    """The readings' episodes from the four weeks on in which the evening before the earliest change lies."""
    place = int(np.maximum(since - 1, np.maximum(span_first, 0)).min()) // WEEKS4
    column = place * WEEKS4
    carried = np.where((span_first < column)[:, None], kept.carried[:, place], np.nan)
    return standing.replay(kept.values["score"][:, column:], first=window.day(column), carried=carried)


def _carry_on(
    window: Window,
    kept: series.Kept,
    past: standing.Past,
    drawn: standing.Lines,
    replayed: standing.Replayed,
    since: Ints,
    first: Ints,
) -> None:
    """What the evening before each four weeks hands on to them, as far as it changed."""
    for place in range(-(-int(since.min()) // WEEKS4), window.stretches):
        column = place * WEEKS4
        handed = np.full(kept.carried[:, place].shape, np.nan)
        if column:
            handed = standing.carried_lines(kept.values, drawn, past=past, column=column - 1)
            standing.carried_replays(replayed, column=column - 1 - window.column(replayed.first), kept=handed)
        changed = since <= column
        kept.carried[changed, place] = np.where((first < column)[:, None], handed, np.nan)[changed]


@dataclass(frozen=True)
class History:
    """One runner's whole history, oldest first: days, day values and lines, each (days,)."""

    days: list[date]
    values: dict[str, Floats]
    lines: dict[str, Floats]

    @property
    def empty(self) -> bool:
        return not self.days


def history(state: RunnerState | None) -> History:
    """Everything kept of a runner up to the day their standing was worked out for."""
    if state is None or state.first_on is None:
        return History([], {}, {})
    window = Window(stretch(state.first_on), state.day)
    first = window.column(state.first_on)
    values = {name: part[:, first:] for name, part in series.read([state.runner_id], window).values.items()}
    drawn = standing.lines(values)
    return History(
        days=[state.first_on + timedelta(days=i) for i in range(window.days - first)],
        values={name: part[0] for name, part in values.items()},
        lines={name: getattr(drawn, name)[0] for name in drawn.__dataclass_fields__},
    )
