"""The seven strategies in words from real entries, and one small step a week, never a second one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions, rhythm
from journal.models import Goal, NextStep
from journal.queries.seven import ROOM, SENTENCES, Lately, look_of, seven_page, to_offer
from journal.queries.today import today_page
from journal.rhythm import Plan
from journal.steps import NAMES, PAGES, STEPS, Strategy, next_step, step_of
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PAGE, TODAY = reverse("goal-seven"), reverse("journal-today")
MONDAY = date(2026, 3, 16)
PLENTY = Lately(
    runs=12, kept=9, planned=12, has_rhythm=True, check_ins=12, cues=4, with_place=10, green=5, with_company=10,
    together=3, goals=2, goals_met=1, checks=20, slept=20, sleep=6.84, days_off=16, practices=5,
)  # fmt: skip


@pytest.mark.parametrize("table", [NAMES, PAGES, SENTENCES, ROOM, {step.strategy: step for step in STEPS.values()}])
def test_every_table_knows_all_seven(table: dict[Strategy, object]) -> None:
    assert set(table) == set(Strategy)
    assert len(Strategy) == 7


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        (Strategy.ROUTINE, "You kept 9 of the 12 days of your rhythm."),
        (Strategy.MINDFULNESS, "You took something to notice along on 4 of 12 check-ins."),
        (Strategy.NATURE, "5 of the 10 runs with a place had trees, hills or water."),
        (Strategy.COMPANY, "On 3 of the 10 runs where you said so, you were not alone."),
        (Strategy.GOALS, "Last whole week reached 1 of 2 weekly goals."),
        (Strategy.RECOVERY, "16 days without a run. Sleep was 6.8 of 10 on average, over 20 daily checks."),
        (Strategy.OUTLETS, "5 practices from the toolbox, beside 12 runs."),
    ],
)
def test_each_says_what_the_entries_say(strategy: Strategy, said: str) -> None:
    assert SENTENCES[strategy](PLENTY) == said
    assert not ROOM[strategy](PLENTY)


def test_one_day_of_a_rhythm_is_one() -> None:
    assert SENTENCES[Strategy.ROUTINE](Lately(kept=1, planned=1)) == "You kept 1 of 1 day of your rhythm."


def test_an_average_of_sleep_names_the_checks_that_have_it(runner: User, now: datetime) -> None:
    making.daily_check(runner, at=now, sleep=6)
    making.daily_check(runner, at=now - timedelta(days=1), sleep=None)
    assert "over 1 daily check." in SENTENCES[Strategy.RECOVERY](look_of(runner, now=now).found)


def test_a_goal_of_this_week_has_no_last_week(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(weeks=3))
    making.run(runner, at=now - timedelta(weeks=1))
    making.goal(runner, on=runner.day(now), kind="runs", a_week=1)
    said = SENTENCES[Strategy.GOALS]
    assert said(look_of(runner, now=now).found) == "1 weekly goal, with the first whole week still to come."
    Goal.objects.update(made_on=runner.day(now) - timedelta(weeks=2))
    assert said(look_of(runner, now=now).found) == "Last whole week reached 1 of 1 weekly goal."


@pytest.mark.parametrize("strategy", Strategy)
def test_without_entries_each_has_a_kind_sentence_and_room(strategy: Strategy) -> None:
    said = SENTENCES[strategy](Lately())
    assert said.endswith(".")
    assert not [word for word in ("fail", "miss", "only", "should", "!") if word in said.lower()]
    assert ROOM[strategy](Lately())


def test_it_counts_entries_of_four_weeks(runner: User, now: datetime) -> None:
    rhythm.keep_also(runner, plan=Plan(2), on=runner.day(now) - timedelta(weeks=9))
    making.run(runner, at=now)
    for place, company in (("park", "dog"), ("road", "alone"), ("", "")):
        making.reflection(runner, at=now, place=place, company=company)
    making.check_in(runner, at=now - timedelta(days=28))
    making.daily_check(runner, at=now, sleep=6)
    making.practice(runner, at=now)
    actions.delete(runner, entry=making.practice(runner, at=now), now=now)
    found = look_of(runner, now=now).found
    assert (found.kept, found.planned, found.check_ins) == (1, 4, 0)
    assert (found.with_place, found.green, found.with_company, found.together) == (2, 1, 2, 1)
    assert (found.checks, found.sleep, found.practices, found.days_off) == (1, 6, 1, 0)


@pytest.mark.parametrize(("began", "off"), [(9, 7), (40, 26)])
def test_days_without_a_run_begin_with_the_first_one(runner: User, now: datetime, began: int, off: int) -> None:
    for back in (began, 3, 0):
        making.run(runner, at=now - timedelta(days=back))
    assert look_of(runner, now=now).found.days_off == off


# --- the one step -----------------------------------------------------------------------------------------------------


def test_a_step_comes_from_what_has_room_and_last_weeks_rests() -> None:
    for week in range(20):
        found = next_step([Strategy.NATURE, Strategy.COMPANY], week_on=MONDAY + timedelta(weeks=week), before=["greet"])
        assert found is not None
        assert found.strategy == Strategy.NATURE


def test_the_same_week_gives_the_same_step_and_weeks_take_turns() -> None:
    def of(week: int) -> str | None:
        found = next_step(list(Strategy), week_on=MONDAY + timedelta(weeks=week), before=[])
        return found.strategy if found else None

    assert of(0) == of(0)
    assert {of(week) for week in range(7)} == set(Strategy)


def test_nothing_is_offered_where_there_is_no_room() -> None:
    assert next_step([], week_on=MONDAY, before=[]) is None


def test_what_was_offered_lately_gives_way_to_another() -> None:
    assert step_of(Strategy.COMPANY, before=["ask-one"]).key == "greet"
    assert step_of(Strategy.COMPANY, before=["ask-one", "greet"]).key == "ask-one"


def test_the_first_look_of_a_week_chooses_its_step_and_it_stays(runner: User, signed_in: SignedIn) -> None:
    making.run(runner, at=timezone.now() - timedelta(days=1))
    browser = signed_in(runner)
    browser.get(PAGE)
    first = NextStep.objects.get()
    for place in ("park", "trail"):
        making.reflection(runner, at=timezone.now(), place=place, company="one")
    assert STEPS[first.step].words in browser.get(PAGE).content.decode()
    assert NextStep.objects.get() == first


@pytest.mark.parametrize("state", ["taken", "not-now", "done"])
def test_an_answer_is_kept_and_no_other_step_comes(runner: User, signed_in: SignedIn, state: str) -> None:
    making.run(runner, at=timezone.now() - timedelta(days=1))
    browser = signed_in(runner)
    browser.get(PAGE)
    row = NextStep.objects.get()
    for _ in range(2):
        browser.post(reverse("goal-step", args=[row.pk]), {"state": state})
        browser.get(PAGE)
    assert NextStep.objects.get().state == state


def test_nonsense_is_no_answer(runner: User, signed_in: SignedIn) -> None:
    row = NextStep.objects.offer(runner, step="greet", week_on=MONDAY)
    for state in ("offered", "ruined", ""):
        signed_in(runner).post(reverse("goal-step", args=[row.pk]), {"state": state})
    assert NextStep.objects.get().state == "offered"


def test_nothing_is_offered_before_the_first_entry(runner: User, signed_in: SignedIn) -> None:
    assert "None this week." in signed_in(runner).get(PAGE).content.decode()
    assert not NextStep.objects.exists()


def test_nothing_is_asked_while_paused_or_after_something_heavy(runner: User, now: datetime) -> None:
    making.run(runner, at=now)
    assert to_offer(look_of(runner, now=now)) != ""
    actions.pause(runner, kind="ill", on=runner.day(now))
    assert to_offer(look_of(runner, now=now)) == ""
    actions.end_pause(runner, on=runner.day(now))
    runner.nudges_paused_until = runner.day(now)
    assert to_offer(look_of(runner, now=now)) == ""


def test_two_offers_at_once_are_one_row(runner: User) -> None:
    first = NextStep.objects.offer(runner, step="greet", week_on=MONDAY)
    assert NextStep.objects.offer(runner, step="one-cue", week_on=MONDAY) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        NextStep.objects.create(runner=runner, step="greet", week_on=MONDAY)


@pytest.mark.parametrize(("chosen", "days"), [(2, 2), (5, 5), (6, 6), (0, 0)])
def test_a_week_that_begins_elsewhere_brings_no_second_step(
    runner: User, now: datetime, chosen: int, days: int
) -> None:
    """The first weekday is changed on that very day: the week of the new first day has its step already."""
    making.run(runner, at=now)
    row = NextStep.objects.offer(runner, step="greet", week_on=MONDAY)
    later = datetime.combine(MONDAY + timedelta(days=days), now.time(), now.tzinfo)
    runner.first_weekday = chosen
    look = look_of(runner, now=later)
    assert (look.this_week, to_offer(look)) == (row, "")
    assert NextStep.objects.offer(runner, step="one-cue", week_on=look.week_on) == row
    shown = today_page(runner, now=later).step
    assert shown is not None
    assert shown.pk == row.pk


def test_the_week_after_has_a_step_of_its_own_again(runner: User, now: datetime) -> None:
    making.run(runner, at=now)
    NextStep.objects.offer(runner, step="greet", week_on=MONDAY)
    look = look_of(runner, now=now + timedelta(weeks=1))
    assert look.this_week is None
    assert to_offer(look) != ""


def test_a_week_that_begins_earlier_shows_the_step_it_has(runner: User, now: datetime) -> None:
    making.run(runner, at=now)
    row = NextStep.objects.offer(runner, step="greet", week_on=MONDAY + timedelta(days=2))
    shown = today_page(runner, now=now).step
    assert look_of(runner, now=now).this_week == row
    assert shown is not None
    assert shown.pk == row.pk


def test_a_race_that_is_over_lies_not_ahead(runner: User, now: datetime) -> None:
    making.goal(runner, on=runner.day(now), kind="race", a_week=None, race_on=runner.day(now) - timedelta(days=1))
    assert look_of(runner, now=now).found.races == 0
    making.goal(runner, on=runner.day(now), kind="race", a_week=None, race_on=runner.day(now))
    assert look_of(runner, now=now).found.races == 1


def test_a_step_we_no_longer_have_is_not_shown(runner: User, now: datetime) -> None:
    row = NextStep.objects.offer(runner, step="gone", week_on=MONDAY)
    assert seven_page(look_of(runner, now=now), row).step is None


# --- on the first page ------------------------------------------------------------------------------------------------


def test_today_points_to_it_until_it_is_answered(runner: User, now: datetime) -> None:
    making.run(runner, at=now)
    assert today_page(runner, now=now).step is not None
    row = NextStep.objects.offer(runner, step="greet", week_on=MONDAY)
    for state, there in (("taken", True), ("done", False), ("not-now", False)):
        row.answer(state, on=MONDAY)
        assert (today_page(runner, now=now).step is not None) == there


def test_today_is_quiet_for_somebody_new_paused_or_low(runner: User, now: datetime) -> None:
    assert today_page(runner, now=now).step is None
    making.run(runner, at=now)
    runner.nudges_paused_until = runner.day(now)
    assert today_page(runner, now=now).step is None
    runner.nudges_paused_until = None
    actions.pause(runner, kind="ill", on=runner.day(now))
    assert today_page(runner, now=now).step is None


def test_today_shows_the_step_that_was_taken_up(runner: User, signed_in: SignedIn) -> None:
    making.run(runner, at=timezone.now() - timedelta(days=1))
    browser = signed_in(runner)
    assert "The seven together" in browser.get(TODAY).content.decode()
    browser.get(PAGE)
    NextStep.objects.update(state="taken")
    page = browser.get(TODAY).content.decode()
    assert STEPS[NextStep.objects.get().step].words in page
    assert 'value="done"' in page


@pytest.mark.parametrize("name", ["seven", "places", "recovery", "rhythm"])
def test_no_coach_opens_another_ones(runner: User, coach: User, signed_in: SignedIn, name: str) -> None:
    """These pages are one's own: a coach sees theirs, with nothing of the runner's on it."""
    making.reflection(runner, at=timezone.now(), place="treadmill")
    page = signed_in(coach).get(reverse(f"goal-{name}")).content.decode()
    assert runner.name not in page
    assert "treadmill" not in page


@pytest.mark.parametrize("many", [1, 9])
def test_it_needs_no_more_queries_with_more_entries(
    runner: User, now: datetime, many: int, django_assert_num_queries: Any
) -> None:
    for back in range(many):
        making.run(runner, at=now - timedelta(days=back))
        making.reflection(runner, at=now - timedelta(days=back), place="park")
    with django_assert_num_queries(13):
        seven_page(look_of(runner, now=now), None)


def test_plenty_is_enough() -> None:
    few = replace(PLENTY, practices=0)
    assert [one for one in Strategy if ROOM[one](few)] == [Strategy.OUTLETS]
