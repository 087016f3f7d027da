from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from runners.importers import ParsedRun, RefusalKind, Refused, read
from runners.importers.refusals import CAUTIONS, Caution
from tests.runners.importers import making
from tests.runners.importers.making import START, tcx_lap, trackpoint
from tests.runners.importers.spoiling import outcome, spoilt


def kind_of(content: bytes) -> RefusalKind:
    with pytest.raises(Refused) as caught:
        read(content, "run.tcx")
    return caught.value.kind


def laps(*starts: int) -> list[str]:
    """Laps of five minutes, 900 m each, starting at these seconds."""
    return [
        tcx_lap(
            [trackpoint(start + s, 900.0 * i + 3.0 * s) for s in range(301)],
            timer_s=300.0,
            metres=900.0,
            start=START + timedelta(seconds=start),
        )
        for i, start in enumerate(starts)
    ]


def test_a_steady_run_adds_up_its_laps_and_it_reads_undeclared_prefixes() -> None:
    run = read(making.tcx_file(laps(0, 300)), "run.tcx")
    assert (run.started_at, run.sport, run.format, run.warnings) == (START, "running", "tcx", ())
    assert (run.timer_s, run.elapsed_s, run.distance_m, run.laps) == (600.0, 600.0, 1800.0, 2)
    assert (run.points, run.avg_hr, run.max_hr) == (602, 150.0, 171)
    assert run.track is not None
    assert run.track.speed is not None
    assert (run.track.speed[0], run.track.distance_from) == (3.0, "watch")


def test_a_pause_between_laps_is_elapsed_but_it_is_not_in_the_timer() -> None:
    run = read(making.tcx_file(laps(0, 400)), "run.tcx")
    assert (run.timer_s, run.elapsed_s) == (600.0, 700.0)


def test_points_without_a_place_are_points_it_has_the_watch_for_distance() -> None:
    run = read(making.tcx_run(minutes=5, placed=False), "run.tcx")
    assert (run.distance_m, run.points) == (900.0, 301)


@pytest.mark.parametrize("hr", [0, 255, None])
def test_a_heart_rate_that_cannot_be_is_a_gap_it_is_not_a_value(hr: int | None) -> None:
    run = read(making.tcx_run(minutes=5, hr=hr), "run.tcx")
    assert run.avg_hr is None
    assert run.track is not None
    assert np.isnan(run.track.heart_rate).all()


def test_without_totals_in_its_laps_it_works_them_out_from_the_points() -> None:
    content = making.tcx_file(laps(0, 400)).replace(b"<TotalTimeSeconds>300.0</TotalTimeSeconds>", b"")
    run = read(content.replace(b"<DistanceMeters>900.0</DistanceMeters>", b""), "run.tcx")
    assert (run.timer_s, run.distance_m) == (600.0, 1800.0)


def test_without_any_distance_and_place_it_still_has_its_time() -> None:
    content = making.tcx_run(minutes=5, placed=False).replace(b"DistanceMeters", b"Nothing")
    run = read(content, "run.tcx")
    assert (run.timer_s, run.distance_m, run.moving_s) == (300.0, None, None)


def test_of_several_activities_it_takes_the_run() -> None:
    ride = f'<Activity Sport="Biking">{laps(0)[0]}</Activity>'
    run = f'<Activity Sport="Running">{"".join(laps(900, 1200))}</Activity>'
    found = read(making.tcx_of(f"<Activities>{ride}{run}</Activities>"), "run.tcx")
    assert (found.timer_s, found.points) == (600.0, 602)
    assert found.warnings == (CAUTIONS[Caution.OTHERS_LEFT_OUT],)


def test_a_named_run_goes_before_one_without_a_sport_and_it_is_taken() -> None:
    unnamed = f'<Activity Sport="Other">{laps(0)[0]}</Activity>'
    run = f'<Activity Sport="Running">{laps(900)[0]}</Activity>'
    assert read(making.tcx_of(f"<Activities>{unnamed}{run}</Activities>"), "run.tcx").sport == "running"


def test_a_ride_a_course_and_a_workout_are_refused_by_what_it_is() -> None:
    assert kind_of(making.tcx_run(minutes=2, sport="Biking")) is RefusalKind.OTHER_SPORT
    assert kind_of(making.tcx_of("<Courses><Course><Name>x</Name></Course></Courses>")) is RefusalKind.COURSE
    assert kind_of(making.tcx_of("<Workouts><Workout/></Workouts>")) is RefusalKind.WORKOUT
    assert kind_of(making.tcx_of("<Folders/>")) is RefusalKind.NOT_ACTIVITY
    assert kind_of(making.tcx_of("<Activities><Activity/></Activities>")) is RefusalKind.NO_POINTS


def test_a_file_that_breaks_off_does_not_claim_the_whole_lap_it_began() -> None:
    content = making.tcx_file(laps(0, 300))
    # Cut in mid-number: the last point would be at 17 m instead of 1,797 m.
    run = read(content[: content.rindex(b"<DistanceMeters>17") + 18], "run.tcx")
    assert (run.timer_s, run.points) == (598.0, 600)
    assert run.warnings == (CAUTIONS[Caution.CUT_SHORT],)


def test_blanks_before_the_declaration_are_no_fault_it_reads_on() -> None:
    run = read(b"\xef\xbb\xbf\r\n  " + making.tcx_run(minutes=5), "run.tcx")
    assert (run.timer_s, run.warnings) == (300.0, ())


def test_a_tcx_named_gpx_is_read_it_goes_by_what_is_inside() -> None:
    assert read(making.tcx_run(minutes=5), "run.gpx").format == "tcx"


def test_with_any_bytes_changed_it_ends_as_run_or_refusal() -> None:
    ends = [outcome(broken) for broken in spoilt(making.tcx_run(minutes=0.5), seed=7)]
    assert any(isinstance(end, ParsedRun) for end in ends)
    assert any(isinstance(end, Refused) for end in ends)
