from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from runners.importers import Lap, RefusalKind, Refused, read
from runners.importers.refusals import CAUTIONS, Caution
from tests.runners.importers import making
from tests.runners.importers.making import START, tcx_lap, trackpoint
from tests.runners.importers.spoiling import one, outcome, spoilt


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
    run = one(making.tcx_file(laps(0, 300)), "run.tcx")
    assert (run.started_at, run.sport, run.format, run.warnings) == (START, "running", "tcx", ())
    assert (run.timer_s, run.elapsed_s, run.distance_m, run.pauses) == (600.0, 600.0, 1800.0, ())
    assert run.laps == (Lap(0.0, 300.0, 900.0), Lap(300.0, 300.0, 900.0))
    assert (run.points, run.avg_hr, run.max_hr) == (602, 150.0, 171)
    assert run.track is not None
    assert run.track.speed is not None
    assert (run.track.speed[0], run.track.distance_from) == (3.0, "watch")


def test_a_pause_between_laps_is_elapsed_but_it_is_not_in_the_timer() -> None:
    run = one(making.tcx_file(laps(0, 400)), "run.tcx")
    assert (run.timer_s, run.elapsed_s, run.pauses) == (600.0, 700.0, ((300.0, 400.0),))


def test_a_second_between_laps_is_no_pause_it_is_how_watches_write() -> None:
    assert one(making.tcx_file(laps(0, 302)), "run.tcx").pauses == ()


def test_points_without_a_place_are_points_it_has_the_watch_for_distance() -> None:
    run = one(making.tcx_run(minutes=5, placed=False), "run.tcx")
    assert (run.distance_m, run.points) == (900.0, 301)


@pytest.mark.parametrize("hr", [0, 255, None])
def test_a_heart_rate_that_cannot_be_is_a_gap_it_is_not_a_value(hr: int | None) -> None:
    run = one(making.tcx_run(minutes=5, hr=hr), "run.tcx")
    assert run.avg_hr is None
    assert run.track is not None
    assert np.isnan(run.track.heart_rate).all()


def test_without_totals_in_its_laps_it_works_them_out_from_the_points() -> None:
    content = making.tcx_file(laps(0, 400)).replace(b"<TotalTimeSeconds>300.0</TotalTimeSeconds>", b"")
    run = one(content.replace(b"<DistanceMeters>900.0</DistanceMeters>", b""), "run.tcx")
    assert (run.timer_s, run.distance_m) == (600.0, 1800.0)


def test_without_any_distance_and_place_it_still_has_its_time() -> None:
    content = making.tcx_run(minutes=5, placed=False).replace(b"DistanceMeters", b"Nothing")
    run = one(content, "run.tcx")
    assert (run.timer_s, run.distance_m, run.moving_s) == (300.0, None, None)


def test_of_several_activities_it_keeps_each_with_its_own_points() -> None:
    ride = f'<Activity Sport="Biking">{laps(0)[0]}</Activity>'
    run = f'<Activity Sport="Running">{"".join(laps(900, 1200))}</Activity>'
    first, second = read(making.tcx_of(f"<Activities>{run}{ride}</Activities>"), "run.tcx")
    assert (first.activity, first.sport, first.points, len(first.laps)) == ("cycling", "other", 301, 1)
    assert (second.activity, second.timer_s, second.points, second.laps[0].start_s) == ("running", 600.0, 602, 0.0)


def test_the_sports_of_a_triathlon_lie_deeper_but_it_finds_them() -> None:
    inside = "".join(
        f"<{place}><Activity Sport='{sport}'>{laps(start)[0]}</Activity></{place}>"
        for place, sport, start in (
            ("FirstSport", "Other", 0),
            ("NextSport", "Biking", 400),
            ("NextSport", "Running", 800),
        )
    )
    found = read(making.tcx_of(f"<Activities><MultiSportSession>{inside}</MultiSportSession></Activities>"), "tri.tcx")
    assert [(one.activity, one.sport_stated) for one in found] == [
        ("other", False),
        ("cycling", True),
        ("running", True),
    ]


def test_a_ride_is_an_activity_but_a_course_and_a_workout_are_refused_by_what_it_is() -> None:
    assert one(making.tcx_run(minutes=2, sport="Biking"), "ride.tcx").activity == "cycling"
    assert kind_of(making.tcx_of("<Courses><Course><Name>x</Name></Course></Courses>")) is RefusalKind.COURSE
    assert kind_of(making.tcx_of("<Workouts><Workout/></Workouts>")) is RefusalKind.WORKOUT
    assert kind_of(making.tcx_of("<Folders/>")) is RefusalKind.NOT_ACTIVITY
    assert kind_of(making.tcx_of("<Activities><Activity/></Activities>")) is RefusalKind.NO_POINTS


def test_a_file_that_breaks_off_does_not_claim_the_whole_lap_it_began() -> None:
    content = making.tcx_file(laps(0, 300))
    # Cut in mid-number: the last point would be at 17 m instead of 1,797 m.
    run = one(content[: content.rindex(b"<DistanceMeters>17") + 18], "run.tcx")
    assert (run.timer_s, run.points) == (598.0, 600)
    assert (run.warnings, run.partial) == ((CAUTIONS[Caution.CUT_SHORT],), True)


def test_blanks_before_the_declaration_are_no_fault_it_reads_on() -> None:
    run = one(b"\xef\xbb\xbf\r\n  " + making.tcx_run(minutes=5), "run.tcx")
    assert (run.timer_s, run.warnings) == (300.0, ())


def test_a_tcx_named_gpx_is_read_it_goes_by_what_is_inside() -> None:
    assert one(making.tcx_run(minutes=5), "run.gpx").format == "tcx"


def test_with_any_bytes_changed_it_ends_as_run_or_refusal() -> None:
    ends = [outcome(broken) for broken in spoilt(making.tcx_run(minutes=0.5), seed=7)]
    assert any(isinstance(end, tuple) for end in ends)
    assert any(isinstance(end, Refused) for end in ends)


def test_steps_come_from_the_extension_or_the_point_as_it_has_them() -> None:
    content = making.tcx_run(minutes=2).replace(b"</ns3:TPX>", b"<ns3:RunCadence>85</ns3:RunCadence></ns3:TPX>")
    track = one(content, "run.tcx").track
    assert track is not None
    assert set(track.cadence) == {170.0}
