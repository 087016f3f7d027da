"""A coach's hours as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from coaching.consultations import said
from coaching.consultations.models import Away, BusyFeed, BusyTime, Offer, Override, WeeklyRule
from coaching.consultations.times import availability_of, zone_of
from coaching.consultations.why import day_words, why_not
from runners.models import CoachProfile

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Line:
    """Something that can be taken away again: on which day or days, and what."""

    pk: int
    day: str
    hours: str = ""
    for_squad: bool = False


@dataclass(frozen=True)
class HoursPage:
    """Hours of every week, what is different on some days, and what blocks besides; all on the coach's own clock."""

    zone: str
    week: tuple[Line, ...]
    changes: tuple[Line, ...]
    absences: tuple[Line, ...]
    calendar: str


def hours_page(coach: CoachProfile, *, now: datetime) -> HoursPage:
    zone = zone_of(coach)
    today = now.astimezone(zone).date()
    rules = WeeklyRule.objects.filter(coach=coach).order_by("weekday", "from_time", "pk")
    changes = Override.objects.filter(coach=coach, day__gte=today).order_by("day")
    absences = Away.objects.filter(coach=coach, last_on__gte=today).order_by("first_on", "pk")
    feed = BusyFeed.objects.filter(pk=coach.pk).only("host").first()
    return HoursPage(
        zone=said.place(zone),
        week=tuple(
            Line(rule.pk, WEEKDAYS[rule.weekday], _span(rule.from_time, rule.until_time), rule.for_squad)
            for rule in rules
        ),
        changes=tuple(Line(row.pk, _day(row.day, today), _windows(row.windows)) for row in changes),
        absences=tuple(Line(row.pk, _days(row, today)) for row in absences),
        calendar=feed.host if feed else "",
    )


def _span(start: time, end: time) -> str:
    """Hours end at midnight, not at nought."""
    return f"{start:%H:%M} to " + (f"{end:%H:%M}" if end != time(0) else "midnight")


def _windows(windows: Sequence[Sequence[str]]) -> str:
    spans = (_span(time.fromisoformat(start), time.fromisoformat(end)) for start, end in windows)
    return " and ".join(spans) or "away"


def _day(day: date, today: date) -> str:
    return day_words(day) if day.year == today.year else f"{day_words(day)} {day.year}"


def _days(row: Away, today: date) -> str:
    first, last = _day(row.first_on, today), _day(row.last_on, today)
    return first if row.first_on == row.last_on else f"{first} to {last}"


@dataclass(frozen=True)
class CalendarPage:
    """The coach's other calendar: where from, when it was last read, and what went wrong since."""

    host: str
    read_at: str
    problem: str
    failed: bool
    blocks: int
    waits: bool


def calendar_page(coach: CoachProfile, *, now: datetime) -> CalendarPage | None:
    feed = BusyFeed.objects.filter(pk=coach.pk).defer("url").first()
    if feed is None:
        return None
    return CalendarPage(
        host=feed.host,
        read_at=said.when(feed.fetched_at, zone_of(coach)) if feed.fetched_at else "",
        problem=feed.problem,
        failed=bool(feed.problem) and (feed.fetched_at is None or feed.fetched_at < (feed.tried_at or now)),
        blocks=BusyTime.objects.filter(feed=feed, ends_at__gt=now).count(),
        waits=feed.due_at <= now,
    )


@dataclass(frozen=True)
class Answer:
    """Whether a time of an offer is offered, and the one sentence that says why not."""

    when: str
    offered: bool
    sentence: str


def answer_of(offer: Offer, at: datetime, *, now: datetime) -> Answer:
    """`at` is a time on the coach's wall."""
    when = f"{day_words(at.date())} at {at:%H:%M}"
    if offer.is_group:
        return Answer(when, False, "A group call takes place on the dates you set for it, and at no other time.")
    availability = availability_of(offer, first_day=at.date(), last_day=at.date(), now=now)
    answer = why_not(availability, at=at, now=now)
    if answer is not None:
        return Answer(when, False, answer.sentence)
    whom = "your squad" if offer.for_squad else "visitors"
    return Answer(when, True, f"It is offered to {whom}, and free at this moment.")
