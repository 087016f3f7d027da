"""`manage.py shadow`: a second reading beside the balance, which decides nothing."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from coaching.alerts.models import Alert, Assessment
from journal.models import RunnerState
from journal.sharing import shadows
from tests import making


@pytest.fixture
def drifted(db: None, now: datetime) -> int:
    person = making.person("mia@example.org")
    making.drifting_month(person, until=person.day(now), steady_days=70)
    making.refreshed(now)
    return person.pk


def shadow(now: datetime, days: int = 28) -> shadows.Shadow:
    return sum(shadows.shadow(today=now.date(), days=days), shadows.NOTHING)


def test_every_day_is_counted_once(drifted: int, now: datetime) -> None:
    found = shadow(now)
    assert found.runners == 1
    assert found.both + found.balance_alone + found.strain_alone + found.neither == 28
    assert found.both > 0


def test_a_difference_says_since_when_and_what_adds_to_it(
    drifted: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadows.strain, "ENTER", 99.0)
    (apart,) = shadow(now).apart
    assert (apart.runner_id, apart.days) == (drifted, shadow(now).balance_alone)
    assert apart.since == now.date() - timedelta(days=apart.days - 1)
    assert apart.balance is not None
    assert apart.balance >= 50
    assert apart.most[0][1] >= apart.most[1][1] > 0


def test_it_prints_numbers_and_nobodys_name(drifted: int, now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("shadow", days=28)
    said = capsys.readouterr().out
    assert "strain-1 beside the balance, 1 runners, 28 days" in said
    assert "mia" not in said.lower()


def test_it_changes_nothing(drifted: int, now: datetime) -> None:
    before = list(RunnerState.objects.values())
    call_command("shadow")
    assert list(RunnerState.objects.values()) == before
    assert not Alert.objects.exists()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("days", [0, 366, -1])
def test_it_refuses_days_that_make_no_sense(days: int, db: None) -> None:
    with pytest.raises(CommandError, match="1 to 365"):
        call_command("shadow", days=days)
