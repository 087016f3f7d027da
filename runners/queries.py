"""What the pages about runs read."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from runners.models import AccessLog, Coachship, Helpline, Original, Run, User
from runners.models.runs import LONGEST_S
from runners.templatetags.look import distance, minutes

RUNS_A_PAGE = 30
READINGS_A_PAGE = 50
DELETED_SHOWN = 3
TYPICAL_MINUTES = 45
RUNS_FOR_TYPICAL = 10
TITLES: dict[str, str] = {
    Run.Kind.STEADY: "Steady run",
    Run.Kind.INTERVALS: "Intervals",
    Run.Kind.RACE: "Race",
    Run.Kind.FREE: "Free run",
}


def has_coach(runner: User) -> bool:
    return Coachship.objects.of_runner(runner).exists()


class Began(NamedTuple):
    """One of a runner's coaches, and since when they run together."""

    coach: str
    at: datetime


def coaches_of(runner: User) -> tuple[Began, ...]:
    rows = Coachship.objects.of_runner(runner).order_by("coach__name", "pk").values_list("coach__name", "started_at")
    return tuple(Began(*row) for row in rows)


def readers(runner: User, *, number: str | None) -> Page[AccessLog]:
    """Which coach opened this runner's page, and when; the newest first."""
    return Paginator(AccessLog.objects.about(runner), READINGS_A_PAGE).get_page(number)


def support_lines(country: str) -> list[Helpline]:
    """Where help can be reached in a country, the emergency number first."""
    return list(Helpline.objects.of_country(country)) if country else []


@dataclass(frozen=True)
class RunRow:
    """One run of the list. Its effort is the runner's own, or else the watch's."""

    pk: int
    day: date
    kind: str
    timer_s: int
    distance_m: float | None
    speed: float | None
    effort: float | None
    from_file: bool


@dataclass(frozen=True)
class Runs:
    rows: list[RunRow]
    page: Page[Run]
    deleted: list[RunRow]


def runs_page(runner: User, *, number: str | None) -> Runs:
    """The runner's own runs, newest first; a page number that makes no sense is the first or the last page."""
    page = Paginator(Run.objects.of(runner), RUNS_A_PAGE).get_page(number)
    deleted = Run.objects.filter(runner=runner, deleted_at__isnull=False).order_by("-deleted_at")[:DELETED_SHOWN]
    return Runs(rows=[_row(run) for run in page], page=page, deleted=[_row(run) for run in deleted])


def _row(run: Run) -> RunRow:
    return RunRow(
        pk=run.pk,
        day=run.local_day,
        kind=title_of(run),
        timer_s=run.timer_s,
        distance_m=run.distance_m,
        speed=run.speed,
        effort=run.effort if run.effort is not None else run.watch_effort,
        from_file=run.elapsed_s is not None,
    )


def title_of(run: Run) -> str:
    """ "Steady run", "Race", "Walk": what to call it where there is room for two words."""
    if run.sport == Run.Sport.OTHER and run.activity:
        return str(run.get_activity_display())
    if run.sport != Run.Sport.RUNNING:
        return str(run.get_sport_display())
    return TITLES.get(run.kind, "Run")


def run_of(runner: User, pk: int) -> Run:
    return get_object_or_404(Run.objects.of(runner), pk=pk)


def deleted_run_of(runner: User, pk: int) -> Run:
    """A run deleted lately, which can still be brought back."""
    return get_object_or_404(Run, runner=runner, pk=pk, deleted_at__isnull=False)


@dataclass(frozen=True)
class There:
    """A run that is here already, as far as it takes to tell whether it is the one meant."""

    pk: int
    called: str
    clock: str
    timer_s: int
    distance_m: float | None


CALLED: dict[str, str] = {Run.Sport.RUNNING: "a run", Run.Sport.WALKING: "a walk", Run.Sport.OTHER: "another activity"}


def there_at(runner: User, *, started_at: datetime, timer_s: int, key: uuid.UUID) -> There | None:
    """What lies over these minutes, or under them, by half of the shorter: nobody does two at once. Not its own key."""
    ended = started_at + timedelta(seconds=timer_s)
    near = Run.objects.of(runner).exclude(key=key)
    for run in near.filter(started_at__range=(started_at - timedelta(seconds=LONGEST_S), ended)):
        lasted = run.elapsed_s or run.timer_s
        over = min(ended, run.started_at + timedelta(seconds=lasted)) - max(started_at, run.started_at)
        if 2 * over.total_seconds() >= min(timer_s, lasted):
            began = run.started_at.astimezone(ZoneInfo(run.time_zone))
            return There(run.pk, CALLED[run.sport], f"{began:%H:%M}", run.timer_s, run.distance_m)
    return None


ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    """From one to ten in words; nobody has more in a week."""
    return ORDINALS[number] if number < len(ORDINALS) else f"{number}th"


def typical_minutes(runner: User) -> int:
    """How long this runner's last runs took, in the middle."""
    lasted = Run.objects.of(runner).filter(sport=Run.Sport.RUNNING).values_list("timer_s", flat=True)[:RUNS_FOR_TYPICAL]
    return round(median(lasted) / 60) if lasted else TYPICAL_MINUTES


def said_back(runner: User, run: Run) -> str:
    """One sentence after a run was typed in: what was kept, and which of the last seven days' runs it is."""
    kept = minutes(run.timer_s) + (f", {distance(run.distance_m, runner.units)}" if run.distance_m else "")
    week = (run.local_day - timedelta(days=6), run.local_day)
    number = Run.objects.of(runner).filter(sport=run.sport, local_day__range=week).count()
    return f"Saved: {kept}. The {'only one' if number == 1 else f'{ordinal(number)} one'} in seven days."


@dataclass(frozen=True)
class Download:
    name: str
    content: bytes


def original_of(runner: User, pk: int) -> Download:
    """The file a run came from, byte for byte; of two that were joined, the first."""
    read = _read_files(runner).filter(run=pk, run__deleted_at=None)
    return _download(get_object_or_404(read.order_by("closed_at", "pk")[:1]))


def copy_of(runner: User, pk: int) -> Download:
    """One file of those that were sent, if it became a run or a part of one."""
    return _download(get_object_or_404(_read_files(runner), pk=pk))


def _read_files(runner: User) -> QuerySet[Original]:
    kept = Q(content__isnull=False) | Q(whole__content__isnull=False)
    return Original.objects.read().filter(kept, runner=runner, run__isnull=False).select_related("run", "whole")


def _download(original: Original) -> Download:
    """Under a name made from the run and never from what was sent."""
    run, bytes_of = original.run, original.whole or original
    assert run is not None
    started = run.started_at.astimezone(ZoneInfo(run.time_zone))
    return Download(f"evenpace-{started:%Y-%m-%d-%H%M}{suffix_of(original.name)}", bytes(bytes_of.content or b""))


SUFFIXES = (".fit", ".gpx", ".tcx", ".gz")


def suffix_of(name: str) -> str:
    """The known end of a file's name, such as ".fit.gz"; ".bin" for anything else."""
    end = ""
    for part in reversed(name.lower().split(".")[-2:]):
        if f".{part}" not in SUFFIXES:
            break
        end = f".{part}{end}"
    return end or ".bin"
