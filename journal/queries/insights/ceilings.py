"""The effort a run was meant to stay under, and how long it was above: by heart, by pace, or by the runner's word."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.db.models import F, FloatField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from journal.models import CheckIn, Reflection
from runners import samples
from runners.models import Run
from runners.science.ceiling import Limit, limit_of, seconds_above

RUNS_BACK = 40  # earlier runs the line is read from
MINUTE_S = 60.0
METRES_PER = {"km": 1000.0, "mi": 1609.344}


class By(StrEnum):
    """What the time above was read from."""

    HEART = "heart"
    PACE = "pace"
    WORD = "word"


HOW: dict[By, str] = {
    By.HEART: (
        "Over your last {runs} runs with an effort and a heart rate, an effort of up to {cap} went with a mean of up "
        "to {limit:.0f} beats a minute. The minutes above that are counted, second by second."
    ),
    By.PACE: (
        "There is no heart rate to go by. Over your last {runs} runs with an effort and a pace, an effort of up to "
        "{cap} went with a mean of up to {limit:.1f} {unit} an hour, hills taken out. Minutes above that are counted."
    ),
    By.WORD: "There is no heart rate or pace to go by, so the effort you gave stands beside the one you chose.",
}


@dataclass(frozen=True)
class Above:
    """`minutes` is None where only the runner's own word is there, `effort` that word."""

    cap: int
    by: By
    minutes: int | None
    effort: float | None
    how: str

    @property
    def sentence(self) -> str:
        """Kept or not kept, in numbers; neither is a failure."""
        chose = f"You chose to stay at effort {self.cap}"
        if self.minutes is not None:
            said = "a minute" if self.minutes == 1 else f"{self.minutes or 'no'} minutes"
            return f"{chose}: {said} of the run lay above it."
        if self.effort is None:
            return f"{chose}."
        return f"{chose}, and it felt like {self.effort:g}."


def above_of(before: CheckIn | None, after: Reflection | None, run: Run | None, *, units: str = "km") -> Above | None:
    """None where no ceiling was chosen, or nothing came of the run yet."""
    if before is None or before.effort_cap is None or (after is None and run is None):
        return None
    cap = before.effort_cap
    measured = None if run is None else _by_heart(run, cap) or _by_pace(run, cap, units)
    if measured is not None:
        return measured
    effort = after.effort if after is not None else run.effort if run is not None else None
    return Above(cap, By.WORD, None, effort, HOW[By.WORD])


def _by_heart(run: Run, cap: int) -> Above | None:
    recording = samples.of(run) if run.avg_hr else None
    if recording is None or recording.track is None or not np.isfinite(recording.track.heart_rate).any():
        return None
    limit = _limit(run, "avg_hr", cap)
    if limit is None:
        return None
    seconds = seconds_above(recording.track.t_s, recording.track.heart_rate, limit.at)
    return _above(cap, By.HEART, seconds, HOW[By.HEART].format(runs=limit.runs, cap=cap, limit=limit.at))


def _by_pace(run: Run, cap: int, units: str) -> Above | None:
    """Minute by minute, as on flat ground."""
    limit = _limit(run, "window_speeds", cap) if run.window_speeds else None
    if limit is None:
        return None
    minutes = sum(speed > limit.at for speed in run.window_speeds or ())
    hourly = limit.at * 3600 / METRES_PER[units]
    how = HOW[By.PACE].format(runs=limit.runs, cap=cap, limit=hourly, unit=units)
    return _above(cap, By.PACE, minutes * MINUTE_S, how)


def _above(cap: int, by: By, seconds: float, how: str) -> Above:
    return Above(cap, by, round(seconds / MINUTE_S), None, how)


def _limit(run: Run, column: str, cap: int) -> Limit | None:
    """Read from the runs before this one, measured in the same way."""
    said = Reflection.objects.kept().filter(run=OuterRef("pk"), effort__isnull=False).order_by("-made_at")
    felt = Coalesce(Subquery(said.values("effort")[:1], output_field=FloatField()), F("effort"), F("watch_effort"))
    earlier = Run.objects.kept().filter(
        runner=run.runner_id, sport=Run.Sport.RUNNING, started_at__lt=run.started_at, **{f"{column}__isnull": False}
    )
    if column == "window_speeds":
        earlier = earlier.filter(distance_from=run.distance_from, window_speeds__len__gt=0)
    known = earlier.annotate(felt=felt).filter(felt__isnull=False).order_by("-started_at")
    rows = [(effort, float(np.mean(value))) for effort, value in known.values_list("felt", column)[:RUNS_BACK]]
    return limit_of([effort for effort, _ in rows], [value for _, value in rows], cap)
