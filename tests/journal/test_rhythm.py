"""A weekly rhythm: chosen or proposed, kept by runs and by rest, and frozen while paused."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import rhythm
from journal.models import Pause, RhythmDay
from journal.queries.rhythm import in_words, proposed, rhythm_page
from journal.rhythm import SETTLED, Kept, Plan, Ran, kept_on, proposals, settled
from journal.words import Kind
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("goal-rhythm")
TODAY = date(2026, 3, 18)  # a Wednesday
MONDAY = date(2026, 3, 16)
TUESDAYS = [date(2026, 3, 17) - timedelta(weeks=back) for back in range(8)]


def ran(days: Sequence[date], minute: int = 840, kind: str = "") -> list[Ran]:
    return [Ran(day, minute, kind) for day in sorted(days)]


def on(weekday: int, days: Sequence[date], *, rest: bool = False, pauses: Sequence[Pause] = ()) -> Kept:
    plan = Plan(weekday, rest=rest)
    return kept_on(plan, ran=days, pauses=pauses, today=TODAY, since=TODAY - timedelta(weeks=4))


def test_a_weekday_is_kept_by_a_run() -> None:
    assert on(1, TUESDAYS[:3]).times == (False, True, True, True)


def test_a_rest_day_is_kept_by_not_running() -> None:
    assert on(0, [MONDAY], rest=True).times == (True, True, True, False)


@pytest.mark.parametrize(("plan", "days", "times"), [
    (Plan(2), [], 4), (Plan(2), [TODAY], 5), (Plan(2, rest=True), [], 4),
])  # fmt: skip
def test_today_counts_once_it_is_kept(plan: Plan, days: list[date], times: int) -> None:
    found = kept_on(plan, ran=days, pauses=(), today=TODAY, since=TODAY - timedelta(weeks=4))
    assert len(found.times) == times


def test_paused_days_count_neither_way() -> None:
    paused = [Pause(from_on=TUESDAYS[1], until_on=TUESDAYS[0])]
    found = on(1, [TUESDAYS[2]], pauses=paused)
    assert found.times == (False, True, None, None)
    assert (found.done, found.counted) == (1, 2)


def test_it_proposes_a_weekday_that_is_theirs_already() -> None:
    (found,) = proposals(ran(TUESDAYS[:6], 842, "steady"), taken=(), pauses=(), today=TODAY, since=TUESDAYS[-1])
    assert (found.done, found.of) == (6, 8)
    assert found.plan == Plan(1, usual_at=time(18), kind="steady")


def test_it_proposes_no_day_twice_and_none_that_is_rare() -> None:
    often = ran(TUESDAYS[:6])
    assert proposals(often, taken=(1,), pauses=(), today=TODAY, since=TUESDAYS[-1]) == []
    assert proposals(often[:4], taken=(), pauses=(), today=TODAY, since=TUESDAYS[-1]) == []


def test_every_strength_has_its_words() -> None:
    assert settled(Kept((True, True))) == "Too new to say."
    assert settled(Kept((True,) * 9)) == SETTLED[0][1]
    assert settled(Kept((False,) * 9)) == SETTLED[-1][1]


def test_the_words_of_a_day() -> None:
    assert in_words(Plan(0, rest=True)) == "Rest"
    assert in_words(Plan(0)) == "A run"
    assert in_words(Plan(0, usual_at=time(18, 15), kind=Kind.INTERVALS)) == "Intervals, about 18:15"


def test_a_habit_that_was_there_before_counts_eight_weeks_back(runner: User, now: datetime) -> None:
    for back in range(10):
        making.run(runner, at=now - timedelta(days=1, weeks=back))
    rhythm.keep_also(runner, plan=Plan(1), on=runner.day(now))
    (day,) = rhythm_page(runner, now=now).days
    assert (day.kept.done, day.kept.counted, day.settled) == (8, 8, "A settled part of your week.")


def test_the_page_counts_the_last_four_weeks(runner: User, now: datetime) -> None:
    rhythm.keep_also(runner, plan=Plan(1), on=runner.day(now) - timedelta(weeks=6))
    making.run(runner, at=now - timedelta(days=8))
    said = rhythm_page(runner, now=now).sentence
    assert said.startswith("You kept 1 of the 4 days of your rhythm in the last four weeks")


def test_telling_about_a_run_without_numbers_keeps_the_day(runner: User, now: datetime) -> None:
    rhythm.keep_also(runner, plan=Plan(1), on=runner.day(now) - timedelta(weeks=1))
    making.reflection(runner, at=now - timedelta(days=1))
    assert rhythm_page(runner, now=now).days[0].kept.done == 1


WEEK: dict[str, Any] = {f"{name}_{day}": "" for name in ("what", "at") for day in range(7)}


def test_it_keeps_what_was_chosen_and_no_other_day(runner: User, signed_in: SignedIn) -> None:
    browser = signed_in(runner)
    browser.post(PAGE, {**WEEK, "what_1": "steady", "at_1": "18:15", "what_3": "run", "what_0": "rest"})
    browser.post(PAGE, {**WEEK, "what_1": "steady", "at_1": "18:15", "what_0": "rest"})
    rows = RhythmDay.objects.order_by("weekday").values_list("weekday", "rest", "usual_at", "kind")
    assert list(rows) == [(0, True, None, ""), (1, False, time(18, 15), "steady")]


def test_a_day_that_stays_keeps_the_day_it_was_chosen_on(runner: User) -> None:
    for on_day, plan in ((MONDAY, Plan(1)), (TODAY, Plan(1, usual_at=time(7)))):
        rhythm.keep(runner, plans={1: plan}, on=on_day)
    assert RhythmDay.objects.get().from_on == MONDAY
    rhythm.keep(runner, plans={1: Plan(1, rest=True)}, on=TODAY)
    assert RhythmDay.objects.get().from_on == TODAY


def test_a_time_that_is_none_is_refused_at_its_field(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner).post(PAGE, {**WEEK, "what_1": "run", "at_1": "late"}).content.decode()
    assert "Type the time as 18:30." in page
    assert not RhythmDay.objects.exists()


def test_one_tap_takes_a_proposal_and_a_second_changes_nothing(runner: User, signed_in: SignedIn) -> None:
    now = timezone.now()
    yesterday = runner.day(now - timedelta(days=1), "run").weekday()
    for back in range(7):
        making.run(runner, at=now - timedelta(days=1, weeks=back))
    browser = signed_in(runner)
    assert "Make " in browser.get(PAGE).content.decode()
    for _ in range(2):
        browser.post(reverse("goal-rhythm-take"), {"weekday": yesterday})
    assert RhythmDay.objects.get().weekday == yesterday


def test_nothing_is_taken_that_is_not_proposed(runner: User, signed_in: SignedIn, now: datetime) -> None:
    for weekday in ("2", "9", "x"):
        signed_in(runner).post(reverse("goal-rhythm-take"), {"weekday": weekday})
    assert proposed(runner, 2, now=now) is None
    assert not RhythmDay.objects.exists()


@pytest.mark.parametrize("nonsense", [{"weekday": 7}, {"weekday": 1, "rest": True, "kind": "steady"}])
def test_the_database_refuses_nonsense(runner: User, nonsense: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RhythmDay.objects.create(runner=runner, from_on=TODAY, **nonsense)


def test_there_is_one_row_a_weekday(runner: User) -> None:
    RhythmDay.objects.create(runner=runner, from_on=TODAY, weekday=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RhythmDay.objects.create(runner=runner, from_on=TODAY, weekday=1)


def test_it_needs_no_more_queries_with_more_days(runner: User, now: datetime, django_assert_num_queries: Any) -> None:
    for weekday in range(7):
        rhythm.keep_also(runner, plan=Plan(weekday), on=TODAY)
        making.run(runner, at=now - timedelta(days=weekday))
    with django_assert_num_queries(3):
        rhythm_page(runner, now=now)
