"""Years of runs arrive after months of check-ins: they count, and nobody is alarmed about what is long over."""

from datetime import datetime, timedelta

import pytest

from coaching.alerts import raising as alerts
from coaching.alerts.models import Alert
from journal import loads
from journal.models import RunnerState
from runners.models import Outbox, Run, User
from tests import making
from tests.making_archives import run_file, zip_of
from tests.runners.imports.sending import imported

YEARS = timedelta(days=730)


def history(now: datetime, *, every: int) -> bytes:
    """Two years up to the day before yesterday, much harder at their end than anybody trains now."""
    starts = [now - YEARS + timedelta(days=number) for number in range(0, 728, every)]
    return zip_of(
        {f"{start:%Y-%m-%d}.gpx": run_file("gpx", start=start, minutes=5 + number % 9, speed=3.0)
         for number, start in enumerate(starts)}
    )  # fmt: skip


def test_old_runs_count_and_raise_no_alert(runner: User, coach: User, now: datetime) -> None:
    for back in range(35):
        making.daily_check(runner, at=now - timedelta(days=back))
    making.refreshed(now)
    imported(runner, history(now, every=45), now, name="history.zip")
    making.refreshed(now)
    for minutes in range(3):
        alerts.assess_due(now=now + timedelta(minutes=minutes))
    oldest = Run.objects.earliest("started_at")
    assert oldest.days_late > 700
    past = loads.history(RunnerState.objects.get(runner=runner))
    assert past.days[0] <= oldest.local_day
    assert past.values["training"][past.days.index(oldest.local_day)] > 0
    assert not Alert.objects.exists()
    assert not Outbox.objects.exists()


@pytest.mark.parametrize(("days", "late"), [(0, 0), (1, 1), (9, 9)])
def test_a_run_from_a_file_knows_how_late_it_came(runner: User, now: datetime, days: int, late: int) -> None:
    start = now - timedelta(days=days, hours=1)
    imported(runner, run_file("fit", start=start, minutes=20, speed=3.0), now)
    run = Run.objects.get()
    assert (run.days_late, run.entered_at, run.local_day) == (late, now, runner.day(start, "run"))


def test_an_old_episode_stays_in_the_past(runner: User, coach: User, now: datetime) -> None:
    """Somebody was strained half a year ago; the runs of that time come in now."""
    making.drifting_month(runner, until=runner.day(now) - timedelta(days=180))
    imported(runner, history(now, every=60), now, name="history.zip")
    making.refreshed(now)
    alerts.assess_due(now=now)
    assert not Alert.objects.exists()
    assert not Outbox.objects.exists()
