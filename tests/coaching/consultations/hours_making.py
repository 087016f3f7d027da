"""One of everything a coach says about when they can be booked."""

from datetime import date, datetime, time, timedelta
from typing import Any

from coaching.consultations.models import Away, BusyFeed, Override, WeeklyRule
from runners.models import CoachProfile, User


def hours_of(coach: User, *, day: date) -> dict[str, dict[str, Any]]:
    """The rows, as arguments of the addresses that take them away."""
    profile = CoachProfile.objects.get(person=coach)
    rule = WeeklyRule.objects.create(coach=profile, weekday=0, from_time=time(19), until_time=time(20))
    change = Override.objects.create(coach=profile, day=day, windows=[["18:00", "19:00"]])
    absence = Away.objects.create(coach=profile, first_on=day + timedelta(days=1), last_on=day + timedelta(days=3))
    return {
        "hours-remove": {"pk": rule.pk},
        "hours-day-remove": {"pk": change.pk},
        "hours-away-remove": {"pk": absence.pk},
    }


def feed_of(coach: CoachProfile, *, now: datetime, url: str = "https://cal.example/secret.ics") -> BusyFeed:
    return BusyFeed.objects.create(coach=coach, url=url, host="cal.example", added_at=now, due_at=now)
