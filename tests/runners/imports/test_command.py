"""`manage.py import_runs`: one JSON object an activity, whatever it is sent."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from runners.models import Import, Run, User
from tests.making_archives import run_file, zip_of
from tests.runners.importers import making as files

FIELDS = {
    "file", "status", "reason", "started_at", "sport", "distance_m", "moving_s", "elapsed_s", "points", "avg_hr",
    "feel", "effort",
}  # fmt: skip


def told(runner: User, *paths: Path) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("import_runs", runner.email, *map(str, paths), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_says_what_became_of_each_file(runner: User, tmp_path: Path) -> None:
    run, bad = tmp_path / "run.fit", tmp_path / "bad.fit"
    run.write_bytes(files.fit_run(minutes=10, effort=6, feel=75))
    bad.write_bytes(b"%PDF")
    first, refused, missing = told(runner, run, bad, tmp_path / "none.fit")
    assert set(first) == FIELDS
    assert (first["status"], first["distance_m"], first["feel"], first["effort"]) == ("imported", 1800.0, 75, 6.0)
    assert (refused["status"], missing["status"]) == ("refused", "refused")
    assert told(runner, run)[0]["status"] == "duplicate"


def test_it_says_it_for_each_activity_of_a_file_and_of_an_archive(runner: User, tmp_path: Path) -> None:
    later = files.START + timedelta(hours=1)
    several, archive = tmp_path / "several.fit", tmp_path / "all.zip"
    several.write_bytes(
        files.fit_file([*files.fit_messages(minutes=10), *files.fit_messages(start=later, minutes=15)[1:]])
    )
    archive.write_bytes(zip_of({"a.gpx": run_file("gpx", start=later, minutes=15, speed=3.0), "b.fit": b"no"}))
    assert [one["status"] for one in told(runner, several)] == ["imported", "imported"]
    assert [(one["file"], one["status"]) for one in told(runner, archive)] == [
        ("all.zip/a.gpx", "duplicate"), ("all.zip/b.fit", "refused"),
    ]  # fmt: skip


def test_a_copy_that_knows_more_is_joined(runner: User, tmp_path: Path) -> None:
    poor, full = tmp_path / "a.gpx", tmp_path / "a.fit"
    poor.write_bytes(run_file("gpx", start=files.START, minutes=10, speed=3.0))
    full.write_bytes(files.fit_run(minutes=10, effort=6))
    assert [one["status"] for one in told(runner, poor, full)] == ["imported", "duplicate"]
    assert Run.objects.get().watch_effort == 6


def test_it_ends_a_bad_archive_with_one_line(runner: User, tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    archive.write_bytes(b"PK\x03\x04" + b"x" * 50)
    (said,) = told(runner, archive)
    assert (said["file"], said["status"]) == ("all.zip", "refused")
    assert Import.objects.get().state == "refused"


def test_it_needs_somebody_to_import_for(db: None) -> None:
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("import_runs", "nobody@example.org", "a.fit")
