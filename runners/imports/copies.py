"""When two records are of one activity, and which of them has more to tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from runners.importers.lists import Details
from runners.importers.parsed import ParsedRun
from runners.models import Run, Samples

SAME_START = timedelta(seconds=90)
# Formats count pauses and the first and last seconds differently: what stays within this is one duration, one distance.
SAME_S, SAME_SHARE = 60.0, 0.05
SAME_M = 150.0
AT_ONCE, AT_ONCE_SHARE = timedelta(seconds=15), 0.35
# Somebody who types a run in afterwards remembers the hour and the round number.
TYPED_START = timedelta(hours=2)
TYPED_S, TYPED_SHARE = 600.0, 0.2
TYPED_M = 1000.0
QUARTER_S = 900.0  # zones differ by whole quarters of an hour
EXACT_S = 5.0
FAR = timedelta(hours=12)


@dataclass(frozen=True)
class Record:
    """What is compared of an activity. Instants, seconds, metres, beats and steps a minute; None where unknown.

    typed: told by a person, not measured. shift: how far the start may be off by whole quarters of an hour.
    """

    started_at: datetime
    timer_s: float
    elapsed_s: float | None = None
    distance_m: float | None = None
    avg_hr: float | None = None
    avg_cadence: float | None = None
    ascent_m: float | None = None
    points: int | None = None
    laps: int = 0
    watch_effort: float | None = None
    watch_feel: int | None = None
    partial: bool = False
    typed: bool = False
    shift: timedelta = timedelta(0)

    @property
    def end(self) -> datetime:
        return self.started_at + timedelta(seconds=self.elapsed_s or self.timer_s)

    def to_json(self) -> dict[str, Any]:
        said = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {**said, "started_at": self.started_at.isoformat(), "shift": self.shift.total_seconds()}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Record:
        moments = {"started_at": datetime.fromisoformat(said["started_at"]), "shift": timedelta(seconds=said["shift"])}
        return cls(**{**said, **moments})


def of_run(run: Run) -> Record:
    laps = Samples.objects.filter(run=run).values_list("laps", flat=True).first()
    return Record(
        started_at=run.started_at,
        timer_s=float(run.timer_s),
        elapsed_s=run.elapsed_s,
        distance_m=run.distance_m,
        avg_hr=run.avg_hr,
        avg_cadence=run.avg_cadence,
        ascent_m=run.ascent_m,
        points=run.points,
        laps=len(laps or ()),
        watch_effort=run.watch_effort,
        watch_feel=run.watch_feel,
        partial=run.partial,
        typed=run.elapsed_s is None,
    )


def of_file(parsed: ParsedRun) -> Record:
    track = parsed.track
    steps = track.cadence if track is not None else np.empty(0)
    on_foot = steps[steps > 0]
    return Record(
        started_at=parsed.started_at,
        timer_s=parsed.timer_s,
        elapsed_s=parsed.elapsed_s,
        distance_m=parsed.distance_m,
        avg_hr=parsed.avg_hr,
        avg_cadence=float(on_foot.mean()) if len(on_foot) else None,
        ascent_m=parsed.ascent_m,
        points=parsed.points,
        laps=len(parsed.laps),
        watch_effort=parsed.watch_effort,
        watch_feel=parsed.watch_feel,
        partial=parsed.partial,
    )


def of_line(details: Details, started_at: datetime, timer_s: float, shift: timedelta) -> Record:
    return Record(
        started_at=started_at,
        timer_s=timer_s,
        elapsed_s=details.elapsed_s,
        distance_m=details.distance_m,
        avg_hr=details.avg_hr,
        ascent_m=details.ascent_m,
        typed=True,
        shift=shift,
    )


def twin_of(runner_id: int, new: Record, *, besides: Iterable[int] = ()) -> Run | None:
    """The run here that this is another record of: the nearest in time of those that fit.

    besides: runs that came from the same file, which are never copies of each other.
    """
    reach = max(FAR, new.shift)
    window = (new.started_at - reach, new.end + reach)
    near = Run.objects.kept().filter(runner_id=runner_id, started_at__range=window).exclude(pk__in=list(besides))
    near = near.only("started_at", "timer_s", "elapsed_s", "distance_m", "partial")
    fitting = [run for run in near if is_same(of_run_quickly(run), new)]
    found = min(fitting, key=lambda run: abs(run.started_at - new.started_at), default=None)
    # Whoever changes or deletes it at this moment waits, or was faster and is seen.
    return found and Run.objects.kept().select_for_update(no_key=True, of=("self",)).filter(pk=found.pk).first()


def of_run_quickly(run: Run) -> Record:
    """Enough to tell whether it is the same, without a look at its samples."""
    return Record(
        started_at=run.started_at,
        timer_s=float(run.timer_s),
        elapsed_s=run.elapsed_s,
        distance_m=run.distance_m,
        partial=run.partial,
        typed=run.elapsed_s is None,
    )


def is_same(here: Record, new: Record) -> bool:
    """Whether both are records of one activity. What it was called does not matter: nobody does two at once."""
    if _strictly(here, new):
        return True
    if here.typed and not new.partial:
        return not new.shift and _roughly(here, new)
    return (new.partial and _inside(new, here)) or (here.partial and _inside(here, new))


def _strictly(a: Record, b: Record) -> bool:
    apart = abs(a.started_at - b.started_at)
    if apart <= SAME_START:
        far = _near(a.distance_m, b.distance_m, SAME_M, SAME_SHARE) or _at_once(a, b)
        return far and _overlap(a, b) and _close(_spans(a), _spans(b), SAME_S, SAME_SHARE)
    off = apart.total_seconds() % QUARTER_S
    shifted = apart <= b.shift and min(off, QUARTER_S - off) <= SAME_START.total_seconds()
    return shifted and _close(_spans(a), _spans(b), EXACT_S, 0.0) and _near(a.distance_m, b.distance_m, 20.0, 0.01)


def _overlap(a: Record, b: Record) -> bool:
    """At least half of the shorter one: a short walk that ends before the run begins is another activity."""
    shared = min(a.end, b.end) - max(a.started_at, b.started_at)
    return 2 * shared >= min(a.end - a.started_at, b.end - b.started_at)


def _at_once(a: Record, b: Record) -> bool:
    """From the same second to the same second: then distances may differ as much as two ways of measuring them do."""
    together = max(abs(a.started_at - b.started_at), abs(a.end - b.end)) <= AT_ONCE
    return together and _near(a.distance_m, b.distance_m, 0.0, AT_ONCE_SHARE)


def _roughly(typed: Record, new: Record) -> bool:
    return (
        abs(typed.started_at - new.started_at) <= TYPED_START
        and _close(_spans(typed), _spans(new), TYPED_S, TYPED_SHARE)
        and _near(typed.distance_m, new.distance_m, TYPED_M, TYPED_SHARE)
    )


def _inside(part: Record, whole: Record) -> bool:
    within = part.started_at >= whole.started_at - SAME_START and part.end <= whole.end + SAME_START
    if not part.distance_m or not whole.distance_m or whole.partial:
        return within
    return within and part.distance_m <= whole.distance_m * (1 + SAME_SHARE) + SAME_M


def _spans(record: Record) -> tuple[float, ...]:
    return (record.timer_s,) if record.elapsed_s is None else (record.timer_s, float(record.elapsed_s))


def _close(these: Iterable[float], those: Iterable[float], flat: float, share: float) -> bool:
    """One format counts the timer, another from start to end: one agreement is enough."""
    return any(abs(a - b) <= max(flat, share * max(a, b)) for a in these for b in those)


def _near(a: float | None, b: float | None, flat: float, share: float) -> bool:
    return not a or not b or abs(a - b) <= max(flat, share * max(a, b))


# What a record can have that another lacks, in the words of the question.
MORE: dict[str, Callable[[Record], bool]] = {
    "measured": lambda one: not one.typed,
    "whole": lambda one: not one.partial,
    "distance": lambda one: bool(one.distance_m),
    "points": lambda one: bool(one.points),
    "heart rate": lambda one: one.avg_hr is not None,
    "cadence": lambda one: one.avg_cadence is not None,
    "climb": lambda one: bool(one.ascent_m),
    "laps": lambda one: one.laps > 1,
    "effort on the watch": lambda one: one.watch_effort is not None,
    "feel on the watch": lambda one: one.watch_feel is not None,
}


def gains(over: Record, one: Record) -> tuple[str, ...]:
    """What `one` tells that `over` does not."""
    return tuple(name for name, has in MORE.items() if has(one) and not has(over))


def is_fuller(one: Record, other: Record) -> bool:
    """Which of two to build on: measured before typed, whole before part, then what has more to tell."""
    for decisive in ("measured", "whole"):
        if MORE[decisive](one) != MORE[decisive](other):
            return MORE[decisive](one)
    more, less = len(gains(other, one)), len(gains(one, other))
    return more > less or (more == less and (one.points or 0) > 1.2 * (other.points or 0))
