"""One run with everything around it: figures, pacing, and what was said before and after."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from journal.models import Reflection
from journal.prompts import Returned
from journal.queries.answers import Shift, before_of, on_watch, returned, shift_of
from journal.queries.entries import Line, line_of
from journal.queries.insights.ceilings import Above, above_of
from journal.queries.outings import check_in_before, reflection_after
from journal.queries.outlets import Question, chose, question_about
from journal.queries.pacing import Pacing, pacing_of
from runners.models import Original, Run, User
from runners.queries import has_coach, run_of, title_of
from runners.science.training import load_points

WITHOUT_EFFORT = (
    "Without an effort they are filled in from your own pace, or counted as an easy run until eight rated runs say "
    "what your pace means. An effort replaces the guess."
)
HOW_EVEN = (
    "The change of pace from each minute to the next, over {minutes} minutes, hills taken out, as a share of your mean "
    "pace. Your usual is the middle one of up to 20 steady runs before this, measured the same way."
)
ON_FLOOR = " Satellite fixes alone make a perfectly even run look about as uneven as this."


@dataclass(frozen=True)
class Worked:
    """One number of the page, and where it comes from."""

    name: str
    how: str


@dataclass(frozen=True)
class RunPage:
    run: Run
    title: str
    started: datetime
    effort: int | float | None
    effort_from: str
    watch_differs: bool
    on_foot: bool
    on_watch: tuple[str, ...]
    pacing: Pacing | None
    before: Line | None
    after: Line | None
    returned: Returned | None
    shift: Shift | None
    chose: str
    question: Question | None
    above: Above | None
    working: tuple[Worked, ...]
    has_original: bool
    has_coach: bool


def run_page(runner: User, pk: int) -> RunPage:
    run = run_of(runner, pk)
    before = check_in_before(run)
    after = reflection_after(run, before)
    if after is not None and after.check_in is not None:
        before = before_of(after)
    effort, source = _effort(run, after)
    kept = Original.objects.read().filter(Q(content__isnull=False) | Q(whole__content__isnull=False), run=run)
    return RunPage(
        run=run,
        title=title_of(run),
        started=run.started_at.astimezone(ZoneInfo(run.time_zone)).replace(tzinfo=None),
        effort=effort,
        effort_from=source,
        watch_differs=source == "run" and _differs(effort, run.watch_effort),
        on_foot=run.sport != Run.Sport.OTHER,
        on_watch=on_watch(after, run),
        pacing=pacing_of(run, runner),
        before=line_of(before) if before else None,
        after=line_of(after) if after else None,
        returned=returned(before, after) if after else None,
        shift=shift_of(before, after) if after else None,
        chose=chose(before),
        question=question_about(before, after, run),
        above=above_of(before, after, run, units=runner.units),
        working=_working(run, effort, source),
        has_original=kept.exists(),
        has_coach=has_coach(runner),
    )


def _effort(run: Run, after: Reflection | None) -> tuple[float | None, str]:
    """The runner's word in the reflection, then the one typed with the run, then the watch's."""
    if after is not None and after.effort is not None:
        return after.effort, "reflection"
    if run.effort is not None:
        return run.effort, "run"
    return run.watch_effort, "watch"


EFFORT_FROM = {
    "reflection": "Your answer in the reflection after this run.",
    "run": "Your answer, kept with this run.",
    "watch": "What you told your watch. An answer of yours here would count before it.",
}


def _working(run: Run, effort: float | None, source: str) -> tuple[Worked, ...]:
    """How each number of the page is worked out, only for those it shows."""
    from_file = run.elapsed_s is not None
    told = [Worked("Time", "Your watch's timer, pauses left out." if from_file else "As you typed it in.")]
    if run.distance_m:
        told.append(Worked("Distance", "From the file." if from_file else "As you typed it in."))
        if run.sport != Run.Sport.OTHER:
            told.append(Worked("Pace", "Time divided by distance."))
    if effort is not None:
        told.append(Worked("Effort", EFFORT_FROM[source]))
        points = load_points(effort, run.minutes)
        sums = f"{points:.0f} for this run: an hour at effort 7, as hard as you could hold for an hour, is 100."
        told.append(Worked("Training points", sums))
    else:
        told.append(Worked("Training points", WITHOUT_EFFORT))
    if run.meant_steady and run.cv_succ is not None and run.window_speeds:
        floor = ON_FLOOR if run.pacing_quality == Run.Quality.FLOOR else ""
        told.append(Worked("How even", HOW_EVEN.format(minutes=len(run.window_speeds)) + floor))
    return tuple(told)


def _differs(effort: float | None, watch: float | None) -> bool:
    return effort is not None and watch is not None and abs(effort - watch) >= 1
