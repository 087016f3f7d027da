"""What may become of a broken file: runs that hold together, or a refusal. Everything else is a fault of ours."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import UTC

import numpy as np

from runners.importers import ParsedRun, Refused, read
from runners.importers.totals import LONGEST_S, SHORTEST_S
from runners.importers.track import LONGEST_M
from tests.fuzz.cases import Case


@dataclass(frozen=True)
class Verdict:
    """`outcome`: "run", the kind of a refusal, or "FAULT: ..."."""

    number: int
    outcome: str
    cpu_s: float


def verdict(case: Case) -> Verdict:
    began = time.process_time()
    try:
        runs = read(case.content, case.name)
        wrong = [what for run in runs for what in faults(run)] or ([] if runs else ["no run"])
        outcome = f"FAULT: {', '.join(wrong)}" if wrong else "run"
    except Refused as refusal:
        outcome = refusal.kind.value
    except Exception as error:  # this is what is looked for
        outcome = f"FAULT: {type(error).__name__}: {error}"[:300]
    return Verdict(case.number, outcome, time.process_time() - began)


def faults(run: ParsedRun) -> list[str]:
    """What does not hold together in a run."""
    wanted = {
        "start": run.started_at.tzinfo is UTC and 2000 <= run.started_at.year <= 2100,
        "timer": SHORTEST_S <= run.timer_s <= LONGEST_S,
        "elapsed": run.timer_s <= run.elapsed_s <= LONGEST_S + 1,
        "moving": run.moving_s is None or 0 <= run.moving_s <= run.timer_s,
        "distance": run.distance_m is None or 0 <= run.distance_m <= LONGEST_M,
        "heart": run.avg_hr is None or 20 <= run.avg_hr <= 250,
        "effort": run.watch_effort is None or 0 <= run.watch_effort <= 10,
        "pauses": all(0 <= begin < end <= run.elapsed_s for begin, end in run.pauses),
        "laps": all(0 <= lap.start_s <= run.elapsed_s for lap in run.laps),
        "track": sound(run),
    }
    return [what for what, holds in wanted.items() if not holds]


def sound(run: ParsedRun) -> bool:
    if run.track is None:
        return True
    columns = [run.track.distance_m, run.track.elevation_m, run.track.heart_rate, run.track.cadence]
    columns += [] if run.track.speed is None else [run.track.speed]
    t_s = run.track.t_s
    return (
        len(t_s) >= 2
        and bool(np.isfinite(t_s).all() and (np.diff(t_s) > 0).all())
        and all(len(column) == len(t_s) and not np.isinf(column).any() for column in columns)
        and math.isfinite(run.timer_s)
    )
