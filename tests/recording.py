"""Runs as a file leaves them, without the file: invented samples once a second, kept the way an import keeps them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from runners import samples
from runners.importers.parsed import Lap, ParsedRun, Track
from runners.models import Run, Stale, User


def parsed(
    *,
    at: datetime,
    minutes: float = 30,
    speed: float = 3.0,
    wobble: float = 0.03,
    fade_from: float | None = None,
    fade: float = 0.0,
    hr: float | None = 150,
    distances: bool = True,
    laps: Sequence[float] = (),
    pauses: Sequence[tuple[float, float]] = (),
    **more: Any,
) -> ParsedRun:
    """Pace that swings by `wobble` from one minute to the next, and by `fade` from minute `fade_from` on."""
    timer = np.arange(minutes * 60 + 1)
    swing = 1.0 + wobble * np.where((timer // 60) % 2 == 0, 1.0, -1.0)
    if fade_from is not None:
        swing *= np.where(timer >= fade_from * 60, 1.0 + fade, 1.0)
    clock = timer + sum(((end - start) * (timer > start) for start, end in pauses), np.zeros(len(timer)))
    unknown = np.full(len(timer), np.nan)
    track = Track(
        t_s=clock,
        distance_m=np.concatenate([[0.0], np.cumsum(speed * swing[1:])]) if distances else unknown,
        elevation_m=100.0 + 10.0 * np.sin(timer / 600.0),
        heart_rate=unknown if hr is None else hr + 5.0 * np.sin(timer / 200.0),
        cadence=np.full(len(timer), 172.0),
        speed=None,
        distance_from="watch" if distances else "none",
    )
    told: dict[str, Any] = {
        "started_at": at,
        "sport": "running",
        "activity": "running",
        "timer_s": minutes * 60,
        "elapsed_s": float(clock[-1]),
        "moving_s": minutes * 60,
        "distance_m": float(track.distance_m[-1]) if distances else None,
        "avg_hr": hr,
        "max_hr": None,
        "ascent_m": None,
        "points": len(timer),
        "laps": tuple(Lap(start, None, None) for start in laps),
        "watch_effort": None,
        "watch_feel": None,
        "track": track,
        "warnings": (),
        "format": "fit",
        "pauses": tuple(pauses),
    }
    return ParsedRun(**{**told, **more})


def run(runner: User, *, at: datetime, kind: str = "", **how: Any) -> Run:
    """Such a run, kept."""
    read = parsed(at=at, **how)
    row = Run(
        runner=runner,
        started_at=at,
        time_zone=runner.time_zone,
        local_day=runner.day(at, "run"),
        entered_at=at + timedelta(hours=3),
        kind=kind,
        **samples.measured(read),
    )
    row.save()
    samples.keep(row, read)
    Stale.objects.mark(runner.pk, row.local_day)
    return row
