"""The month a visitor chooses from: on their clock, in as many queries as ever, fresh the moment anything changes."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.consultations import actions, kept
from coaching.consultations.models import Away, BusyFeed, BusyTime, Meeting, Offer, Override, WeeklyRule
from coaching.consultations.queries import asked_for, choose_page
from runners.models import User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE


@pytest.fixture(autouse=True)
def emptied() -> Iterator[None]:
    kept._months.clear()
    yield
    kept._months.clear()


@pytest.fixture
def soon() -> datetime:
    day = timezone.now() + timedelta(days=3)
    return day.astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


def page(offer: Offer, **asked: str) -> str:
    return Client().get(offer.get_absolute_url(), {"zone": "Europe/Dublin", **asked}).content.decode()


def many(offer: Offer, count: int) -> None:
    """Calls of the past and of the days ahead, none of them over another."""
    starts = [timezone.now() + timedelta(days=50) - timedelta(hours=26 * number) for number in range(count)]
    hour = timedelta(hours=1)
    Meeting.objects.bulk_create(
        Meeting(
            coach=offer.coach,
            offer=offer,
            starts_at=at,
            ends_at=at + hour,
            takes=(at, at + hour),
            fixed=True,
            made_at=at,
        )
        for at in starts
    )


def test_a_month_of_two_thousand_calls_asks_no_more_than_an_empty_one(offer: Offer) -> None:
    counts = []
    for count in (0, 2_000):
        many(offer, count)
        kept._months.clear()
        with CaptureQueriesContext(connection) as asked:
            page(offer)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9


def test_kept_it_asks_once_and_is_the_same_but_for_what_is_ones_own(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    within_a_minute = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: within_a_minute)
    first = page(offer)
    with CaptureQueriesContext(connection) as asked:
        second = page(offer)
    assert len(asked) == 1
    blank = [kept.KEY.sub(b"", kept.TOKEN.sub(b"", text.encode())) for text in (first, second)]
    assert blank[0] == blank[1]
    assert kept.KEY.search(first.encode())[0] != kept.KEY.search(second.encode())[0]  # type: ignore[index]


def test_a_kept_page_can_be_sent(offer: Offer, soon: datetime) -> None:
    page(offer)
    client = Client(enforce_csrf_checks=True)
    text = client.get(offer.get_absolute_url(), {"zone": "Europe/Dublin"}).content
    token = kept.TOKEN.search(text)[0].decode()  # type: ignore[index]
    assert making.choose(client, offer, soon, csrfmiddlewaretoken=token).status_code == 302


def busy(offer: Offer, soon: datetime) -> None:
    feed = BusyFeed.objects.create(coach=offer.coach, added_at=soon, due_at=soon, fetched_at=soon)
    BusyTime.objects.create(feed=feed, starts_at=soon, ends_at=soon + timedelta(hours=1))


CHANGES: dict[str, Callable[[Offer, datetime], object]] = {
    "held": lambda o, at: making.held(o, at, now=timezone.now()),
    "away": lambda o, at: Away.objects.create(coach=o.coach, first_on=at.date(), last_on=at.date()),
    "override": lambda o, at: Override.objects.create(coach=o.coach, day=at.date(), windows=[]),
    "rule": lambda o, at: WeeklyRule.objects.filter(coach=o.coach).update(until_time=time(11)),
    "busy": busy,
    "offer": lambda o, at: Offer.objects.update(title="Another name", changed_at=at),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_fresh_the_moment_anything_changes(offer: Offer, soon: datetime, change: str) -> None:
    asked = {"month": f"{soon:%Y-%m}", "day": f"{soon:%Y-%m-%d}"}
    before = page(offer, **asked)
    CHANGES[change](offer, soon)
    after = page(offer, **asked)
    assert [before.count(">09:00<") + before.count(">11:00<"), before] != [
        after.count(">09:00<") + after.count(">11:00<"), after,
    ]  # fmt: skip
    assert kept.KEY.sub(b"", kept.TOKEN.sub(b"", before.encode())) != kept.KEY.sub(
        b"", kept.TOKEN.sub(b"", after.encode())
    )


def test_a_hold_that_ran_out_is_free_again_at_once(offer: Offer, soon: datetime) -> None:
    held = making.held(offer, soon, now=timezone.now())
    asked = {"month": f"{soon:%Y-%m}", "day": f"{soon:%Y-%m-%d}"}
    value = f'value="{soon:%Y-%m-%dT%H:%M:%SZ}"'
    assert value not in page(offer, **asked)
    held.held_until = timezone.now() - timedelta(seconds=1)
    held.save()
    assert value in page(offer, **asked)


def chosen(offer: Offer, now: datetime, **asked: str) -> object:
    said = {"month": "", "day": "", "zone": "", "own_zone": "Europe/Dublin", **asked}
    return choose_page(offer, asked_for(**said), now=now)


def test_times_stand_on_the_day_of_the_visitors_own_clock(offer: Offer, now: datetime) -> None:
    """Nine in Dublin is still the evening before in Honolulu, and evening already in Auckland."""
    for zone, day, clock, offset in (
        ("Pacific/Honolulu", date(2026, 3, 19), "23:00", "UTC−10"),
        ("Pacific/Auckland", date(2026, 3, 20), "22:00", "UTC+13"),
        ("Asia/Kathmandu", date(2026, 3, 20), "14:45", "UTC+5:45"),
    ):
        shown = chosen(offer, now, zone=zone, month="2026-03", day=day.isoformat())
        found = {time.start: time.words for time in shown.times}  # type: ignore[attr-defined]
        assert (shown.day, found[NINE], shown.offset) == (day, clock, offset)  # type: ignore[attr-defined]


def test_a_call_keeps_its_instant_when_the_hours_change(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    WeeklyRule.objects.all().delete()
    booking.refresh_from_db()
    assert booking.meeting.starts_at == NINE
    assert actions.call_off(booking, now=now).meeting.starts_at == NINE


@pytest.mark.parametrize("nonsense", ["", "x", "2026-13", "0000-00", "9999-99", "2026-03-01'--", "\0", "2" * 500])
def test_nonsense_in_an_address_is_as_good_as_nothing(offer: Offer, nonsense: str) -> None:
    for name in ("month", "day", "zone"):
        assert Client().get(offer.get_absolute_url(), {name: nonsense}).status_code == 200


def test_an_empty_month_leads_on(offer: Offer, now: datetime) -> None:
    Away.objects.create(coach=offer.coach, first_on=date(2026, 3, 1), last_on=date(2026, 3, 31))
    shown = chosen(offer, now)
    assert shown.month == date(2026, 4, 1)  # type: ignore[attr-defined]
    assert chosen(offer, now, month="2026-03").day is None  # type: ignore[attr-defined]


def test_the_kept_month_of_a_coach_who_is_leaving_is_gone(offer: Offer) -> None:
    assert Client().get(offer.get_absolute_url()).status_code == 200
    User.objects.filter(pk=offer.coach_id).update(leaving_at=timezone.now() + timedelta(days=7))
    assert Client().get(offer.get_absolute_url()).status_code == 404
