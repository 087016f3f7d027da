"""What every test here does: send bytes, and let the worker read them."""

import uuid
from datetime import datetime

from django.db.models import F
from django.test import TestCase

from runners import files
from runners.imports import reading, receiving
from runners.models import Import, Original, User


def sent(runner: User, content: bytes, now: datetime, *, name: str = "run.fit") -> Import:
    incoming = files.Incoming()
    incoming.write(content)
    return receiving.receive(runner, incoming=incoming, name=name, key=uuid.uuid4(), now=now)


def read(unit: Import, now: datetime) -> Import:
    """As far as it goes without an answer, and what follows a commit as well."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        reading.read_unit(unit, clock=lambda: now)
    unit.refresh_from_db()
    return unit


def imported(runner: User, content: bytes, now: datetime, *, name: str = "run.fit") -> Import:
    return read(sent(runner, content, now, name=name), now)


def only(unit: Import) -> Original:
    return Original.objects.get(unit=unit)


def outcomes(unit: Import) -> list[str]:
    return list(Original.objects.filter(unit=unit).order_by("position", "part").values_list("status", flat=True))


def later(unit: Import) -> None:
    """The lease of whoever died is over."""
    Original.objects.filter(unit=unit, leased_until__isnull=False).update(leased_until=F("received_at"))
