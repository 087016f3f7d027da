"""One run with everything around it: figures, pacing, and what was said before and after."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from journal.models import Reflection
from journal.prompts import Returned
from journal.queries.answers import Shift, before_of, on_watch, returned, shift_of
from journal.queries.entries import Line, line_of
from journal.queries.outings import check_in_before
from journal.queries.outlets import STEADY, Question, chose, question_about, unevenness_before
from runners.models import Original, Run, User
from runners.queries import run_of, title_of
from runners.science.training import load_points

OWN_RUNS_LEAST = 6  # earlier steady runs that say what is usual
# How far from the usual unevenness counts as different at all. Our convention.
MORE_EVEN, LESS_EVEN = 0.8, 1.25
WORTH_SAYING = 0.03

WITHOUT_EFFORT = (
    "Without an effort they are filled in from your own pace, or counted as an easy run until eight rated runs say "
    "what your pace means. An effort replaces the guess."
)
HOW_EVEN = "The change of pace from each minute to the next, over {minutes} minutes, hills taken out."


@dataclass(frozen=True)
class Pacing:
    """The minutes of a run as a line, ten units a minute across and a hundred down, with the words for it."""

    view: str
    line: str
    mean: str
    minutes: int
    fastest: float
    slowest: float
    even: str
    shape: str


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
    on_watch: tuple[str, ...]
    pacing: Pacing | None
    before: Line | None
    after: Line | None
    returned: Returned | None
    shift: Shift | None
    chose: str
    question: Question | None
    working: tuple[Worked, ...]
    has_original: bool


def run_page(runner: User, pk: int) -> RunPage:
    run = run_of(runner, pk)
    after = Reflection.objects.of(runner).filter(run=run).select_related("check_in", "run").first()
    before = before_of(after) if after else check_in_before(run)
    effort, source = _effort(run, after)
    kept = Original.objects.filter(run=run, status=Original.Status.IMPORTED, content__isnull=False)
    return RunPage(
        run=run,
        title=title_of(run),
        started=run.started_at.astimezone(ZoneInfo(run.time_zone)).replace(tzinfo=None),
        effort=effort,
        effort_from=source,
        watch_differs=source == "run" and _differs(effort, run.watch_effort),
        on_watch=on_watch(after, run),
        pacing=_pacing(run),
        before=line_of(before) if before else None,
        after=line_of(after) if after else None,
        returned=returned(before, after) if after else None,
        shift=shift_of(before, after) if after else None,
        chose=chose(before),
        question=question_about(before, after, run),
        working=_working(run, effort, source),
        has_original=kept.exists(),
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
        told.append(Worked("Pace", "Time divided by distance."))
    if effort is not None:
        told.append(Worked("Effort", EFFORT_FROM[source]))
        points = load_points(effort, run.minutes)
        sums = f"{points:.0f} for this run: an hour at effort 7, as hard as you could hold for an hour, is 100."
        told.append(Worked("Training points", sums))
    else:
        told.append(Worked("Training points", WITHOUT_EFFORT))
    if run.cv_succ is not None and run.window_speeds:
        told.append(Worked("How even", HOW_EVEN.format(minutes=len(run.window_speeds))))
    return tuple(told)


def _differs(effort: float | None, watch: float | None) -> bool:
    return effort is not None and watch is not None and abs(effort - watch) >= 1


def _pacing(run: Run) -> Pacing | None:
    speeds = run.window_speeds
    if not speeds or len(speeds) < 2:
        return None
    low, high = min(speeds), max(speeds)
    room = max(high - low, 0.3)
    heights = [round(90 - 80 * (speed - low) / room) for speed in speeds]
    mean = round(90 - 80 * (sum(speeds) / len(speeds) - low) / room)
    points = " ".join(f"{10 * i + 5} {y}" for i, y in enumerate(heights))
    return Pacing(
        view=f"0 0 {10 * len(speeds)} 100",
        line=f"M{points}",
        mean=f"M0 {mean}H{10 * len(speeds)}",
        minutes=len(speeds),
        fastest=high,
        slowest=low,
        even=_evenness(run, len(speeds)),
        shape=_shape(run),
    )


def _evenness(run: Run, minutes: int) -> str:
    """How even, against the runner's own steady runs; intervals and races are not measured by it."""
    if run.cv_succ is None:
        return ""
    varied = f"From minute to minute your pace varied by {_percent(run.cv_succ)}"
    if run.kind not in STEADY:
        return f"{varied}, over {minutes} minutes."
    earlier = unevenness_before(run)
    if len(earlier) < OWN_RUNS_LEAST:
        needed = OWN_RUNS_LEAST - len(earlier)
        more = f"{needed} more steady run{'' if needed == 1 else 's'} with a file"
        return f"{varied}, over {minutes} minutes. After {more} this page says what is usual for you."
    usual = median(earlier)
    ratio = run.cv_succ / max(usual, 0.001)
    word = "more even than" if ratio < MORE_EVEN else "less even than" if ratio > LESS_EVEN else "about as even as"
    return f"{varied}, {word} your usual ({_percent(usual)}, from your last {len(earlier)} steady runs)."


def _shape(run: Run) -> str:
    """A quick or a patient beginning, where there was one."""
    if run.fast_start is None or abs(run.fast_start - 1) < WORTH_SAYING:
        return ""
    word = "faster" if run.fast_start > 1 else "slower"
    return f"The first fifth was {_percent(abs(run.fast_start - 1))} {word} than the rest."


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
