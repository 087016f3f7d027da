"""The worker is killed over an archive, again and again: in the end the same runs are there, and none of them twice."""

import random
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from runners import files, samples
from runners.imports import receiving
from runners.imports.reading import read_unit
from runners.models import Import, Original, Run, User
from tests.faults.site import Process, Site, end, wait_until
from tests.making_archives import takeout

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PROFILES = [
    pytest.param(30, 2, Site.dispatcher, id="short"),
    pytest.param(300, 10, Site.worker, id="long", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
]
SAID_BY_ITSELF = {"id", "runner", "key", "entered_at", "title", "note"}


def sent(runner: User, content: bytes) -> Import:
    incoming = files.Incoming()
    incoming.write(content)
    now = timezone.now()
    return receiving.receive(runner, incoming=incoming, name="takeout.zip", key=uuid.uuid4(), now=now)


def every_run(runner: User) -> list[dict[str, Any]]:
    names = [field.name for field in Run._meta.concrete_fields if field.name not in SAID_BY_ITSELF]
    runs = Run.objects.filter(runner=runner).order_by("started_at", "pk")
    return [
        {**{name: getattr(run, name) for name in names}, "words": (run.title, run.note), "is": samples.snapshot(run)}
        for run in runs
    ]


def everything_said(site: Site) -> str:
    return "".join(path.read_text(errors="replace") for path in site.folder.glob("*.log"))


def read_so_far(unit: Import) -> int:
    return Original.objects.filter(unit=unit).exclude(status=Original.Status.WAITING).count()


def ended(unit: Import) -> bool:
    return not Import.objects.unfinished().filter(pk=unit.pk).exists()


@pytest.mark.parametrize(("number", "kills", "program"), PROFILES)
def test_a_killed_worker_loses_no_run_and_makes_none_twice(
    site: Site, runner: User, stranger: User, settings: LazySettings, tell: Callable[[object], None],
    number: int, kills: int, program: Callable[[Site], Process],
) -> None:  # fmt: skip
    settings.FILES = site.folder / "files"
    content, chance = takeout(number, minutes=6), random.Random(number)
    calm = sent(stranger, content)
    assert read_unit(calm, clock=timezone.now)
    unit = sent(runner, content)
    if program is Site.worker:
        site.beat()
    began, done = time.monotonic(), []
    for kill in range(kills):
        worker, least = program(site), (kill + 1) * number // (kills + 2)
        assert wait_until(lambda least=least: read_so_far(unit) >= least, 120), everything_said(site)
        time.sleep(chance.random() * 0.3)
        end(worker)
        done.append(read_so_far(unit))
        over_now(unit)
    program(site)
    assert wait_until(lambda: ended(unit), 120 + number), everything_said(site)
    runs, expected = every_run(runner), every_run(stranger)
    took = time.monotonic() - began
    tell(f"{number} files, killed after {done}: {len(runs)} runs of {len(expected)}, {took:.0f} s")
    assert runs == expected
    assert len({run["started_at"] for run in runs}) == number
    assert Original.objects.filter(unit=unit).count() == number
    assert not files.folder_of(unit.token).exists()


def over_now(unit: Import) -> None:
    """What the dead one held is free at once, instead of in a minute."""
    now = timezone.now()
    Original.objects.filter(unit=unit, leased_until__isnull=False).update(leased_until=now)
    Import.objects.filter(pk=unit.pk).update(leased_until=None)
