"""The day after a run that ran its runner, beside the day after an easy one of about the same length and time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

from journal.charged import CAP
from journal.models import CheckIn, DailyCheck, Reflection
from journal.queries.insights.told import Told, in_time
from runners.models import User
from runners.science.insight import LEAST, WIDEST, holds, two_sided
from runners.science.ledger import GRAIN, Shift, shift_of, t95

NEAR = timedelta(days=60)
NEAR_MINUTES = 20.0
NEXT = timedelta(days=1)


@dataclass(frozen=True)
class After:
    """What was said on one day; None for what was not."""

    feeling: float | None = None
    sleep: int | None = None
    soreness: int | None = None


@dataclass(frozen=True)
class Pair:
    """A run that was confirmed, the easy one beside it, and their days after."""

    day: date
    beside: date
    after: After
    after_beside: After


@dataclass(frozen=True)
class Line:
    """One question about the day after; `shift` is None under the least number of pairs, or if it says too little."""

    name: str
    unit: str
    n: int
    shift: Shift | None
    stands: bool


@dataclass(frozen=True)
class Rebound:
    """`confirmed` counts the runs somebody said yes to, `least` the pairs a line takes."""

    confirmed: int
    pairs: tuple[Pair, ...]
    lines: tuple[Line, ...]
    least: int = LEAST

    @property
    def told(self) -> bool:
        return any(line.shift for line in self.lines)

    @property
    def sentence(self) -> str:
        """What stands, in words; a difference that does not stand is called none that is clear."""
        standing = [line for line in self.lines if line.stands and line.shift]
        if not standing:
            return f"The days after {len(self.pairs)} such runs were not clearly unlike those after easy ones."
        said = [f"{line.name.lower()} {_signed(line.shift.mean)}" for line in standing if line.shift]
        return f"The days after such runs, beside those after easy ones: {', '.join(said)}."


def _signed(size: float) -> str:
    return f"{abs(size):.1f} {'higher' if size > 0 else 'lower'}"


# The question, its unit, how far an interval may reach to either side, and the answer.
ASKED: tuple[tuple[str, str, float, Callable[[After], float | None]], ...] = (
    ("Feeling", "steps of the map towards good", WIDEST, lambda after: after.feeling),
    ("Sleep", "points of 10", 2 * WIDEST, lambda after: after.sleep),
    ("Soreness", "points of 10", 2 * WIDEST, lambda after: after.soreness),
)


def rebound_of(runner: User, outings: Sequence[Told]) -> Rebound:
    confirmed = [told for told in outings if told.ran_me == CheckIn.RanMe.YES]
    couples = _couples(confirmed, [told for told in outings if _easy(told)])
    after = _days_after(runner, [told.day + NEXT for couple in couples for told in couple])
    pairs = tuple(
        Pair(ran.day, easy.day, after.get(ran.day + NEXT, After()), after.get(easy.day + NEXT, After()))
        for ran, easy in couples
    )
    return Rebound(len(confirmed), pairs, lines_of(pairs))


def _easy(told: Told) -> bool:
    effort = told.planned if told.effort is None else told.effort
    return told.ran_me != CheckIn.RanMe.YES and effort is not None and effort <= CAP


def _couples(confirmed: Sequence[Told], easy: Sequence[Told]) -> list[tuple[Told, Told]]:
    """Each confirmed run with the nearest easy one that is free: a working day with one, a weekend with another."""
    found, taken = [], set[int]()
    for ran in confirmed:
        alike = [run for run in easy if run.reflection_id not in taken and _alike(ran, run)]
        if alike:
            best = min(alike, key=lambda run: (abs(run.day - ran.day), run.day, run.reflection_id))
            taken.add(best.reflection_id)
            found.append((ran, best))
    return found


def _alike(one: Told, other: Told) -> bool:
    if one.day == other.day or abs(one.day - other.day) > NEAR:
        return False
    if (one.day.weekday() >= 5) != (other.day.weekday() >= 5):
        return False
    return one.minutes is None or other.minutes is None or abs(one.minutes - other.minutes) <= NEAR_MINUTES


def _days_after(runner: User, days: Sequence[date]) -> dict[date, After]:
    taps: dict[date, list[int]] = {}
    for model in (CheckIn, Reflection):
        felt = in_time(model.objects.of(runner)).filter(local_day__in=days, valence__isnull=False)
        for day, valence in felt.values_list("local_day", "valence"):
            taps.setdefault(day, []).append(valence)
    checks = in_time(DailyCheck.objects.of(runner)).filter(local_day__in=days)
    said = {day: (sleep, sore) for day, sleep, sore in checks.values_list("local_day", "sleep", "soreness")}
    return {
        day: After(mean(taps[day]) if day in taps else None, *said.get(day, (None, None)))
        for day in taps.keys() | said.keys()
    }


def lines_of(pairs: Sequence[Pair]) -> tuple[Line, ...]:
    """One line a question. A line stands where the chance of a mistake, shared by all lines, is small."""
    differences = [[d for pair in pairs if (d := _difference(pair, answer)) is not None] for *_, answer in ASKED]
    shifts = [_useful(each, widest) for each, (_, _, widest, _) in zip(differences, ASKED, strict=True)]
    kept = iter(holds([_p(shift) for shift in shifts if shift]))
    return tuple(
        Line(name, unit, len(each), shift, next(kept) if shift else False)
        for (name, unit, _, _), each, shift in zip(ASKED, differences, shifts, strict=True)
    )


def _difference(pair: Pair, answer: Callable[[After], float | None]) -> float | None:
    one, other = answer(pair.after), answer(pair.after_beside)
    return None if one is None or other is None else one - other


def _useful(differences: Sequence[float], widest: float) -> Shift | None:
    shift = shift_of(differences) if len(differences) >= LEAST else None
    return shift if shift is not None and (shift.high - shift.low) / 2 <= widest else None


def _p(shift: Shift) -> float:
    error = max((shift.high - shift.low) / 2 / t95(shift.n - 1), GRAIN / shift.n**0.5)
    return two_sided(shift.mean / error, shift.n - 1)
