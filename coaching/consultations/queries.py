"""Calls as pages show them, to visitors and guests."""

import calendar
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signing import Signer
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from coaching.articles.models import Article
from coaching.articles.queries import listed_coach
from coaching.consultations import said
from coaching.consultations.models import CONFIRMS, TOKENS, Booking, Meeting, Offer, Welcome, read_token
from coaching.consultations.slots import Slot
from coaching.consultations.times import TAKEN, availability_of, free_times, next_times, zone_of
from runners.forms.people import zone_choices
from runners.models import CoachProfile, User

__all__ = ["availability_of"]


@dataclass(frozen=True)
class Card:
    """A coach among the coaches of the site."""

    name: str
    about: str
    address: str


def coaches(now: datetime) -> tuple[Card, ...]:
    """Whom one can book: listed, and with something to offer."""
    offering = Offer.objects.public(now).values("coach")
    found = (
        CoachProfile.objects.listed(now).filter(pk__in=offering).select_related("person").order_by("listed_at", "pk")
    )
    return tuple(Card(c.person.name, c.about, reverse("work-with-me", args=[c.slug])) for c in found)


@dataclass(frozen=True)
class CoachPage:
    """Who somebody is, how they work, what can be booked, and what they have written."""

    name: str
    first_name: str
    slug: str
    about: str
    how: str
    faq: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]
    articles: tuple[Article, ...]
    canonical: str


def coach_page(slug: str, *, now: datetime) -> CoachPage:
    coach = listed_coach(slug, now=now)
    welcome = Welcome.objects.filter(pk=coach.pk).first() or Welcome(coach=coach)
    articles = Article.objects.public(now).by(coach).only("title", "slug", "summary", "minutes")[:5]
    offers = Offer.objects.of(coach).open().filter(for_squad=False)
    return CoachPage(
        name=coach.person.name,
        first_name=coach.person.first_name,
        slug=slug,
        about=coach.about,
        how=welcome.how,
        faq=tuple((question, answer) for question, answer in welcome.faq),
        offers=tuple(offers.select_related("coach")),
        articles=tuple(articles),
        canonical=settings.PUBLIC_URL + reverse("work-with-me", args=[slug]),
    )


def public_offer(coach: str, slug: str, *, now: datetime) -> Offer:
    offers = Offer.objects.public(now).select_related("coach__person")
    return get_object_or_404(offers, coach__slug=coach, slug=slug)


def squad_offer(runner: User, pk: int) -> Offer:
    """Kept for runners of the coach; to everybody else it does not exist."""
    return get_object_or_404(Offer.objects.for_runner(runner).select_related("coach__person"), pk=pk)


@dataclass(frozen=True)
class Asked:
    """What a visitor wants to look at: a month, a day of it, on which clock."""

    month: date | None
    day: date | None
    zone: ZoneInfo
    detected: bool  # nobody has chosen the clock yet: a script may


def asked_for(*, month: str, day: str, zone: str, own_zone: str) -> Asked:
    """Nonsense is as good as nothing said."""
    known = said.zone_named(zone).key == zone
    chosen = _date(day)
    first = _date(f"{month}-01") or (chosen and chosen.replace(day=1))
    return Asked(first, chosen, said.zone_named(zone if known else own_zone), detected=not known)


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2020 <= found.year <= 2200 else None


@dataclass(frozen=True)
class Cell:
    """A day in the month: `count` free times, 0 for none."""

    day: date
    count: int
    inside: bool
    chosen: bool


@dataclass(frozen=True)
class Time:
    """A time that can be chosen."""

    start: datetime
    words: str
    seats: int | None = None

    @property
    def value(self) -> str:
        return self.start.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class ChoosePage:
    offer: Offer
    coach: str
    month: date
    weeks: tuple[tuple[Cell, ...], ...]
    day: date | None
    day_words: str
    times: tuple[Time, ...]
    zone: str
    place: str
    offset: str
    detected: bool
    before: date | None
    after: date | None
    full: tuple[Time, ...]

    @property
    def total(self) -> int:
        return sum(cell.count for week in self.weeks for cell in week if cell.inside)


def choose_page(offer: Offer, asked: Asked, *, now: datetime, without: Meeting | None = None) -> ChoosePage:
    """A month of free times on the visitor's clock. Without a month asked for, the first that has any."""
    today = now.astimezone(asked.zone).date()
    month = asked.month or today.replace(day=1)
    by_day = _by_day(offer, month, asked.zone, now, without)
    if not by_day and asked.month is None and (later := next_times(offer, now=now, most=1, with_full=True)):
        month = later[0].start.astimezone(asked.zone).date().replace(day=1)
        by_day = _by_day(offer, month, asked.zone, now, without)
    day = asked.day if asked.day in by_day else min(by_day, default=None)
    at = by_day[day][0].start if day else now
    last = (now + timedelta(days=offer.horizon_days)).astimezone(asked.zone).date()
    return ChoosePage(
        offer=offer,
        coach=offer.coach.person.name,
        month=month,
        weeks=_weeks(month, by_day, day),
        day=day,
        day_words=said.day_words(at, asked.zone) if day else "",
        times=_times(offer, by_day[day], asked.zone) if day else (),
        zone=asked.zone.key,
        place=said.place(asked.zone),
        offset=said.offset(at, asked.zone),
        detected=asked.detected,
        before=_shift(month, -1) if month > today.replace(day=1) else None,
        after=_shift(month, 1) if _shift(month, 1) <= last else None,
        full=(),
    )


def _by_day(
    offer: Offer, month: date, zone: ZoneInfo, now: datetime, without: Meeting | None
) -> dict[date, list[Slot]]:
    last = _shift(month, 1) - timedelta(days=1)
    found: dict[date, list[Slot]] = defaultdict(list)
    for slot in free_times(offer, first_day=month, last_day=last, now=now, without=without):
        day = slot.start.astimezone(zone).date()
        if month <= day <= last:
            found[day].append(slot)
    return dict(found)


def _shift(month: date, by: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, index + 1, 1)


def _weeks(month: date, by_day: dict[date, list[Slot]], chosen: date | None) -> tuple[tuple[Cell, ...], ...]:
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return tuple(
        tuple(Cell(day, len(by_day.get(day, ())), day.month == month.month, day == chosen) for day in week)
        for week in weeks
    )


def _times(offer: Offer, slots: Sequence[Slot], zone: ZoneInfo) -> tuple[Time, ...]:
    left = _seats_left(offer, slots) if offer.is_group else {}
    return tuple(Time(slot.start, said.clock(slot.start, zone), left.get(slot.start)) for slot in slots)


def _seats_left(offer: Offer, slots: Sequence[Slot]) -> dict[datetime, int]:
    starts = [slot.start for slot in slots]
    dates = Meeting.objects.live().filter(offer=offer, fixed=True, starts_at__in=starts).annotate(taken=TAKEN)
    return {start: max(offer.seats - taken, 0) for start, taken in dates.values_list("starts_at", "taken")}


@dataclass(frozen=True)
class GuestPage:
    """A booking behind its link: as little as the page needs, nothing of what was written before."""

    booking: Booking
    offer: Offer
    coach: str
    when: str
    zone: str
    other: str  # the time they asked to move to, until the coach has answered
    answer_by: str
    address: str  # shortened: whoever looks over a shoulder learns no address
    held_until: str
    may_change: bool
    may_move: bool
    change_until: str

    @property
    def free(self) -> str:
        """Where other times are, as long as there are any."""
        return "" if self.offer.closed_at else self.offer.get_absolute_url()


def guest_page(booking: Booking, *, may_change: bool, may_move: bool) -> GuestPage:
    offer, zone = booking.meeting.offer, said.zone_named(booking.time_zone)
    start = booking.meeting.starts_at
    return GuestPage(
        booking=booking,
        offer=offer,
        coach=offer.coach.person.name,
        when=said.when(start, zone),
        zone=f"{said.place(zone)}, {said.offset(start, zone)}",
        other=said.when(booking.wanted.starts_at, zone) if booking.wanted else "",
        answer_by=said.when(booking.wanted_until, zone) if booking.wanted_until else "",
        address=shortened(booking.address),
        held_until=said.clock(booking.held_until, zone) if booking.held_until else "",
        may_change=may_change,
        may_move=may_move,
        change_until=said.when(booking.change_until, zone),
    )


def shortened(email: str) -> str:
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}" if host else ""


class Replaced(Exception):
    """The link was ours and a newer one has taken its place, or its time is over."""

    def __init__(self, booking: Booking) -> None:
        super().__init__()
        self.booking = booking


def booking_of(token: str, *, now: datetime, signer: Signer = TOKENS) -> Booking:
    """What a link opens. A link that we never wrote is 404; one that was good once raises Replaced."""
    number, turn = read_token(token, signer)
    rows = Booking.objects.select_related("meeting__offer__coach__person", "person", "wanted")
    booking = rows.filter(pk=number).first() if number else None
    if booking is None:
        raise Http404
    if not booking.opens(turn, now, signer):
        raise Replaced(booking)
    return booking


def booking_to_confirm(token: str, *, now: datetime) -> Booking:
    return booking_of(token, now=now, signer=CONFIRMS)


def is_confirmed(booking: Booking, *, now: datetime) -> bool:
    """And its newest link still opens it."""
    return booking.confirmed_at is not None and booking.has_links(now)


def answers_of(booking: Booking) -> tuple[tuple[str, str], ...]:
    return tuple((question, text) for question, text in json.loads(booking.answers or "[]"))


def coach_when(meeting: Meeting) -> str:
    """On the coach's own clock."""
    return said.when(meeting.starts_at, zone_of(meeting.offer.coach))


@dataclass(frozen=True)
class Places:
    """Every place there is, by region, for a select: the same for everybody."""

    @property
    def by_region(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        return [(n, zones) if isinstance(zones, tuple) else ("", ((n, zones),)) for n, zones in zone_choices("UTC")]


@dataclass(frozen=True)
class Kept:
    """Time a coach keeps for their own runners, with the first that is free."""

    title: str
    coach: str
    address: str
    times: tuple[str, ...]


def kept_for(runner: User, *, now: datetime, coach: User | None = None) -> tuple[Kept, ...]:
    """Beside an alert: a word that is a tap away. Without a free time there is nothing to show."""
    zone = said.zone_named(runner.time_zone)
    offers = Offer.objects.for_runner(runner).select_related("coach__person").order_by("coach", "place_in_list", "pk")
    offers = offers.filter(coach__person=coach) if coach else offers
    found = (
        Kept(o.title, o.coach.person.first_name, o.get_absolute_url(), tuple(said.when(t.start, zone) for t in free))
        for o in offers[:4]
        if (free := next_times(o, now=now, most=2))
    )
    return tuple(found)
