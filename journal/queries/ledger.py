"""What went with what: how feelings stood before and after each tool, running among them. For the runner alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.models import Practice
from journal.queries.insights.told import in_time, on_check_ins
from journal.tools.catalogue import TOOLS
from runners.models import User
from runners.science.ledger import LEAST, Shift, shift_of

DAYS = 365
RUNNING = "Running"
Felt = tuple[int, int]
Moved = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """`better` is towards good, `calmer` towards drained; both None under the least number of times."""

    name: str
    times: int
    better: Shift | None
    calmer: Shift | None


@dataclass(frozen=True)
class Ledger:
    rows: tuple[Row, ...]
    waiting: tuple[Row, ...]
    least: int
    days: int


def ledger_page(runner: User, *, now: datetime) -> Ledger:
    """Two looks at the diary, however many entries there are."""
    since = runner.day(now) - timedelta(days=DAYS - 1)
    rows = rows_of((*_runs(runner, since), *_practices(runner, since)))
    return Ledger(
        rows=tuple(row for row in rows if row.better),
        waiting=tuple(row for row in rows if not row.better),
        least=LEAST,
        days=DAYS,
    )


def rows_of(times: Iterable[tuple[str, Felt, Felt]]) -> list[Row]:
    """What was done, and the map before and after: one row a name, the most frequent first."""
    moved: dict[str, list[Moved]] = {}
    for name, before, after in times:
        moved.setdefault(name, []).append((after[0] - before[0], before[1] - after[1]))
    return sorted((_row(name, each) for name, each in moved.items()), key=lambda row: (-row.times, row.name))


def _row(name: str, moved: list[Moved]) -> Row:
    better, calmer = shift_of([each[0] for each in moved]), shift_of([each[1] for each in moved])
    return Row(name=name, times=len(moved), better=better, calmer=calmer)


def _runs(runner: User, since: object) -> Iterable[tuple[str, Felt, Felt]]:
    """A check-in and the reflection on it."""
    pairs = on_check_ins(runner).filter(
        local_day__gte=since, valence__isnull=False, activation__isnull=False,
        check_in__valence__isnull=False, check_in__activation__isnull=False,
    )  # fmt: skip
    for came, wired, left, later in pairs.values_list(
        "check_in__valence", "check_in__activation", "valence", "activation"
    ):
        yield RUNNING, (came, wired), (left, later)


def _practices(runner: User, since: object) -> Iterable[tuple[str, Felt, Felt]]:
    done = in_time(Practice.objects.of(runner)).filter(
        local_day__gte=since, valence__isnull=False, activation__isnull=False,
        after_valence__isnull=False, after_activation__isnull=False,
    )  # fmt: skip
    columns = ("kind", "which", "valence", "activation", "after_valence", "after_activation")
    for kind, which, came, wired, left, later in done.values_list(*columns):
        yield called(kind, which), (came, wired), (left, later)


def called(kind: str, which: str) -> str:
    """Each tool by its name; what was no tool of ours by its kind."""
    tool, label = TOOLS.get(which), str(Practice.Kind(kind).label)
    return f"{label}: {tool.name.lower()}" if tool else label
