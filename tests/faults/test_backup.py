"""The drill: back up, live on, lose the database, restore into a new one. With real servers and the real commands."""

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from coaching.articles.models import Comment
from journal.models import CheckIn
from runners.models import Coachship, Invite, Outbox, User
from tests import making
from tests.coaching.articles.making import published_by
from tests.coaching.privacy.making import booked
from tests.faults.site import session_of

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
NEW = "evenpace_drill"
RULE = "SELECT contype::text FROM pg_constraint WHERE conname = 'no_two_meetings_at_once'"


def address(database: str) -> str:
    return re.sub(r"/[^/?]+(\?|$)", rf"/{database}\1", os.environ["DATABASE_URL"], count=1)


def manage(folder: Path, database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": address(database),
        "EVENPACE_VAR": str(folder),
        "EVENPACE_EMBEDDED": "1",
        "JOURNAL_KEYS": settings.JOURNAL_KEYS,
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=120
    )


def ours() -> str:
    return str(connection.settings_dict["NAME"])


@pytest.fixture
def new_database() -> Iterator[str]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NEW} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NEW}")
        yield NEW
        server.execute(f"DROP DATABASE IF EXISTS {NEW} WITH (FORCE)")


def letter(runner: User, key: str, *, hours_ago: float, status: str = "waiting") -> None:
    due = timezone.now() - timedelta(hours=hours_ago)
    Outbox.objects.create(
        kind="alert", subject_id=1, recipient=runner, dedup_key=key, due_at=due, status=status,
        sent_at=due if status == "sent" else None,
    )  # fmt: skip


def rows(database: str, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address(database)) as server:
        return server.execute(question).fetchall()


def wrote_and_booked(person: User, coach: User) -> None:
    """With nothing but their address: a comment, a call, an invite. And another one's comment, which stays."""
    now, address = timezone.now(), person.email.upper()
    published_by(coach)
    Invite.objects.create(coach=coach, token_hash="x", email=address, created_at=now, expires_at=now)
    booked(person, coach, now)
    comment = Comment.objects.get()
    comment.pk, comment.key, comment.email = None, uuid.uuid4(), address
    comment.save()


def test_a_restored_site_sends_nothing_twice_goes_on_and_forgets_whom_it_must(
    tmp_path: Path, new_database: str, runner: User, coach: User
) -> None:
    leaving = making.person("lee@example.org", name="Lee Ving")
    for person, note in ((runner, "A quiet loop."), (leaving, "Mine alone.")):
        making.check_in(person, at=timezone.now(), note=note)
    letter(coach, "sent", hours_ago=5, status="sent")
    letter(coach, "fresh", hours_ago=2)
    letter(coach, "old", hours_ago=30)
    session_of(runner)  # somebody is signed in
    asked = making.person("ann@example.org")  # to be deleted; whether they think again, this backup cannot know
    User.objects.filter(pk=asked.pk).update(leaving_at=timezone.now() + timedelta(minutes=1))
    wrote_and_booked(leaving, coach)
    copied = making.copy_of_everything(runner, now=timezone.now())
    file = tmp_path / "site.dump"
    made = manage(tmp_path, ours(), "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "erased.jsonl").read_text() == "", "a list to copy away, though nobody is erased"
    assert file.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    assert [path.name for path in tmp_path.glob("site*")] == ["site.dump"]
    assert manage(tmp_path, ours(), "erase", leaving.email, "--yes").returncode == 0

    restored = manage(tmp_path, new_database, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert "1 people were in the backup and are erased again" in restored.stdout
    letters = dict(rows(new_database, "SELECT dedup_key, status FROM runners_outbox"))  # type: ignore[arg-type]
    assert letters == {"sent": "sent", "fresh": "waiting", "old": "cancelled"}
    begun_again = "SELECT leaving_at > now() + interval '6 days' FROM runners_user WHERE leaving_at IS NOT NULL"
    assert rows(new_database, begun_again) == [(True,)]
    assert rows(new_database, f"SELECT 1 FROM runners_datakey WHERE runner_id = {leaving.pk}") == []
    assert rows(new_database, "SELECT runner_id FROM journal_checkin") == [(runner.pk,)]
    assert rows(new_database, "SELECT email FROM articles_comment") == [("a@example.org",)]
    for emptied in ("consultations_booking", "consultations_meeting", "runners_invite"):
        assert rows(new_database, f"SELECT 1 FROM {emptied}") == [], emptied
    assert rows(new_database, "SELECT id, state FROM runners_export") == [(copied.pk, "over")]
    assert rows(ours(), "SELECT 1 FROM django_session") != []
    assert rows(new_database, "SELECT 1 FROM django_session") == []
    assert rows(new_database, "SELECT 1 FROM pg_namespace WHERE nspname = 'before_restore'") == []
    reads = "from journal.models import CheckIn; print(CheckIn.objects.get().note)"
    assert "A quiet loop." in manage(tmp_path, new_database, "shell", "-c", reads).stdout
    assert manage(tmp_path, new_database, "doctor", "--only", "tables", "keys").returncode == 0


def test_what_was_erased_stays_unreadable_even_with_an_old_backup_and_no_list(
    tmp_path: Path, new_database: str, runner: User
) -> None:
    """The list is what forgets them; with it, no key is left, and the text that a copy still holds is shut."""
    making.check_in(runner, at=timezone.now(), note="Mine alone.")
    sealed = rows(ours(), "SELECT note FROM journal_checkin")[0][0]
    file = tmp_path / "site.dump"
    assert manage(tmp_path, ours(), "backup", str(file)).returncode == 0
    assert b"Mine alone." not in file.read_bytes()
    manage(tmp_path, ours(), "erase", runner.email, "--yes")
    list_ = [json.loads(line) for line in (tmp_path / "erased.jsonl").read_text().splitlines()]
    assert [line["person"] for line in list_] == [runner.pk]
    assert set(list_[0]) == {"person", "joined_at", "erased_at"}
    assert not User.objects.filter(pk=runner.pk).exists()
    assert str(sealed).startswith("v1:")


def test_somebody_new_with_an_erased_number_is_left_alone(tmp_path: Path, new_database: str, runner: User) -> None:
    line = {"person": runner.pk, "joined_at": "2020-01-01T00:00:00+00:00", "erased_at": "2021-01-01T00:00:00+00:00"}
    (tmp_path / "erased.jsonl").write_text(json.dumps(line) + "\n")
    file = tmp_path / "site.dump"
    manage(tmp_path, ours(), "backup", str(file))
    restored = manage(tmp_path, new_database, "restore", str(file))
    assert "0 people were in the backup" in restored.stdout, restored.stderr
    assert rows(new_database, "SELECT id FROM runners_user") == [(runner.pk,)]


def test_it_refuses_a_database_with_people_in_it(tmp_path: Path, new_database: str, runner: User) -> None:
    file = tmp_path / "site.dump"
    manage(tmp_path, ours(), "backup", str(file))
    manage(tmp_path, new_database, "restore", str(file))
    refused = manage(tmp_path, new_database, "restore", str(file))
    assert refused.returncode != 0
    assert "has 1 people in it" in refused.stderr
    assert manage(tmp_path, new_database, "restore", str(file), "--force").returncode == 0
    assert rows(new_database, RULE) == [("x",)], "nobody books the same time twice there"
    assert manage(tmp_path, new_database, "doctor", "--only", "tables").returncode == 0


def test_it_refuses_while_somebody_else_uses_the_database(tmp_path: Path, new_database: str, runner: User) -> None:
    file = tmp_path / "site.dump"
    manage(tmp_path, ours(), "backup", str(file))
    with psycopg.connect(address(new_database)):
        refused = manage(tmp_path, new_database, "restore", str(file))
    assert refused.returncode != 0
    assert "1 other connections use this database. Stop web, worker and beat first." in refused.stderr


def test_a_broken_file_leaves_everything_as_it_was(tmp_path: Path, new_database: str, runner: User) -> None:
    file = tmp_path / "site.dump"
    manage(tmp_path, ours(), "backup", str(file))
    manage(tmp_path, new_database, "restore", str(file))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    refused = manage(tmp_path, new_database, "restore", str(file), "--force")
    assert refused.returncode != 0
    assert rows(new_database, "SELECT id FROM runners_user") == [(runner.pk,)]
    assert rows(new_database, "SELECT 1 FROM pg_namespace WHERE nspname = 'before_restore'") == []
    assert rows(new_database, RULE) == [("x",)]


def test_a_list_it_cannot_read_changes_nothing(tmp_path: Path, new_database: str, runner: User) -> None:
    """Found out after the swap it would be too late: nobody is erased again, and old letters wait to go."""
    file = tmp_path / "site.dump"
    manage(tmp_path, ours(), "backup", str(file))
    refused = manage(tmp_path, new_database, "restore", str(file), "--erased", str(tmp_path))
    assert refused.returncode != 0
    assert f"The list of erased people, {tmp_path}, cannot be read" in refused.stderr
    assert rows(new_database, "SELECT 1 FROM pg_tables WHERE schemaname IN ('public', 'before_restore')") == []


def test_whatever_goes_wrong_after_the_swap_brings_back_what_was_there(
    tmp_path: Path, new_database: str, runner: User
) -> None:
    file, list_ = tmp_path / "site.dump", tmp_path / "erased.jsonl"
    line = {"person": runner.pk, "joined_at": runner.joined_at.isoformat(), "erased_at": "2026-01-01T00:00:00+00:00"}
    list_.write_text(json.dumps(line) + "\n")
    manage(tmp_path, ours(), "backup", str(file))
    stumbles = (
        "from pathlib import Path; from coaching import backups; from django.utils import timezone; "
        f"backups.restore(Path({str(file)!r}), erased=Path({str(list_)!r}), force=False, "
        "delete=lambda person: 1 / 0, now=timezone.now())"
    )
    assert "ZeroDivisionError" in manage(tmp_path, new_database, "shell", "-c", stumbles).stderr
    assert rows(new_database, "SELECT 1 FROM pg_tables WHERE schemaname IN ('public', 'before_restore')") == []


def test_ties_come_back_with_the_people(tmp_path: Path, new_database: str, tie: Coachship) -> None:
    file = tmp_path / "site.dump"
    manage(tmp_path, ours(), "backup", str(file))
    manage(tmp_path, new_database, "restore", str(file))
    assert rows(new_database, "SELECT coach_id, runner_id FROM runners_coachship") == [(tie.coach_id, tie.runner_id)]
    assert CheckIn.objects.count() == 0
