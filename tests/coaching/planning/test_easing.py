"""Which runs could be lighter, and how."""

from datetime import date

import pytest

from coaching.planning.easing import loads_said, proposed
from journal.sharing import Half, Standing
from runners.models import PlannedRun
from runners.models.people import Shares

DAY = date(2026, 3, 18)


def plan(pk: int, **said: object) -> PlannedRun:
    return PlannedRun(**{"pk": pk, "local_day": DAY, "kind": "steady", **said})


def test_the_hardest_becomes_easy_and_the_longest_of_the_others_shorter() -> None:
    week = [plan(1, minutes=90, effort=4), plan(2, minutes=50, effort=8, kind="intervals"), plan(3, minutes=30)]
    lighter = {one.planned.pk: one.becomes for one in proposed(week)}
    assert (lighter[1].minutes, lighter[1].effort) == (65, 4)
    assert (lighter[2].kind, lighter[2].minutes, lighter[2].effort) == ("steady", 50, 3)
    assert set(lighter) == {1, 2}


def test_a_race_stays_as_it_is() -> None:
    assert proposed([plan(1, minutes=120, effort=10, kind="race")]) == []


def test_a_light_week_is_left_alone() -> None:
    assert proposed([plan(1, minutes=30, effort=3), plan(2, minutes=35)]) == []


def test_a_distance_is_cut_like_minutes() -> None:
    (one,) = proposed([plan(1, distance_m=20_000)])
    assert (one.becomes.distance_m, one.becomes.minutes) == (14_000, None)


def test_intervals_without_a_number_are_meant_hard() -> None:
    (one,) = proposed([plan(1, minutes=30, kind="intervals")])
    assert one.becomes.effort == 3


@pytest.mark.parametrize(("acute", "said"), [(62, "Legs: 62 a day over about a week, usual 40 to 55."), (50, "")])
def test_the_loads_speak_only_above_the_usual(acute: float, said: str) -> None:
    assert loads_said(Standing(1, "Mia", Shares(training=True), training=Half(acute, 40, 55))) == said


def test_loads_that_are_not_shared_say_nothing() -> None:
    assert loads_said(Standing(1, "Mia", Shares())) == loads_said(None) == ""
