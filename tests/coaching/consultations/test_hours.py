"""The coach's pages about when they can be booked."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.consultations.hours_forms import (
    MOST_ABSENCES,
    MOST_RULES,
    AwayForm,
    CalendarForm,
    DayForm,
    WeekForm,
)
from coaching.consultations.hours_queries import answer_of, hours_page
from coaching.consultations.models import Away, BusyFeed, BusyTime, Offer, Override, WeeklyRule
from coaching.consultations.times import free_times
from runners.models import CoachProfile, User
from tests.coaching.consultations import making
from tests.coaching.consultations.hours_making import feed_of, hours_of

TODAY = date(2026, 3, 18)


@pytest.fixture
def desk(coach: User, profile: CoachProfile, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(coach)


def post(client: Client, name: str, fields: dict[str, Any], **arguments: Any) -> Any:
    return client.post(reverse(name, kwargs=arguments or None), fields, follow=True)


def week(**fields: Any) -> dict[str, Any]:
    filled = {"weekdays": ["0", "2"], "from_time": "14:00", "until_time": "15:30", **fields}
    return {f"week-{name}": value for name, value in filled.items()}


def problems(form: Any) -> str:
    assert not form.is_valid()
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def test_it_shows_what_counts_and_how_each_line_is_taken_away(desk: Client, coach: User) -> None:
    rows = hours_of(coach, day=timezone.localdate() + timedelta(days=5))
    page = desk.get(reverse("hours")).content.decode()
    for piece in ("Monday", "09:00 to 12:00", "19:00 to 20:00", "18:00 to 19:00", "Dublin"):
        assert piece in page
    for name, arguments in rows.items():
        assert reverse(name, kwargs=arguments) in page
        answer = post(desk, name, {}, **arguments).content.decode()
        assert "Removed." in answer
        assert reverse(name, kwargs=arguments) not in answer


def test_it_adds_hours_to_several_days_at_once(desk: Client, profile: CoachProfile) -> None:
    page = post(desk, "hours-add", week(for_squad="on")).content.decode()
    assert "Calls that are booked stay where they are" in page
    assert "for your squad" in page
    added = WeeklyRule.objects.filter(coach=profile, from_time=time(14))
    assert sorted(added.values_list("weekday", "until_time", "for_squad")) == [
        (0, time(15, 30), True),
        (2, time(15, 30), True),
    ]


def test_it_keeps_what_was_typed_when_hours_cannot_be_added(desk: Client) -> None:
    page = post(desk, "hours-add", week(until_time="13:00")).content.decode()
    assert "These hours end before they begin." in page
    assert 'value="14:00"' in page
    assert "data-problems" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weekdays": []}, "Choose at least one day."),
        ({"weekdays": ["7"]}, "Choose days of the week."),
        ({"weekdays": ["x\x00"]}, "Choose days of the week."),
        ({"from_time": ""}, "Say a time."),
        ({"from_time": "25:00"}, "Type the time as 18:30."),
        ({"until_time": "14:00:30"}, "Type the time as 18:30."),
        ({"until_time": "14:00"}, "These hours end before they begin."),
        ({"from_time": "11:59"}, "You have hours at that time already: Monday, Wednesday."),
        ({"from_time": "00:00", "until_time": "00:00"}, "You have hours at that time already"),
    ],
)
def test_it_says_what_is_wrong_with_hours(profile: CoachProfile, fields: dict[str, Any], said: str) -> None:
    assert said in problems(WeekForm(week(**fields), coach=profile, prefix="week"))


def test_it_takes_hours_up_to_midnight_and_no_endless_list(profile: CoachProfile) -> None:
    form = WeekForm(week(from_time="22:00", until_time="00:00"), coach=profile, prefix="week")
    assert form.is_valid()
    form.save()
    assert "22:00 to midnight" in [line.hours for line in hours_page(profile, now=timezone.now()).week]
    assert "already" in problems(WeekForm(week(from_time="23:59", until_time="00:00"), coach=profile, prefix="week"))
    rule = {"coach": profile, "weekday": 6, "from_time": time(1), "until_time": time(2)}
    WeeklyRule.objects.bulk_create(WeeklyRule(**rule) for _ in range(MOST_RULES))
    assert str(MOST_RULES) in problems(WeekForm(week(), coach=profile, prefix="week"))


def day(**fields: str) -> dict[str, str]:
    filled = {"day": "2026-04-01", "from_1": "10:00", "until_1": "11:00", **fields}
    return {f"day-{name}": value for name, value in filled.items()}


def test_it_gives_one_day_other_hours_and_changes_them_the_second_time(profile: CoachProfile, offer: Offer) -> None:
    two = day(from_1="20:00", until_1="00:00", from_2="08:00", until_2="09:30")
    for fields, windows in ((day(), [["10:00", "11:00"]]), (two, [["08:00", "09:30"], ["20:00", "00:00"]])):
        form = DayForm(fields, coach=profile, today=TODAY, prefix="day")
        assert form.is_valid(), form.errors
        form.save()
        assert Override.objects.get(coach=profile, day=date(2026, 4, 1)).windows == windows
    then = datetime(2026, 3, 28, 8, tzinfo=UTC)
    found = free_times(offer, first_day=date(2026, 4, 1), last_day=date(2026, 4, 1), now=then)
    assert [slot.start.hour for slot in found if slot.start.day == 1] == [7, 19, 20, 21, 22]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": ""}, "Say which day."),
        ({"day": "2026-02-30"}, "Type the day as 2026-11-21."),
        ({"day": "2026-03-17"}, "Choose a day from today on"),
        ({"day": "2029-03-17"}, "Choose a day from today on"),
        ({"day": "0001-01-01"}, "Choose a day from today on"),
        ({"from_1": "soon"}, "Type the time as 18:30."),
        ({"until_1": "09:00"}, "These hours end before they begin."),
        ({"from_2": "12:00"}, "or leave both empty"),
        ({"until_2": "12:00"}, "or leave both empty"),
        ({"from_2": "10:30", "until_2": "12:00"}, "begins before the first has ended"),
        ({"from_2": "13:00", "until_2": "12:00"}, "These hours end before they begin."),
    ],
)
def test_it_says_what_is_wrong_with_a_day(profile: CoachProfile, fields: dict[str, str], said: str) -> None:
    assert said in problems(DayForm(day(**fields), coach=profile, today=TODAY, prefix="day"))


def test_it_offers_nothing_on_days_away(desk: Client, profile: CoachProfile, offer: Offer) -> None:
    first = timezone.localdate() + timedelta(days=10)
    fields = {"away-first_on": first.isoformat(), "away-last_on": (first + timedelta(days=2)).isoformat()}
    assert "Nobody can book these days." in post(desk, "hours-away-add", fields).content.decode()
    found = free_times(offer, first_day=first, last_day=first + timedelta(days=3), now=timezone.now())
    days = {slot.start.date() for slot in found}
    assert first + timedelta(days=3) in days
    assert not days & {first, first + timedelta(days=1), first + timedelta(days=2)}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "Say which day."),
        ("2026-04-02", "2026-04-01", "before the first one"),
        ("2026-03-17", "2026-04-01", "Choose a day from today on"),
        ("2026-04-01", "2027-04-03", "Up to a year at a time."),
        ("9999-12-31", "9999-12-31", "Choose a day from today on"),
        ("x", "y", "Type the day"),
    ],
)
def test_it_says_what_is_wrong_with_days_away(profile: CoachProfile, first: str, last: str, said: str) -> None:
    form = AwayForm({"first_on": first, "last_on": last}, coach=profile, today=TODAY)
    assert said in problems(form)


def test_it_takes_a_single_day_away_and_no_endless_list(profile: CoachProfile) -> None:
    form = AwayForm({"first_on": "2026-04-01"}, coach=profile, today=TODAY)
    assert form.is_valid()
    form.save()
    form.save()  # a second tap
    assert Away.objects.get(coach=profile).last_on == date(2026, 4, 1)
    Away.objects.bulk_create(Away(coach=profile, first_on=TODAY, last_on=TODAY) for _ in range(MOST_ABSENCES))
    again = AwayForm({"first_on": "2026-04-01"}, coach=profile, today=TODAY)
    assert str(MOST_ABSENCES) in problems(again)


def test_it_names_the_year_only_where_it_is_another(profile: CoachProfile, now: datetime) -> None:
    for on in (date(2026, 5, 4), date(2027, 5, 4)):
        Away.objects.create(coach=profile, first_on=on, last_on=on)
    lines = hours_page(profile, now=now).absences
    assert [line.day for line in lines] == ["Monday 4 May", "Tuesday 4 May 2027"]


def test_it_says_why_a_time_is_not_offered(desk: Client, offer: Offer) -> None:
    on = timezone.localdate() + timedelta(days=5)
    asked = {"offer": str(offer.pk), "day": on.isoformat(), "clock": "10:00"}
    assert "It is offered to visitors" in desk.get(reverse("hours-why"), asked).content.decode()
    answer = desk.get(reverse("hours-why"), {**asked, "clock": "10:30"}).content.decode()
    assert "Calls start every hour, counted from the beginning of your hours (09:00 to 12:00)" in answer
    assert "You have no open offer" not in answer


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"offer": "999999"}, "Choose one of your offers."),
        ({"offer": "x"}, "Choose one of your offers."),
        ({"day": "0001-01-01"}, "Choose a day of this century."),
        ({"day": "9999-12-31"}, "Choose a day of this century."),
        ({"clock": "7"}, "Type the time as 18:30."),
        ({"clock": "\x00"}, "Type the time as 18:30."),
    ],
)
def test_it_says_what_is_wrong_with_the_question(desk: Client, offer: Offer, fields: dict[str, str], said: str) -> None:
    asked = {"offer": str(offer.pk), "day": "2026-05-04", "clock": "10:00", **fields}
    assert said in desk.get(reverse("hours-why"), asked).content.decode()


def test_it_asks_only_about_ones_own_offers(desk: Client, offer: Offer, stranger: User) -> None:
    theirs = making.offer(making.profile(stranger, slug="stan"), title="Not mine")
    page = desk.get(reverse("hours-why"), {"offer": str(theirs.pk), "day": "2026-05-04", "clock": "10:00"})
    assert "Choose one of your offers." in page.content.decode()
    assert "Not mine" not in page.content.decode()


def test_it_sends_the_question_about_a_group_to_its_dates(group: Offer, now: datetime) -> None:
    answer = answer_of(group, datetime(2026, 3, 20, 10), now=now)  # noqa: DTZ001 - a time on the wall
    assert not answer.offered
    assert "on the dates you set for it" in answer.sentence


def test_it_keeps_the_other_calendar_sealed_and_never_shows_it(desk: Client, profile: CoachProfile) -> None:
    secret = "webcal://Cal.Example/private-0123456789/basic.ics?x=1#top"
    page = post(desk, "hours-calendar", {"url": secret}).content.decode()
    assert "cal.example" in page
    assert "0123456789" not in page
    feed = BusyFeed.objects.get(pk=profile.pk)
    assert feed.url == "https://Cal.Example/private-0123456789/basic.ics?x=1"
    assert "0123456789" not in str(BusyFeed.objects.values())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://cal.example/a.ics",
        "ftp://cal.example/a.ics",
        "file:///etc/passwd",
        "https://",
        "https://localhost/a.ics",
        "https://127.0.0.1/a.ics",
        "https://2130706433/a.ics",
        "https://[::1]/a.ics",
        "https://[::1/a.ics",
        "https://cal.example:8443/a.ics",
        "https://cal.example:99999/a.ics",
        "https://user:password@cal.example/a.ics",
        "https://cal.example\\@evil.example/a.ics",
        "https://cal.example/a b.ics",
        "https://cal.example/a\r\nHost: evil.example",
        "https://cal.example/ä.ics",
        "https://cäl.example/a.ics",
        "https://cal.example/" + "a" * 2000,
    ],
)
def test_it_takes_no_address_that_could_lead_inwards(url: str) -> None:
    form = CalendarForm({"url": url})
    assert problems(form).endswith(".")


def test_it_begins_anew_with_another_calendar(desk: Client, profile: CoachProfile, now: datetime) -> None:
    feed = feed_of(profile, now=now)
    BusyTime.objects.create(feed=feed, starts_at=now, ends_at=now + timedelta(hours=1))
    post(desk, "hours-calendar", {"url": "https://other.example/b.ics"})
    assert not BusyTime.objects.exists()
    assert BusyFeed.objects.get(pk=profile.pk).host == "other.example"
    assert "Removed, and everything read from it." in post(desk, "hours-calendar-remove", {}).content.decode()
    assert not BusyFeed.objects.exists()


def test_it_reads_the_calendar_again_when_asked_but_not_all_the_time(desk: Client, profile: CoachProfile) -> None:
    now = timezone.now()
    feed_of(profile, now=now)
    for tried, due in ((now - timedelta(seconds=30), False), (now - timedelta(minutes=2), True)):
        BusyFeed.objects.update(tried_at=tried, due_at=now + timedelta(hours=1))
        post(desk, "hours-calendar-read", {})
        assert (BusyFeed.objects.get().due_at <= timezone.now()) is due


def test_it_shows_a_fault_of_the_calendar_to_the_coach_alone(
    desk: Client, profile: CoachProfile, offer: Offer, now: datetime
) -> None:
    feed_of(profile, now=now)
    BusyFeed.objects.update(
        problem="The server of that address did not answer.", fetched_at=now, tried_at=now + timedelta(minutes=20)
    )
    page = desk.get(reverse("hours-calendar")).content.decode()
    assert "did not answer." in page
    assert "What was read before still counts. We try again within the hour." in page
    BusyFeed.objects.update(problem="One event in it could not be read.", fetched_at=now, tried_at=now)
    assert "still counts" not in desk.get(reverse("hours-calendar")).content.decode()
    assert "did not answer." not in Client().get(making.address(offer)).content.decode()
