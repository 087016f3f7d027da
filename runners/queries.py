"""What the pages about runs read."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.shortcuts import get_object_or_404

from runners.models import AccessLog, Coachship, Helpline, Original, Run, User

RUNS_A_PAGE = 30
READINGS_A_PAGE = 50
TITLES: dict[str, str] = {
    Run.Kind.STEADY: "Steady run",
    Run.Kind.INTERVALS: "Intervals",
    Run.Kind.RACE: "Race",
    Run.Kind.FREE: "Free run",
}


def has_coach(runner: User) -> bool:
    return Coachship.objects.of_runner(runner).exists()


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


def runs_page(runner: User, *, number: str | None) -> Runs:
    """The runner's own runs, newest first; a page number that makes no sense is the first or the last page."""
    page = Paginator(Run.objects.of(runner), RUNS_A_PAGE).get_page(number)
    return Runs(rows=[_row(run) for run in page], page=page)


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
    if run.sport != Run.Sport.RUNNING:
        return str(run.get_sport_display())
    return TITLES.get(run.kind, "Run")


def run_of(runner: User, pk: int) -> Run:
    return get_object_or_404(Run.objects.of(runner), pk=pk)


def received(runner: User, pk: int) -> Original:
    """What became of a file; the file itself stays where it is."""
    files = Original.objects.filter(runner=runner).defer("content").select_related("run")
    return get_object_or_404(files, pk=pk)


@dataclass(frozen=True)
class Download:
    name: str
    content: bytes


def original_of(runner: User, pk: int) -> Download:
    """The file a run came from, byte for byte, under a name made from the run and never from what was sent."""
    kept: dict[str, Any] = {"runner": runner, "run": pk, "status": Original.Status.IMPORTED, "content__isnull": False}
    original = get_object_or_404(Original.objects.select_related("run"), **kept)
    run = original.run
    assert run is not None
    started = run.started_at.astimezone(ZoneInfo(run.time_zone))
    return Download(f"evenpace-{started:%Y-%m-%d-%H%M}{suffix_of(original.name)}", bytes(original.content or b""))


SUFFIXES = (".fit", ".gpx", ".tcx", ".gz")


def suffix_of(name: str) -> str:
    """The known end of a file's name, such as ".fit.gz"; ".bin" for anything else."""
    end = ""
    for part in reversed(name.lower().split(".")[-2:]):
        if f".{part}" not in SUFFIXES:
            break
        end = f".{part}{end}"
    return end or ".bin"
