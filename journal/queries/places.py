"""Where and with whom: how feelings moved on runs of each sort, for the runner alone. A description, never a cause."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.models import Reflection
from journal.queries.insights.told import on_check_ins
from runners.models import User
from runners.science.ledger import Shift, shift_of

DAYS = 365
LEAST = 8
WIDEST = 3.0  # steps of the map from end to end; a wider interval says nothing


@dataclass(frozen=True)
class Row:
    """One place, or one sort of company. `better` is towards good; None under the least, or where it says nothing."""

    name: str
    times: int
    better: Shift | None


@dataclass(frozen=True)
class Shelf:
    name: str
    rows: tuple[Row, ...]
    waiting: tuple[Row, ...]


@dataclass(frozen=True)
class Places:
    shelves: tuple[Shelf, ...]
    least: int = LEAST
    days: int = DAYS


def places_page(runner: User, *, now: datetime) -> Places:
    """One look, however many runs: those with a tap before, a tap after, and a chip."""
    since = runner.day(now) - timedelta(days=DAYS - 1)
    felt = on_check_ins(runner).filter(local_day__gte=since, valence__isnull=False, check_in__valence__isnull=False)
    moved = list(felt.values_list("place", "company", "check_in__valence", "valence"))
    return Places(
        (
            _shelf("Where", Reflection.Place, [(place, after - before) for place, _, before, after in moved]),
            _shelf("With whom", Reflection.Company, [(company, after - before) for _, company, before, after in moved]),
        )
    )


def _shelf(
    name: str, offered: type[Reflection.Place] | type[Reflection.Company], moved: Iterable[tuple[str, int]]
) -> Shelf:
    by: dict[str, list[int]] = {}
    for chip, shift in moved:
        if chip:
            by.setdefault(chip, []).append(shift)
    rows = sorted((_row(str(offered(chip).label), shifts) for chip, shifts in by.items()), key=lambda row: -row.times)
    return Shelf(name, tuple(row for row in rows if row.better), tuple(row for row in rows if not row.better))


def _row(name: str, shifts: list[int]) -> Row:
    found = shift_of(shifts) if len(shifts) >= LEAST else None
    return Row(name, len(shifts), found if found is not None and found.high - found.low <= WIDEST else None)
