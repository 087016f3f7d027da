"""How a run may leave somebody, guessed from how their runs with such a start ended; and the surprise afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from journal.models import CheckIn, Reflection
from journal.queries.insights.shifts import steps
from journal.queries.insights.told import ESCAPE, Told, felt_both, outings_told
from runners.models import User
from runners.science.forecast import LEAST, Forecast, Start, forecast

SHOWN = 20  # outings whose guess is listed
LOOKED_BACK = 60  # outings that are guessed again, each from those before it
# Under this the guess and the day are called alike, whatever the interval says.
ALIKE = 1.0


def guess_before(runner: User, entry: CheckIn) -> Forecast | None:
    """From runs of the days before this check-in; None without a tap, or under ten such runs."""
    if entry.feeling is None:
        return None
    told = felt_both(outings_told(runner, today=entry.local_day))
    start = Start(*entry.feeling, entry.meant_effort, bool(ESCAPE & set(entry.needs)))
    return _guess([one for one in told if one.day < entry.local_day], start)


def _start(told: Told) -> Start:
    valence, activation = told.came or (0, 0)
    return Start(valence, activation, told.planned, told.escape)


def _guess(earlier: Sequence[Told], start: Start) -> Forecast | None:
    return forecast([_start(told) for told in earlier], [told.left[0] for told in earlier if told.left], start)


@dataclass(frozen=True)
class Surprise:
    """What was guessed beside what came."""

    found: Forecast
    came: int

    @property
    def sentence(self) -> str:
        apart = self.came - self.found.guess
        if abs(apart) < ALIKE:
            return "About what your own runs would have guessed."
        far = "A surprise" if self.found.surprise(self.came) else "A little surprise"
        word = "better" if apart > 0 else "lower"
        return f"{far}: {steps(abs(apart))} {word} than your own runs would have guessed."


def surprise_after(runner: User, before: CheckIn | None, after: Reflection) -> Surprise | None:
    if before is None or after.valence is None:
        return None
    found = guess_before(runner, before)
    return None if found is None else Surprise(found, after.valence)


@dataclass(frozen=True)
class Guessed:
    """One outing, the guess from those before it, and what came."""

    day: date
    found: Forecast
    always: float
    came: int


@dataclass(frozen=True)
class Guesses:
    """Every guess was made without what came after it. Errors are in steps of the map, root mean square."""

    guessed: tuple[Guessed, ...]
    least: int = LEAST

    @property
    def n(self) -> int:
        return len(self.guessed)

    @property
    def error(self) -> float:
        return _root([one.came - one.found.guess for one in self.guessed])

    @property
    def error_always(self) -> float:
        """Of the guess that a run ends as the runs before it did on average."""
        return _root([one.came - one.always for one in self.guessed])

    @property
    def inside(self) -> int:
        """How often the day lay within the interval."""
        return sum(1 for one in self.guessed if one.found.low <= one.came <= one.found.high)

    @property
    def shown(self) -> tuple[Guessed, ...]:
        return self.guessed[: -SHOWN - 1 : -1]


def _root(apart: Sequence[float]) -> float:
    return sqrt(sum(one * one for one in apart) / len(apart)) if apart else 0.0


def guesses_of(outings: Sequence[Told]) -> Guesses:
    """Looking back: each outing guessed from the days before it, up to sixty of them."""
    told = felt_both(outings)
    found = []
    for place, one in enumerate(told):
        earlier = [other for other in told[:place] if other.day < one.day]
        guess = _guess(earlier, _start(one)) if place >= len(told) - LOOKED_BACK else None
        if guess is not None and one.left is not None:
            ended = [other.left[0] for other in earlier if other.left]
            found.append(Guessed(one.day, guess, sum(ended) / len(ended), one.left[0]))
    return Guesses(tuple(found))
