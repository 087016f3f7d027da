"""How even a run was, in one sentence of a closed table: how much, against the own usual, and where it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from runners.models import Run
from runners.science.pacing import restless_in, step_in

OWN_RUNS_LEAST = 6  # earlier steady runs that say what is usual
# How far from the usual unevenness counts as different at all. Our convention.
MORE_EVEN, LESS_EVEN = 0.8, 1.25
EARLY = 0.3  # a step in the first three tenths of a run is about its beginning


class Even(StrEnum):
    """How even, and against what. On the floor a watch cannot tell any better."""

    FIRST = "first"
    FIRST_FLOOR = "first_floor"
    MORE = "more"
    MORE_FLOOR = "more_floor"
    SAME = "same"
    SAME_FLOOR = "same_floor"
    LESS = "less"


class Where(StrEnum):
    """Where a run came apart, if it did in one place."""

    NOWHERE = "nowhere"
    EARLY_FAST = "early_fast"
    EARLY_SLOW = "early_slow"
    LATE_SLOW = "late_slow"
    LATE_FAST = "late_fast"
    RESTLESS = "restless"


class Unmeasured(StrEnum):
    """Why there is nothing to say about how even a run was."""

    INTERVALS = "intervals"
    RACE = "race"
    FREE = "free"
    INDOORS = "indoors"
    NO_DISTANCE = "no_distance"
    BROKEN_UP = "broken_up"


VARIED = "From minute to minute your pace varied by {own}"
USUAL = "({usual}, from your last {n} steady runs)"
NOT_YET = "(after {more} this page says what is usual for you)"
FLOOR = "as even as satellite fixes can tell"
EVEN: dict[Even, str] = {
    Even.FIRST: VARIED + " over {minutes} minutes " + NOT_YET,
    Even.FIRST_FLOOR: VARIED + " over {minutes} minutes, " + FLOOR + " " + NOT_YET,
    Even.MORE: VARIED + ", more even than your usual " + USUAL,
    Even.MORE_FLOOR: VARIED + ", more even than your usual " + USUAL + " and " + FLOOR,
    Even.SAME: VARIED + ", about as even as your usual " + USUAL,
    Even.SAME_FLOOR: VARIED + ", about your usual " + USUAL + " and " + FLOOR,
    Even.LESS: VARIED + ", less even than your usual " + USUAL,
}
WHERE: dict[Where, str] = {
    Where.NOWHERE: ", with no one place where it changed.",
    Where.EARLY_FAST: "; the first {first} minutes were {change} faster than the rest.",
    Where.EARLY_SLOW: "; the first {first} minutes were {change} slower than the rest.",
    Where.LATE_SLOW: "; from minute {minute} on it was {change} slower.",
    Where.LATE_FAST: "; from minute {minute} on it was {change} faster.",
    Where.RESTLESS: "; most of the change lies between minute {minute} and minute {last}.",
}
UNMEASURED: dict[Unmeasured, str] = {
    Unmeasured.INTERVALS: "Intervals change pace on purpose, so how even they were is not measured.",
    Unmeasured.RACE: "A race has a pacing of its own, so it is not held against your steady runs.",
    Unmeasured.FREE: "A free run goes as it likes, so how even it was is not measured.",
    Unmeasured.INDOORS: "Indoors a watch guesses the distance, so there is no pace to draw.",
    Unmeasured.NO_DISTANCE: "This file has no distance, so there is no pace to draw.",
    Unmeasured.BROKEN_UP: "How even a run was takes twelve minutes of it without too many stops.",
}
OF_KIND: dict[str, Unmeasured] = {
    Run.Kind.INTERVALS: Unmeasured.INTERVALS,
    Run.Kind.RACE: Unmeasured.RACE,
    Run.Kind.FREE: Unmeasured.FREE,
}


@dataclass(frozen=True)
class Place:
    """`window` is the first one of the change, `last` the last one of a restless stretch; both count from 0."""

    where: Where
    window: int = 0
    last: int = 0
    change: float = 0.0


def place_in(speeds: Sequence[float]) -> Place:
    """A step tells more than a restless stretch: it holds for the rest of the run."""
    step = step_in(speeds)
    if step is not None:
        window, change = step["window"], step["change"]
        if window <= EARLY * len(speeds):
            # Told from the beginning: how the first part was against the rest.
            first = 1.0 / (1.0 + change) - 1.0
            return Place(Where.EARLY_FAST if first > 0 else Where.EARLY_SLOW, window, change=first)
        return Place(Where.LATE_FAST if change > 0 else Where.LATE_SLOW, window, change=change)
    stretch = restless_in(speeds)
    return Place(Where.RESTLESS, *stretch) if stretch is not None else Place(Where.NOWHERE)


def even_of(run: Run, own: Sequence[float]) -> Even:
    """`own`: the unevenness of earlier steady runs."""
    floor = run.pacing_quality == Run.Quality.FLOOR
    if len(own) < OWN_RUNS_LEAST:
        return Even.FIRST_FLOOR if floor else Even.FIRST
    ratio = (run.cv_succ or 0.0) / max(median(own), 0.001)
    if ratio < MORE_EVEN:
        return Even.MORE_FLOOR if floor else Even.MORE
    if floor:
        return Even.SAME_FLOOR  # what lies above one's usual and still on the floor may be the fixes alone
    return Even.LESS if ratio > LESS_EVEN else Even.SAME


def unmeasured(run: Run, *, distances: bool) -> Unmeasured | None:
    """None for a run that is measured. `distances`: whether its samples have any."""
    if run.indoor:
        return Unmeasured.INDOORS
    if not distances:
        return Unmeasured.NO_DISTANCE
    if run.kind in OF_KIND:
        return OF_KIND[run.kind]
    return Unmeasured.BROKEN_UP if run.cv_succ is None else None


def sentence(run: Run, own: Sequence[float], place: Place) -> str:
    """The one sentence under a picture of a run that is measured."""
    needed = OWN_RUNS_LEAST - len(own)
    even = EVEN[even_of(run, own)].format(
        own=percent(run.cv_succ or 0.0),
        usual=percent(median(own)) if own else "",
        n=len(own),
        minutes=len(run.window_speeds or ()),
        more=f"{needed} more steady run{'' if needed == 1 else 's'} with a file",
    )
    where = WHERE[place.where].format(
        first=place.window, minute=place.window + 1, last=place.last + 1, change=percent(abs(place.change))
    )
    return even + where


def percent(share: float) -> str:
    """With a space that no line is broken at."""
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"
