"""The effort a run was meant to stay under, and how long it was above."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import CheckIn
from journal.queries.answers import reflected_page
from journal.queries.insights.ceilings import Above, By
from journal.queries.run import run_page
from runners.models import Run, User
from tests import making, recording

SignedIn = Callable[[User], Client]
ROUGH = {"valence": -3, "activation": 3}
HOUR = timedelta(hours=1)


def history(runner: User, now: datetime, *, hr: bool = True) -> None:
    """Nine runs whose heart rate and pace rise with the effort: 100 beats and ten a point, 2 m/s and 0.2 a point."""
    for back in range(1, 10):
        effort = 2 + back % 5
        ran = making.run(runner, at=now - timedelta(days=back), effort=effort)
        beats, windows = 100 + 10 * effort if hr else None, [2 + 0.2 * effort] * 20
        Run.objects.filter(pk=ran.pk).update(avg_hr=beats, window_speeds=windows, distance_from="watch")


def above(runner: User, now: datetime, *, hr: float | None, speed: float = 3.0, cap: int | None = 4) -> Above | None:
    CheckIn.objects.filter(pk=making.check_in(runner, at=now, **ROUGH).pk).update(effort_cap=cap)
    ran = recording.run(runner, at=now + timedelta(minutes=10), hr=hr, speed=speed, wobble=0.0)
    return run_page(runner, ran.pk).above


def test_minutes_above_are_counted_by_heart(runner: User, now: datetime) -> None:
    """145 beats go with an effort of up to 4, and the heart swings around them for half an hour."""
    history(runner, now)
    found = above(runner, now, hr=145)
    assert found is not None
    assert found.by is By.HEART
    assert found.minutes in (19, 20)
    assert "your last 9 runs" in found.how
    assert "145 beats" in found.how
    assert found.sentence == f"You chose to stay at effort 4: {found.minutes} minutes of the run lay above it."


@pytest.mark.parametrize(("speed", "said"), [(2.5, "no minutes"), (3.1, "30 minutes")])
def test_without_a_heart_the_pace_tells(runner: User, now: datetime, speed: float, said: str) -> None:
    history(runner, now, hr=False)
    found = above(runner, now, hr=None, speed=speed)
    assert found is not None
    assert found.by is By.PACE
    assert found.sentence == f"You chose to stay at effort 4: {said} of the run lay above it."
    assert "10.4 km an hour" in found.how


def test_a_run_under_a_minute_says_nothing_about_pace(runner: User, now: datetime) -> None:
    history(runner, now, hr=False)
    ran = making.run(runner, at=now - timedelta(days=2, hours=3), effort=2)
    Run.objects.filter(pk=ran.pk).update(window_speeds=[], distance_from="watch")
    found = above(runner, now, hr=None, speed=3.1)
    assert found is not None
    assert found.minutes == 30
    assert "your last 9 runs" in found.how


def test_without_either_the_own_word_stands_beside_it(runner: User, now: datetime) -> None:
    before = making.check_in(runner, at=now, **ROUGH)
    CheckIn.objects.filter(pk=before.pk).update(effort_cap=4)
    before.refresh_from_db()
    after = making.reflection(runner, at=now + HOUR, check_in=before, effort=6)
    found = reflected_page(runner, after.pk).above
    assert found is not None
    assert (found.by, found.sentence) == (By.WORD, "You chose to stay at effort 4, and it felt like 6.")


def test_without_a_ceiling_nothing_is_said(runner: User, now: datetime) -> None:
    history(runner, now)
    assert above(runner, now, hr=150, cap=None) is None


def test_the_ceiling_is_the_runners_choice(signed_in: SignedIn, runner: User) -> None:
    entry = making.check_in(runner, at=timezone.now(), **ROUGH, planned_effort=7)
    browser, address = signed_in(runner), reverse("journal-choose", args=[entry.pk])
    browser.post(address, {"choice": "cap", "cap": "5"})
    entry.refresh_from_db()
    assert (entry.effort_cap, entry.planned_effort, entry.meant_effort) == (5, 7, 5)
    browser.post(address, {"choice": "go", "cap": "5"})
    entry.refresh_from_db()
    assert (entry.effort_cap, entry.planned_effort, entry.meant_effort) == (None, 7, 7)


@pytest.mark.parametrize("wrong", ["11", "-1", "easy"])
def test_a_ceiling_that_there_is_not_changes_nothing(signed_in: SignedIn, runner: User, wrong: str) -> None:
    entry = making.check_in(runner, at=timezone.now(), **ROUGH, planned_effort=7)
    signed_in(runner).post(reverse("journal-choose", args=[entry.pk]), {"choice": "cap", "cap": wrong})
    entry.refresh_from_db()
    assert (entry.effort_cap, entry.offer_choice) == (None, "")
