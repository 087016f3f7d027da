"""What a backup and a restore look at before they touch anything. The drill is tests/faults/test_backup.py."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import NoReturn

import pytest
from django.core.management import CommandError, call_command

from coaching import backups
from runners.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup that nobody may begin to restore."""

    def touched() -> NoReturn:
        raise AssertionError("the database was touched")

    monkeypatch.setattr(backups, "_put_aside", touched)
    file = tmp_path / "site.dump"
    file.touch()
    return file


def refused(dump: Path, erased: Path) -> str:
    with pytest.raises(CommandError) as error:
        call_command("restore", dump, "--force", "--erased", erased, stdout=StringIO())
    return str(error.value)


def test_a_restore_reads_the_list_of_erased_people_before_it_touches_anything(dump: Path, tmp_path: Path) -> None:
    folder = tmp_path / "erased.jsonl"
    folder.mkdir()
    assert refused(dump, folder) == (
        f"The list of erased people, {folder}, cannot be read: IsADirectoryError. Nothing has changed."
    )


def test_a_list_that_was_named_must_be_there(dump: Path, tmp_path: Path) -> None:
    assert "mistyped.jsonl is not there." in refused(dump, tmp_path / "mistyped.jsonl")


@pytest.mark.parametrize(
    "line", ['{"person": 1}', '{"person": 1, "joined_at": "once"}', '{"person": null, "joined_at": 5}', "[]", "7"]
)
def test_a_list_of_something_else_is_refused(dump: Path, tmp_path: Path, line: str) -> None:
    (tmp_path / "list").write_text(line + "\n")
    assert "Nothing has changed." in refused(dump, tmp_path / "list")


def test_a_backup_is_no_list(dump: Path, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"PGDMP\x01\xff\xfe")
    assert "cannot be read: UnicodeDecodeError" in refused(dump, tmp_path / "list")


def test_a_list_is_begun_once(tmp_path: Path, runner: User, now: datetime) -> None:
    list_ = tmp_path / "erased.jsonl"
    backups.begin_list(list_)
    assert (list_.read_text(), list_.stat().st_mode & 0o077) == ("", 0)
    backups.remember(backups.line_about(runner, now=now), erased=list_)
    backups.begin_list(list_)
    assert backups.named(list_) == [(runner.pk, runner.joined_at)]


def test_a_line_that_a_full_disk_cut_short_stops_no_restore(tmp_path: Path, runner: User) -> None:
    line = {"person": runner.pk, "joined_at": runner.joined_at.isoformat()}
    (tmp_path / "list").write_text(json.dumps(line) + '\n{"person": 1')
    assert backups.named(tmp_path / "list") == [(runner.pk, runner.joined_at)]
