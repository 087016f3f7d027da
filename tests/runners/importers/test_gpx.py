from __future__ import annotations

import codecs
import random
from datetime import timedelta

import numpy as np
import pytest

from runners.importers import RefusalKind, Refused, read
from runners.importers.refusals import CAUTIONS, Caution
from tests.runners.importers import making
from tests.runners.importers.making import START, trkpt
from tests.runners.importers.spoiling import one, outcome, spoilt


def kind_of(content: bytes) -> RefusalKind:
    with pytest.raises(Refused) as caught:
        one(content, "run.gpx")
    return caught.value.kind


def seconds(n: int, *, start: int = 0, offset_m: float = 0.0) -> list[str]:
    return [trkpt(start + s, offset_m + 3.0 * s) for s in range(n)]


def test_a_steady_run_is_measured_along_its_positions() -> None:
    run = one(making.gpx_run(minutes=20, speed=3.0, hr=150), "run.gpx")
    assert (run.started_at, run.sport, run.format, run.warnings) == (START, "running", "gpx", ())
    assert (run.timer_s, run.elapsed_s, run.points, run.avg_hr) == (1200.0, 1200.0, 1201, 150.0)
    assert run.distance_m == pytest.approx(3600.0, rel=1e-4)
    assert (run.watch_effort, run.watch_feel, run.ascent_m) == (None, None, None)


def test_between_segments_it_adds_neither_time_nor_way() -> None:
    run = one(making.gpx_file([seconds(301), seconds(301, start=900, offset_m=5000.0)]), "run.gpx")
    assert (run.timer_s, run.elapsed_s, run.laps) == (600.0, 1200.0, ())
    assert run.pauses == ((300.0, 900.0),)
    assert run.distance_m == pytest.approx(1800.0, rel=1e-3)


def test_noise_in_positions_is_smoothed_for_pacing_but_it_keeps_the_length() -> None:
    chance = random.Random(3)
    points = [trkpt(s, 3.0 * s + chance.gauss(0.0, 1.0)) for s in range(1201)]
    track = one(making.gpx_file([points]), "run.gpx").track
    assert track is not None
    assert np.std(np.diff(track.distance_m)) < 0.7
    assert track.distance_m[-1] == pytest.approx(one(making.gpx_file([points]), "").distance_m)


@pytest.mark.parametrize("lat", ["nan", "inf", "1e400", "91", "-90.5", "x", ""])
def test_a_place_nowhere_on_earth_is_left_out_and_it_does_not_count(lat: str) -> None:
    points = seconds(301)
    points[100] = trkpt(100, 9e6, lat=lat)
    run = one(making.gpx_file([points]), "run.gpx")
    assert run.distance_m == pytest.approx(900.0, rel=1e-3)
    assert (run.timer_s, run.warnings) == (300.0, (CAUTIONS[Caution.PLACES_DROPPED],))


def test_a_point_without_its_latitude_is_a_moment_without_a_place_it_loses_no_other() -> None:
    points = seconds(301)
    points[100] = points[100].replace(' lat="0"', "")
    run = one(making.gpx_file([points]), "run.gpx")
    assert (run.points, run.timer_s, run.avg_hr) == (301, 300.0, 150.0)
    assert run.distance_m == pytest.approx(900.0, rel=1e-3)


@pytest.mark.parametrize("elevation", ["1e400", "99999", "nan"])
def test_an_elevation_beyond_reason_is_a_gap_it_is_not_a_climb(elevation: str) -> None:
    points = [p.replace("<ele>100", f"<ele>{elevation}") if i % 2 else p for i, p in enumerate(seconds(301))]
    track = one(making.gpx_file([points]), "run.gpx").track
    assert track is not None
    assert np.nanmax(track.elevation_m) == 100.0
    assert np.isnan(track.elevation_m[1])


def test_across_the_date_line_it_is_as_far_as_anywhere() -> None:
    points = [
        f'<trkpt lat="0" lon="{lon:.6f}"><time>{making.iso(START + timedelta(seconds=60 * i))}</time></trkpt>'
        for i, lon in enumerate([179.999, -179.999, -179.997])
    ]
    assert one(making.gpx_file([points]), "run.gpx").distance_m == pytest.approx(444.8, abs=1.0)


def test_a_route_without_times_is_refused_it_asks_for_them() -> None:
    assert kind_of(making.gpx_run(timed=False)) is RefusalKind.NO_TIMES
    assert "times" in Refused(RefusalKind.NO_TIMES).sentence


def test_points_without_a_time_count_for_the_way_and_it_says_so() -> None:
    points = [trkpt(s, 3.0 * s, timed=s % 3 != 1) for s in range(301)]
    run = one(making.gpx_file([points]), "run.gpx")
    assert run.distance_m == pytest.approx(900.0, rel=1e-3)
    assert (run.points, run.warnings) == (301, (CAUTIONS[Caution.TIMES_PARTLY],))


def test_times_in_disorder_are_put_in_order_and_it_has_no_negative_step() -> None:
    points = seconds(301)
    points[100], points[200] = points[200], points[100]
    track = one(making.gpx_file([points]), "run.gpx").track
    assert track is not None
    assert (np.diff(track.t_s) > 0).all()


def test_a_planned_route_is_a_course_it_is_no_run() -> None:
    assert kind_of(b'<gpx><rte><rtept lat="0" lon="0"/></rte></gpx>') is RefusalKind.COURSE
    assert kind_of(b"<gpx><metadata/></gpx>") is RefusalKind.NO_POINTS


@pytest.mark.parametrize(
    ("kind", "sport"),
    [("running", "running"), ("trail_running", "running"), ("9", "running"), ("Hiking", "walking"), (None, "other")],
)
def test_the_sport_is_read_from_what_services_write_it_as(kind: str | None, sport: str) -> None:
    assert one(making.gpx_run(minutes=2, kind=kind), "run.gpx").sport == sport


@pytest.mark.parametrize("kind", ["cycling", "1", "mountain biking", "Open Water Swimming", "backcountry_skiing"])
def test_another_sport_is_kept_as_such_and_it_is_no_run(kind: str) -> None:
    other = one(making.gpx_run(minutes=2, kind=kind), "run.gpx")
    assert (other.sport, other.sport_stated, other.activity == "other") == ("other", True, False)


def tracks(*tracks: tuple[str, list[str]]) -> bytes:
    inside = "".join(f"<trk>{kind}<trkseg>{''.join(points)}</trkseg></trk>" for kind, points in tracks)
    return f"<gpx>{inside}</gpx>".replace("x:hr", "hr").encode()


def test_tracks_hours_apart_are_activities_of_their_own_it_keeps_all_of_them() -> None:
    late, early = seconds(301, start=20_000), seconds(201)
    first, second = read(tracks(("", late), ("", early)), "run.gpx")
    assert (first.started_at, first.points, first.distance_m) == (START, 201, pytest.approx(600.0, rel=1e-3))
    assert (second.started_at, second.points) == (START + timedelta(seconds=20_000), 301)
    assert second.track is not None
    assert second.track.t_s[-1] == 300.0


def test_tracks_of_one_outing_belong_together_it_counts_no_time_between_them() -> None:
    run = one(tracks(("", seconds(301)), ("", seconds(301, start=900))), "run.gpx")
    assert (run.timer_s, run.elapsed_s, run.pauses) == (600.0, 1200.0, ((300.0, 900.0),))


def test_a_track_of_another_sport_is_another_activity_it_names() -> None:
    ride, run = "<type>cycling</type>", "<type>running</type>"
    found = read(tracks((ride, seconds(301)), (run, seconds(301, start=310))), "both.gpx")
    assert [one.activity for one in found] == ["cycling", "running"]


def test_a_drive_beside_a_run_is_left_out_and_it_says_so() -> None:
    found = read(tracks(("<type>driving</type>", seconds(301)), ("<type>run</type>", seconds(301, start=310))), "")
    assert [(one.activity, one.warnings) for one in found] == [("running", (CAUTIONS[Caution.PART_LEFT_OUT],))]
    assert kind_of(making.gpx_run(minutes=2, kind="driving")) is RefusalKind.OTHER_SPORT


@pytest.mark.parametrize(("counted", "steps"), [(82, 164.0), (164, 164.0), (0, None)])
def test_steps_of_one_foot_are_doubled_it_gives_those_of_both(counted: int, steps: float | None) -> None:
    cadence = f"</time><extensions><y:cad>{counted}</y:cad></extensions>"
    content = making.gpx_run(minutes=2, hr=None).replace(b"</time>", cadence.encode())
    track = one(content, "run.gpx").track
    assert track is not None
    assert np.isnan(track.cadence).all() if steps is None else set(track.cadence) == {steps}


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE gpx [<!ENTITY a "b">]>',
        '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE gpx [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>',
        "<!DOCTYPE gpx>",
    ],
)
def test_a_document_type_is_refused_it_never_reaches_out(head: str) -> None:
    assert kind_of(making.gpx_file([seconds(60)], head=head)) is RefusalKind.ENTITIES


def test_entities_within_entities_are_refused_it_never_expands_them() -> None:
    layers = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    content = f'<!DOCTYPE gpx [<!ENTITY e0 "ha">{layers}]><gpx><name>&e9;</name></gpx>'
    assert kind_of(content.encode()) is RefusalKind.ENTITIES


def test_endless_nesting_is_refused_it_does_not_overflow() -> None:
    assert kind_of(b"<gpx>" + b"<a>" * 200_000) is RefusalKind.UNREADABLE


def test_a_file_that_breaks_off_keeps_all_but_the_last_point_of_it() -> None:
    content = making.gpx_file([seconds(301)])
    run = one(content[: content.rindex(b"<time>") + 12], "run.gpx")
    assert (run.points, run.timer_s) == (300, 299.0)
    assert run.warnings == (CAUTIONS[Caution.CUT_SHORT],)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: codecs.BOM_UTF8 + b"\n  " + content,
        lambda content: content.decode().encode("utf-16"),
        lambda content: content.replace(b'"1.0"?>', b'"1.0" encoding="UTF-16"?>', 1),
        lambda content: content.replace(b'"1.0"?>', b'"1.0" encoding="nobody-knows"?>', 1),
        lambda content: content.replace(b' xmlns:x="urn:example:hr"', b""),
        lambda content: content.replace(b"<trkpt", b"<g:trkpt").replace(b"</trkpt", b"</g:trkpt"),
        lambda content: content.replace(b"<trk>", b"<trk><!-- <TrainingCenterDatabase> -->", 1),
    ],
)
def test_what_programs_write_wrongly_is_read_all_the_same_it_loses_nothing(spoil) -> None:
    run = one(spoil(making.gpx_run(minutes=5)), "run.gpx")
    assert (run.points, run.avg_hr, run.warnings) == (301, 150.0, ())


def test_with_any_bytes_changed_it_ends_as_run_or_refusal() -> None:
    ends = [outcome(broken) for broken in spoilt(making.gpx_run(minutes=0.5), seed=6)]
    assert any(isinstance(end, tuple) for end in ends)
    assert any(isinstance(end, Refused) for end in ends)
