"""What went with how runs ended: each group of runs beside the others that began alike, with n and an interval."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from journal.models import Practice, Reflection
from journal.queries.insights.told import Practised, Told, felt_both
from journal.words import Need
from runners.science.insight import LEAST, Difference, differences, holds

Bools = NDArray[np.bool_]


class Factor(StrEnum):
    """What runs are told apart by."""

    NEED = "need"
    PLACE = "place"
    COMPANY = "company"
    HOUR = "hour"
    LENGTH = "length"
    TOOL = "tool"

    @property
    def heading(self) -> str:
        return HEADINGS[self]


HEADINGS: dict[Factor, str] = {
    Factor.NEED: "What you came for",
    Factor.PLACE: "Where",
    Factor.COMPANY: "Who came along",
    Factor.HOUR: "When you left",
    Factor.LENGTH: "How long",
    Factor.TOOL: "Running and the tools beside it",
}
# Hours on the clock of the place: from which one on a run is called so.
HOURS: tuple[tuple[int, str], ...] = ((4, "before nine"), (9, "by day"), (16, "after work"), (20, "in the evening"))
# Minutes: from which length on.
LENGTHS: tuple[tuple[int, str], ...] = ((0, "under 35 minutes"), (35, "35 to 60 minutes"), (60, "an hour and more"))
RUNNING = "running"


@dataclass(frozen=True)
class Moment:
    """Something done with a tap before and after, and the groups it belongs to."""

    day: date
    came: int
    left: int
    groups: frozenset[str]


def _from(steps: Sequence[tuple[int, str]], value: float) -> str:
    found = [name for least, name in steps if value >= least]
    return found[-1] if found else steps[-1][1]


# The groups of an outing under each factor; none where nothing was said.
GROUPS: dict[Factor, Callable[[Told], Iterable[str]]] = {
    Factor.NEED: lambda told: told.needs,
    Factor.PLACE: lambda told: (told.place,) if told.place else (),
    Factor.COMPANY: lambda told: (told.company,) if told.company else (),
    Factor.HOUR: lambda told: (_from(HOURS, told.started.hour),),
    Factor.LENGTH: lambda told: () if told.minutes is None else (_from(LENGTHS, told.minutes),),
    Factor.TOOL: lambda told: (RUNNING,),
}
NAMES: dict[Factor, dict[str, str]] = {
    Factor.NEED: {need.value: need.label for need in Need},
    Factor.PLACE: {place.value: str(place.label) for place in Reflection.Place},
    Factor.COMPANY: {company.value: str(company.label) for company in Reflection.Company},
    Factor.HOUR: {name: name.capitalize() for _, name in HOURS},
    Factor.LENGTH: {name: name.capitalize() for _, name in LENGTHS},
    Factor.TOOL: {RUNNING: "Running", **{kind.value: str(kind.label) for kind in Practice.Kind}},
}


def moments_of(factor: Factor, outings: Sequence[Told], practices: Sequence[Practised]) -> list[Moment]:
    """What is compared under a factor, oldest first. Where nothing was said about it, it is in no comparison."""
    found = [
        Moment(told.day, told.came[0], told.left[0], frozenset(groups))
        for told in felt_both(outings)
        if told.came and told.left and (groups := tuple(GROUPS[factor](told)))
    ]
    if factor is Factor.TOOL:
        found += [Moment(done.day, done.came[0], done.left[0], frozenset({done.kind})) for done in practices]
    return sorted(found, key=lambda moment: moment.day)


@dataclass(frozen=True)
class Row:
    """A group beside all others of its factor. `stands`: so clear that it is said in a sentence."""

    factor: Factor
    key: str
    name: str
    found: Difference
    stands: bool

    @property
    def sentence(self) -> str:
        """What happened, with its n and interval, and nothing about why."""
        side = "better" if self.found.mean > 0 else "lower"
        others = "times" if self.factor is Factor.TOOL else "runs"
        return (
            f"{self.name}: {self.found.n} {others}, and they ended {steps(abs(self.found.mean))} {side} than your "
            f"{self.found.others} other {others} from the same start."
        )


def steps(size: float) -> str:
    said = f"{size:.1f}"
    return f"{said} step" if said == "1.0" else f"{said} steps"


@dataclass(frozen=True)
class Waiting:
    """A group about which nothing is said yet, and how many there are."""

    name: str
    n: int


@dataclass(frozen=True)
class Section:
    factor: Factor
    rows: tuple[Row, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True)
class Shifts:
    """`compared` is how many comparisons shared the chance of a mistake."""

    sections: tuple[Section, ...]
    compared: int

    @property
    def standing(self) -> tuple[Row, ...]:
        return tuple(row for section in self.sections for row in section.rows if row.stands)


def shifts_of(outings: Sequence[Told], practices: Sequence[Practised]) -> Shifts:
    found = {factor: _compared(moments_of(factor, outings, practices), factor) for factor in Factor}
    useful = [(factor, key) for factor, each in found.items() for key, (_, d) in each.items() if d and d.useful]
    kept = holds([_p(found[factor][key]) for factor, key in useful])
    stands = {place for place, clear in zip(useful, kept, strict=True) if clear}
    sections = tuple(_section(factor, found[factor], useful, stands) for factor in Factor if found[factor])
    return Shifts(sections, len(useful))


Compared = dict[str, tuple[int, Difference | None]]


def _p(compared: tuple[int, Difference | None]) -> float:
    return compared[1].p if compared[1] is not None else 1.0


def _compared(moments: Sequence[Moment], factor: Factor) -> Compared:
    """Each group that came up, in the order of its catalogue, with how often."""
    keys = [key for key in NAMES[factor] if any(key in moment.groups for moment in moments)]
    if not keys:
        return {}
    came, left = (np.array([getattr(m, name) for m in moments], dtype=np.float64) for name in ("came", "left"))
    groups: Bools = np.array([[key in moment.groups for moment in moments] for key in keys])
    counts = groups.sum(axis=1).tolist()
    return {key: (n, d) for key, n, d in zip(keys, counts, differences(came, left, groups), strict=True)}


def _section(
    factor: Factor, found: Compared, useful: Sequence[tuple[Factor, str]], stands: set[tuple[Factor, str]]
) -> Section:
    rows = [
        Row(factor, key, NAMES[factor][key], d, (factor, key) in stands)
        for key, (_, d) in found.items()
        if d is not None and (factor, key) in useful
    ]
    waiting = [Waiting(NAMES[factor][key], n) for key, (n, _) in found.items() if (factor, key) not in useful]
    return Section(factor, tuple(sorted(rows, key=lambda row: -row.found.n)), tuple(waiting))


__all__ = ["LEAST", "Factor", "Moment", "Row", "Section", "Shifts", "moments_of", "shifts_of"]
