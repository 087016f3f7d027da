"""From rows to bookable times. What is asked of the database does not grow with the number of bookings."""

from datetime import date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q

from coaching.consultations import slots
from coaching.consultations.models import (
    COUNTED,
    LIVE,
    Away,
    Booking,
    BusyTime,
    Meeting,
    MeetingSet,
    Offer,
    Override,
    State,
    WeeklyRule,
)
from coaching.consultations.slots import Availability, Busy, Slot, Terms, Window
from runners.models import CoachProfile

A_WEEK = timedelta(days=7)
TAKEN = Count("booking", filter=Q(booking__state__in=LIVE))


def zone_of(coach: CoachProfile) -> ZoneInfo:
    return ZoneInfo(coach.person.time_zone)


def terms_of(offer: Offer) -> Terms:
    return Terms(
        minutes=offer.minutes,
        buffer_before=offer.buffer_before,
        buffer_after=offer.buffer_after,
        notice_minutes=offer.notice_hours * 60,
        horizon_days=offer.horizon_days,
        per_day=offer.per_day,
        per_week=offer.per_week,
        step_minutes=offer.step_minutes,
    )


def availability_of(
    offer: Offer, *, first_day: date, last_day: date, now: datetime, without: Meeting | None = None
) -> Availability:
    """Everything that decides about the coach's days from first to last; limits a week need the weeks around them."""
    first, last = first_day - A_WEEK, last_day + A_WEEK
    zone = zone_of(offer.coach)
    begins, ends = datetime.combine(first, time(), tzinfo=zone), datetime.combine(last, time(), tzinfo=zone)
    return Availability(
        zone=zone,
        rules=_rules(offer),
        overrides=_overrides(offer.coach, first, last),
        terms=terms_of(offer),
        busy=(*_meetings(offer.coach, begins, ends, now, without), *_elsewhere(offer.coach, begins, ends)),
    )


def _rules(offer: Offer) -> tuple[slots.WeeklyRule, ...]:
    found = WeeklyRule.objects.filter(coach=offer.coach)
    if not offer.for_squad:
        found = found.filter(for_squad=False)
    rows = found.order_by("weekday", "from_time", "pk").values_list("weekday", "from_time", "until_time")
    return tuple(slots.WeeklyRule(*row) for row in rows)


def _overrides(coach: CoachProfile, first: date, last: date) -> tuple[slots.Override, ...]:
    days = Override.objects.filter(coach=coach, day__range=(first, last)).values_list("day", "windows")
    away = Away.objects.filter(coach=coach, first_on__lte=last, last_on__gte=first).values_list("first_on", "last_on")
    own = (slots.Override(day, tuple(_window(*pair) for pair in windows)) for day, windows in days)
    return (*own, *chain.from_iterable(slots.away(max(a, first), min(b, last)) for a, b in away))


def _window(begins: str, ends: str) -> Window:
    return Window(time.fromisoformat(begins), time.fromisoformat(ends))


def standing(coach: CoachProfile, now: datetime) -> MeetingSet:
    """Live meetings, over or not, without those whose every hold has run out and only waits to be cleared away."""
    lasting = Q(held_until=None) | Q(held_until__gt=now)
    alive = Booking.objects.filter(lasting, state__in=COUNTED, meeting=OuterRef("pk"))
    wanted = Booking.objects.filter(wanted=OuterRef("pk"), wanted_until__gt=now)
    return Meeting.objects.of(coach).live().filter(Q(fixed=True) | Exists(alive) | Exists(wanted))


def _meetings(
    coach: CoachProfile, begins: datetime, ends: datetime, now: datetime, without: Meeting | None
) -> list[Busy]:
    found = standing(coach, now).between(begins, ends)
    if without is not None:
        found = found.exclude(pk=without.pk)
    held = Booking.objects.filter(meeting=OuterRef("pk"), state=State.HELD)
    rows = found.annotate(held=Exists(held)).values_list("takes", "starts_at", "ends_at", "fixed", "held")
    return [
        Busy(takes.lower, takes.upper, slots.Kind.HELD if held and not fixed else slots.Kind.BOOKED, (start, end))
        for takes, start, end, fixed, held in rows
    ]


def _elsewhere(coach: CoachProfile, begins: datetime, ends: datetime) -> list[Busy]:
    found = BusyTime.objects.filter(feed=coach.pk, ends_at__gt=begins, starts_at__lt=ends)
    return [Busy(*row, slots.Kind.CALENDAR) for row in found.values_list("starts_at", "ends_at")]


def free_times(
    offer: Offer, *, first_day: date, last_day: date, now: datetime, without: Meeting | None = None
) -> list[Slot]:
    """What can be booked on these days of anybody's calendar, wherever they are: a day more on both sides."""
    day = timedelta(days=1)
    first, last = first_day - day, last_day + day
    if offer.is_group:
        return _open_dates(offer, first, last, now)
    availability = availability_of(offer, first_day=first, last_day=last, now=now, without=without)
    return slots.slots(availability, first_day=first, last_day=last, now=now)


def _open_dates(offer: Offer, first: date, last: date, now: datetime) -> list[Slot]:
    """Full ones as well: they lead to their waiting list."""
    dates = Meeting.objects.live().filter(offer=offer, fixed=True).coming(now)
    near = dates.filter(starts_at__date__range=(first, last))
    return [Slot(*row) for row in near.values_list("starts_at", "ends_at")]


def _full_starts(offer: Offer, now: datetime) -> set[datetime]:
    dates = Meeting.objects.live().filter(offer=offer, fixed=True).coming(now).annotate(taken=TAKEN)
    return set(dates.filter(taken__gte=offer.seats).values_list("starts_at", flat=True))


def next_times(offer: Offer, *, now: datetime, most: int = 3, with_full: bool = False) -> list[Slot]:
    """The first free ones there are, one a day: what is offered to whoever was declined."""
    today = now.date()
    last = today + timedelta(days=offer.horizon_days)
    full = set() if with_full or not offer.is_group else _full_starts(offer, now)
    found: dict[date, Slot] = {}
    for slot in free_times(offer, first_day=today, last_day=last, now=now):
        if slot.start in full:
            continue
        found.setdefault(slot.start.astimezone(zone_of(offer.coach)).date(), slot)
    return list(found.values())[:most]
