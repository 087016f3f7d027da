"""Today's reading, where it comes from, and the chart of both loads."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import loads
from journal.models import RunnerState
from journal.queries.reading import balance_page, place, reading_of, standing_in_words
from journal.readings import Legs, ReadingState
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("journal-balance")


@pytest.fixture
def drifting(runner: User, now: datetime) -> User:
    making.drifting_month(runner, until=now.date())
    loads.refresh_now(runner, now=now)
    return runner


def test_it_learns_before_it_says_anything(runner: User, signed_in: SignedIn) -> None:
    for back in range(3):
        making.daily_check(runner, at=datetime.now(UTC) - timedelta(days=back))
    page = signed_in(runner).get(PAGE).content.decode()
    assert "3 of about 24 days with an answer." in page
    assert "Learning" in page


def test_it_gives_reasons_whose_points_add_up(drifting: User) -> None:
    page = balance_page(drifting, chosen="12w")
    assert page.reading.state in (ReadingState.STRAINED, ReadingState.TALK_TODAY)
    assert sum(reason.points for reason in page.reasons) == page.reading.score
    assert all("usual" in reason.sentence for reason in page.reasons)


def test_it_says_what_would_clear_it_and_that_it_is_no_diagnosis(drifting: User, signed_in: SignedIn) -> None:
    RunnerState.objects.update(day_ends_at=datetime.now(UTC) + timedelta(days=1))
    page = signed_in(drifting).get(PAGE).content.decode()
    assert "How this is worked out" in page
    assert "ends after five daily readings in a row" in page
    assert "A prompt for a conversation, not a diagnosis." in page


def test_it_names_period_and_number_of_answers(drifting: User) -> None:
    assert "answers in 28 days." in balance_page(drifting, chosen="12w").reading.sentence


@pytest.mark.parametrize(("chosen", "days"), [("12w", 70), ("1y", 70), ("all", 70), ("3 years", 70)])
def test_it_draws_the_range_that_is_asked_for(drifting: User, chosen: str, days: int) -> None:
    chart = balance_page(drifting, chosen=chosen).chart
    assert chart is not None
    assert (chart.days, chart.unit) == (days, "day")


def test_it_draws_more_than_a_year_by_weeks(runner: User, now: datetime) -> None:
    for back in (0, 200, 500):
        making.run(runner, at=now - timedelta(days=back))
    loads.refresh_now(runner, now=now)
    whole, year = (balance_page(runner, chosen=chosen).chart for chosen in ("all", "1y"))
    assert whole is not None
    assert year is not None
    assert whole.unit == "week"
    assert (year.unit, year.days) == ("day", 365)


def test_it_marks_races(runner: User, now: datetime) -> None:
    ran = making.run(runner, at=now - timedelta(days=3))
    ran.kind = "race"
    ran.save()
    loads.refresh_now(runner, now=now)
    chart = balance_page(runner, chosen="12w").chart
    assert chart is not None
    assert [event.kind for event in chart.events] == ["race"]


def test_it_calls_silence_quiet_and_shows_no_score(runner: User) -> None:
    state = RunnerState(reading="quiet", quiet_days=12, score=80)
    reading = reading_of(state)
    assert reading.score is None
    assert reading.sentence.startswith("Quiet here for 12 days.")


@pytest.mark.parametrize(
    ("acute", "low", "high", "legs"),
    [(5, 1, 4, Legs.UP), (3, 1, 4, Legs.USUAL), (0, 1, 4, Legs.DOWN), (3, None, None, Legs.UNKNOWN)],
)
def test_it_places_a_line_against_its_own_usual(acute: float, low: float, high: float, legs: Legs) -> None:
    assert place(acute, low, high) is legs


def test_it_says_where_both_lines_stand() -> None:
    state = RunnerState(training_acute=31.4, training_low=-2, training_high=30, emotional_acute=None)
    said = standing_in_words(state)
    assert said == (
        "Over about a week your legs stand at 31 points, over your usual of 0 to 30; "
        "your head has too few answers of late to say."
    )


def test_what_counts_as_an_answer_is_named(runner: User, signed_in: SignedIn) -> None:
    making.check_in(runner, at=datetime.now(UTC), valence=None, activation=None, needs=["nature"])
    page = signed_in(runner).get(PAGE).content.decode()
    assert "0 of about 24 days" in page
    assert "What counts is how you feel before or after a run, on the map" in page


def test_it_names_the_area_with_few_answers(drifting: User) -> None:
    RunnerState.objects.update(confidence=0.39)
    said = balance_page(drifting, chosen="12w").confidence
    assert said.startswith("There is little to go on about ")
    assert said.endswith(", so read it lightly.")
    RunnerState.objects.update(confidence=0.4)
    assert balance_page(drifting, chosen="12w").confidence == "It rests on a fair number of answers."


def test_it_is_about_oneself_only(drifting: User, coach: User, signed_in: SignedIn) -> None:
    assert "0 of about 24 days" in signed_in(coach).get(PAGE).content.decode()
    assert Client().get(PAGE).status_code == 302


def test_it_needs_no_more_queries_with_more_days(runner: User, now: datetime) -> None:
    def queries() -> int:
        loads.refresh_now(runner, now=now)
        with CaptureQueriesContext(connection) as asked:
            balance_page(runner, chosen="all")
        return len(asked)

    making.daily_check(runner, at=now)
    few = queries()
    making.drifting_month(runner, until=now.date() - timedelta(days=1))
    assert queries() == few
