import re
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from journal.charts import SMALL, Event, Spark, Waterline, by_week, spark, waterline

LAST = date(2026, 11, 21)  # a Saturday


def days_up_to(last: date, count: int) -> list[date]:
    return [last - timedelta(days=count - 1 - i) for i in range(count)]


def chart(count: int = 14, events: tuple[Event, ...] = (), weekly: bool = False, **series: Any) -> Waterline:
    """A runner as usual: 40 within 30..50 for the legs, 45 within 35..55 for the head. Named series replace that."""
    usual = {
        "training": 40.0, "acute": 40.0, "chronic": 42.0, "usual_low": 30.0, "usual_high": 50.0,
        "emotional": 45.0, "emotional_acute": 45.0, "emotional_chronic": 44.0,
        "emotional_low": 35.0, "emotional_high": 55.0, "observed": 1.0,
    }  # fmt: skip
    arrays = {name: np.full(count, value) for name, value in usual.items()} | series
    return waterline(days_up_to(LAST, count), *arrays.values(), events, weekly=weekly, heights=SMALL)


def points(path: str) -> list[list[tuple[int, int]]]:
    """The corners of every stretch of a path."""
    pieces = [[int(number) for number in re.findall(r"-?\d+", piece)] for piece in path.split("M")[1:]]
    return [list(zip(piece[::2], piece[1::2], strict=False)) for piece in pieces]


def test_it_stands_legs_on_the_waterline_and_hangs_head_below_it() -> None:
    quiet, loud = chart(), chart(acute=np.full(14, 55.0), emotional_acute=np.full(14, 60.0))
    up, down = loud.halves
    assert points(up.acute)[0][0][1] < points(quiet.halves[0].acute)[0][0][1]
    assert points(down.acute)[0][0][1] > points(quiet.halves[1].acute)[0][0][1]
    assert up.waterline < loud.lane < down.waterline


def test_it_breaks_a_line_where_days_are_missing() -> None:
    acute = np.array([40.0] * 4 + [np.nan] * 3 + [40.0] * 7)
    first, second = points(chart(acute=acute).halves[0].acute)
    assert (first[-1][0], second[0][0]) == (35, 75)


def test_it_draws_a_day_on_its_own_as_a_dot() -> None:
    acute = np.array([np.nan] * 6 + [40.0] + [np.nan] * 7)
    assert chart(acute=acute).halves[0].acute.endswith("h0")


def test_it_draws_nothing_for_an_unknown_emotional_half_and_says_so() -> None:
    names = ("emotional", "emotional_acute", "emotional_chronic", "emotional_low", "emotional_high", "observed")
    half = chart(**{name: np.full(14, np.nan) for name in names}).halves[1]
    assert half.empty
    assert (half.acute, half.acute_faint, half.chronic, half.band, half.over, half.marks) == ("",) * 6


def test_it_draws_no_band_and_nothing_beyond_it_without_a_usual() -> None:
    half = chart(usual_low=np.full(14, np.nan), usual_high=np.full(14, np.nan), acute=np.full(14, 90.0)).halves[0]
    assert (half.band, half.over) == ("", "")
    assert not half.empty


def test_it_starts_what_is_beyond_usual_where_the_lines_meet() -> None:
    acute = np.array([40.0] * 7 + [60.0] * 7)
    (piece,) = points(chart(acute=acute).halves[0].over)
    # The line climbs from 40 to 60 between the centres of day 6 (65) and day 7 (75) and meets 50 half-way.
    assert piece[0][0] == piece[-1][0] == 70
    assert piece[0][1] == piece[-1][1]


def test_it_marks_nothing_beyond_usual_before_there_is_a_usual() -> None:
    high = np.array([np.nan] * 7 + [50.0] * 7)
    (piece,) = points(chart(acute=np.full(14, 60.0), usual_high=high).halves[0].over)
    assert min(x for x, _ in piece) == 75


def test_it_marks_nothing_beyond_usual_on_a_usual_day() -> None:
    assert chart().halves[0].over == ""
    assert chart().halves[1].over == ""


def test_it_draws_thin_days_faint_and_joins_them_to_the_rest() -> None:
    observed = np.array([1.0] * 5 + [0.3] * 4 + [1.0] * 5)
    shown = chart(observed=observed)
    full, faint = points(shown.halves[1].acute), points(shown.halves[1].acute_faint)
    assert shown.thin
    assert [piece[-1][0] for piece in full] == [45, 135]
    assert [(piece[0][0], piece[-1][0]) for piece in faint] == [(45, 95)]


def test_it_reads_none_as_missing() -> None:
    assert chart(emotional=[None] * 13 + [50.0]).halves[1].marks.count("h0") == 1


def test_it_draws_a_bar_only_for_a_day_with_training() -> None:
    training = np.array([0.0, 50.0, np.nan] + [30.0] * 11)
    assert chart(training=training).halves[0].marks.count("z") == 12


def test_it_draws_an_empty_calendar_without_days() -> None:
    shown = chart(0)
    assert (shown.days, shown.rows, shown.latest, shown.spoken, shown.ticks) == (0, (), None, "", ())
    assert all(half.empty for half in shown.halves)


def test_it_draws_one_day() -> None:
    shown = chart(1)
    assert (shown.days, shown.period, shown.last_x) == (1, "1 day", "50.00%")
    assert shown.halves[0].acute.endswith("h0")


def test_it_places_an_event_on_its_day_and_gathers_those_of_one_day() -> None:
    same_day = LAST - timedelta(days=3)
    shown = (Event(same_day, "note", "Note"), Event(same_day, "race", "Race"))
    outside = (Event(date(2025, 1, 1), "run", "Long ago"), Event(LAST + timedelta(days=1), "race", "Tomorrow"))
    (marker,) = chart(events=outside + shown).events
    assert (marker.index, marker.x, marker.kind, marker.label) == (10, "75.00%", "note", "Note · Race")


def test_it_says_the_last_day_in_words() -> None:
    assert chart().spoken == "Sat 21 Nov: training load 40, usual 30 to 50; emotional load 45, usual 35 to 55"


def test_it_says_unknown_where_there_is_no_figure() -> None:
    spoken = chart(emotional_acute=np.full(14, np.nan), usual_low=np.full(14, np.nan)).spoken
    assert spoken == "Sat 21 Nov: training load 40; emotional load unknown"


def test_it_lists_the_newest_eighty_four_days_first() -> None:
    shown = chart(100, events=(Event(LAST, "race", "Autumn 10k"),))
    assert len(shown.rows) == 84
    assert shown.rows[0] == shown.latest
    assert (shown.rows[0].label, shown.rows[0].usual, shown.rows[0].events) == ("Sat 21 Nov", "30–50", "Autumn 10k")
    assert shown.rows[1].label == "Fri 20 Nov"


def test_it_shows_a_missing_figure_as_a_dash() -> None:
    row = chart(emotional=np.full(14, np.nan), emotional_high=np.full(14, np.nan)).latest
    assert row is not None
    assert (row.emotional, row.emotional_usual, row.training) == ("–", "–", "40")


def test_it_hands_whole_numbers_to_the_readout() -> None:
    acute = np.array([40.4] * 13 + [np.nan])
    readout = chart(acute=acute, events=(Event(LAST, "run", "Run"),)).readout
    assert readout["acute"] == [40] * 13 + [None]
    assert readout["events"] == {13: "Run"}
    assert set(readout) >= {"label", "training", "low", "high", "emotional", "emotional_acute", "emotional_low"}


def test_it_takes_the_mean_of_a_week_over_the_days_that_are_known() -> None:
    days = days_up_to(date(2026, 11, 22), 14)  # two whole weeks from Monday
    starts, (means,) = by_week(days, [[10.0, 20.0, np.nan, np.nan, np.nan, np.nan, 30.0] + [np.nan] * 7])
    assert starts == [date(2026, 11, 9), date(2026, 11, 16)]
    assert means[0] == pytest.approx(20.0)
    assert np.isnan(means[1])


def test_it_draws_a_point_a_week_over_years() -> None:
    shown = chart(800, events=(Event(LAST - timedelta(days=20), "race", "Race"),), weekly=True)
    assert (shown.unit, shown.days) == ("week", 115)
    assert shown.events[0].index == shown.last - 3 + (LAST - timedelta(days=20)).weekday() // 7
    assert shown.rows[0].label == "Week of 16 Nov 2026"
    assert {"2025", "2026"} <= {tick.label for tick in shown.ticks}


@pytest.mark.parametrize(("count", "labels"), [(42, "16 Nov"), (84, "9 Nov"), (365, "Nov"), (1095, "Oct")])
def test_it_dates_the_axis_as_finely_as_there_is_room(count: int, labels: str) -> None:
    ticks = chart(count).ticks
    assert ticks[-1].label == labels
    assert 3 <= len(ticks) <= 13


def test_it_makes_room_for_the_hardest_day() -> None:
    half = chart(training=np.array([40.0] * 13 + [300.0])).halves[0]
    hardest = float(half.marks.rpartition("V")[2].partition("h")[0]) / 10
    assert 0 < hardest < half.height * 0.1
    assert [level.label for level in half.levels] == ["100", "200", "300"]


def test_it_keeps_every_height_inside_its_half() -> None:
    shown = chart(training=np.full(14, 300.0), emotional_acute=np.full(14, 140.0), emotional_low=np.full(14, -9.0))
    for half in shown.halves:
        for path in (half.acute, half.band, half.over):
            assert all(0 <= y <= half.height * 10 for piece in points(path) for _, y in piece)
        assert all(half.y <= level.y <= half.y + half.height for level in half.levels)


# --- sparklines -------------------------------------------------------------------------------------------------------


def row(acute: float = 40.0, low: float | None = 30.0, count: int = 56, **instead: Any) -> Spark:
    line = np.full(count, acute)
    lower = np.full(count, np.nan if low is None else low)
    half = {"training": line, "training_low": lower, "training_high": lower + 20}
    return spark(**(half | {name.replace("training", "emotional"): values for name, values in half.items()} | instead))


def test_it_mirrors_both_halves_of_a_row_about_the_waterline() -> None:
    up, down = row().halves
    for (_, above), (_, below) in zip(points(up.line)[0], points(down.line)[0], strict=True):
        assert above + below == 520


def test_it_puts_people_of_different_loads_on_the_scale_of_their_own_usual() -> None:
    modest, mighty = row(acute=20.0, low=10.0), row(acute=90.0, low=80.0)
    assert modest.halves[0].line == mighty.halves[0].line


def test_it_fills_what_is_beyond_usual_in_a_row() -> None:
    assert row(acute=49.0).halves[0].over == ""
    assert row(acute=70.0).halves[0].over != ""


def test_it_leaves_out_a_half_that_may_not_be_seen() -> None:
    shown = row(emotional=None, emotional_low=None, emotional_high=None)
    assert [half.side for half in shown.halves] == ["up"]
    assert shown.view == "0 0 560 520"


def test_it_draws_unseen_and_unknown_alike() -> None:
    nothing = np.full(56, np.nan)
    unknown = row(emotional=nothing, emotional_low=nothing, emotional_high=nothing)
    assert unknown == row(emotional=None, emotional_low=None, emotional_high=None)


def test_it_draws_a_row_without_a_usual_against_itself() -> None:
    half = row(low=None, training=np.linspace(10, 60, 56)).halves[0]
    assert (half.band, half.over) == ("", "")
    assert points(half.line)[0][0][1] > points(half.line)[0][-1][1]


def test_it_borrows_the_nearest_usual_for_days_without_one() -> None:
    low = np.array([np.nan] * 20 + [30.0] * 36)
    half = row(training_low=low, training_high=low + 20).halves[0]
    assert half.line == row().halves[0].line


def test_it_fills_nothing_on_days_with_a_borrowed_usual() -> None:
    low = np.array([np.nan] * 20 + [30.0] * 36)
    (piece,) = points(row(acute=70.0, training_low=low, training_high=low + 20).halves[0].over)
    assert min(x for x, _ in piece) == 205


def test_it_draws_no_row_at_all_without_days() -> None:
    assert spark(None, None, None, [], [], []).halves == ()
