"""Kilometres or miles: the lists do not say, the steps in them do."""

from __future__ import annotations

import time

import pytest

from runners.importers.lists import read_list
from tests.runners.importers.test_lists import GARMIN, garmin, only


def test_it_notices_a_watch_that_counts_in_miles() -> None:
    header = GARMIN + ",Avg Run Cadence,Avg Stride Length"
    line = "Running,2026-09-20 14:12:12,false,x,{distance},300,0:50:00,150,160,10,0:50:00,0:50:00,170,{stride}"
    metres = 10_000.0
    stride = f"{metres / (170 * 50):.2f}"

    miles = only(read_list(garmin(line.format(distance="6.21", stride=stride), header=header)))
    kilometres = only(read_list(garmin(line.format(distance="10.00", stride=stride), header=header)))

    assert miles.distance_m == pytest.approx(metres, rel=0.002)
    assert kilometres.distance_m == pytest.approx(metres)


# Length and rate of the steps, and minutes, of runs that differ in pace.
STEPS = [(1.10, 165, 50), (1.02, 160, 58), (1.21, 171, 42), (0.98, 158, 55), (1.15, 168, 33)]


def steps_list(metres_a_unit: float, *, rows: int = 5) -> bytes:
    header = ",".join(f"q{number}" for number in range(12))
    lines = [
        f"Lari,2026-09-{number:02} 14:12:12,false,x,{length * rate * minutes / metres_a_unit:.2f},300,0:{minutes}:00,"
        f'150,{rate + 9},{rate},{length:.2f},"1,000"'
        for number, (length, rate, minutes) in enumerate(STEPS[:rows], 1)
    ]
    return garmin(*lines, header=header)


def test_it_notices_miles_by_the_numbers_of_the_steps_in_a_language_it_does_not_know() -> None:
    way = [round(length * rate * minutes) for length, rate, minutes in STEPS]
    miles, kilometres = (read_list(steps_list(unit)) for unit in (1609.344, 1000.0))
    assert [one.distance_m for one in miles.details] == pytest.approx(way, rel=0.01)
    assert [one.distance_m for one in kilometres.details] == pytest.approx(way, rel=0.01)


def test_it_takes_kilometres_where_too_few_lines_agree() -> None:
    metres = 1000.0 * 1.10 * 165 * 50 / 1609.344
    assert read_list(steps_list(1609.344, rows=1)).details[0].distance_m == pytest.approx(metres, rel=0.01)


@pytest.mark.parametrize(
    ("cadence", "stride"),
    [
        ("Ø Schrittfrequenz (Laufen)", "Ø Schrittlänge"),
        ("Cadence de course moyenne", "Longueur moyenne des foulées"),
    ],
)
def test_it_knows_the_columns_of_the_steps_by_name_and_counts_the_climb_in_feet(cadence: str, stride: str) -> None:
    header = GARMIN + f",{cadence},{stride}"
    line = "Running,2026-09-20 14:12:12,false,x,6.21,300,0:50:00,150,160,10,0:50:00,0:50:00,170,1.18"
    details = only(read_list(garmin(line, header=header)))
    assert (round(details.distance_m or 0), details.ascent_m) == (9994, 3.048)


def test_a_list_of_nothing_but_steps_costs_no_more_than_one() -> None:
    """Two hundred columns that could be lengths, and as many that could be rates."""
    header = ",".join(f"q{number}" for number in range(410))
    lines = [
        f"Lari,2026-09-{day:02} 14:12:12,false,x,{8 + day},300,0:{40 + day}:00,150,"
        + ",".join(f"{1 + number % 40 / 100 + day / 50:.2f}" for number in range(200))
        + ","
        + ",".join(str(150 + number % 40 + day) for number in range(200))
        for day in range(1, 29)
    ]
    began = time.process_time()
    read_list(garmin(*lines, header=header))
    assert time.process_time() - began < 1.5
