from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from runners.importers import Lap, ParsedRun, RefusalKind, Refused, read
from runners.importers.refusals import CAUTIONS, Caution
from tests.runners.importers import making
from tests.runners.importers.making import START
from tests.runners.importers.spoiling import one, outcome, spoilt


def parsed(messages: list[making.Message]) -> ParsedRun:
    return one(making.fit_file(messages), "run.fit")


def kind_of(content: bytes) -> RefusalKind:
    with pytest.raises(Refused) as caught:
        one(content, "run.fit")
    return caught.value.kind


def test_a_steady_run_keeps_what_its_watch_said_in_it() -> None:
    run = one(making.fit_run(minutes=45, speed=3.0, hr=150), "run.fit")
    assert (run.started_at, run.started_at.tzinfo) == (START, UTC)
    assert (run.sport, run.format, run.indoor, run.warnings) == ("running", "fit", False, ())
    assert (run.timer_s, run.elapsed_s, run.moving_s) == (2700.0, 2700.0, 2700.0)
    assert (run.distance_m, run.avg_hr, run.max_hr, run.ascent_m) == (8100.0, 150.0, 150, 0.0)
    assert (run.points, run.laps, run.pauses) == (2701, (Lap(0.0, 2700.0, None),), ())
    assert (run.watch_effort, run.watch_feel, run.partial) == (None, None, False)


def test_a_track_counts_from_the_start_and_it_holds_no_place() -> None:
    track = one(making.fit_run(minutes=2), "run.fit").track
    assert track is not None
    assert set(vars(track)) == {
        "t_s", "distance_m", "elevation_m", "heart_rate", "cadence", "speed", "distance_from"
    }  # fmt: skip
    assert (track.t_s[0], track.t_s[-1], track.distance_m[-1]) == (0.0, 120.0, 360.0)
    assert (track.elevation_m[0], track.speed, track.distance_from) == (100.0, None, "watch")


def test_a_pause_is_elapsed_but_not_in_the_timer_it_says() -> None:
    run = parsed(making.fit_messages(minutes=20, pauses=[(300, 90), (600, 30)]))
    assert (run.timer_s, run.elapsed_s) == (1200.0, 1320.0)
    assert run.moving_s == pytest.approx(1200.0, abs=3.0)


@pytest.mark.parametrize(("effort", "feel"), [(7, 75), (0, 0), (10, 100), (None, None)])
def test_the_answers_on_the_watch_are_kept_as_it_asked_them(effort: int | None, feel: int | None) -> None:
    run = one(making.fit_run(minutes=2, effort=effort, feel=feel), "run.fit")
    assert (run.watch_effort, run.watch_feel) == (effort, feel)


def test_a_heart_rate_of_zero_is_a_gap_it_is_not_a_value() -> None:
    run = one(making.fit_run(minutes=2, hr=0), "run.fit")
    assert (run.avg_hr, run.max_hr) == (None, None)
    assert run.track is not None
    assert np.isnan(run.track.heart_rate).all()


def test_zeros_among_heart_rates_do_not_pull_the_mean_down_it_skips_them() -> None:
    messages = [(n, {**f, 3: 0} if n == making.RECORD and i % 2 else f) for i, (n, f) in
                enumerate(making.fit_messages(minutes=4, hr=140))]  # fmt: skip
    messages = [(n, {**f, 16: None, 17: None} if n == making.SESSION else f) for n, f in messages]
    assert parsed(messages).avg_hr == 140.0


def test_a_treadmill_run_is_a_run_and_it_is_indoor() -> None:
    run = parsed(making.fit_messages(minutes=20, sub_sport=making.TREADMILL, placed=False))
    assert (run.sport, run.indoor, run.distance_m) == ("running", True, 3600.0)


def test_a_run_without_any_distance_still_has_its_time_in_it() -> None:
    messages = [(n, {**f, 9: None} if n == making.SESSION else f) for n, f in
                making.fit_messages(minutes=20, placed=False, distances=False)]  # fmt: skip
    run = parsed(messages)
    assert (run.timer_s, run.distance_m, run.moving_s) == (1200.0, None, None)


def test_without_a_distance_stream_it_measures_along_the_positions() -> None:
    messages = [(n, {**f, 9: None} if n == making.SESSION else f) for n, f in
                making.fit_messages(minutes=10, distances=False)]  # fmt: skip
    run = parsed(messages)
    assert run.distance_m == pytest.approx(1800.0, rel=1e-4)
    assert run.track is not None
    assert run.track.distance_from == "positions"


def two_sessions() -> list[making.Message]:
    later = START + timedelta(minutes=30)
    ride = making.fit_messages(minutes=25, speed=8.0, sport=making.CYCLING, hr=120)
    run = making.fit_messages(start=later, minutes=20, speed=3.0, hr=160)
    # Some watches count the distance on from one sport to the next.
    run = [(n, {**f, 5: f[5] + 12_000 * 100} if n == making.RECORD else f) for n, f in run]  # type: ignore[operator]
    return [*ride, *run[1:]]


def test_of_several_sports_it_keeps_each_with_its_own_records() -> None:
    ride, run = read(making.fit_file(two_sessions()), "both.fit")
    assert (ride.activity, ride.sport, ride.timer_s, ride.points, ride.avg_hr) == (
        "cycling",
        "other",
        1500.0,
        1501,
        120.0,
    )
    assert (run.started_at, run.timer_s, run.distance_m) == (START + timedelta(minutes=30), 1200.0, 3600.0)
    assert (run.activity, run.points, len(run.laps), run.avg_hr) == ("running", 1201, 1, 160.0)
    assert run.track is not None
    assert (run.track.distance_m[0], run.track.distance_m[-1]) == (0.0, 3600.0)
    assert ride.warnings == run.warnings == ()


def test_the_change_between_two_sports_is_no_activity_it_is_left_out() -> None:
    change = making.fit_messages(start=START + timedelta(minutes=26), minutes=2, sport=3)
    assert [run.activity for run in read(making.fit_file([*two_sessions(), *change[1:]]), "")] == ["cycling", "running"]


def test_a_session_of_nothing_beside_a_run_is_left_out_and_it_says_so() -> None:
    short = making.fit_messages(start=START - timedelta(minutes=5), minutes=0.1)
    run = parsed([*short, *making.fit_messages(minutes=20)[1:]])
    assert (run.timer_s, run.warnings) == (1200.0, (CAUTIONS[Caution.PART_LEFT_OUT],))


def test_a_field_of_an_app_is_not_taken_for_the_watchs_own_with_the_number_it_has() -> None:
    described = [(making.DEVELOPER_DATA_ID, {3: 0}), (making.FIELD_DESCRIPTION, {0: 0, 1: 3, 2: 2})]
    messages = [(n, {**f, making.DEVELOPER + 3: 77} if n == making.RECORD else f) for n, f in
                making.fit_messages(minutes=2, hr=150)]  # fmt: skip
    track = parsed([messages[0], *described, *messages[1:]]).track
    assert track is not None
    assert set(track.heart_rate) == {150.0}


def test_a_walk_is_kept_as_a_walk_and_it_says_when_no_sport_is_named() -> None:
    assert parsed(making.fit_messages(minutes=2, sport=making.WALKING)).sport == "walking"
    unnamed = parsed(making.fit_messages(minutes=2, sport=making.GENERIC))
    assert (unnamed.sport, unnamed.warnings) == ("other", (CAUTIONS[Caution.SPORT_UNSTATED],))


@pytest.mark.parametrize(
    ("sport", "sub_sport", "activity"),
    [
        (2, 0, "cycling"),
        (5, 0, "swimming"),
        (10, 20, "strength"),
        (4, 14, "rowing"),
        (10, 43, "other"),
        (12, 0, "skiing"),
    ],
)
def test_another_sport_is_kept_with_its_effort_and_it_is_no_run(sport: int, sub_sport: int, activity: str) -> None:
    other = parsed(making.fit_messages(minutes=30, sport=sport, sub_sport=sub_sport, effort=60))
    assert (other.activity, other.sport, other.sport_stated) == (activity, "other", True)
    assert (other.timer_s, other.watch_effort) == (1800.0, 6.0)


def test_a_drive_is_refused_by_name_and_it_is_no_run() -> None:
    with pytest.raises(Refused, match="This file holds a drive, not a run."):
        parsed(making.fit_messages(minutes=2, sport=24))


def test_faster_than_any_legs_is_refused_it_was_none() -> None:
    assert kind_of(making.fit_file(making.fit_messages(minutes=5, speed=41.0, sport=0))) is RefusalKind.TOO_FAST


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(2, "settings"), (5, "workout"), (6, "course"), (15, "health"), (32, "health"), (34, "not_activity")],
)
def test_files_that_are_no_activity_are_refused_by_what_it_is(kind: int, expected: str) -> None:
    content = making.fit_file([making.file_id(kind), *making.fit_messages(minutes=1)[1:-1]])
    assert kind_of(content) == expected


def test_a_file_id_alone_is_refused_it_holds_nothing() -> None:
    assert kind_of(making.fit_file([making.file_id()])) is RefusalKind.NOT_ACTIVITY


@pytest.mark.parametrize("start", [datetime(1989, 12, 31, 0, 5, tzinfo=UTC), datetime(1995, 1, 1, tzinfo=UTC)])
def test_a_watch_without_a_date_is_refused_it_asks_for_one(start: datetime) -> None:
    assert kind_of(making.fit_run(start=start, minutes=2)) is RefusalKind.CLOCK_UNSET


def test_a_session_without_a_date_starts_with_its_first_record_it_has_one() -> None:
    messages = [(n, {**f, 2: 5} if n == making.SESSION else f) for n, f in making.fit_messages(minutes=2)]
    assert parsed(messages).started_at == START


def test_a_few_seconds_are_refused_it_is_no_run() -> None:
    assert kind_of(making.fit_run(minutes=0.1)) is RefusalKind.TOO_SHORT


def test_a_file_without_its_end_is_read_up_to_there_it_says_so() -> None:
    content = making.fit_run(minutes=20, speed=3.0)
    run = one(content[: len(content) // 2], "run.fit")
    assert run.timer_s == pytest.approx(600.0, abs=5.0)
    assert run.distance_m == pytest.approx(1800.0, abs=15.0)
    assert run.partial
    assert CAUTIONS[Caution.CUT_SHORT] in run.warnings
    assert CAUTIONS[Caution.NO_TOTALS] in run.warnings


def test_a_cut_file_leaves_pauses_out_of_the_timer_it_has_events_for() -> None:
    messages = making.fit_messages(minutes=20, pauses=[(600, 300)])[:-3]
    stop, go = START + timedelta(seconds=600), START + timedelta(seconds=900)
    at = next(i for i, (n, f) in enumerate(messages) if n == making.RECORD and f[253] == making.fit_time(stop))
    messages[at + 1 : at + 1] = [making.timer(stop, starts=False), making.timer(go, starts=True)]
    run = parsed(messages)
    assert (run.timer_s, run.elapsed_s, run.pauses) == (1200.0, 1500.0, ((600.0, 900.0),))


def test_a_length_of_zero_in_the_header_does_not_hide_the_run_in_it() -> None:
    content = making.fit_run(minutes=20)
    run = one(content[:4] + b"\0\0\0\0" + content[8:], "run.fit")
    assert (run.timer_s, run.points) == (1200.0, 1201)


def test_a_wrong_checksum_is_a_remark_it_is_no_refusal() -> None:
    content = making.fit_run(minutes=2)
    run = one(content[:-2] + b"\x12\x34", "run.fit")
    assert (run.timer_s, run.warnings) == (120.0, (CAUTIONS[Caution.CHECKSUM],))


def test_a_field_without_size_ends_the_reading_it_keeps_what_was_before() -> None:
    content = making.fit_file(making.fit_messages(minutes=2)[:-1])
    body = content[14:-2] + b"\x40\x00\x00\x14\x00\x01\x03\x00\x02\x00\x00"
    run = one(content[:4] + struct.pack("<I", len(body)) + content[8:14] + body + b"\0\0", "run.fit")
    assert (run.timer_s, CAUTIONS[Caution.CUT_SHORT] in run.warnings) == (120.0, True)


def test_one_broken_date_does_not_stretch_the_run_over_years_it_is_left_out() -> None:
    messages = making.fit_messages(minutes=10)
    far = (making.RECORD, {253: making.fit_time(START) + 10**9, 5: 1})
    run = parsed([*messages[:-3], far, *messages[-3:]])
    assert run.track is not None
    assert run.track.t_s[-1] == 600.0


@pytest.mark.parametrize("size", [0, 1, 2**31, 2**32 - 1])
def test_a_header_with_a_wild_length_ends_as_run_or_refusal_it_does_not_break(size: int) -> None:
    content = making.fit_run(minutes=1)
    assert isinstance(outcome(content[:4] + struct.pack("<I", size) + content[8:]), tuple | Refused)


def test_cut_at_any_byte_it_ends_as_run_or_refusal() -> None:
    content = making.fit_run(minutes=0.5)
    ends = [outcome(content[:end]) for end in range(0, len(content), 5)]
    assert isinstance(ends[0], Refused)
    assert isinstance(ends[-1], tuple)


def test_with_any_bytes_changed_it_ends_as_run_or_refusal() -> None:
    ends = [outcome(broken) for broken in spoilt(making.fit_run(minutes=0.5, effort=5), seed=5)]
    assert any(isinstance(end, tuple) for end in ends)
    assert any(isinstance(end, Refused) for end in ends)
