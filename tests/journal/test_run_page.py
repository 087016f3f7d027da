"""One run: its figures, how even it was, and what was said around it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.queries.run import run_page
from runners.models import Original, Run, User
from tests import making

SignedIn = Callable[[User], Client]
EVEN = [3.0, 3.1] * 10


def measured(runner: User, *, at: datetime, cv: float = 0.05, kind: str = "") -> Run:
    """A run as a file leaves it."""
    ran = making.run(runner, at=at, effort=None)
    ran.elapsed_s, ran.window_speeds, ran.cv_succ, ran.fast_start, ran.kind = 2800, EVEN, cv, 1.06, kind
    ran.watch_effort = 6.0
    ran.save()
    return ran


def test_it_shows_the_figures_in_own_units(runner: User, signed_in: SignedIn, now: datetime) -> None:
    page = reverse("run", args=[making.run(runner, at=now).pk])
    browser = signed_in(runner)
    assert all(figure in browser.get(page).content.decode() for figure in ("45 min", "8.0 km", "5:38 /km"))
    runner.units = "mi"
    runner.save()
    assert "5.0 mi" in browser.get(page).content.decode()


def test_it_draws_the_minutes_and_says_how_even_they_were(runner: User, signed_in: SignedIn, now: datetime) -> None:
    ran = measured(runner, at=now)
    page = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert 'viewBox="0 0 200 100"' in page
    assert "varied by 5.0 %, over 20 minutes. After 6 more steady runs with a file" in page
    assert "The first fifth was 6.0 % faster than the rest." in page
    assert "Fastest minute 5:23 /km, slowest 5:33 /km" in page


@pytest.mark.parametrize(
    ("cv", "word"), [(0.03, "more even than"), (0.05, "about as even as"), (0.09, "less even than")]
)
def test_it_compares_a_run_with_ones_own(runner: User, now: datetime, cv: float, word: str) -> None:
    for back in range(1, 7):
        measured(runner, at=now - timedelta(days=back))
    pacing = run_page(runner, measured(runner, at=now, cv=cv).pk).pacing
    assert pacing is not None
    assert f"{word} your usual (5.0 %, from your last 6 steady runs)" in pacing.even


def test_it_does_not_compare_intervals(runner: User, now: datetime) -> None:
    pacing = run_page(runner, measured(runner, at=now, kind="intervals").pk).pacing
    assert pacing is not None
    assert pacing.even == "From minute to minute your pace varied by 5.0 %, over 20 minutes."


def test_it_puts_check_in_and_reflection_beside_it(runner: User, signed_in: SignedIn, now: datetime) -> None:
    making.check_in(runner, at=now - timedelta(minutes=10), planned_effort=3)
    ran = making.run(runner, at=now)
    making.reflection(runner, at=now + timedelta(hours=1), run=ran, effort=6, note="windy")
    page = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert "Effort 6, 3 above your plan of 3." in page
    assert "windy" in page
    assert "Clear my head" in page


def test_it_takes_the_runners_effort_before_the_watchs(runner: User, now: datetime) -> None:
    ran = measured(runner, at=now)
    assert (run_page(runner, ran.pk).effort, run_page(runner, ran.pk).watch_differs) == (6.0, False)
    making.reflection(runner, at=now + timedelta(hours=1), run=ran, effort=3)
    page = run_page(runner, ran.pk)
    assert (page.effort, page.effort_from) == (3, "reflection")
    assert page.on_watch == ("On your watch you gave the effort 6. Yours here counts.",)


def test_it_offers_the_file_when_there_is_one(runner: User, signed_in: SignedIn, now: datetime) -> None:
    ran = measured(runner, at=now)
    page, browser = reverse("run", args=[ran.pk]), signed_in(runner)
    assert reverse("run-original", args=[ran.pk]) not in browser.get(page).content.decode()
    Original.objects.create(
        runner=runner, name="a.fit", sha256="0" * 64, content=b"x", status="imported", run=ran, received_at=now
    )
    assert reverse("run-original", args=[ran.pk]) in browser.get(page).content.decode()


def test_it_does_not_exist_for_anybody_else(
    runner: User, coach: User, stranger: User, signed_in: SignedIn, now: datetime
) -> None:
    page = reverse("run", args=[making.run(runner, at=now).pk])
    assert [signed_in(who).get(page).status_code for who in (coach, stranger)] == [404, 404]
    assert Client().get(page).status_code == 302


def test_it_needs_no_more_queries_with_more_runs(runner: User, now: datetime) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            run_page(runner, ran.pk)
        return len(asked)

    ran = measured(runner, at=now)
    few = queries()
    for back in range(1, 30):
        at = now - timedelta(days=back)
        making.reflection(runner, at=at, run=measured(runner, at=at))
        making.check_in(runner, at=now - timedelta(minutes=back))
    assert queries() == few
