"""What the demo's runners say of their own runs: did one run them, a ceiling now and then, a few weeks in words."""

from datetime import date, datetime, timedelta

from numpy.random import Generator

from journal import reviewing
from journal.charged import CAP, OWN_RUNS, Outing, charged, signature
from journal.demo.diaries import Diary
from journal.models import CheckIn, Reflection, WeeklyReview
from journal.planned import week_start
from journal.queries.insights.weeks import WEEK, drafts
from runners.models import User

ANSWERED, SAID_YES, CAPPED = 0.85, 0.75, 0.3
EVERY = 3  # one runner in three looks back on weeks
WEEKS_KEPT = 3
WORDS = (
    "Easier than I feared. The Thursday loop in the rain was the good part.",
    "Work sat on every run. I want one without the watch next week.",
    "Slept badly, ran anyway, and was glad to be slow.",
)
MOST_PEOPLE = 24  # of a big squad only the first ones write


def answer(diary: Diary, *, rng: Generator) -> None:
    """For check-ins that are not saved yet: after charged runs the question was answered, and some had a ceiling."""
    gaps: list[float] = []
    own: list[float] = []
    for reflection in diary.reflections:
        before = reflection.check_in
        if before is None:
            continue
        if charged(before.feeling, before.word):
            _asked(before, reflection, gaps, own, rng)
        if reflection.effort is not None and before.meant_effort is not None:
            gaps.insert(0, float(reflection.effort - before.meant_effort))
        run = before.run
        if run is not None and run.meant_steady and run.cv_succ is not None:
            own.insert(0, run.cv_succ)


def _asked(before: CheckIn, after: Reflection, gaps: list[float], own: list[float], rng: Generator) -> None:
    run, draws = before.run, rng.random(3)
    if draws[0] < CAPPED:
        before.offer_choice, before.offer_chosen_at = CheckIn.Offer.CAP, before.made_at + timedelta(minutes=1)
        before.effort_cap = CAP
    steady = run is not None and run.meant_steady
    found = signature(
        Outing(
            feeling=before.feeling, word=before.word, planned=before.meant_effort, effort=after.effort,
            gaps=gaps[:OWN_RUNS], cv_succ=run.cv_succ if run is not None and steady else None, own=own[:OWN_RUNS],
        )
    )  # fmt: skip
    if found is not None and found.asks and draws[1] < ANSWERED:
        said_yes = draws[2] < SAID_YES
        before.ran_me = CheckIn.RanMe.YES if said_yes else CheckIn.RanMe.NO
        before.ran_me_at, before.ran_me_score = after.made_at + timedelta(minutes=2), found.score


def look_back(runner: User, number: int, *, end: date, now: datetime) -> None:
    """The last whole weeks in their words; a coach gets the runs and what was added."""
    if number % EVERY or number >= MOST_PEOPLE:
        return
    for back in range(WEEKS_KEPT):
        week_on = week_start(end, runner.first_weekday) - (back + 1) * WEEK
        words = {drafted.part.value: drafted.words for drafted in drafts(runner, week_on)}
        words[WeeklyReview.Part.OWN] = WORDS[(number + back) % len(WORDS)]
        shared = (WeeklyReview.Part.RUNS, WeeklyReview.Part.OWN) if back != 1 else ()
        reviewing.keep_review(runner, week_on=week_on, words=words, shared=shared, now=now)
