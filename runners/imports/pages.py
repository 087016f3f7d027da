"""What the pages about a unit show: how far it is, what became of every file, and the one question at hand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from runners.imports import copies, words
from runners.models import Import, Original, Run, User
from runners.templatetags.look import climb, distance, minutes

FILES_A_PAGE = 50
UNITS_SHOWN = 10
Status, State = Original.Status, Import.State

# How many of what, in the order people care about: one form for one, one for several.
KINDS: dict[str, tuple[str, str]] = {
    Run.Sport.RUNNING: ("run", "runs"),
    Run.Sport.WALKING: ("walk", "walks"),
    Run.Sport.OTHER: ("other activity", "other activities"),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    Status.IMPORTED: ("was imported", "were imported"),
    Status.MERGED: ("was joined to a run that was here", "were joined to runs that were here"),
    Status.DUPLICATE: ("was already here", "were already here"),
    Status.ASKING: ("needs an answer from you", "need an answer from you"),
    Status.UNDATED: ("has no date", "have no date"),
    Status.SKIPPED: ("you left out", "you left out"),
    Status.REFUSED: ("was not imported", "were not imported"),
    Status.CANCELLED: ("was not read", "were not read"),
    Status.UNDONE: ("was taken back", "were taken back"),
    Status.WAITING: ("is still to be read", "are still to be read"),
}


@dataclass(frozen=True)
class Outcome:
    status: str
    number: int
    words: str


@dataclass(frozen=True)
class Compared:
    """One figure of both copies, in words; "" where a copy does not know it."""

    name: str
    here: str
    new: str

    @property
    def differs(self) -> bool:
        return self.here != self.new


@dataclass(frozen=True)
class Question:
    """A copy of a run that is here. `fuller` is the side with more to tell, "here" or "new"."""

    pk: int
    file: str
    run: Run
    typed: bool
    fuller: str
    adds: str
    compared: tuple[Compared, ...]
    left: int


@dataclass(frozen=True)
class Undated:
    pk: int
    file: str
    left: int


@dataclass(frozen=True)
class UnitPage:
    unit: Import
    title: str
    is_busy: bool
    is_archive: bool
    total: int
    read: int
    brought: str
    outcomes: tuple[Outcome, ...]
    reason: str
    run: Run | None
    unsaid: int
    question: Question | None
    undated: Undated | None
    may_undo: bool
    undo_until: datetime

    @property
    def is_open(self) -> bool:
        return self.question is not None or self.undated is not None


def unit_of(runner: User, pk: int) -> Import:
    return get_object_or_404(Import.objects.of(runner), pk=pk)


def row_of(runner: User, pk: int) -> Original:
    """One file of a unit, without its bytes."""
    mine = Original.objects.filter(runner=runner, unit__isnull=False).defer("content")
    return get_object_or_404(mine.select_related("unit"), pk=pk)


def units_lately(runner: User) -> list[Import]:
    return list(Import.objects.of(runner)[:UNITS_SHOWN])


def unit_page(runner: User, pk: int, *, now: datetime) -> UnitPage:
    unit = unit_of(runner, pk)
    rows = Original.objects.filter(unit=unit)
    numbers, sports = _counted(rows)
    busy = unit.state in Import.UNFINISHED
    only = _only_row(rows, sum(numbers.values()), unit)
    return UnitPage(
        unit=unit,
        title=_title(unit, only),
        is_busy=busy,
        is_archive=only is None and unit.source != "file",
        total=sum(numbers.values()),
        read=sum(numbers.values()) - numbers[Status.WAITING],
        brought=_brought(sports),
        outcomes=tuple(_outcomes(numbers)),
        reason=only.reason if only is not None and only.status != Status.UNDATED else unit.reason,
        run=only.run if only is not None else None,
        unsaid=0 if busy else Original.objects.runs_of(unit).unsaid().count(),
        question=None if busy else _question(runner, rows, numbers[Status.ASKING]),
        undated=None if busy else _undated(rows, numbers[Status.UNDATED]),
        may_undo=unit.may_undo(now) and _leaves_something(numbers),
        undo_until=unit.may_undo_until,
    )


def _counted(rows: QuerySet[Original]) -> tuple[Counter[str], Counter[str]]:
    """Rows by outcome, and the imported ones by what they are."""
    numbers: Counter[str] = Counter()
    sports: Counter[str] = Counter()
    for status, sport, number in rows.values_list("status", "run__sport").annotate(number=Count("pk")).order_by():
        numbers[status] += number
        if status == Status.IMPORTED and sport is not None:
            sports[sport] += number
    return numbers, sports


def _outcomes(numbers: Counter[str]) -> Iterator[Outcome]:
    for status, (one, several) in OUTCOMES.items():
        if numbers[status]:
            yield Outcome(status, numbers[status], one if numbers[status] == 1 else several)


def _brought(sports: Counter[str]) -> str:
    """ "212 runs, 31 walks and 57 other activities"."""
    parts = [
        f"{sports[kind]:,} {one if sports[kind] == 1 else many}" for kind, (one, many) in KINDS.items() if sports[kind]
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _leaves_something(numbers: Counter[str]) -> bool:
    return bool(numbers[Status.IMPORTED] or numbers[Status.MERGED])


def _only_row(rows: QuerySet[Original], total: int, unit: Import) -> Original | None:
    """A unit of one file says what became of that file."""
    if total != 1 or unit.source not in ("", "file"):
        return None
    return rows.defer("content").select_related("run").first()


SINGLE = {
    Status.WAITING: "Being read",
    Status.IMPORTED: "Your run is here",
    Status.MERGED: "Joined to your run",
    Status.DUPLICATE: "This run is already here",
    Status.ASKING: "Nearly done",
    Status.UNDATED: "Nearly done",
    Status.SKIPPED: "Left out",
    Status.REFUSED: "No run in this file",
    Status.CANCELLED: "Stopped",
    Status.UNDONE: "Taken back",
}
SEVERAL = {
    State.RECEIVED: "Being opened",
    State.READING: "Being read",
    State.ASKING: "Nearly done",
    State.DONE: "Done",
    State.REFUSED: "Nothing was imported",
    State.CANCELLED: "Stopped",
    State.UNDONE: "Taken back",
}


def _title(unit: Import, only: Original | None) -> str:
    if only is None or unit.state == State.REFUSED:
        return SEVERAL[State(unit.state)]
    if only.status == Status.IMPORTED and only.run is not None and only.run.sport != Run.Sport.RUNNING:
        return "Your walk is here" if only.run.sport == Run.Sport.WALKING else "Your activity is here"
    return SINGLE[Status(only.status)]


# --- one question at a time -------------------------------------------------------------------------------------------


def _question(runner: User, rows: QuerySet[Original], number: int) -> Question | None:
    asked = rows.filter(status=Status.ASKING, run__isnull=False).order_by("position", "part").defer("content")
    row = asked.select_related("run").first() if number else None
    if row is None or row.run is None or row.copy is None:
        return None
    here, new = copies.of_run(row.run), copies.Record.from_json(row.copy)
    return Question(
        pk=row.pk,
        file=row.name,
        run=row.run,
        typed=here.typed,
        fuller="new" if copies.is_fuller(new, here) else "here",
        adds=_adds(copies.gains(here, new)),
        compared=_compared(here, new, row, runner),
        left=number - 1,
    )


def _adds(gains: tuple[str, ...]) -> str:
    told = [name for name in gains if name not in ("measured", "whole")]
    if "whole" in gains:
        told.insert(0, "the rest of it")
    return " and ".join(filter(None, [", ".join(told[:-1]), told[-1] if told else ""]))


def _compared(here: copies.Record, new: copies.Record, row: Original, runner: User) -> tuple[Compared, ...]:
    assert row.run is not None
    details, zone = words.from_text(row.details), ZoneInfo(row.run.time_zone)
    titles = (row.run.title, details.title if details else "")
    figures = [
        Compared("Title", *titles),
        Compared("Start", *(f"{one.started_at.astimezone(zone):%H:%M:%S}" for one in (here, new))),
        Compared("Time", minutes(here.timer_s), minutes(new.timer_s)),
        Compared("Distance", *(distance(one.distance_m, runner.units) for one in (here, new))),
        Compared("Heart rate", *(_whole(one.avg_hr) for one in (here, new))),
        Compared("Cadence", *(_whole(one.avg_cadence) for one in (here, new))),
        Compared("Climb", *(climb(one.ascent_m, runner.units) for one in (here, new))),
        Compared("Laps", *(_whole(one.laps or None) for one in (here, new))),
        Compared("Points", *(_whole(one.points or None) for one in (here, new))),
        Compared("Effort on the watch", *(_whole(one.watch_effort) for one in (here, new))),
    ]
    return tuple(one for one in figures if one.here or one.new)


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _undated(rows: QuerySet[Original], number: int) -> Undated | None:
    row = rows.filter(status=Status.UNDATED).order_by("position", "part").only("pk", "name").first() if number else None
    return None if row is None else Undated(row.pk, row.name, number - 1)


# --- every file -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileRow:
    pk: int
    name: str
    status: str
    words: str
    reason: str
    run: Run | None
    has_bytes: bool


@dataclass(frozen=True)
class FilesPage:
    unit: Import
    chosen: str
    choices: tuple[Outcome, ...]
    rows: list[FileRow]
    page: Page[Original]


def files_page(runner: User, pk: int, *, status: str, number: str | None) -> FilesPage:
    unit = unit_of(runner, pk)
    rows = _files(unit)
    numbers, _ = _counted(Original.objects.filter(unit=unit))
    chosen = status if status in Status.values else ""
    page = Paginator(rows.filter(status=chosen) if chosen else rows, FILES_A_PAGE).get_page(number)
    return FilesPage(unit, chosen, tuple(_outcomes(numbers)), [_file_row(row) for row in page], page)


def every_file(unit: Import) -> Iterator[FileRow]:
    """For the download: as many rows as there are, a few hundred at a time."""
    return (_file_row(row) for row in _files(unit).iterator(chunk_size=500))


def _files(unit: Import) -> QuerySet[Original]:
    heavy = (
        "content",
        "details",
        "before",
        "copy",
        "run__window_speeds",
        "run__window_starts",
        "run__title",
        "run__note",
    )
    return Original.objects.filter(unit=unit).order_by("position", "part").defer(*heavy).select_related("run")


def _file_row(row: Original) -> FileRow:
    name = f"{row.name} ({row.part + 1})" if row.part else row.name
    run = row.run if row.run is not None and row.run.deleted_at is None else None
    has_bytes = row.status in Original.READ and run is not None and not row.is_line
    return FileRow(row.pk, name, row.status, row.get_status_display(), row.reason, run, has_bytes)
