from __future__ import annotations

import pytest

from runners.importers import RefusalKind, Refused
from runners.importers.parsed import ACTIVITIES, SPORTS
from runners.importers.sports import FIT_CARRIED, FIT_SPORTS, FIT_SUB_SPORTS, KINDS, kind_of_fit, kind_of_words


def test_every_table_names_activities_that_there_are_it_invents_none() -> None:
    named = {*FIT_SPORTS.values(), *FIT_SUB_SPORTS.values(), *(activity for _, activity in KINDS)}
    assert named == set(ACTIVITIES)
    assert set(SPORTS) < set(ACTIVITIES)


@pytest.mark.parametrize("number", range(256))
def test_every_number_is_a_kind_or_a_refusal_it_has_one_sport(number: int) -> None:
    if number in FIT_CARRIED:
        with pytest.raises(Refused) as caught:
            kind_of_fit(number)
        assert caught.value.kind is RefusalKind.OTHER_SPORT
    else:
        kind = kind_of_fit(number, 20)
        assert kind.sport == (kind.activity if kind.activity in ("running", "walking") else "other")
        assert kind.stated == (number not in (0, 254))


@pytest.mark.parametrize(
    ("words", "activity"),
    [
        ("Running", "running"), ("trail_running", "running"), ("VirtualRun", "running"), ("Jogging", "running"),
        ("Treadmill", "running"), ("gravel run", "running"), ("Hiking", "walking"), ("speed walking", "walking"),
        ("Biking", "cycling"), ("VirtualRide", "cycling"), ("gravel_cycling", "cycling"), ("E-Bike Ride", "cycling"),
        ("Open Water Swimming", "swimming"), ("NordicSki", "skiing"), ("backcountry_skiing", "skiing"),
        ("indoor_rowing", "rowing"), ("Weight Training", "strength"), ("strength_training", "strength"),
        ("Yoga", "other"), ("inline_skating", "other"), ("tennis", "other"), ("Kayaking", "other"),
    ],
)  # fmt: skip
def test_what_people_and_services_write_is_read_as_what_they_mean_it_as(words: str, activity: str) -> None:
    kind = kind_of_words(words)
    assert (kind.activity, kind.stated) == (activity, True)


@pytest.mark.parametrize("words", ["", "Other", "unknown", "t", "7", "x" * 500, "日本", "Morning"])
def test_words_that_say_no_sport_leave_it_open_whatever_they_are(words: str) -> None:
    assert not kind_of_words(words).stated


@pytest.mark.parametrize("words", ["driving", "Car ride", "motorcycling", "flying"])
def test_a_drive_and_a_flight_are_no_sport_it_says_which(words: str) -> None:
    with pytest.raises(Refused, match=r"This file holds a (drive|flight), not a run\."):
        kind_of_words(words)
