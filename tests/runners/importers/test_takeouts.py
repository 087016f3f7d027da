import json
from datetime import UTC, datetime

import pytest

from runners.importers import Refused
from runners.importers.archives import Limits
from runners.importers.lists import Details
from runners.importers.refusals import RefusalKind
from runners.importers.takeouts import SUMMARIES, Contents, contents
from tests.making_archives import changed, takeout, zip_of
from tests.runners.importers import making
from tests.runners.importers.test_corpus import CORPUS
from tests.runners.importers.test_lists import LINE, strava

RUN = making.fit_run(minutes=1)
SUMMARY = {
    "activityId": 1, "name": "Hills", "activityType": "trail_running", "beginTimestamp": 1789913532000.0,
    "duration": 3600000.0, "elapsedDuration": 3723000, "movingDuration": 3500000, "distance": 1050340.0,
    "elevationGain": 21000.0, "avgHr": 151.0, "maxHr": 171.0, "workoutRpe": 70, "workoutFeel": 75,
    "description": "cold", "startLatitude": 1.0,
}  # fmt: skip


def with_list(lines: list[dict[int, str]], files: list[str], folder: str = "") -> bytes:
    return zip_of({f"{folder}activities.csv": strava(*lines)} | {f"{folder}{name}": RUN for name in files})


def named(*files: str) -> list[dict[int, str]]:
    return [LINE | {2: f"run {number}", 12: file} for number, file in enumerate(files)]


def titles(found: Contents) -> dict[int, str]:
    return {index: details.title for index, details in sorted(found.details.items())}


def test_it_brings_files_and_lines_of_a_takeout_together(opened):
    archive = opened(takeout(7, minutes=1))

    found = contents(archive)

    assert found.source == "strava"
    assert titles(found) == {index: f"Run {index}" for index in range(7)}
    assert (found.typed, found.bad, found.loose) == ((), (), ())
    assert found.details[0].effort == 1
    assert found.details[5].description == "Wind,\nfrom the side 🌬️"


@pytest.mark.parametrize("folder", ["", "export_123/", "a/b/"])
def test_it_pairs_names_in_any_folder_and_unpacked_ones(opened, folder):
    lines = named("activities/1.fit.gz", "activities/2.fit", "activities/3.FIT.gz")

    archive = opened(with_list(lines, ["activities/3.fit", "activities/1.fit", "activities/2.fit.gz"], folder))

    assert titles(contents(archive)) == {0: "run 2", 1: "run 0", 2: "run 1"}


def test_it_prefers_the_folder_that_the_list_names(opened):
    archive = opened(with_list(named("New/1.fit", "old/1.fit", "1.fit"), ["old/1.fit", "new/1.fit", "other/1.fit"]))

    assert titles(contents(archive)) == {0: "run 1", 1: "run 0", 2: "run 2"}


def test_it_types_in_activities_without_a_file(opened):
    lines = [*named("", "activities/gone.fit", "activities/1.fit"), {1: "", 2: "x", 12: "activities/lost.fit"}]

    found = contents(opened(with_list(lines, ["activities/1.fit", "activities/unlisted.fit"])))

    assert [(details.title, details.file) for details in found.typed] == [("run 0", None), ("run 1", None)]
    assert titles(found) == {0: "run 2"}
    assert [(bad.line, bad.refusal.kind) for bad in found.bad] == [(5, RefusalKind.FILE_MISSING)]


def test_it_keeps_the_line_of_a_file_that_cannot_be_read(opened):
    archive = opened(with_list(named("/activities/1.fit"), ["/activities/1.fit"]))

    assert archive.members[0].refusal is not None
    assert titles(contents(archive)) == {0: "run 0"}


def test_it_passes_by_tables_of_something_else(opened):
    tables = {"profile.csv": b"Athlete ID,Email\n1,x", "shoes.csv": b"Brand,Model\n1,2", "empty.csv": b""}

    found = contents(opened(zip_of(tables | {"1.fit": RUN})))

    assert found == Contents("files")


def test_it_refuses_an_archive_of_tables_that_are_no_lists(opened):
    with pytest.raises(Refused) as refused:
        contents(opened(zip_of({"profile.csv": b"Athlete ID,Email\n1,x"})))

    assert refused.value.kind is RefusalKind.NOTHING_INSIDE


def test_it_takes_an_archive_that_holds_only_a_list(opened):
    found = contents(opened(with_list(named("", "activities/1.fit"), [])))

    assert len(found.typed) == 2


@pytest.mark.parametrize(
    ("limits", "kind"), [({"lines": 1}, RefusalKind.TOO_MANY), ({"list_bytes": 99}, RefusalKind.MEMBER_TOO_BIG)]
)
def test_it_says_when_a_list_is_too_long(opened, limits, kind):
    archive = opened(with_list(named("", ""), ["1.fit"]), Limits(**limits))

    assert [(bad.line, bad.refusal.kind) for bad in contents(archive).bad] == [(0, kind)]


def test_it_takes_no_more_lines_from_all_lists_of_an_archive_than_from_one(opened):
    files = zip_of({f"{name}/activities.csv": strava(*[LINE] * 2) for name in "abc"})
    with pytest.raises(Refused, match="more than 5 activities") as refused:
        contents(opened(files, Limits(lines=5)))
    assert refused.value.kind is RefusalKind.TOO_MANY


def test_it_says_when_a_list_is_damaged_but_not_when_another_table_is(opened):
    files = zip_of({"activities.csv": strava(LINE), "profile.csv": strava(LINE), "1.fit": RUN})
    archive = opened(changed(changed(files, "activities.csv", crc=1), "profile.csv", crc=1))

    assert [(bad.line, bad.refusal.kind) for bad in contents(archive).bad] == [(0, RefusalKind.DAMAGED)]


def test_it_reads_a_watchs_summaries_which_name_no_file(opened):
    name = "DI_CONNECT/DI-Connect-Fitness/someone@example.org_0_summarizedActivities.json"
    files = zip_of({"someone@example.org_1.fit": RUN})
    summaries = json.dumps([{SUMMARIES: [SUMMARY, {"name": "no date"}, 5]}]).encode()

    archive = opened(zip_of({name: summaries, "DI_CONNECT/Uploaded/UploadedFiles_0-_Part1.zip": files}))
    found = contents(archive)

    assert [member.name for member in archive.members] == ["UploadedFiles_0-_Part1.zip / 1.fit"]
    assert found.source == "garmin"
    assert found.loose == (
        Details(
            line=1, sport="running", activity="running", started_at=datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC),
            elapsed_s=3723.0, timer_s=3600.0, moving_s=3500.0, distance_m=10503.4, ascent_m=210.0, avg_hr=151.0,
            max_hr=171, effort=7, feel=75, title="Hills", description="cold",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[" * 100_000, b"[1, 2]", b'{"summarizedActivitiesExport": 5}', b"\xff\xfe", b'[{"x": 1}]',
        json.dumps([{SUMMARIES: [SUMMARY | {"beginTimestamp": 1e300}, SUMMARY | {"beginTimestamp": "x"}]}]).encode(),
        json.dumps([{SUMMARIES: [SUMMARY | {"duration": float("nan"), "elapsedDuration": -1, "movingDuration": 1e99}]}])
        .encode(),
        b'[{"summarizedActivitiesExport": [{"beginTimestamp": ' + b"9" * 5000 + b"}]}]",
    ],
)  # fmt: skip
def test_it_leaves_summaries_alone_that_are_none(opened, content):
    found = contents(opened(zip_of({"0_summarizedActivities.json": content, "1.fit": RUN})))

    assert found.loose == ()


@pytest.mark.corpus
def test_it_reads_a_takeout_of_other_peoples_making(opened):
    folder = CORPUS / "exports" / "strava"
    if not folder.is_dir():
        pytest.skip("corpus folder absent")
    files = {f"activities/{path.name}": path.read_bytes() for path in sorted((folder / "activities").iterdir())}

    for path in sorted(folder.glob("*.csv")):
        archive = opened(zip_of({"activities.csv": path.read_bytes()} | files))
        found = contents(archive)

        assert len(archive.members) == 3
        assert found.source == "strava"
        assert found.typed or {bad.refusal.kind for bad in found.bad} == {RefusalKind.FILE_MISSING}
