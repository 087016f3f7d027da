"""Public pages beside the bare SELECT: an article, a coach, and the month of a coach with two thousand bookings."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.test import Client
from django.utils import timezone

from coaching.articles import first
from coaching.articles.models import Article
from coaching.consultations.models import Booking, Meeting, Offer, State, WeeklyRule
from coaching.consultations.times import free_times
from runners.models import CoachProfile
from tests import making
from tests.bench.timing import Timed, gzipped, queries, timed

BOOKINGS = 2_000
Row = Callable[..., None]


def run(row: Row, anybody: Client, select: Timed, *, rounds: int) -> None:
    now = timezone.now()
    offer = busy_coach(now)
    first.publish(offer.coach, at=now, now=now)
    article = Article.objects.of(offer.coach).first()
    assert article is not None
    for what, address, goal in (
        ("article page, a visitor", article.get_absolute_url(), "<= 1.3 x"),
        ("coach page, a visitor", "/work-with-me/bench/", "<= 1.3 x"),
        (f"month, {BOOKINGS} bookings", f"{offer.get_absolute_url()}?zone=Europe/Berlin", "<= 2 x"),
    ):
        measured = timed(lambda address=address: anybody.get(address), rounds=rounds)
        page = anybody.get(address)
        assert page.status_code == 200
        said = (
            f"{measured.wall_ms:.2f} ms, CPU {measured.cpu_ms:.2f} ms, {measured.cpu_ms / select.cpu_ms:.2f} x bare, "
        )
        said += f"{queries(anybody, address)} queries, {gzipped(page.content) / 1000:.0f} kB"
        row(what, said, goal)
    row(f"slots of that month, {BOOKINGS} bookings", f"{timed(lambda: month(offer), rounds=rounds).wall_ms:.2f} ms")


def month(offer: Offer) -> None:
    now = timezone.now()
    free_times(offer, first_day=now.date(), last_day=now.date() + timedelta(days=30), now=now)


def busy_coach(now: datetime) -> Offer:
    """Five years of calls, sixty days of them to come."""
    person = making.person("bench-coach@example.org", name="Bench Coach", is_coach=True)
    CoachProfile.objects.filter(pk=person.pk).update(slug="bench", listed_at=now, about="Long lists.")
    coach = CoachProfile.objects.select_related("person").get(pk=person.pk)
    for weekday in range(5):
        WeeklyRule.objects.create(coach=coach, weekday=weekday, from_time=time(8), until_time=time(18))
    offer = Offer.objects.create(
        coach=coach, title="An hour", slug="an-hour", about="An hour.", price="60 €", minutes=60, step_minutes=30,
        made_at=now, changed_at=now,
    )  # fmt: skip
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=60)
    starts = [noon - timedelta(hours=22 * number) for number in range(BOOKINGS)]
    hour = timedelta(hours=1)
    meetings = Meeting.objects.bulk_create(
        Meeting(coach=coach, offer=offer, starts_at=at, ends_at=at + hour, takes=(at, at + hour), made_at=now)
        for at in starts
    )
    Booking.objects.bulk_create(
        Booking(meeting=m, coach=coach, state=State.BOOKED if m.ends_at > now else State.DONE, name="A",
                email="a@b.org", made_at=now, confirmed_at=now)
        for m in meetings
    )  # fmt: skip
    return offer
