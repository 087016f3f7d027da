"""What real watches do to a FIT file, each in a small file of our own making."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from runners.importers import ParsedRun, RefusalKind, Refused, read
from runners.importers.refusals import CAUTIONS, Caution
from tests.runners.importers import making
from tests.runners.importers.making import EVENT, RECORD, SESSION, START, Message, fit_time
from tests.runners.importers.spoiling import one


def parsed(messages: list[Message]) -> ParsedRun:
    return one(making.fit_file(messages))


def changed(messages: list[Message], number: int, fields: dict[int, int | None]) -> list[Message]:
    return [(n, {**f, **fields} if n == number else f) for n, f in messages]


def test_seconds_in_compressed_headers_are_counted_on_it_goes_round_every_32() -> None:
    full = making.definition(RECORD, [253, 3]) + b"\x00" + struct.pack("<IB", fit_time(START), 140)
    short = making.definition(RECORD, [3, 5], local=3)
    for second in range(1, 100):
        short += bytes([0x80 | 3 << 5 | (fit_time(START) + second) % 32]) + struct.pack("<BI", 150, second * 300)
    run = one(making.wrapped(making.definition(0, [0]) + b"\x00\x04" + full + short))
    assert run.track is not None
    assert run.track.t_s.tolist() == list(range(100))
    assert (run.started_at, run.timer_s, run.distance_m) == (START, 99.0, 297.0)


def test_big_endian_files_are_read_as_well_it_is_the_same_run() -> None:
    messages = making.fit_messages(minutes=2)
    big, little = one(making.fit_file(messages, order=">")), one(making.fit_file(messages))
    assert (big.started_at, big.distance_m, big.avg_hr) == (little.started_at, little.distance_m, little.avg_hr)


def test_several_records_of_one_second_are_one_moment_it_brings_them_together() -> None:
    out: list[Message] = []
    for number, fields in making.fit_messages(minutes=5, hr=150):
        if number == RECORD:
            out.append((number, {**fields, 3: None}))
            out.append((number, {253: fields[253], 3: fields[3]}))
        else:
            out.append((number, fields))
    run = parsed(out)
    assert run.track is not None
    assert (run.points, len(run.track.t_s)) == (602, 301)
    assert set(run.track.heart_rate) == {150.0}
    assert run.track.distance_m[-1] == 900.0


def test_records_that_are_all_of_one_second_are_no_track_it_has_the_totals() -> None:
    run = parsed(changed(making.fit_messages(minutes=5), RECORD, {253: fit_time(START)}))
    assert (run.timer_s, run.distance_m, run.points, run.track) == (300.0, 900.0, 301, None)


def test_a_month_between_start_and_end_is_no_load_it_is_the_timer_that_counts() -> None:
    messages = making.fit_messages(minutes=25)
    later = fit_time(START) + 31 * 86_400
    forgotten = changed(messages, SESSION, {253: later, 7: 31 * 86_400_000})
    run = parsed([*forgotten[:-1], (RECORD, {253: later, 3: 70}), forgotten[-1]])
    assert (run.timer_s, run.started_at) == (1500.0, START)
    assert run.elapsed_s <= 10 * 86_400
    assert run.track is not None
    assert run.track.t_s[-1] == 1500.0


def paused() -> list[Message]:
    """Twenty minutes with five minutes of standing after ten; the events are where the watch writes them."""
    stop, go = START + timedelta(seconds=600), START + timedelta(seconds=900)
    messages = making.fit_messages(minutes=20, pauses=[(600, 300)])
    at = next(i for i, (n, f) in enumerate(messages) if n == RECORD and f[253] == fit_time(stop))
    return [
        *messages[: at + 1],
        making.timer(stop, starts=False),
        making.timer(stop, starts=False),
        making.timer(go, starts=True),
        *messages[at + 1 :],
    ]


def test_where_the_timer_stood_still_is_a_pause_but_its_end_is_none() -> None:
    run = parsed(paused())
    assert (run.timer_s, run.elapsed_s, run.pauses) == (1200.0, 1500.0, ((600.0, 900.0),))


def test_an_event_of_something_else_is_no_pause_it_belongs_to_the_watch() -> None:
    messages = making.fit_messages(minutes=20)
    low: Message = (EVENT, {253: fit_time(START) + 300, 0: 11, 1: 1})
    well: Message = (EVENT, {253: fit_time(START) + 400, 0: 11, 1: 0})
    assert parsed([*messages[:300], low, *messages[300:400], well, *messages[400:]]).pauses == ()


def jumping(back_s: int) -> list[Message]:
    """The clock is put back when the satellites are found, after a minute."""
    messages = making.fit_messages(minutes=20)
    records = [i for i, (n, _) in enumerate(messages) if n == RECORD]
    moved = set(records[61:])
    return [(n, {**f, 253: (f[253] or 0) - back_s} if i in moved else f) for i, (n, f) in enumerate(messages)]


def test_a_clock_put_back_on_the_way_does_not_turn_the_run_around_it_says_so() -> None:
    run = parsed(jumping(3600))
    assert run.track is not None
    assert (np.diff(run.track.distance_m) > 0.0).all()
    assert run.track.t_s[-1] == pytest.approx(1200.0, abs=2.0)
    assert (run.timer_s, run.warnings) == (1200.0, (CAUTIONS[Caution.CLOCK_JUMPED],))
    assert run.started_at == pytest.approx(START - timedelta(seconds=3600), abs=timedelta(seconds=2))


def test_a_clock_that_was_set_on_the_way_gives_its_date_it_leaves_the_first_minute_undated() -> None:
    run = parsed(jumping(-(10**9)))
    assert run.started_at == START
    first = fit_time(datetime(1990, 1, 1, tzinfo=UTC))
    messages = changed(making.fit_messages(minutes=20), SESSION, {2: first})
    early = [(n, {**f, 253: first + i} if n == RECORD and i < 60 else f) for i, (n, f) in enumerate(messages)]
    run = parsed(early)
    assert (run.started_at - START < timedelta(minutes=2), run.timer_s) == (True, 1200.0)


def test_a_clock_that_was_never_set_is_asked_about_it_takes_the_date_it_is_told() -> None:
    content = making.fit_run(start=datetime(1989, 12, 31, 0, 5, tzinfo=UTC), minutes=20)
    with pytest.raises(Refused) as caught:
        read(content, "run.fit")
    assert (caught.value.kind, caught.value.asks) == (RefusalKind.CLOCK_UNSET, "date")
    told = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)
    run = one(content, started_at=told)
    assert (run.started_at, run.timer_s, run.elapsed_s) == (told, 1200.0, 1200.0)
    assert run.track is not None
    assert run.track.t_s[0] == 0.0


def test_a_clock_that_is_wrong_gives_way_to_the_date_it_is_told() -> None:
    told = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)
    assert one(making.fit_run(start=datetime(2035, 1, 1, tzinfo=UTC), minutes=2), started_at=told).started_at == told


def test_told_when_the_first_began_the_second_keeps_its_distance_it_is_one_outing() -> None:
    start = datetime(1989, 12, 31, 1, tzinfo=UTC)
    ride = making.fit_messages(start=start, minutes=25, speed=8.0, sport=making.CYCLING)
    later = making.fit_messages(start=start + timedelta(minutes=30), minutes=20)
    told = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)
    first, second = read(making.fit_file([*ride, *later[1:]]), "", started_at=told)
    assert (first.started_at, second.started_at) == (told, told + timedelta(minutes=30))


def test_a_heart_rate_and_nothing_else_is_a_run_without_way_it_has_its_time() -> None:
    out: list[Message] = []
    for number, fields in making.fit_messages(minutes=20):
        if number == RECORD:
            rate = 0 if (fields[253] or 0) % 10 == 0 else 150
            out.append((number, {253: fields[253], 3: rate}))
        else:
            out.append((number, {**fields, 9: None, 16: None, 17: None}))
    run = parsed(out)
    assert (run.timer_s, run.distance_m, run.avg_hr, run.max_hr) == (1200.0, None, 150.0, 150)
    assert run.track is not None
    assert np.isnan(run.track.heart_rate).sum() == pytest.approx(120, abs=2)


def test_a_damaged_half_without_a_sport_is_marked_as_a_part_it_can_be_known_again_by() -> None:
    content = making.fit_file(changed(making.fit_messages(minutes=20), 18, {5: making.GENERIC}))
    half = one(content[: len(content) // 2])
    assert (half.partial, half.sport_stated, half.started_at) == (True, False, START)
    assert not one(content).partial


def test_files_chained_together_are_all_read_it_keeps_their_activities_apart() -> None:
    later = making.fit_run(start=START + timedelta(hours=3), minutes=10)
    first, second = read(making.fit_run(minutes=20) + later, "day.fit")
    assert (first.timer_s, first.points, second.timer_s, second.points) == (1200.0, 1201, 600.0, 601)
    assert first.warnings == second.warnings == ()


def test_bytes_after_the_end_are_no_damage_it_reads_what_is_before() -> None:
    run = one(making.fit_run(minutes=2) + b"<!-- sent by a proxy -->")
    assert (run.timer_s, run.partial, run.warnings) == (120.0, False, ())


def test_steps_are_counted_for_both_feet_with_the_halves_it_measures() -> None:
    track = parsed(changed(making.fit_messages(minutes=2), RECORD, {4: 85, 53: 64})).track
    assert track is not None
    assert set(track.cadence) == {171.0}


def test_turns_of_a_wheel_are_no_steps_it_leaves_them_out() -> None:
    track = parsed(changed(making.fit_messages(minutes=2, sport=making.CYCLING), RECORD, {4: 85})).track
    assert track is not None
    assert np.isnan(track.cadence).all()


def test_a_watch_of_today_is_read_without_its_own_words_it_knows_the_usual_ones() -> None:
    run = one(making.watch_hour(minutes=3))
    assert run.track is not None
    assert (run.points, run.warnings, run.track.cadence[0] > 160.0) == (181, (), True)
