"""Days at the ends of the calendar: some lie outside it in another zone, and no form may stumble over that."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journal.models import CheckIn, DailyCheck, Goal, Practice, Reflection
from runners.models import Original, Run, User
from tests import making
from tests.runners.importers import making as files
from tests.runners.imports.sending import imported, only

# Every form of a runner with a day that is put into their zone: what it is sent besides.
FORMS: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "run-new": ({"minutes": "45"}, {}),
    "journal-check-in": ({}, {}),
    "journal-reflect": ({}, {}),
    "journal-daily-check": ({"sleep": "7"}, {}),
    "practice-new": ({"kind": "walk", "minutes": "20"}, {}),
    "goal-new": ({"name": "A race"}, {"kind": "race"}),
}
DAYS = ("day", "other_day", "race_on")
CLOCKS = ("clock", "other_clock")


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(("day", "clock"), [("9999-12-31", "23:59"), ("0001-01-01", "00:00")])
@pytest.mark.parametrize("name", FORMS)
def test_a_day_at_the_end_of_the_calendar_is_refused_in_words(
    runner: User, signed_in: Callable[[User], Client], name: str, day: str, clock: str, zone: str
) -> None:
    User.objects.filter(pk=runner.pk).update(time_zone=zone)
    said, arguments = FORMS[name]
    sent = {**said, **dict.fromkeys(DAYS, day), **dict.fromkeys(CLOCKS, clock)}
    answer = signed_in(runner).post(reverse(name, kwargs=dict(arguments)), sent)
    assert answer.status_code == 200
    assert 'class="msg"' in answer.content.decode()
    assert not any(model.objects.exists() for model in (Run, CheckIn, Reflection, DailyCheck, Practice, Goal))


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(("day", "clock"), [("9999-12-31", "23:59"), ("0001-01-01", "00:00")])
def test_so_is_one_told_for_a_watch_without_a_date(
    runner: User, signed_in: Callable[[User], Client], now: datetime, day: str, clock: str, zone: str
) -> None:
    User.objects.filter(pk=runner.pk).update(time_zone=zone)
    row = only(imported(runner, files.fit_run(start=now + timedelta(days=9), minutes=10), now))
    answer = signed_in(runner).post(reverse("import-date", args=[row.pk]), {"day": day, "clock": clock})
    assert 'class="msg"' in answer.content.decode()
    assert only(row.unit).status == Original.Status.UNDATED  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "clock"), [("9999-12-31", "23:59"), ("0001-01-01", "00:00")])
def test_so_is_one_a_run_is_moved_to(
    runner: User, signed_in: Callable[[User], Client], now: datetime, day: str, clock: str
) -> None:
    run = making.run(runner, at=now)
    sent = {"minutes": "45", "day": day, "clock": clock}
    answer = signed_in(runner).post(reverse("run-edit", args=[run.pk]), sent)
    assert 'class="msg"' in answer.content.decode()
