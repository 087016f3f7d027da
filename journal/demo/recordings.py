"""Samples for the newest runs of the first few people, so that their pages have a picture. Invented, no places."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from journal.demo.diaries import Diary
from runners import samples
from runners.importers.parsed import FloatArray, Lap, ParsedRun, Track
from runners.models import Run
from runners.science.pacing import gap_factor_many

PEOPLE, RUNS = 3, 12
LAP_M = 1000.0
FADES = 0.25  # of the steady runs that one in four loses in its last third
FEELS = (25, 50, 50, 75, 75, 100)


def record(diary: Diary, number: int, *, rng: Generator) -> None:
    """For saved runs. A generator of its own: everything else in the demo stays as it is."""
    if number >= PEOPLE:
        return
    for run in diary.runs[-RUNS:]:
        _record(run, rng)


def _record(run: Run, rng: Generator) -> None:
    parsed = _parsed(run, rng)
    for name, value in samples.measured(parsed).items():
        setattr(run, name, value)
    run.save()
    samples.keep(run, parsed)


def _parsed(run: Run, rng: Generator) -> ParsedRun:
    pause = (run.elapsed_s or run.timer_s) - run.timer_s
    stop = int(rng.uniform(0.3, 0.7) * run.timer_s) if pause >= 20 else None
    track = _track(run, rng, stop=stop, pause=pause)
    effort = run.effort or 4.0
    return ParsedRun(
        started_at=run.started_at,
        sport="running",
        activity="running",
        timer_s=run.timer_s,
        elapsed_s=float(track.t_s[-1]),
        moving_s=run.timer_s,
        distance_m=float(track.distance_m[-1]),
        avg_hr=float(np.mean(track.heart_rate)),
        max_hr=round(float(np.max(track.heart_rate))),
        ascent_m=float(np.maximum(np.diff(track.elevation_m), 0.0).sum()),
        points=len(track.t_s),
        laps=_laps(track),
        watch_effort=float(np.clip(effort + (2.0 if rng.random() < 0.25 else 0.0), 0, 10)),
        watch_feel=int(rng.choice(FEELS)),
        track=track,
        warnings=(),
        format="fit",
        pauses=((float(stop), float(stop + pause)),) if stop is not None else (),
    )


def _track(run: Run, rng: Generator, *, stop: int | None, pause: int) -> Track:
    seconds = np.arange(run.timer_s + 1, dtype=np.float64)
    flat = _speeds(run, rng, len(seconds))
    phase = rng.uniform(0, 2 * np.pi)
    grade = 0.012 * np.cos(seconds / 420.0 + phase) + 0.006 * np.cos(seconds / 130.0)
    speeds = flat / gap_factor_many(grade)
    beats = (run.avg_hr or 140.0) * (1 - 0.22 * np.exp(-seconds / 150.0)) + 9.0 * seconds / len(seconds)
    beats += np.convolve(rng.normal(0, 9, len(seconds)), np.ones(30) / 30, mode="same")
    return Track(
        t_s=seconds if stop is None else np.where(seconds > stop, seconds + pause, seconds),
        distance_m=np.concatenate([[0.0], np.cumsum(speeds[1:])]),
        elevation_m=60.0 + np.cumsum(speeds * grade),
        heart_rate=np.rint(beats),
        cadence=np.rint(168.0 + 4.0 * (flat - 2.8) + rng.normal(0, 1.5, len(seconds))),
        speed=None,
        distance_from="watch",
    )


def _speeds(run: Run, rng: Generator, count: int) -> FloatArray:
    """The minutes the diary gave this run, second by second; some fade in their last third."""
    minutes: Sequence[float] = run.window_speeds or [2.8]
    speeds = np.repeat(np.asarray(minutes, dtype=np.float64), 60)
    speeds = np.resize(speeds, count)
    if run.kind == Run.Kind.STEADY and rng.random() < FADES:
        speeds[int(count * 0.66) :] *= 0.88
    return speeds


def _laps(track: Track) -> tuple[Lap, ...]:
    """One a kilometre, as most watches do by themselves."""
    ends = np.searchsorted(track.distance_m, np.arange(LAP_M, track.distance_m[-1], LAP_M))
    edges = [0, *ends.tolist(), len(track.t_s) - 1]
    return tuple(
        Lap(
            start_s=float(track.t_s[a]),
            timer_s=float(b - a),
            distance_m=round(float(track.distance_m[b] - track.distance_m[a]), 1),
        )
        for a, b in zip(edges[:-1], edges[1:], strict=True)
    )
