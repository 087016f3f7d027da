"""A coach with hours and offers, and bookings made the way guests make them."""

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.emails import WRITERS
from coaching.consultations import actions, emails, lending
from coaching.consultations.models import Booking, CallsFeed, Meeting, Offer, WeeklyRule
from runners import mail
from runners.models import CoachProfile, Outbox, User

# A Wednesday, like `now` in tests/conftest.py; Dublin is on UTC then.
DUBLIN = ZoneInfo("Europe/Dublin")
NINE = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def profile(coach: User, *, slug: str = "jo") -> CoachProfile:
    """Listed, with hours from nine to noon every day."""
    CoachProfile.objects.filter(person=coach).update(slug=slug, listed_at=datetime(2026, 1, 1, tzinfo=UTC))
    found = CoachProfile.objects.select_related("person").get(person=coach)
    for weekday in range(7):
        WeeklyRule.objects.create(coach=found, weekday=weekday, from_time=time(9), until_time=time(12))
    return found


def offer(coach: CoachProfile, **fields: Any) -> Offer:
    filled = {"title": "A first call", "slug": "first", "about": "Twenty minutes.", "price": "Free", "minutes": 60,
              "step_minutes": 60, "buffer_after": 0, "made_at": NINE, "changed_at": NINE, **fields}  # fmt: skip
    return Offer.objects.create(coach=coach, **filled)


def details(name: str = "Sam Field", email: str = "sam@example.org") -> actions.Details:
    return actions.Details(name, email, (("What do you need from running right now?", "Clear my head"),))


def held(
    of: Offer, start: datetime, *, now: datetime, key: uuid.UUID | None = None, person: User | None = None
) -> Booking:
    return actions.hold(of, start=start, key=key or uuid.uuid4(), time_zone="Europe/Berlin", person=person, now=now)


def pending(of: Offer, start: datetime, *, now: datetime, **who: str) -> Booking:
    return actions.fill(held(of, start, now=now), details=details(**who), person=None, now=now)


def booked(of: Offer, start: datetime, *, now: datetime, **who: str) -> Booking:
    return actions.confirm(pending(of, start, now=now, **who), now=now)


def date_of(of: Offer, start: datetime, *, now: datetime) -> Meeting:
    with actions.one_at_a_time(of.coach_id, now=now):
        return actions.open_meeting(of, start, now=now, fixed=True)


def sent(now: datetime) -> list[outbox.EmailMultiAlternatives]:
    """The letters that are due by then, as they leave."""
    outbox.outbox.clear()
    with patch.object(emails, "database_now", lambda: now):
        done = mail.drain(now=now, writers=WRITERS, clock=lambda: now)
    assert done.failed == 0, list(Outbox.objects.waiting().values_list("kind", "last_error"))
    return list(outbox.outbox)  # type: ignore[arg-type]


def address(of: Offer) -> str:
    return of.get_absolute_url()


def page(booking: Booking, name: str = "booking") -> str:
    return reverse(name, args=[booking.token])


def choose(client: Client, of: Offer, start: datetime | str, **more: str) -> Any:
    at = start if isinstance(start, str) else start.isoformat()
    return client.post(address(of), {"start": at, "zone": "Europe/Berlin", "key": str(uuid.uuid4()), **more})


def soon(now: datetime, **by: float) -> datetime:
    return now + timedelta(**by)


def offered_by(coach: User, runner: User) -> dict[str, dict[str, Any]]:
    """One of everything around calls, and its addresses. The coach is listed already."""
    now = timezone.now().replace(microsecond=0)
    mine = CoachProfile.objects.select_related("person").get(person=coach)
    for weekday in range(7):
        WeeklyRule.objects.create(coach=mine, weekday=weekday, from_time=time(0), until_time=time(0))
    one, asks = offer(mine), offer(mine, slug="asks", approves=True)
    group, kept = offer(mine, slug="group", seats=2), offer(mine, slug="kept", for_squad=True)
    nine = (now + timedelta(days=3)).astimezone(DUBLIN).replace(hour=9, minute=0, second=0)
    done = booked(one, nine, now=now)
    asked = booked(asks, nine + timedelta(hours=2), now=now)
    for theirs in (done, asked):
        theirs.person = runner
        theirs.save()
    lending.lend(done, ["training"], now=now)
    waits = pending(one, nine + timedelta(hours=4), now=now, email="kim@example.org")
    date = date_of(group, nine + timedelta(days=1), now=now)
    token = {"token": done.token}
    return {
        "work-with-me": {"slug": "jo"},
        **dict.fromkeys(("offer", "offer-wait"), {"coach": "jo", "slug": "group"}),
        "squad-offer": {"pk": kept.pk},
        **dict.fromkeys(("booking", "booking-move", "booking-call-off", "booking-let-go", "booking-reminders"), token),
        "booking-take-back": token,
        **dict.fromkeys(("booking-line", "booking-calendar", "booking-newest"), token),
        "booking-confirm": {"token": waits.confirm_token},
        "booking-decide": {"token": asked.decision_token},
        **dict.fromkeys(("offer-edit", "offer-close", "offer-date"), {"pk": group.pk}),
        "date-call-off": {"pk": date.pk},
        **dict.fromkeys(("consultation", "consultation-follow-up", "consultation-invite"), {"pk": asked.pk}),
        "consultation-lent": {"pk": done.pk},
        "calls-calendar": {"token": CallsFeed.issue(mine, now=now)},
        "consultation-step": {"pk": asked.pk, "step": "approve"},
    }
