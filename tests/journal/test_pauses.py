"""A stretch that is not like the others: said by the runner, and nothing is scored meanwhile."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.dashboard.athletes import athlete_page
from coaching.dashboard.stretch import Asked
from journal import actions, loads, sharing
from journal.models import CheckIn, Pause, RunnerState
from journal.pauses import paused_sentence
from journal.queries.reading import balance_page, pause_events, reading_of
from runners.models import Coachship, Stale, User
from runners.models.people import Shares
from tests import making

SignedIn = Callable[[User], Client]
MONDAY = date(2026, 3, 16)


def paused(runner: User, *, since: date, until: date | None = None, kind: str = "ill") -> None:
    Pause.objects.create(runner=runner, kind=kind, from_on=since, until_on=until)
    Stale.objects.mark(runner.pk, since)


def state_of(runner: User, now: datetime) -> RunnerState:
    making.refreshed(now)
    return RunnerState.objects.get(runner=runner)


def scores(runner: User, now: datetime) -> np.ndarray:
    return loads.history(state_of(runner, now)).values["score"]


def test_it_scores_nothing_while_paused_and_five_days_longer(runner: User, now: datetime) -> None:
    today = runner.day(now)
    making.drifting_month(runner, until=today)
    before = scores(runner, now)
    paused(runner, since=today - timedelta(days=12), until=today - timedelta(days=10))
    after = scores(runner, now)
    assert np.isnan(after[-13:-5]).all()
    assert not np.isnan(after[-14])
    np.testing.assert_array_equal(after[-5:], before[-5:])


def test_it_freezes_the_reading_it_began_with(runner: User, now: datetime) -> None:
    today = runner.day(now)
    making.drifting_month(runner, until=today)
    assert state_of(runner, now).reading in ("strained", "talk_today")
    paused(runner, since=today - timedelta(days=12))
    held = state_of(runner, now)
    assert (held.reading, held.score, held.confidence) == ("steady", None, 0.0)
    assert (held.paused_as, held.paused_on, held.held_until) == ("ill", today - timedelta(days=12), None)


def test_it_gives_the_same_day_by_day_and_at_once(runner: User, now: datetime) -> None:
    today = runner.day(now)
    making.drifting_month(runner, until=today)
    paused(runner, since=today - timedelta(days=12), until=today - timedelta(days=8))
    for back in range(20, -1, -1):
        loads.refresh_stale(now=now - timedelta(days=back))
    daily = scores(runner, now)
    Stale.objects.mark(runner.pk, date(2025, 1, 1))
    np.testing.assert_allclose(scores(runner, now), daily, atol=1e-9)


def test_it_reads_again_after_the_fifth_day(runner: User, now: datetime) -> None:
    today = runner.day(now)
    making.drifting_month(runner, until=today)
    paused(runner, since=today - timedelta(days=7), until=today - timedelta(days=5))
    assert state_of(runner, now).paused_as == "ill"
    Pause.objects.update(until_on=today - timedelta(days=6))
    Stale.objects.mark(runner.pk, today - timedelta(days=7))
    again = state_of(runner, now)
    assert again.paused_as == ""
    assert again.score is not None


def test_it_is_not_called_quiet_while_paused(runner: User, now: datetime) -> None:
    for back in (60, 59, 58, 57):
        making.daily_check(runner, at=now - timedelta(days=back))
    assert state_of(runner, now).reading == "quiet"
    paused(runner, since=runner.day(now) - timedelta(days=50))
    assert state_of(runner, now).quiet_days is None


@pytest.mark.parametrize(
    ("since", "today", "until", "sentence"),
    [
        (MONDAY, MONDAY, None, "Paused: ill from today. Your reading waits until this is over."),
        (MONDAY, date(2026, 3, 18), None, "Paused: ill since Monday. Your reading waits until this is over."),
        (MONDAY, date(2026, 3, 30), None, "Paused: ill since 16 March. Your reading waits until this is over."),
        (MONDAY, date(2026, 3, 23), date(2026, 3, 25), "Paused: ill until 20 March. Readings start again on 26 March."),
    ],
)
def test_it_says_since_when_and_until_when(since: date, today: date, until: date | None, sentence: str) -> None:
    assert paused_sentence("ill", since, until, today=today) == sentence


def test_the_reading_and_the_balance_page_say_so(runner: User, now: datetime) -> None:
    today = runner.day(now)
    making.drifting_month(runner, until=today)
    paused(runner, since=today - timedelta(days=2))
    reading = reading_of(state_of(runner, now))
    assert reading.sentence == "Paused: ill since Monday. Your reading waits until this is over."
    page = balance_page(runner, chosen="12w")
    assert page.chart is not None
    assert [event.label for event in page.chart.events if event.kind == "ill"] == ["Ill from 16 March"]
    assert (page.reasons, page.working) == ((), ())


@pytest.mark.parametrize(
    ("kind", "mark"),
    [("ill", "ill"), ("injured", "ill"), ("travelling", "paused"), ("exam", "paused"), ("grief", "paused")],
)
def test_only_who_is_ill_or_injured_wears_the_cross(kind: str, mark: str) -> None:
    (event,) = pause_events([Pause(kind=kind, from_on=MONDAY)])
    drawn = (settings.BASE_DIR / "static" / "icons.svg").read_text()
    assert (event.kind, f'id="ev-{mark}"' in drawn) == (mark, True)


def test_it_can_be_said_and_taken_back(runner: User, signed_in: SignedIn) -> None:
    browser, today = signed_in(runner), runner.day(timezone.now())
    page = browser.post(reverse("pause"), {"kind": "injured"}, follow=True).content.decode()
    assert "Paused: injured from today" in page
    browser.post(reverse("pause"), {"kind": "ill"})
    assert Pause.objects.get().kind == "ill"
    browser.post(reverse("pause-end"))
    assert not Pause.objects.exists()
    paused(runner, since=today - timedelta(days=3))
    browser.post(reverse("pause-end"))
    browser.post(reverse("pause-end"))
    assert Pause.objects.get().until_on == today - timedelta(days=1)


def test_it_takes_only_its_own_words(runner: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(reverse("pause"), {"kind": "lazy"})
    assert not Pause.objects.exists()


def test_a_coach_reads_the_word_only_with_the_balance_switch(
    runner: User, coach: User, tie: Coachship, now: datetime
) -> None:
    making.drifting_month(runner, until=runner.day(now))
    paused(runner, since=runner.day(now) - timedelta(days=2), kind="grief")
    making.refreshed(now)
    shown = athlete_page(coach, tie, now=now, asked=Asked())
    assert shown.reading is not None
    assert shown.reading.sentence == "Grieving since Monday. Mia’s reading waits until this is over."
    tie.shares_balance = False
    assert sharing.athlete(tie)[0].paused == ""
    assert athlete_page(coach, tie, now=now, asked=Asked()).reading is None


def test_a_coach_reads_a_count_of_three_only_with_the_emotional_switch(
    runner: User, tie: Coachship, now: datetime
) -> None:
    for back in range(3):
        making.check_in(runner, at=now - timedelta(days=back), valence=-4, activation=4)
    making.refreshed(now)
    assert sharing.athlete(tie)[0].ran_them is None
    for entry in CheckIn.objects.all():
        actions.answer_ran_me(runner, entry=entry, answer="yes", now=now)
    making.refreshed(now)
    assert sharing.athlete(tie)[0].ran_them == 3
    tie.shares_emotional = False
    assert sharing.athlete(tie)[0].ran_them is None


def test_switches_for_everything_but_balance_hide_a_pause(runner: User, tie: Coachship, now: datetime) -> None:
    paused(runner, since=runner.day(now))
    making.daily_check(runner, at=now)
    state = state_of(runner, now)
    partly = Shares(training=True, emotional=True, reflections=True)
    assert sharing.standing_of(runner, state, partly).paused == ""
