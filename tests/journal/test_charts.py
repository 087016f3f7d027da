import re
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from journal.charts import SMALL, Columns, Event, SparkHalf, Waterline, by_week, spark, sparks, waterline

LAST = date(2026, 11, 21)  # a Saturday


def days_up_to(last: date, count: int) -> list[date]:
    return [last - timedelta(days=count - 1 - i) for i in range(count)]


def chart(count: int = 14, events: tuple[Event, ...] = (), weekly: bool = False, **series: Any) -> Waterline:
    """A runner as usual: 40 within 30..50 for the legs, 45 within 35..55 for the head. Named series replace that."""
    usual = {
        "training": 40.0, "acute": 40.0, "chronic": 42.0, "low": 30.0, "high": 50.0,
        "emotional": 45.0, "emotional_acute": 45.0, "emotional_chronic": 44.0,
        "emotional_low": 35.0, "emotional_high": 55.0, "observed": 1.0, "late": np.nan,
    }  # fmt: skip
    arrays = {name: np.full(count, value) for name, value in usual.items()} | series
    return waterline(days_up_to(LAST, count), Columns(**arrays), events, weekly=weekly, heights=SMALL)


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
    half = chart(low=np.full(14, np.nan), high=np.full(14, np.nan), acute=np.full(14, 90.0)).halves[0]
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
    (piece,) = points(chart(acute=np.full(14, 60.0), high=high).halves[0].over)
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


def test_it_marks_no_day_without_an_answer() -> None:
    assert chart(emotional=np.array([np.nan] * 13 + [50.0])).halves[1].marks.count("h0") == 1


def test_it_draws_what_was_said_late_apart_and_says_so_on_its_day() -> None:
    late, known = np.full(14, np.nan), np.full(14, 45.0)
    late[4], known[4] = 60.0, np.nan
    shown = chart(emotional=known, late=late)
    assert points(shown.halves[1].late) == [[(45, points(chart(emotional=late).halves[1].marks)[0][0][1])]]
    assert shown.late
    assert [(row.emotional, row.events) for row in shown.rows[9::3]] == [("–", "Feelings added late"), ("45", "")]
    assert "late" not in shown.readout


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
    spoken = chart(emotional_acute=np.full(14, np.nan), low=np.full(14, np.nan)).spoken
    assert spoken == "Sat 21 Nov: training load 40; emotional load unknown"


def test_its_table_has_each_day_the_newest_first() -> None:
    shown = chart(100, events=(Event(LAST, "race", "Autumn 10k"),))
    assert len(shown.rows) == 100
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


def test_it_gives_no_figure_where_the_line_hardly_rests_on_answers() -> None:
    observed = np.array([1.0] * 12 + [0.3, 0.2])
    drawn = chart(emotional_acute=np.full(14, 33.0), observed=observed)
    assert drawn.readout["emotional_acute"] == [33] * 13 + [None]
    assert drawn.latest is not None
    assert drawn.latest.emotional_acute == "–"


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


@pytest.mark.parametrize(
    ("count", "last", "weekly"),
    [
        (42, "16 Nov", False), (84, "9 Nov", False), (182, "Nov", False), (365, "Nov", False), (366, "Nov", False),
        (600, "Oct", True), (1095, "Jul", True), (1500, "Jul", True), (2000, "2026", True), (812 * 7, "2026", True),
        (11000, "2025", True),
    ],
)  # fmt: skip
def test_it_dates_the_axis_as_finely_as_there_is_room_on_a_telephone(count: int, last: str, weekly: bool) -> None:
    ticks = chart(count, weekly=weekly).ticks
    assert ticks[-1].label == last
    assert 3 <= len(ticks) <= 9
    places = [float(tick.x.removesuffix("%")) for tick in ticks]
    assert min(np.diff(places)) > 8


def test_it_shades_what_is_beyond_usual_in_whole_points_as_it_is_shown() -> None:
    acute, high = np.full(14, 50.4), np.full(14, 50.1)
    assert chart(acute=acute, high=high).halves[0].over == ""
    assert chart(acute=acute + 0.2, high=high).halves[0].over


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


# --- stretches --------------------------------------------------------------------------------------------------------


def ill(first: int, last: int | None) -> Event:
    """Ill from that many days ago until that many days ago."""
    until = date.max if last is None else LAST - timedelta(days=last)
    return Event(LAST - timedelta(days=first), "ill", "Ill from then on", until=until, meanwhile="Ill")


def test_it_lays_a_stretch_over_its_days_and_says_it_on_each() -> None:
    shown = chart(events=(ill(5, 3), Event(LAST - timedelta(days=4), "race", "Race")))
    (stretch,) = shown.stretches
    assert (stretch.first, stretch.end, stretch.x, stretch.width) == (8, 11, f"{800 / 14:.2f}%", f"{300 / 14:.2f}%")
    assert [row.events for row in shown.rows[2:7]] == ["", "Ill", "Race · Ill", "Ill from then on", ""]
    assert [(marker.index, marker.label) for marker in shown.events] == [(8, "Ill from then on"), (9, "Race")]


@pytest.mark.parametrize(
    ("event", "ends"),
    [(ill(40, 10), (0, 4)), (ill(2, None), (11, 14)), (ill(40, None), (0, 14)), (ill(0, 0), (13, 14))],
)
def test_it_cuts_a_stretch_at_the_ends_of_the_chart(event: Event, ends: tuple[int, int]) -> None:
    (stretch,) = chart(events=(event,)).stretches
    assert (stretch.first, stretch.end) == ends


@pytest.mark.parametrize("event", [ill(40, 14), Event(LAST + timedelta(days=1), "ill", "Ill", until=date.max)])
def test_it_leaves_out_a_stretch_beside_the_chart(event: Event) -> None:
    shown = chart(events=(event,))
    assert (shown.stretches, {row.events for row in shown.rows}) == ((), {""})


def test_it_counts_a_stretch_in_weeks_where_the_chart_does() -> None:
    (stretch,) = chart(count=28, events=(ill(12, 6),), weekly=True).stretches
    assert (stretch.first, stretch.end) == (3, 4)  # from Monday 9 to Sunday 15 November


# --- sparklines -------------------------------------------------------------------------------------------------------


def kept(acute: Any = 40.0, low: Any = 30.0, count: int = 56) -> bytes:
    """One person's line, by default within 30..50 on each of eight weeks; a NaN is a day nothing is known of."""
    lower = np.broadcast_to(np.asarray(low, dtype=float), (1, count))
    (found,) = sparks(np.broadcast_to(np.asarray(acute, dtype=float), (1, count)), lower, lower + 20)
    return found


def row(acute: Any = 40.0, low: Any = 30.0) -> SparkHalf:
    drawn = spark(kept(acute, low), b"")
    assert drawn is not None
    assert drawn.up is not None
    return drawn.up


def corners(path: str) -> list[list[tuple[int, int]]]:
    """Every stretch of a line in steps, in the drawing's own places."""
    found = []
    for first, *steps in points(path.replace("l", " ")):
        found.append([first])
        for x, y in steps:
            found[-1].append((found[-1][-1][0] + x, found[-1][-1][1] + y))
    return found


def test_it_mirrors_both_halves_of_a_row_about_the_waterline() -> None:
    line = kept(np.linspace(30, 80, 56))
    drawn = spark(line, line)
    assert drawn is not None
    assert drawn.up is not None
    assert drawn.down is not None
    for (_, above), (_, below) in zip(corners(drawn.up.line)[0], corners(drawn.down.line)[0], strict=True):
        assert above + below == 104


def test_it_ends_a_row_today_however_short_the_history() -> None:
    assert kept(count=5) == bytes(51) + kept()[-5:]
    assert corners(row(np.r_[np.full(40, np.nan), np.full(16, 40.0)]).line)[0][-1][0] == 55


def test_it_keeps_many_as_it_keeps_one() -> None:
    rng = np.random.default_rng(4)
    acute, low = rng.uniform(0, 90, (5, 70)), rng.uniform(20, 30, (5, 70))
    acute[rng.random((5, 70)) < 0.2] = np.nan
    low[1], acute[2] = np.nan, np.nan
    together = sparks(acute, low, low + 20)
    assert together == [sparks(acute[i : i + 1], low[i : i + 1], low[i : i + 1] + 20)[0] for i in range(5)]
    assert (together[2], {len(line) for line in together}) == (b"", {0, 56})


def test_it_draws_the_heights_that_were_kept() -> None:
    steps = corners(row(np.where(np.arange(56) % 7, 47.0, np.nan)).line)
    assert [len(stretch) for stretch in steps] == [6] * 8
    assert {y for stretch in steps for _, y in stretch} == {50 - round((17 / 20 + 0.45) / 2.95 * 50)}


def test_it_puts_people_of_different_loads_on_the_scale_of_their_own_usual() -> None:
    assert row(20.0, 10.0).line == row(90.0, 80.0).line


def test_its_usual_ends_where_the_colour_of_what_is_beyond_it_begins() -> None:
    (edge,) = {y for stretch in corners(row(50.0).line) for _, y in stretch}
    (within,) = {y for stretch in corners(row(30.0).line) for _, y in stretch}
    assert (edge, within) == (25, 42)  # as in coach/_row.html and the gradients of coach/_everyone.html


def test_it_draws_unseen_and_unknown_alike() -> None:
    assert spark(kept(), kept(np.nan)) == spark(kept(), b"")
    assert kept(np.nan) == b""


def test_it_draws_a_row_without_a_usual_against_itself() -> None:
    half = row(np.linspace(10, 60, 56), np.nan)
    assert half.beside_usual == ""
    assert half.without_usual != ""
    assert corners(half.line)[0][0][1] > corners(half.line)[0][-1][1]


def test_it_borrows_the_nearest_usual_for_days_without_one() -> None:
    assert row(low=np.array([np.nan] * 20 + [30.0] * 36)).line == row().line


def test_it_keeps_days_with_a_borrowed_usual_apart() -> None:
    half = row(70.0, np.array([np.nan] * 20 + [30.0] * 36))
    assert half.beside_usual.startswith("M20 ")
    assert half.without_usual.startswith("M0 ")
    assert half.without_usual.count("1 ") == 20  # up to the day where both meet
    assert row(70.0).without_usual == ""


def test_it_draws_a_day_of_a_row_on_its_own_as_a_dot() -> None:
    alone = np.where(np.arange(56) == 30, 40.0, np.nan)
    assert row(alone).line == "M30 34h0"
    assert row(alone).beside_usual == ""


def test_it_draws_no_row_at_all_without_days() -> None:
    assert spark(b"", b"") is None
