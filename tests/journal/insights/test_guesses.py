"""A guess before a run, from the runs before it; and the surprise after."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import sqrt

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.demo.diaries import write_diary
from journal.demo.lives import SQUAD, story_of
from journal.models import CheckIn, Reflection
from journal.queries.answers import checked_in_page, reflected_page
from journal.queries.insights.guesses import Surprise, guess_before, guesses_of
from journal.queries.insights.told import ESCAPE, Told, outings_told
from runners.models import User
from runners.science.forecast import Forecast
from tests import making
from tests.journal.insights.telling import told

SignedIn = Callable[[User], Client]


def alike(runner: User, now: datetime, *, days: int = 12, left: int = 3) -> None:
    for back in range(1, days + 1):
        told(runner, at=now - timedelta(days=back), came=0, left=left)


def test_a_guess_takes_ten_runs_of_earlier_days_and_a_tap(runner: User, now: datetime) -> None:
    alike(runner, now, days=9)
    told(runner, at=now)
    before = making.check_in(runner, at=now + timedelta(hours=3))
    assert guess_before(runner, before) is None
    told(runner, at=now - timedelta(days=20))
    found = guess_before(runner, before)
    assert found is not None
    assert found.n == 10
    assert guess_before(runner, making.check_in(runner, at=now, valence=None, activation=None)) is None


def test_it_knows_nothing_of_what_came_later(runner: User, now: datetime) -> None:
    alike(runner, now, left=3)
    before = making.check_in(runner, at=now, valence=0)
    first = guess_before(runner, before)
    for later in range(1, 20):
        told(runner, at=now + timedelta(days=later), left=-4)
    assert guess_before(runner, before) == first


def test_the_page_before_a_run_keeps_it_behind_a_tap(signed_in: SignedIn, runner: User) -> None:
    now = timezone.now()
    alike(runner, now)
    before = making.check_in(runner, at=now)
    page = signed_in(runner).get(reverse("journal-checked-in", args=[before.pk])).content.decode()
    assert "<summary>How such a start mostly ends for you</summary>" in page
    after = making.reflection(runner, at=now, check_in=before, valence=-4, activation=0)
    assert checked_in_page(runner, before.pk, today=runner.day(now)).guess is None
    shown = reflected_page(runner, after.pk).surprise
    assert shown is not None
    assert shown.sentence in signed_in(runner).get(reverse("journal-reflected", args=[after.pk])).content.decode()


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (1, "About what your own runs would have guessed."),
        (2, "A little surprise: 1.6 steps better than your own runs would have guessed."),
        (-3, "A surprise: 3.4 steps lower than your own runs would have guessed."),
    ],
)
def test_the_surprise_has_a_sentence(came: int, said: str) -> None:
    assert Surprise(Forecast(20, 0.4, -2.0, 2.0), came).sentence == said


def told_of(check_in: CheckIn, reflection: Reflection) -> Told:
    return Told(
        reflection_id=0, day=check_in.local_day, started=check_in.made_at, came=check_in.feeling,
        left=reflection.feeling, needs=frozenset(check_in.needs), need_met=None, planned=check_in.planned_effort,
        effort=None, kind="", minutes=None, place="", company="", ran_me="",
    )  # fmt: skip


def demo_outings(number: int) -> list[Told]:
    last = date(2026, 3, 18)
    until, somebody = datetime(2026, 3, 18, 20, tzinfo=UTC), User(pk=number + 1, time_zone="UTC")
    first, rng = last - timedelta(days=179), np.random.default_rng([7, number])
    diary = write_diary(rng, somebody, story=story_of(number), first=first, last=last, until=until)
    return [told_of(after.check_in, after) for after in diary.reflections if after.check_in is not None]


def test_it_beats_the_same_as_always_on_days_it_has_not_seen(capsys: pytest.CaptureFixture[str]) -> None:
    """Everybody of the demo's squad, each of the last sixty runs guessed from those before it."""
    each = [guesses for number in range(SQUAD) if (guesses := guesses_of(demo_outings(number))).n]
    n = sum(guesses.n for guesses in each)
    error, always = (
        sqrt(sum(getattr(guesses, name) ** 2 * guesses.n for guesses in each) / n) for name in ("error", "error_always")
    )
    inside = sum(guesses.inside for guesses in each) / n
    better = sum(guesses.error < guesses.error_always for guesses in each)
    with capsys.disabled():
        print(
            f"\n  {n} runs of {len(each)} people: off by {error:.2f} steps, the same as always by {always:.2f};"
            f" inside the 90 % interval {inside:.1%}; better for {better} of {len(each)} people"
        )
    assert error < 0.85 * always
    assert better >= 0.9 * len(each)
    assert 0.86 <= inside <= 0.97


def test_looking_back_guesses_sixty_runs_at_most(runner: User, now: datetime) -> None:
    alike(runner, now, days=75)
    found = guesses_of(outings_told(runner, today=runner.day(now)))
    assert (found.n, len(found.shown)) == (60, 20)
    assert found.shown[0].day > found.shown[-1].day


def test_what_is_to_be_rid_of_is_among_the_needs() -> None:
    assert len(ESCAPE) == 3
