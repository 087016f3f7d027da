"""A calendar for the demo's coach: three offers, hours, a date for the group, two calls that are booked."""

import json
from datetime import datetime, time, timedelta

from coaching.consultations import actions
from coaching.consultations.models import OPEN_QUESTION, Booking, Meeting, Offer, State, WeeklyRule, Welcome
from coaching.consultations.times import free_times, zone_of
from runners.models import CoachProfile

HOW = """I listen first. Most people come with a plan that does not fit the month they are in, and we look at both: \
what the legs have done, and what the head has had to carry beside it.

Between calls you write down two small things a run: what you needed from it, and whether it gave you that. After a \
few weeks there is something to look at together."""
FAQ = [
    ["Do I have to be fast?", "No. I work with people who run once a week and with people who run every day."],
    ["Is this therapy?", "No. If running has become the only thing that holds a hard time together, I will say so, \
and help you find somebody whose work that is."],
    ["How do we meet?", "By video. The link comes with the confirmation."],
]  # fmt: skip
OFFERS: tuple[dict[str, object], ...] = (
    {
        "title": "A first call", "slug": "a-first-call", "minutes": 20, "price": "Free", "per_day": 4,
        "about": "Twenty minutes to see whether we fit: where you are, and where you would like to be.",
    },
    {
        "title": "An hour for your running", "slug": "an-hour", "minutes": 60, "price": "60 €", "approves": True,
        "about": "We look at your last weeks together, legs and head, and you leave with one thing to change and why.",
        "questions": ["What have you tried already?", "Is there something I should be careful with?"],
    },
    {
        "title": "Running when life is loud", "slug": "when-life-is-loud", "minutes": 75, "price": "15 € a seat",
        "seats": 6, "about": "Six people, one question: what do I need from this run today? Other outlets, too.",
    },
    {
        "title": "A word this week", "slug": "a-word", "minutes": 20, "price": "Part of our work", "for_squad": True,
        "notice_hours": 2, "horizon_days": 14, "about": "Twenty minutes kept for you when a week is unlike your usual.",
    },
)  # fmt: skip
HOURS = ((0, 9, 12), (1, 14, 18), (2, 9, 12), (3, 14, 18))
KEPT = (4, 9, 11)  # for the coach's own runners
GUESTS = (
    ("Ines Duarte", "ines@guests.example", "Clear my head, Feel strong"),
    ("Tomas Berg", "tomas@guests.example", "Settle down"),
)


def open_calendar(coach: CoachProfile, *, now: datetime) -> None:
    if Offer.objects.of(coach).exists():
        return
    Welcome.objects.create(coach=coach, how=HOW, faq=FAQ, changed_at=now)
    for number, fields in enumerate(OFFERS):
        venue = "https://calls.evenpace.example/jo"
        Offer.objects.create(coach=coach, place_in_list=number, made_at=now, changed_at=now, venue=venue, **fields)
    for weekday, begins, ends in HOURS:
        WeeklyRule.objects.create(coach=coach, weekday=weekday, from_time=time(begins), until_time=time(ends))
    weekday, begins, ends = KEPT
    WeeklyRule.objects.create(
        coach=coach, weekday=weekday, from_time=time(begins), until_time=time(ends), for_squad=True
    )
    first, hour, group, _ = Offer.objects.of(coach)
    _group_date(group, now=now)
    for offer, guest in zip((first, hour), GUESTS, strict=True):
        _booked(offer, *guest, now=now)


def _group_date(offer: Offer, *, now: datetime) -> Meeting:
    """A Saturday morning two or three weeks ahead."""
    day = now.astimezone(zone_of(offer.coach)).date() + timedelta(days=14)
    day += timedelta(days=(5 - day.weekday()) % 7)
    start = datetime.combine(day, time(10), tzinfo=zone_of(offer.coach))
    return actions.open_meeting(offer, start, now=now, fixed=True)


def _booked(offer: Offer, name: str, email: str, needs: str, *, now: datetime) -> None:
    """As if it had been booked and answered before: no letters are written to people who are invented."""
    today = now.date()
    slot = free_times(offer, first_day=today, last_day=today + timedelta(days=14), now=now)[3]
    Booking.objects.create(
        meeting=actions.open_meeting(offer, slot.start, now=now), coach=offer.coach, state=State.BOOKED, name=name,
        email=email, time_zone="Europe/Lisbon", answers=json.dumps([[OPEN_QUESTION, needs]]), made_at=now,
        asked_at=now, confirmed_at=now, decided_at=now,
    )  # fmt: skip
