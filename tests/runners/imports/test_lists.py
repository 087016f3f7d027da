"""Lists of activities: sent alone, or beside the files of an archive that they have words for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from runners.imports import reading
from runners.models import Import, Original, Run, User
from tests import making
from tests.making_archives import csv_of, run_file, takeout, zip_of
from tests.runners.importers import making as files
from tests.runners.imports.sending import imported, only, outcomes, read, sent

Status = Original.Status
NAMES = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Filename"


def strava(*lines: str) -> bytes:
    return csv_of([NAMES.split(","), *(line.split("|") for line in lines)])


def reasons(unit: Import) -> list[str]:
    return list(Original.objects.filter(unit=unit).order_by("position").values_list("reason", flat=True))


def test_a_list_alone_becomes_typed_runs(runner: User, now: datetime) -> None:
    content = strava("1|Mar 1, 2026, 7:30:00 AM|Track|Run|hot|1800|5.00|", "2|someday|No date|Run||1800|5.00|")
    unit = imported(runner, content, now, name="activities.csv")
    assert sorted(outcomes(unit)) == [Status.IMPORTED, Status.REFUSED]
    run = Run.objects.get()
    assert (run.title, run.note, run.timer_s, run.elapsed_s) == ("Track", "hot", 1800, None)
    again = imported(runner, content, now, name="again.csv")
    assert sorted(outcomes(again)) == [Status.DUPLICATE, Status.REFUSED]


def test_a_line_has_words_for_the_run_that_is_here(runner: User, now: datetime) -> None:
    imported(runner, files.fit_run(minutes=30), now)
    unit = imported(runner, strava("1|Mar 1, 2026, 7:30:00 AM|Track|Run||1800|5.40|"), now, name="activities.csv")
    assert (only(unit).status, Run.objects.get().title) == (Status.MERGED, "Track")


@pytest.mark.parametrize(
    "line", ["1|Mar 1, 2026, 7:30:00 AM|Nothing|Run||0|0|", "1|Mar 1, 2036, 7:30:00 AM|Not yet|Run||1800|5|"]
)
def test_a_line_without_a_length_or_from_the_future_is_nothing(runner: User, now: datetime, line: str) -> None:
    unit = imported(runner, strava(line), now, name="activities.csv")
    assert not Run.objects.exists()
    assert reasons(unit)[0].endswith(".")


def test_a_list_that_is_too_long_is_named_and_its_files_are_read(
    runner: User, now: datetime, settings: LazySettings
) -> None:
    settings.ARCHIVE_LIMITS = {**settings.ARCHIVE_LIMITS, "lines": 2}
    line = "1|Mar 1, 2026, 7:30:00 AM|Track|Run||1800|5.00|"
    content = zip_of({"activities.csv": strava(*[line] * 3), "7.fit": files.fit_run(minutes=30)})
    unit = imported(runner, content, now, name="takeout.zip")
    refused = Original.objects.get(unit=unit, status=Status.REFUSED)
    assert refused.name == "activities.csv"
    assert refused.reason == "This list has more than 2 lines. Add it in several parts."
    assert Run.objects.count() == 1
    alone = imported(runner, strava(*[line] * 3), now, name="activities.csv")
    assert (alone.state, alone.reason) == (Import.State.REFUSED, refused.reason)


def test_lines_wait_for_the_files(runner: User, now: datetime) -> None:
    """Also when another reader still has the last file."""
    content = zip_of(
        {
            "activities.csv": strava("1|Mar 1, 2026, 7:30:00 AM|Track|Run||1800|5.40|"),
            "activities/7.fit": files.fit_run(minutes=30),
        }
    )
    unit = sent(runner, content, now, name="takeout.zip")
    opened = Import.objects.claim(now=now)
    assert opened is not None
    reading.try_to_open(opened, now=now)
    file, line = Original.objects.claim(now=now), Original.objects.claim(now=now)
    assert file is not None
    assert line is not None
    reading.read_one(line, now=now)
    for waited in range(1, 15):  # a whole lease, in looks of a few seconds: waiting gives nobody up
        looked = Original.objects.filter(place=Original.LINE).claim(now=now + timedelta(seconds=4 * waited))
        assert looked is not None
        reading.read_one(looked, now=now + timedelta(seconds=4 * waited))
    assert not Run.objects.exists()
    reading.read_one(file, now=now)
    read(unit, now + timedelta(seconds=65))
    assert sorted(outcomes(unit)) == [Status.IMPORTED, Status.MERGED]
    assert Run.objects.get().title == "Track"


def test_a_list_says_which_sport_a_silent_file_was(runner: User, now: datetime) -> None:
    silent = files.gpx_file(
        [[files.trkpt(s, m) for s, m in files.steps(600, speed=3.0, wobble=0, pauses=())]], kind=None
    )
    line = "7|Mar 1, 2026, 7:30:00 AM|Round the lake|Run||600|1.8|activities/7.gpx"
    imported(runner, zip_of({"activities.csv": strava(line), "activities/7.gpx": silent}), now, name="takeout.zip")
    assert (Run.objects.get().sport, Run.objects.get().activity) == ("running", "running")


@pytest.mark.parametrize(
    ("name", "content"), [("run.fit", b"x" * 2000), ("activities.csv", NAMES.encode() + b"\n" * 2000)]
)
def test_a_file_that_is_too_big_for_one_is_refused(
    runner: User, now: datetime, settings: LazySettings, name: str, content: bytes
) -> None:
    settings.ARCHIVE_LIMITS = {"member_bytes": 1000, "list_bytes": 1000}
    unit = imported(runner, content, now, name=name)
    assert (unit.state, unit.reason.endswith(".")) == (Import.State.REFUSED, True)


@pytest.mark.parametrize(("always", "runs"), [("merge", 2), ("keep", 4), ("skip", 2)])
def test_what_was_said_for_all_holds_for_files_still_to_be_read(
    runner: User, now: datetime, always: str, runs: int
) -> None:
    for day in range(2):
        start = datetime(2026, 3, 1 + day, 7, tzinfo=UTC)
        imported(runner, run_file("gpx", start=start, minutes=5, speed=3.0), now, name="a.gpx")
    members = {
        f"{day}.fit": files.fit_run(start=datetime(2026, 3, 1 + day, 7, tzinfo=UTC), minutes=5, effort=4)
        for day in range(2)
    }
    unit = sent(runner, zip_of(members), now, name="all.zip")
    Import.objects.filter(pk=unit.pk).update(always=always)
    read(unit, now)
    assert (unit.state, Run.objects.count()) == (Import.State.DONE, runs)


def test_an_archive_that_cannot_be_opened_is_given_up_in_words(
    runner: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = sent(runner, takeout(1, minutes=5), now, name="takeout.zip")
    monkeypatch.setattr(reading, "open_unit", lambda *_, **__: 1 / 0)
    for minute in (0, 5, 10, 15):
        read(unit, now + timedelta(minutes=minute))
    assert (unit.state, unit.attempts) == (Import.State.REFUSED, 3)
    assert "could not read" in unit.reason


def test_a_typed_run_meets_its_line_without_a_question(runner: User, now: datetime) -> None:
    typed = making.run(runner, at=files.START + timedelta(minutes=15), minutes=31, distance_m=5000)
    unit = imported(runner, strava("1|Mar 1, 2026, 7:30:00 AM|Track|Run||1800|5.40|"), now, name="activities.csv")
    typed.refresh_from_db()
    assert (only(unit).run, typed.title, typed.timer_s) == (typed, "Track", 1860)
