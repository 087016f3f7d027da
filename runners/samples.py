"""The samples of a run: kept when its file is read, and the numbers that are worked out from them, then and again.

What is worked out, is worked out on the samples as they are kept, so that doing it again later gives the same numbers.
"""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from runners.importers.pacing import pacing_along
from runners.importers.packing import pack, unpack
from runners.importers.parsed import DistanceFrom, Lap, ParsedRun, Track
from runners.models import Run, Samples

Pauses = tuple[tuple[float, float], ...]
# What `work_out` fills; a run without a value in them has none of them.
WORKED_OUT = (
    "window_speeds", "window_starts", "cv", "cv_succ", "fast_start", "drift", "decoupling", "pacing_quality",
)  # fmt: skip
# What `measured` gives: said by the file itself.
MEASURED = (
    "sport", "activity", "indoor", "partial", "timer_s", "elapsed_s", "moving_s", "distance_m", "avg_hr", "max_hr",
    "avg_cadence", "ascent_m", "points", "watch_effort", "watch_feel",
)  # fmt: skip
MAY_BE_A_RUN = ("", Run.Activity.RUNNING)


@dataclass(frozen=True, eq=False)
class Recording:
    """What is kept of a file besides its totals. `track` is None where there were laps or pauses alone."""

    track: Track | None
    laps: tuple[Lap, ...]
    pauses: Pauses


def measured(parsed: ParsedRun) -> dict[str, Any]:
    """The columns of a run that stand in its file. When it was and whose it is are not among them."""
    steps = parsed.track.cadence if parsed.track is not None else np.empty(0)
    on_foot = steps[steps > 0]
    return {
        "sport": parsed.sport,
        "activity": parsed.activity if parsed.sport_stated else "",
        "indoor": parsed.indoor,
        "partial": parsed.partial,
        "timer_s": max(1, round(parsed.timer_s)),
        "elapsed_s": round(parsed.elapsed_s),
        "moving_s": None if parsed.moving_s is None else round(parsed.moving_s),
        "distance_m": parsed.distance_m,
        "avg_hr": parsed.avg_hr,
        "max_hr": parsed.max_hr,
        "avg_cadence": float(on_foot.mean()) if len(on_foot) else None,
        "ascent_m": parsed.ascent_m,
        "points": parsed.points,
        "watch_effort": parsed.watch_effort,
        "watch_feel": parsed.watch_feel,
    }


def keep(run: Run, parsed: ParsedRun) -> None:
    """Save a run with its samples, instead of those it had, and what can be worked out on them."""
    kept, new = _packed(parsed), run.pk is None
    run.distance_from = "" if parsed.track is None else parsed.track.distance_from
    _apply(run, _worked_out(run, None if kept is None else _recording(kept, run)))
    run.save()
    if not new:
        Samples.objects.filter(run=run).delete()
    if kept is not None:
        kept.run = run
        kept.save(force_insert=True)


def _packed(parsed: ParsedRun) -> Samples | None:
    """What is kept of a file besides its totals; nothing where there is nothing."""
    track = parsed.track
    if track is None and not parsed.laps and not parsed.pauses:
        return None
    return Samples(
        count=0 if track is None else len(track.t_s),
        content=b"" if track is None else pack(track),
        laps=[[_tenths(lap.start_s), _tenths(lap.timer_s), _tenths(lap.distance_m)] for lap in parsed.laps],
        pauses=[[_tenths(start), _tenths(end)] for start, end in parsed.pauses],
    )


def of(run: Run) -> Recording | None:
    """None for a run that was typed in."""
    row = Samples.objects.filter(run=run).first()
    return None if row is None else _recording(row, run)


def _recording(row: Samples, run: Run) -> Recording:
    track = unpack(bytes(row.content), distance_from=cast(DistanceFrom, run.distance_from)) if row.count else None
    laps = tuple(Lap(start_s, timer_s, distance_m) for start_s, timer_s, distance_m in row.laps)
    return Recording(track, laps, tuple((start, end) for start, end in row.pauses))


def work_out(run: Run) -> dict[str, Any]:
    """The columns of WORKED_OUT from the samples as they are kept; all empty where pacing would mean nothing."""
    return _worked_out(run, of(run))


def _worked_out(run: Run, recording: Recording | None) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(WORKED_OUT, None) | {"pacing_quality": ""}
    if recording is None or recording.track is None or run.indoor or run.activity not in MAY_BE_A_RUN:
        return values
    pacing = pacing_along(recording.track)
    if pacing is None:
        return values
    return {
        "window_speeds": list(pacing.speeds),
        "window_starts": list(pacing.starts),
        "cv": pacing.cv,
        "cv_succ": pacing.cv_succ,
        "fast_start": pacing.fast_start,
        "drift": pacing.drift,
        "decoupling": pacing.decoupling,
        "pacing_quality": Run.Quality.FLOOR if pacing.at_floor else Run.Quality.GOOD,
    }


def work_out_again(run: Run) -> None:
    """With today's formulas; saves."""
    _apply(run, work_out(run))
    run.save(update_fields=WORKED_OUT)


def snapshot(run: Run) -> dict[str, Any] | None:
    """The kept row as plain values, for somebody who may want it back; None when there is none."""
    row = Samples.objects.filter(run=run).values("count", "content", "laps", "pauses").first()
    return None if row is None else {**row, "content": bytes(row["content"]), "distance_from": run.distance_from}


def put_back(run: Run, kept: dict[str, Any] | None) -> None:
    """What `snapshot` gave, in place of what is there now."""
    Samples.objects.filter(run=run).delete()
    if kept is not None:
        values = dict(kept)
        run.distance_from = values.pop("distance_from")
        Samples.objects.create(run=run, **values)
    _apply(run, work_out(run))
    run.save(update_fields=["distance_from", *WORKED_OUT])


def _apply(run: Run, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(run, name, value)


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(float(value), 1)
