"""The drawing of a run's minutes: pace above, heart below, one clock."""

import re

import numpy as np
import pytest

from journal.charts.minutes import HEART_PX, MOST_LABELS, PACE_PX, Minutes, Told, minutes

SPEEDS = [3.0, 3.1, 2.9, 3.0]


def drawn(told: Told, metres_per: float = 1000.0) -> Minutes:
    found = minutes(told, metres_per=metres_per)
    assert found is not None
    return found


def told(speeds: list[float] = SPEEDS, **more: object) -> Told:
    given = {"length_s": 60.0 * len(speeds), "starts": [60.0 * i for i in range(len(speeds))], "speeds": speeds}
    return Told(**{**given, **more})


def heights(path: str) -> list[int]:
    return [int(y) for y in re.findall(r"\d+ (\d+)", path)]


def test_it_draws_faster_higher_and_each_minute_in_its_middle() -> None:
    pace = drawn(told()).pace
    assert pace is not None
    assert pace.line.startswith("M30 ")
    assert pace.view == f"0 0 240 {PACE_PX * 10}"
    first, fastest, slowest, last = heights(pace.line)
    assert fastest < first == last < slowest
    assert pace.mean == f"M0 {PACE_PX * 5}H240"


def test_it_breaks_the_line_where_the_run_stood_still() -> None:
    pace = drawn(told(starts=[0, 60, 220, 280], length_s=340.0)).pace
    assert pace is not None
    assert pace.line.count("M") == 2


def test_it_lets_an_even_run_look_even() -> None:
    pace = drawn(told([3.0, 3.03] * 10)).pace
    assert pace is not None
    assert max(heights(pace.line)) - min(heights(pace.line)) < PACE_PX * 10 / 10


def test_it_draws_the_usual_spread_only_where_there_is_one() -> None:
    assert drawn(told()).pace.band == ""  # type: ignore[union-attr]
    wide, narrow = (drawn(told(usual=usual)).pace.band for usual in (0.05, 0.01))  # type: ignore[union-attr]
    assert heights(wide)[0] < heights(narrow)[0]


@pytest.mark.parametrize(("metres_per", "label"), [(1000.0, "5:30"), (1609.344, "9:00")])
def test_it_names_round_paces_in_own_units(metres_per: float, label: str) -> None:
    pace = drawn(told([2.8, 3.2] * 10), metres_per).pace
    assert pace is not None
    assert label in [level.label for level in pace.levels]
    assert 2 <= len(pace.levels) <= 5
    ys = [level.y for level in pace.levels]
    assert ys == sorted(ys)


def test_it_hangs_the_heart_below_the_pace_with_gaps() -> None:
    beats = np.array([140.0] * 100 + [np.nan] * 60 + [160.0] * 80)
    both = drawn(told(t_s=np.arange(240.0), heart=beats))
    assert both.heart is not None
    assert both.pace is not None
    assert both.heart.y > both.pace.y + PACE_PX
    assert both.bottom == both.heart.y + HEART_PX
    assert both.heart.line.count("M") == 2
    assert [level.label for level in both.heart.levels] == ["140", "150", "160"]


def test_it_draws_a_heart_alone_and_nothing_out_of_nothing() -> None:
    alone = drawn(Told(length_s=600.0, t_s=np.arange(600.0), heart=np.full(600, 130.0)))
    assert alone.pace is None
    assert minutes(Told(length_s=600.0), metres_per=1000.0) is None
    assert minutes(Told(length_s=600.0, t_s=[0.0], heart=[np.nan]), metres_per=1000.0) is None


def test_it_marks_laps_pauses_and_where_it_changed() -> None:
    chart = drawn(told(laps=[0, 60, 120], pauses=[(90, 114), (200, 200), (230, 500)], changed=(2, None)))
    assert [(lap.x, lap.label) for lap in chart.laps] == [("0.00%", "1"), ("25.00%", "2"), ("50.00%", "3")]
    assert [(p.x, p.width) for p in chart.pauses] == [("37.50%", "10.00%"), ("95.83%", "4.17%")]
    assert chart.changed is not None
    assert (chart.changed.x, chart.changed.label, chart.changed.late) == ("50.00%", "minute 3", False)
    assert chart.stretch is None
    restless = drawn(told(changed=(1, 2)))
    assert (restless.changed, restless.stretch) != (None, None)
    assert restless.stretch is not None
    assert (restless.stretch.x, restless.stretch.width) == ("25.00%", "50.00%")


def test_it_numbers_no_more_laps_than_there_is_room_for() -> None:
    some, many = (drawn(told(laps=[float(i) for i in range(0, 240, every)])).laps for every in (20, 6))
    assert (len(some), len([lap for lap in some if lap.label])) == (12, 6)
    assert 1 < len(many) == len([lap for lap in many if lap.label]) <= MOST_LABELS


@pytest.mark.parametrize("hours", [0.2, 0.5, 1, 2.5, 5, 12, 30, 240])
def test_it_labels_its_clock_sparingly(hours: float) -> None:
    ticks = drawn(Told(length_s=hours * 3600, t_s=[0.0, 60.0], heart=[120.0, 121.0])).ticks
    assert len(ticks) <= MOST_LABELS
    assert all(tick.label for tick in ticks)


def test_it_shows_the_ground_but_makes_no_mountain_of_a_kerb() -> None:
    flat, hilly = (
        drawn(told(t_s=np.arange(240.0), ground=height * np.sin(np.arange(240.0) / 40))).pace for height in (0.5, 60.0)
    )
    assert flat is not None
    assert hilly is not None
    assert min(heights(flat.ground)) > 1400
    assert min(heights(hilly.ground)) < 1100
    assert drawn(told()).pace.ground == ""  # type: ignore[union-attr]
