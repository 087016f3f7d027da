"""`manage.py assess`: the night's work, by one process or by several."""

import os
import signal
from collections.abc import Sequence
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from coaching.alerts.models import Alert, Assessment
from journal import loads
from journal.models import RunnerState, Unassessed
from runners.models import Stale, User
from runners.models.plumbing import Claim
from tests import making


def drifting(number: int, now: datetime) -> list[User]:
    people = [making.person(f"r{i}@example.org") for i in range(number)]
    for person in people:
        making.drifting_month(person, until=person.day(now), steady_days=42)
    return people


@pytest.mark.django_db(transaction=True)
def test_it_shares_the_work_between_processes(
    now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    people = drifting(3, now)
    monkeypatch.setattr(loads, "BATCH", 1)
    refresh, here = loads.refresh, os.getpid()

    def elsewhere(claims: Sequence[Claim], *, now: datetime) -> None:
        assert os.getpid() != here
        refresh(claims, now=now)

    monkeypatch.setattr(loads, "refresh", elsewhere)
    call_command("assess", now=now.isoformat(), workers=2)
    assert capsys.readouterr().out.startswith("refreshed 3 runners (0 postponed), assessed 3, 3 new alerts, 0 resolved")
    assert {alert.runner_id for alert in Alert.objects.all()} == {person.pk for person in people}
    assert not Stale.objects.exists()
    assert not Unassessed.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_loses_and_doubles_nothing_when_a_process_is_killed(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    people = drifting(3, now)
    monkeypatch.setattr(loads, "BATCH", 1)
    write = loads.states.write

    def killed(worked: loads.states.Worked, *, now: datetime) -> None:
        write(worked, now=now)
        if worked.spans[0].runner_id == people[1].pk:
            os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as deadly:
        deadly.setattr(loads.states, "write", killed)
        with pytest.raises(CommandError, match="A worker was killed"):
            call_command("assess", now=now.isoformat(), workers=2)
    assert not RunnerState.objects.filter(runner=people[1]).exists()
    for _ in range(2):
        call_command("assess", now=now.isoformat(), workers=2)
    assert Assessment.objects.count() == RunnerState.objects.count() == Alert.objects.count() == 3


@pytest.mark.django_db
def test_it_needs_a_worker() -> None:
    with pytest.raises(CommandError, match="1 or more"):
        call_command("assess", workers=0)
