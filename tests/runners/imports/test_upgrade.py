"""A site is upgraded while files wait that an older release had taken, each by itself and without a sending."""

import hashlib
from datetime import datetime
from importlib import import_module

from django.apps import apps

from runners.models import Import, Original, Run, User
from tests.runners.importers import making as files
from tests.runners.imports.sending import only, read

give_units = import_module("runners.migrations.0004_units_for_waiting_files").give_units


def old_file(runner: User, content: bytes, now: datetime, *, status: str = Original.Status.WAITING) -> Original:
    """As it lay there: the bytes in its row, and no file on the disk."""
    digest = hashlib.sha256(content).hexdigest()
    return Original.objects.create(
        runner=runner, name="old.fit", sha256=digest, content=content, time_zone="UTC", status=status, received_at=now
    )


def test_a_file_that_waited_through_an_upgrade_is_read_all_the_same(runner: User, now: datetime) -> None:
    content = files.fit_run(minutes=30)
    row = old_file(runner, content, now)
    give_units(apps, None)
    row.refresh_from_db()
    assert row.unit is not None
    unit = row.unit
    assert (unit.name, unit.size, unit.runner, unit.received_at) == ("old.fit", len(content), runner, now)
    assert read(row.unit, now).state == Import.State.DONE
    assert bytes(only(row.unit).content or b"") == content
    assert Run.objects.get().timer_s == 1800


def test_what_was_read_before_the_upgrade_stays_as_it_was(runner: User, now: datetime) -> None:
    row = old_file(runner, b"x", now, status=Original.Status.REFUSED)
    give_units(apps, None)
    row.refresh_from_db()
    assert row.unit is None
    assert not Import.objects.exists()
