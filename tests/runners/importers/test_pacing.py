from __future__ import annotations

import pytest

from runners.importers import ParsedRun
from runners.importers.pacing import pacing_of
from tests.runners.importers import making
from tests.runners.importers.spoiling import one


def parsed(**how: object) -> ParsedRun:
    return one(making.fit_file(making.fit_messages(**how)), "run.fit")  # type: ignore[arg-type]


def test_a_steady_run_is_even_in_every_number_it_has() -> None:
    pacing = pacing_of(parsed(minutes=45, speed=3.0))
    assert pacing is not None
    assert (pacing.windows, pacing.faults, pacing.stopped_s, pacing.distance_from) == (45, 0, 0.0, "watch")
    assert pacing.speed == pytest.approx(3.0)
    assert (pacing.cv, pacing.cv_succ, pacing.drift) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
    assert (pacing.fast_start, pacing.decoupling) == pytest.approx((1.0, 0.0), abs=1e-9)


def test_a_jerky_run_has_a_larger_spread_than_a_calm_one_it_is_told_apart() -> None:
    calm, jerky = pacing_of(parsed(wobble=0.03)), pacing_of(parsed(wobble=0.2))
    assert calm is not None
    assert jerky is not None
    assert jerky.cv_succ > 5 * calm.cv_succ > 0.0


def test_uphill_counts_as_faster_than_it_looks() -> None:
    flat, up, down = (pacing_of(parsed(climb=grade)) for grade in (0.0, 0.05, -0.05))
    assert flat is not None
    assert up is not None
    assert down is not None
    assert down.speed < flat.speed < up.speed
    assert up.speed == pytest.approx(3.0 * 1.30, rel=0.02)


def test_a_heart_that_works_harder_for_the_same_pace_shows_as_decoupling_it_is_above_zero() -> None:
    messages = making.fit_messages(minutes=40, hr=140)
    records = [i for i, (number, _) in enumerate(messages) if number == making.RECORD]
    for i in records[len(records) // 2 :]:
        messages[i] = (making.RECORD, {**messages[i][1], 3: 154})
    pacing = pacing_of(one(making.fit_file(messages), "run.fit"))
    assert pacing is not None
    assert pacing.decoupling == pytest.approx(1.0 - 140 / 154, abs=0.002)


def test_without_heart_rate_there_is_no_decoupling_it_is_none() -> None:
    pacing = pacing_of(parsed(hr=None))
    assert pacing is not None
    assert pacing.decoupling is None


def test_a_short_stop_is_taken_out_and_it_is_reported() -> None:
    pacing = pacing_of(parsed(minutes=30, pauses=[(600, 120)]))
    assert pacing is not None
    assert pacing.stopped_s == pytest.approx(121.0, abs=1.0)
    assert pacing.cv_succ < 0.01


@pytest.mark.parametrize(
    "how",
    [
        {"minutes": 11},
        {"minutes": 30, "pauses": [(600, 900)]},
        {"minutes": 30, "sub_sport": making.TREADMILL},
        {"minutes": 30, "sport": making.WALKING, "speed": 1.6},
        {"minutes": 30, "placed": False, "distances": False},
        {"minutes": 30, "speed": 8.5},
    ],
)
def test_where_pacing_would_mean_nothing_it_is_none(how: dict[str, object]) -> None:
    assert pacing_of(parsed(**how)) is None


def test_too_many_faults_of_the_satellites_leave_no_value_it_is_none() -> None:
    def jumping(every: int) -> ParsedRun:
        moments = [(s, 3.0 * s + (30.0 if s % every == 0 else 0.0)) for s in range(1801)]
        points = [making.trackpoint(second, metres) for second, metres in moments]
        return one(making.tcx_file([making.tcx_lap(points, timer_s=1800.0, metres=5400.0)]), "run.tcx")

    assert pacing_of(jumping(every=100)) is not None
    assert pacing_of(jumping(every=12)) is None


def test_positions_alone_give_pacing_too_and_it_says_whose_distance_it_was() -> None:
    pacing = pacing_of(one(making.gpx_run(minutes=20), "run.gpx"))
    assert pacing is not None
    assert (pacing.windows, pacing.distance_from) == (20, "positions")
