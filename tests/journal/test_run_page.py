"""One run: its figures, how even it was, and what was said around it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.evenness import percent
from journal.queries.run import run_page
from runners.models import Original, Run, User
from tests import making, recording

SignedIn = Callable[[User], Client]
EVEN = [3.0, 3.1] * 10


def measured(runner: User, *, at: datetime, cv: float = 0.05, kind: str = "") -> Run:
    """A run as a file left it before samples were kept."""
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


def test_it_shows_one_picture_one_sentence_and_the_figures(runner: User, signed_in: SignedIn, now: datetime) -> None:
    how = {"minutes": 20.5, "wobble": 0.05, "laps": (0, 600), "pauses": [(300, 420)]}
    ran = recording.run(runner, at=now, **how)
    page = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert page.count('class="wl"') == 1
    assert 'viewBox="0 0 1350 1500"' in page
    assert f"varied by {percent(ran.cv_succ or 0)} over 20 minutes (after 6 more steady runs with a file" in page
    assert page.count('<th scope="row" class="num">') == 20 + 2
    assert '<rect class="pause" x="22.22%" width="8.89%"' in page
    assert all(
        column in page for column in ("Beats a minute", "Steps a minute", "Up or down", "<summary>Laps</summary>")
    )
    assert "172</b><span>steps a minute" in page


@pytest.mark.parametrize(
    ("cv", "word"), [(0.03, "more even than"), (0.05, "about as even as"), (0.09, "less even than")]
)
def test_it_compares_a_run_with_ones_own(runner: User, now: datetime, cv: float, word: str) -> None:
    for back in range(1, 7):
        measured(runner, at=now - timedelta(days=back))
    pacing = run_page(runner, measured(runner, at=now, cv=cv).pk).pacing
    assert pacing is not None
    assert f"{word} your usual ({percent(0.05)}, from your last 6 steady runs)" in pacing.sentence
    assert ("The first fifth", f"{percent(0.06)} faster than the rest") in [
        (fact.name, fact.said) for fact in pacing.facts
    ]


def test_it_compares_only_runs_measured_alike_and_meant_alike(runner: User, now: datetime) -> None:
    for back in range(1, 5):
        for other in ({"distance_from": "positions"}, {"sport": "walking"}, {"kind": "race"}, {"deleted_at": now}):
            ran = measured(runner, at=now - timedelta(days=back))
            Run.objects.filter(pk=ran.pk).update(**other)
    pacing = run_page(runner, measured(runner, at=now).pk).pacing
    assert pacing is not None
    assert "after 6 more steady runs" in pacing.sentence


@pytest.mark.parametrize(
    ("how", "said", "drawn"),
    [
        ({"kind": "intervals"}, "Intervals change pace on purpose", (True, True)),
        ({"kind": "race", "hr": None}, "A race has a pacing of its own", (True, False)),
        ({"kind": "free"}, "A free run goes as it likes", (True, True)),
        ({"indoor": True}, "Indoors a watch guesses", (False, True)),
        ({"distances": False}, "This file has no distance", (False, True)),
        ({"minutes": 8}, "takes twelve minutes", (False, True)),
    ],
)
def test_it_says_in_words_what_it_does_not_measure(
    runner: User, signed_in: SignedIn, now: datetime, how: dict[str, object], said: str, drawn: tuple[bool, bool]
) -> None:
    ran = recording.run(runner, at=now, **how)
    page = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert said in page
    assert ("Pace · minute by minute" in page, 'class="heart"' in page) == drawn
    assert "varied by" not in page
    assert "None" not in page
    assert "nan" not in page


@pytest.mark.parametrize("how", [{"distances": False, "hr": None}, {"indoor": True, "hr": None}, {"track": None}])
def test_it_leaves_the_picture_out_where_there_is_nothing_to_draw(
    runner: User, signed_in: SignedIn, now: datetime, how: dict[str, object]
) -> None:
    ran = recording.run(runner, at=now, **how)
    page = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert 'id="pacing"' not in page
    assert "What you came for" in page


def test_it_shows_another_activity_by_its_name_without_pace(runner: User, signed_in: SignedIn, now: datetime) -> None:
    ran = recording.run(runner, at=now, sport="other", activity="cycling", speed=7.0, watch_effort=5.0)
    page = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert "<h1>Ride</h1>" in page
    assert "5</b><span>effort of 10, from your watch" in page
    assert not [word for word in ('id="pacing"', "<span>pace</span>", "/km", "<dt>Pace</dt>") if word in page]


def test_it_shows_what_came_with_the_run_to_its_runner(runner: User, signed_in: SignedIn, now: datetime) -> None:
    ran = recording.run(runner, at=now)
    ran.title, ran.note, ran.gear = "Round the lake", "with <Ana>", "blue shoes"
    ran.save()
    page = signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
    assert all(words in page for words in ("<h1>Round the lake</h1>", "with &lt;Ana&gt;", "With: blue shoes"))


def test_it_tells_a_very_long_run_in_fives(runner: User, now: datetime) -> None:
    pacing = run_page(runner, recording.run(runner, at=now, minutes=123, laps=(0,)).pk).pacing
    assert pacing is not None
    assert [row.label for row in pacing.rows[-2:]] == ["116 to 120", "121 to 123"]
    assert len(pacing.rows) == 25
    assert pacing.laps == ()  # one lap is the whole run


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


def test_it_finds_what_was_said_before_the_run_was_typed_in(runner: User, signed_in: SignedIn, now: datetime) -> None:
    before = making.check_in(runner, at=now)
    after = making.reflection(runner, at=now + timedelta(hours=1), check_in=before)
    ran = making.run(runner, at=now)
    page = run_page(runner, ran.pk)
    assert (page.before and page.before.pk, page.after and page.after.pk) == (before.pk, after.pk)
    answer = signed_in(runner).get(reverse("journal-reflect"), {"run": ran.pk})
    assert answer["Location"] == reverse("journal-reflected", args=[after.pk])


@pytest.mark.parametrize(("units", "climb"), [("km", "1,234 m"), ("mi", "4,049 ft")])
def test_it_says_the_climb_in_own_units(
    runner: User, signed_in: SignedIn, now: datetime, units: str, climb: str
) -> None:
    runner.units = units
    runner.save()
    ran = making.run(runner, at=now)
    Run.objects.filter(pk=ran.pk).update(ascent_m=1234.2)
    assert f"<b>{climb}</b>" in signed_in(runner).get(reverse("run", args=[ran.pk])).content.decode()
