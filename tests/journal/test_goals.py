"""Goals: sized from the own weeks, made smaller without a word of blame, and put away kindly."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import goals
from journal.goals import Aim
from journal.models import Goal, Pause
from journal.queries.goals import Card, goals_page, sizing_of
from journal.queries.weeks import weeks_of
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("goals")
TODAY = date(2026, 3, 18)  # a Wednesday


def eight_weeks(runner: User, now: datetime, minutes: tuple[int, ...] = (95, 130, 120, 60, 150, 110, 140, 125)) -> None:
    """One run in each of the last eight whole weeks, and one before them, so that the first of them is whole."""
    for back, spent in enumerate((*minutes, 30), 1):
        making.run(runner, at=now - timedelta(weeks=back), minutes=spent)


def card(runner: User, now: datetime) -> Card:
    (only,) = goals_page(runner, now=now).open
    return only


def test_a_fair_size_was_reached_in_most_weeks_and_says_so(runner: User, now: datetime) -> None:
    eight_weeks(runner, now)
    found = sizing_of(runner, "minutes", now=now)
    assert found.fair == 110
    assert found.why == "110 is a fair size: you had at least that in 6 of your last 8 whole weeks."
    assert [size.a_week for size in found.sizes] == [110, 125, 140][: len(found.sizes)]


def test_few_weeks_give_no_size(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(weeks=2))
    found = sizing_of(runner, "runs", now=now)
    assert (found.fair, found.sizes) == (None, ())
    assert found.why.startswith("There is one whole week to go by so far.")


def test_paused_weeks_and_weeks_before_the_first_entry_do_not_count(runner: User, now: datetime) -> None:
    eight_weeks(runner, now)
    Pause.objects.create(runner=runner, kind="ill", from_on=date(2026, 2, 23), until_on=date(2026, 3, 1))
    assert weeks_of(runner, today=TODAY).whole["minutes"] == (125, 140, 110, 150, 60, 130, 95)
    assert weeks_of(runner, today=TODAY).whole["practices"] == ()


def test_a_run_of_long_ago_says_nothing_about_the_weeks_since(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=3650))
    assert weeks_of(runner, today=TODAY).whole["runs"] == ()


def test_a_week_says_how_far_it_has_come(runner: User, now: datetime) -> None:
    eight_weeks(runner, now)
    making.run(runner, at=now, minutes=75)
    making.goal(runner, on=TODAY)
    found = card(runner, now)
    assert found.sentence == "75 of 120 this week, with 5 days of it to go."
    assert found.lately == "You had at least that in 5 of your last 8 whole weeks."
    assert (found.so_far, found.whole, found.less) == (75, 120, 95)


def test_the_week_begins_where_the_runner_does(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=3), minutes=40)  # a Sunday
    assert weeks_of(runner, today=TODAY).now["minutes"] == 0
    runner.first_weekday = 6
    assert weeks_of(runner, today=TODAY).now["minutes"] == 40


def test_a_reached_one_says_so_and_its_bar_stays_within(runner: User, now: datetime) -> None:
    making.run(runner, at=now, minutes=130)
    making.goal(runner, on=TODAY)
    assert card(runner, now).sentence == "130 of 120 this week, so it is there."
    assert card(runner, now).so_far == 120


@pytest.mark.parametrize(
    ("days", "said"), [(0, "It is today."), (1, "In 1 day."), (70, "In 70 days."), (-2, "It was on ")]
)
def test_a_race_says_when_it_is(runner: User, now: datetime, days: int, said: str) -> None:
    making.goal(runner, on=TODAY, kind="race", race_on=TODAY + timedelta(days=days))
    assert card(runner, now).sentence.startswith(said)
    assert card(runner, now).over == (days < 0)


def test_a_race_is_sized_by_the_longest_run_of_thirty_days(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=29), distance_m=10_000)
    making.run(runner, at=now - timedelta(days=31), distance_m=25_000)
    making.goal(runner, on=TODAY, kind="race")
    said = card(runner, now).lately
    assert "was 10.0 km. In steps of at most a tenth the distance is 8 long runs away" in said
    assert "the next one up to 11.0 km, and there are 10 whole weeks. That leaves room." in said
    assert not [word for word in ("prevent", "injur", "danger", "must") if word in said]


def test_a_race_is_never_counted_as_reached(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=1))
    for race_m in (None, 1_000):
        making.goal(runner, on=TODAY, kind="race", a_week=None, race_on=TODAY + timedelta(days=9), race_m=race_m)
    assert goals_page(runner, now=now).sentence == "2 goals are open."
    making.goal(runner, on=TODAY, kind="runs", a_week=1)
    assert goals_page(runner, now=now).sentence == "3 goals are open, and 1 of them is reached."


def test_one_that_is_reached_is_said_plainly(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(days=1))
    making.goal(runner, on=TODAY, kind="runs", a_week=1)
    assert goals_page(runner, now=now).sentence == "One goal is open, and it is reached."


def test_a_race_too_near_is_told_kindly(runner: User, now: datetime) -> None:
    making.run(runner, at=now, distance_m=10_000)
    making.goal(runner, on=TODAY, kind="race", race_on=TODAY + timedelta(days=20))
    assert card(runner, now).lately.endswith("A later race or a shorter one would leave more room.")


def test_a_race_without_a_run_or_a_distance_is_not_sized(runner: User, now: datetime) -> None:
    goal = making.goal(runner, on=TODAY, kind="race")
    assert card(runner, now).lately.startswith("No run with a distance")
    Goal.objects.filter(pk=goal.pk).update(race_m=None)
    assert card(runner, now).lately == ""


def test_one_of_a_kind_is_open_and_a_form_sent_twice_is_one_goal(runner: User) -> None:
    key, size = uuid.uuid4(), Aim("runs", a_week=3)
    first = goals.aim(runner, at=size, key=key, on=TODAY)
    assert goals.aim(runner, at=size, key=key, on=TODAY) == first
    assert goals.aim(runner, at=size, key=uuid.uuid4(), on=TODAY) is None
    assert goals.aim(runner, at=Aim("minutes", a_week=90), key=uuid.uuid4(), on=TODAY) is not None


def test_the_form_keeps_a_goal_and_begins_with_its_size(runner: User, signed_in: SignedIn) -> None:
    eight_weeks(runner, timezone.now())
    browser, new = signed_in(runner), reverse("goal-new", args=["minutes"])
    assert 'name="a_week" value="110"' in browser.get(new).content.decode()
    browser.post(new, {"a_week": "100", "name": "for my head"})
    goal = Goal.objects.get()
    assert (goal.a_week, goal.name) == (100, "for my head")
    assert "for my head" in browser.get(PAGE).content.decode()


def test_the_name_is_sealed(runner: User) -> None:
    making.goal(runner, on=TODAY, name="quietname")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM journal_goal")
        assert "quietname" not in str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("kind", "sent", "said"),
    [
        ("minutes", {"a_week": "0"}, "Choose a number from 1 to 3000."),
        ("minutes", {"a_week": "many"}, "Type a whole number, such as 3."),
        ("runs", {"a_week": "22"}, "Choose a number from 1 to 21."),
        ("race", {"race_on": "2020-01-01"}, "That day is over. Choose one that is still to come."),
        ("race", {"race_on": "2199-01-01"}, "Choose a day in the next 5 years."),
        ("race", {"race_on": ""}, "Say which day it is."),
        ("race", {"race_on": "2030-01-01", "distance": "0"}, "Type how far it is, or leave it out."),
    ],
)
def test_bad_input_is_told_at_its_field(
    runner: User, signed_in: SignedIn, kind: str, sent: dict[str, Any], said: str
) -> None:
    assert said in signed_in(runner).post(reverse("goal-new", args=[kind]), sent).content.decode()
    assert not Goal.objects.exists()


def test_miles_are_miles(runner: User, signed_in: SignedIn) -> None:
    User.objects.update(units="mi")
    day = timezone.now().date() + timedelta(days=90)
    signed_in(runner).post(reverse("goal-new", args=["race"]), {"race_on": str(day), "distance": "13.1"})
    assert Goal.objects.get().race_m == 21_082


def test_make_it_smaller_is_one_tap_and_a_second_changes_nothing(runner: User, signed_in: SignedIn) -> None:
    goal, browser = making.goal(runner, on=TODAY), signed_in(runner)
    assert "Make it smaller: 95" in browser.get(PAGE).content.decode()
    for _ in range(2):
        browser.post(reverse("goal-size", args=[goal.pk]), {"a_week": "95"})
    assert Goal.objects.get().a_week == 95


def test_a_size_out_of_range_changes_nothing(runner: User, signed_in: SignedIn) -> None:
    goal = making.goal(runner, on=TODAY)
    answer = signed_in(runner).post(reverse("goal-size", args=[goal.pk]), {"a_week": "-5"}, follow=True)
    assert "Type a whole number, such as 3." in answer.content.decode()
    assert Goal.objects.get().a_week == 120


def test_it_is_put_away_with_a_word_and_can_be_taken_out(runner: User, signed_in: SignedIn) -> None:
    goal, browser = making.goal(runner, on=TODAY), signed_in(runner)
    browser.post(reverse("goal-end", args=[goal.pk]), {"ended_as": "body"})
    assert "Body or life said no" in browser.get(PAGE).content.decode()
    assert browser.post(reverse("goal-size", args=[goal.pk]), {"a_week": "95"}).status_code == 404
    browser.post(reverse("goal-open", args=[goal.pk]))
    assert Goal.objects.get().ended_as == ""


def test_a_word_that_is_not_ours_puts_nothing_away(runner: User, signed_in: SignedIn) -> None:
    goal = making.goal(runner, on=TODAY)
    signed_in(runner).post(reverse("goal-end", args=[goal.pk]), {"ended_as": "failed"})
    assert Goal.objects.get().ended_as == ""


def test_it_stays_away_while_another_of_its_kind_is_open(runner: User, signed_in: SignedIn) -> None:
    old = making.goal(runner, on=TODAY)
    goals.put_away(old, ended_as="enough", on=TODAY)
    making.goal(runner, on=TODAY)
    answer = signed_in(runner).post(reverse("goal-open", args=[old.pk]), follow=True)
    assert "Put that away first." in answer.content.decode()


def test_races_come_back_only_while_there_is_room(runner: User) -> None:
    first = making.goal(runner, on=TODAY, kind="race")
    goals.put_away(first, ended_as="body", on=TODAY)
    for _ in range(goals.MOST_RACES):
        making.goal(runner, on=TODAY, kind="race")
    assert not goals.take_out(first)
    assert Goal.objects.of(runner).open().count() == goals.MOST_RACES


def test_a_race_of_another_year_says_which(runner: User, now: datetime) -> None:
    making.goal(runner, on=TODAY, kind="race", race_on=date(2027, 3, 20), race_m=None)
    assert card(runner, now).title == "A race on Saturday 20 March 2027"


def test_the_first_word_stays(runner: User) -> None:
    goal = making.goal(runner, on=TODAY)
    for word in ("reached", "body"):
        goals.put_away(goal, ended_as=word, on=TODAY)
    assert Goal.objects.get().ended_as == "reached"
    assert goals.resize(goal, a_week=10) is False


@pytest.mark.parametrize(
    "nonsense",
    [
        {"kind": "race"},
        {"kind": "runs"},
        {"kind": "runs", "a_week": 0},
        {"kind": "runs", "a_week": 3, "race_m": 5},
        {"kind": "runs", "a_week": 3, "ended_as": "body"},
    ],
)
def test_the_database_refuses_nonsense(runner: User, nonsense: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.create(runner=runner, made_on=TODAY, **nonsense)


def test_it_needs_no_more_queries_with_more_goals(runner: User, now: datetime, django_assert_num_queries: Any) -> None:
    eight_weeks(runner, now)
    for kind in ("minutes", "runs", "practices", "race", "race"):
        making.goal(runner, on=TODAY, kind=kind)
    with django_assert_num_queries(6):
        goals_page(runner, now=now)


def test_the_page_never_shames(runner: User, signed_in: SignedIn) -> None:
    making.goal(runner, on=TODAY)
    page = signed_in(runner).get(PAGE).content.decode().lower()
    assert not [word for word in ("missed", "failed", "streak", "behind", "only ") if word in page]
