"""Lives and days at the edges: nothing at all, always the same, far too much; leap days, week 53, a day left out."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal.models import CheckIn
from runners.models import Run, User
from tests import making

SignedIn = Callable[[User], Client]
DAY = timedelta(days=1)


def nothing(runner: User, now: datetime) -> None:
    """An account, and that is all."""


def one_entry(runner: User, now: datetime) -> None:
    making.check_in(runner, at=now)


def one_run_of_minutes_alone(runner: User, now: datetime) -> None:
    making.run(runner, at=now - timedelta(hours=3), effort=None, distance_m=None)


def always_the_same(runner: User, now: datetime) -> None:
    for back in range(70, 0, -1):
        at = now - back * DAY
        making.daily_check(runner, at=at, sleep=5, tiredness=5, stress=5)
        ran = making.run(runner, at=at)
        making.reflection(runner, at=at + timedelta(hours=2), run=ran, enjoyment=5, need_met=5)


def only_zeros_then_only_tens(runner: User, now: datetime) -> None:
    for back in range(60, 0, -1):
        low = back > 20
        making.daily_check(runner, at=now - back * DAY, sleep=10 * low, tiredness=10 * (not low), stress=10 * (not low))
        making.check_in(runner, at=now - back * DAY, valence=4 if low else -4, activation=-4 if low else 4)


def never_stops(runner: User, now: datetime) -> None:
    """A week of minutes, a thousand kilometres, at the utmost effort, five times a day."""
    for back in range(20, 0, -1):
        for hour in range(5):
            at = now - back * DAY - timedelta(hours=hour)
            making.run(runner, at=at, minutes=7 * 1440, effort=10, distance_m=1_000_000.0)


def what_no_watch_should_say(runner: User, now: datetime) -> None:
    """Times without a distance, distances without a time, hearts that stand still or race."""
    figures = [
        {"timer_s": 1, "distance_m": 1_000_000.0, "avg_hr": 300.0, "max_hr": 300.0},
        {"timer_s": 3600, "distance_m": 0.0, "avg_hr": 0.0, "max_hr": 0.0, "ascent_m": 0.0},
        {"timer_s": 600_000, "distance_m": 0.1, "elapsed_s": 1, "moving_s": 0},
        {"timer_s": 60, "distance_m": None, "elapsed_s": 600_000, "moving_s": 600_000, "watch_effort": 0.0},
    ]
    for back, measured in enumerate(figures * 3):
        at = now - (back + 1) * DAY
        Run.objects.create(
            runner=runner, started_at=at, time_zone="UTC", local_day=at.date(), entered_at=at, **measured
        )


LIVES = [
    nothing, one_entry, one_run_of_minutes_alone, always_the_same, only_zeros_then_only_tens, never_stops,
    what_no_watch_should_say,
]  # fmt: skip


def pages(runner: User, coach: User, signed_in: SignedIn) -> Iterator[tuple[str, str]]:
    """Every page that shows what was worked out, as its reader reads it."""
    own = [reverse(name) for name in ("journal-today", "journal-balance", "runs", "journal-entries", "journal-reflect")]
    own += [reverse("journal-balance") + "?range=all", reverse("settings-sharing")]
    own += [reverse("run", args=[run.pk]) for run in Run.objects.filter(runner=runner)[:4]]
    for person, addresses in ((runner, own), (coach, [reverse("squad"), reverse("athlete", args=[runner.pk])])):
        client = signed_in(person)
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200, address
            yield address, re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", page.content.decode())


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_every_page_has_something_to_say_to_any_life(
    runner: User, coach: User, signed_in: SignedIn, life: Callable[[User, datetime], None]
) -> None:
    now = timezone.now()
    life(runner, now)
    making.refreshed(now)
    for address, text in pages(runner, coach, signed_in):
        assert not re.search(r"\b(nan|inf|none|null)\b", text, re.IGNORECASE), (address, life.__name__)


MOMENTS = {
    "leap day": datetime(2028, 2, 29, 12, tzinfo=UTC),
    "a year after a leap day": datetime(2029, 2, 28, 23, 30, tzinfo=UTC),
    "week 53": datetime(2026, 12, 31, 12, tzinfo=UTC),
    "New Year in week 53": datetime(2027, 1, 1, 4, 30, tzinfo=UTC),
    "week 1 in December": datetime(2029, 12, 31, 12, tzinfo=UTC),
    "the hour that is skipped": datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    "the hour that comes twice": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "the last second of a year": datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
}


@pytest.mark.parametrize(("moment", "first_weekday"), list(zip(MOMENTS, cycle((0, 5, 6)), strict=False)))
def test_every_page_knows_every_day(
    runner: User, coach: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, moment: str, first_weekday: int
) -> None:
    now = MOMENTS[moment]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    User.objects.filter(pk=runner.pk).update(first_weekday=first_weekday)
    for back in (0, 1, 2, 7, 28, 59, 365, 366, 1461):
        making.daily_check(runner, at=now - back * DAY)
        making.reflection(runner, at=now - back * DAY, run=making.run(runner, at=now - back * DAY))
    making.refreshed(now)
    assert len(list(pages(runner, coach, signed_in))) == 13


def typed(day: date, clock: str = "12:00", **more: object) -> dict[str, object]:
    return {"key": uuid.uuid4(), "minutes": "45", "day": day, "clock": clock, "effort": "4", **more}


def test_a_day_that_a_place_left_out_is_no_day_to_have_run_on(runner: User, signed_in: SignedIn) -> None:
    """Samoa went from 29 to 31 December 2011."""
    User.objects.filter(pk=runner.pk).update(time_zone="Pacific/Apia")
    page = signed_in(runner).post(reverse("run-new"), typed(date(2011, 12, 30)))
    assert "so there was no 12:00 that day" in page.content.decode()
    assert not Run.objects.exists()
    for day in (29, 31):
        signed_in(runner).post(reverse("run-new"), typed(date(2011, 12, day)))
    first, second = Run.objects.order_by("started_at")
    assert (first.local_day.day, second.local_day.day) == (29, 31)
    assert second.started_at - first.started_at == DAY


def test_a_form_that_was_open_while_the_zone_changed_means_the_new_one(runner: User, signed_in: SignedIn) -> None:
    client = signed_in(runner)
    client.get(reverse("run-new"))
    User.objects.filter(pk=runner.pk).update(time_zone="Pacific/Auckland")
    day = timezone.now().astimezone(ZoneInfo("Pacific/Auckland")).date() - 2 * DAY
    client.post(reverse("run-new"), typed(day, "06:15"))
    client.post(reverse("journal-check-in"), {"key": uuid.uuid4(), "other_day": day, "other_clock": "06:15"})
    run, entry = Run.objects.get(), CheckIn.objects.get()
    assert run.started_at == entry.made_at
    for kept in (run, entry):
        assert (kept.time_zone, kept.local_day) == ("Pacific/Auckland", day)


@pytest.mark.parametrize("ahead", [1, 400])
def test_a_clock_that_is_ahead_tells_no_future(runner: User, signed_in: SignedIn, ahead: int) -> None:
    """Nothing but the server's clock says what today is: a browser's own day is never sent, only typed days are."""
    client, day = signed_in(runner), timezone.now().date() + ahead * DAY + DAY
    for page in (
        client.post(reverse("run-new"), typed(day)),
        client.post(reverse("journal-check-in"), {"key": uuid.uuid4(), "valence": "1", "other_day": day}),
        client.post(reverse("journal-daily-check"), {"key": uuid.uuid4(), "sleep": "5", "day": day}),
    ):
        assert page.status_code == 200
        assert "That day has not come yet." in page.content.decode()
    assert not Run.objects.exists()
    assert not CheckIn.objects.exists()


def test_a_day_may_hold_many_check_ins(runner: User, signed_in: SignedIn) -> None:
    client = signed_in(runner)
    for valence in (-4, 0, 4, 4):
        client.post(reverse("journal-check-in"), {"key": uuid.uuid4(), "valence": valence, "activation": 0})
    assert CheckIn.objects.count() == 4
    making.refreshed(timezone.now())
    assert client.get(reverse("journal-today")).status_code == 200
