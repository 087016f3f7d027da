"""What is planned, in words, and which run belongs to which plan."""

from datetime import date

import pytest

from journal import planned
from journal.models import Practice
from journal.planned import INTENDED, dose, intention, matched, planned_said, week_start
from runners.models import PlannedPractice, PlannedRun, Run

DAY = date(2026, 3, 18)


def plan(pk: int, kind: str = "steady", day: date = DAY) -> PlannedRun:
    return PlannedRun(pk=pk, kind=kind, local_day=day, minutes=40)


def ran(pk: int, kind: str = "steady", day: date = DAY) -> Run:
    return Run(pk=pk, kind=kind, local_day=day, timer_s=2400)


def found(plans: list[PlannedRun], runs: list[Run]) -> dict[int, int]:
    return {pk: run.pk for pk, run in matched(plans, runs).items()}


def test_a_run_belongs_to_the_plan_of_its_day_and_kind() -> None:
    plans = [plan(1, "steady"), plan(2, "intervals"), plan(3, "steady", date(2026, 3, 19))]
    assert found(plans, [ran(7, "intervals"), ran(8, "steady")]) == {1: 8, 2: 7}


def test_a_run_of_another_kind_answers_no_plan() -> None:
    assert found([plan(1, "steady")], [ran(7, "race")]) == {}


def test_a_free_plan_takes_a_run_of_any_kind() -> None:
    assert found([plan(1, "free"), plan(2, "steady")], [ran(7, "intervals"), ran(8, "steady")]) == {1: 7, 2: 8}


def test_a_run_nobody_named_a_kind_for_answers_what_is_left() -> None:
    assert found([plan(1, "steady"), plan(2, "intervals")], [ran(7, ""), ran(8, "steady")]) == {1: 8, 2: 7}


def test_each_run_answers_one_plan() -> None:
    assert found([plan(1), plan(2)], [ran(7)]) == {1: 7}


@pytest.mark.parametrize(
    ("values", "units", "said"),
    [
        ({"kind": "steady", "minutes": 40, "effort": 4}, "km", "Steady, 40 minutes, effort 4"),
        ({"distance_m": 8200}, "km", "A run, 8.2 km"),
        ({"kind": "race", "distance_m": 16093, "minutes": 1, "effort": 0}, "mi", "Race, 1 minute, 10 mi, effort 0"),
    ],
)
def test_a_plan_is_said_in_the_readers_own_units(values: dict[str, object], units: str, said: str) -> None:
    assert planned_said(PlannedRun(**values), units=units) == said


@pytest.mark.parametrize(("times", "often"), [(1, ""), (2, ", twice"), (3, ", 3 times")])
def test_a_practice_is_said_with_its_dose(times: int, often: str) -> None:
    assert dose(PlannedPractice(kind="breathing", minutes=5, times=times)) == f"Breathing, 5 minutes{often}"


def test_an_intention_is_a_sentence_and_an_unknown_word_is_none() -> None:
    assert intention("settled") == "Meant to feel settled."
    assert (intention(""), intention("no such word")) == ("", "")


def test_nobody_is_meant_to_feel_rough() -> None:
    assert [word for word in INTENDED if word.cell[0] < 2] == []


def test_every_practice_of_the_diary_can_be_planned() -> None:
    assert [value for value, _ in planned.PRACTICES] == list(Practice.Kind.values)


@pytest.mark.parametrize(("first", "day"), [(0, 16), (5, 14), (6, 15)])
def test_a_week_begins_on_its_readers_first_day(first: int, day: int) -> None:
    assert week_start(DAY, first) == date(2026, 3, day)
