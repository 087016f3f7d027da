"""The pacing of one run as its page shows it: one picture, one sentence, and the figures behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journal.charts.minutes import Minutes, Told, minutes
from journal.evenness import UNMEASURED, Place, Where, percent, place_in, sentence, unmeasured
from journal.queries.outlets import unevenness_before
from runners import samples
from runners.figures import signed
from runners.importers.parsed import Lap, Track
from runners.models import Run, User
from runners.samples import Recording

Floats = NDArray[np.float64]
METRES_PER = {"km": 1000.0, "mi": 1609.344}
NAMES = {"km": "kilometre", "mi": "mile"}
WINDOW_S = 60.0
MOST_ROWS = 120  # a longer run is told in fives
# Below these shares there is nothing worth a word.
WORTH_SAYING = 0.03


@dataclass(frozen=True)
class Fact:
    name: str
    said: str


@dataclass(frozen=True)
class Row:
    """A minute of the run, or five. Speed as on flat ground."""

    label: str
    speed: float
    heart: str
    steps: str
    climb: str


@dataclass(frozen=True)
class LapRow:
    number: int
    time: str
    distance_m: float | None
    speed: float | None


@dataclass(frozen=True)
class Pacing:
    """`picture` is None where there is neither pace nor heart; `spoken` says in words what it shows."""

    measured: bool
    sentence: str
    spoken: str
    picture: Minutes | None
    rows: tuple[Row, ...]
    laps: tuple[LapRow, ...]
    facts: tuple[Fact, ...]

    @property
    def has_heart(self) -> bool:
        return any(row.heart for row in self.rows)

    @property
    def has_steps(self) -> bool:
        return any(row.steps for row in self.rows)

    @property
    def has_climb(self) -> bool:
        return any(row.climb for row in self.rows)


def pacing_of(run: Run, runner: User) -> Pacing | None:
    """None for a run that was typed in, and for whatever was no run."""
    if run.sport != Run.Sport.RUNNING:
        return None
    recording = samples.of(run)
    if recording is None and not run.window_speeds:
        return None
    track = recording.track if recording else None
    distances = bool(run.window_speeds) or (track is not None and bool(np.isfinite(track.distance_m).any()))
    missing = unmeasured(run, distances=distances)
    own = unevenness_before(run) if missing is None else []
    place = place_in(run.window_speeds or ()) if missing is None else Place(Where.NOWHERE)
    told = _told(run, recording, own, place)
    picture = minutes(told, metres_per=METRES_PER[runner.units])
    laps = _lap_rows(recording.laps if recording else ())
    if picture is None and not laps:
        return None
    return Pacing(
        measured=missing is None,
        spoken=_spoken(told, METRES_PER[runner.units], runner.units),
        sentence=UNMEASURED[missing] if missing else sentence(run, own, place),
        picture=picture,
        rows=tuple(_rows(run, track)),
        laps=laps,
        facts=tuple(_facts(run)) if missing is None else (),
    )


def _spoken(told: Told, metres_per: float, unit: str) -> str:
    """The picture for somebody who does not see it."""
    said = []
    if len(told.speeds):
        slow, fast = (_clock(metres_per / max(speed, 0.1)) for speed in (min(told.speeds), max(told.speeds)))
        said.append(f"Pace minute by minute as on flat ground, between {fast} and {slow} a {NAMES[unit]}.")
    beats = np.asarray(told.heart, dtype=np.float64)
    if np.isfinite(beats).any():
        low, high = (f"{edge:.0f}" for edge in np.nanpercentile(beats, (2, 98)))
        said.append(f"Heart mostly between {low} and {high} beats a minute.")
    return " ".join(said)


def _told(run: Run, recording: Recording | None, own: Sequence[float], place: Place) -> Told:
    speeds = run.window_speeds or []
    starts = _starts(run)
    track = recording.track if recording else None
    end = max([run.elapsed_s or run.timer_s, *(start + WINDOW_S for start in starts[-1:])])
    changed = {Where.NOWHERE: None, Where.RESTLESS: (place.window, place.last)}
    return Told(
        length_s=float(end),
        starts=starts,
        speeds=speeds,
        usual=float(np.median(own)) if len(own) else None,
        laps=[lap.start_s for lap in recording.laps if lap.start_s < end] if recording else [],
        pauses=recording.pauses if recording else (),
        t_s=track.t_s if track else (),
        heart=track.heart_rate if track else (),
        ground=track.elevation_m if track else (),
        changed=changed.get(place.where, (place.window, None)),
    )


def _starts(run: Run) -> list[float]:
    """When each minute began; for a run read before that was kept, as if it had never stopped."""
    if run.window_starts:
        return list(run.window_starts)
    return [WINDOW_S * i for i in range(len(run.window_speeds or ()))]


def _rows(run: Run, track: Track | None) -> list[Row]:
    speeds, starts = run.window_speeds or [], _starts(run)
    together = 1 if len(speeds) <= MOST_ROWS else 5
    found = []
    for first in range(0, len(speeds), together):
        part = speeds[first : first + together]
        last = first + len(part)
        window = (starts[first], starts[last] if last < len(starts) else starts[-1] + WINDOW_S)
        found.append(
            Row(
                label=str(last) if together == 1 else f"{first + 1} to {last}",
                speed=sum(part) / len(part),
                heart=_mean(track, "heart_rate", window),
                steps=_mean(track, "cadence", window),
                climb=_climb(track, window),
            )
        )
    return found


def _inside(track: Track, name: str, window: tuple[float, float]) -> Floats:
    first, last = np.searchsorted(track.t_s, window)
    values: Floats = getattr(track, name)[first:last]
    return values[np.isfinite(values)]


def _mean(track: Track | None, name: str, window: tuple[float, float]) -> str:
    known = _inside(track, name, window) if track is not None else np.empty(0)
    return f"{known[known > 0].mean():.0f}" if (known > 0).any() else ""


def _climb(track: Track | None, window: tuple[float, float]) -> str:
    known = _inside(track, "elevation_m", window) if track is not None else np.empty(0)
    rise = round(float(known[-1] - known[0])) if len(known) > 1 else None
    return "" if rise is None else f"{signed(rise, 0)} m"


def _lap_rows(laps: Sequence[Lap]) -> tuple[LapRow, ...]:
    """One lap is the whole run, and says nothing."""
    return tuple(
        LapRow(
            number=number,
            time=_clock(lap.timer_s),
            distance_m=lap.distance_m,
            speed=lap.distance_m / lap.timer_s if lap.distance_m and lap.timer_s else None,
        )
        for number, lap in enumerate(laps, 1)
        if len(laps) > 1
    )


def _clock(seconds: float | None) -> str:
    """302.4 -> "5:02", 3905 -> "1:05:05"."""
    if seconds is None:
        return ""
    minutes_, rest = divmod(round(seconds), 60)
    hours, minutes_ = divmod(minutes_, 60)
    return f"{hours}:{minutes_:02d}:{rest:02d}" if hours else f"{minutes_}:{rest:02d}"


def _facts(run: Run) -> list[Fact]:
    """What else the minutes say, where it is worth a word."""
    found = []
    if run.fast_start is not None and abs(run.fast_start - 1) >= WORTH_SAYING:
        word = "faster" if run.fast_start > 1 else "slower"
        found.append(Fact("The first fifth", f"{percent(abs(run.fast_start - 1))} {word} than the rest"))
    if run.drift is not None and abs(run.drift) >= WORTH_SAYING:
        word = "faster" if run.drift > 0 else "slower"
        found.append(Fact("From start to end", f"{percent(abs(run.drift))} {word}, along a straight line"))
    if run.decoupling is not None and abs(run.decoupling) >= WORTH_SAYING:
        word = "less" if run.decoupling > 0 else "more"
        found.append(
            Fact("Heart and pace", f"{percent(abs(run.decoupling))} {word} way for each beat in the second half")
        )
    return found
