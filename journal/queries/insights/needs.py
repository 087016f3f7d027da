"""What was wanted beside what was got: how often a run met each need, and which sort of run that was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from journal.queries.insights.told import Told
from journal.words import Kind, Need
from runners.science.hits import Share, share_of

MET = 7  # of ten: from here on a run is said to have given what was needed


@dataclass(frozen=True)
class Met:
    """A need, or a need on one sort of run; `share` is None where it is too few times."""

    name: str
    times: int
    n: int
    share: Share | None

    @property
    def interval(self) -> str:
        return "" if self.share is None else f"{100 * self.share.low:.0f} to {100 * self.share.high:.0f} %"


@dataclass(frozen=True)
class NeedRow:
    need: Need
    whole: Met
    sorts: tuple[Met, ...]


@dataclass(frozen=True)
class Needs:
    rows: tuple[NeedRow, ...]
    waiting: tuple[NeedRow, ...]
    n: int

    @property
    def told_apart(self) -> tuple[NeedRow, ...]:
        """Needs of which at least one sort of runs can be told."""
        return tuple(row for row in self.rows if row.sorts)

    @property
    def sentence(self) -> str:
        if not self.rows:
            return "This begins once a need has come up eight times, with an answer after the run."
        most, least = (by(self.rows, key=_rate) for by in (max, min))
        said = f"{most.need.label}: given {most.whole.times} of {most.whole.n} times"
        if most is least:
            return f"{said}."
        return f"{said}. {least.need.label}: {least.whole.times} of {least.whole.n}."


def _rate(row: NeedRow) -> float:
    return row.whole.times / row.whole.n


# Sorts of runs a need may be met by, by what was planned and how long it was.
SORTS: tuple[tuple[str, Callable[[Told], bool]], ...] = (
    *((kind.label, lambda told, kind=kind: told.kind == kind) for kind in Kind),
    ("Up to 45 minutes", lambda told: told.minutes is not None and told.minutes <= 45),
    ("Over 45 minutes", lambda told: told.minutes is not None and told.minutes > 45),
    ("Planned easy, 0 to 4", lambda told: told.planned is not None and told.planned <= 4),
    ("Planned harder, 5 to 10", lambda told: told.planned is not None and told.planned > 4),
)


def needs_of(outings: Sequence[Told]) -> Needs:
    """Needs that came up, in catalogue order; of those with a share also the sorts of runs with one."""
    asked = [told for told in outings if told.need_met is not None and told.needs]
    rows = [_row(need, [told for told in asked if need in told.needs]) for need in Need]
    return Needs(
        rows=tuple(row for row in rows if row.whole.share),
        waiting=tuple(row for row in rows if row.whole.n and not row.whole.share),
        n=len(asked),
    )


def _row(need: Need, came: Sequence[Told]) -> NeedRow:
    sorts = [_met(name, [told for told in came if belongs(told)]) for name, belongs in SORTS]
    told_apart = [sort for sort in sorts if sort.share and sort.n < len(came)]
    return NeedRow(need, _met(need.label, came), tuple(told_apart))


def _met(name: str, came: Sequence[Told]) -> Met:
    times = sum(1 for told in came if told.need_met is not None and told.need_met >= MET)
    return Met(name, times, len(came), share_of(times, len(came)))
