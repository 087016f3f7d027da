"""What a guest writes when it is too late to change anything alone: no line is lost, each is told."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone

from coaching.consultations import lines
from coaching.consultations.models import Booking, Offer
from coaching.consultations.problems import Kind
from runners.models import Outbox
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE

LATE = NINE - timedelta(hours=2)


def test_a_second_line_stands_below_the_first_and_is_told_too(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    lines.write_line(booking, text="My train stands still.", now=LATE)
    lines.write_line(booking, text="It moves again.", now=LATE + timedelta(minutes=9))
    assert Booking.objects.get().note == "My train stands still.\n\nIt moves again."
    assert Outbox.objects.filter(kind="booking-note").count() == 2


def test_nobody_writes_to_a_coach_before_they_have_opened_their_mail(
    client: Client, offer: Offer, now: datetime
) -> None:
    later = timezone.now()
    nine = (later + timedelta(days=3)).astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0)
    booking = making.pending(offer, nine, now=later)
    answer = client.post(making.page(booking, "booking-line"), {"text": "Buy my shoes."})
    assert (answer.status_code, Kind.UNCONFIRMED.value in answer.content.decode()) == (409, True)
    assert not Outbox.objects.filter(kind="booking-note").exists()


def test_the_same_line_sent_twice_is_one(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    for _ in range(2):
        lines.write_line(booking, text="My train stands still.", now=LATE)
    assert Booking.objects.get().note == "My train stands still."
    assert Outbox.objects.filter(kind="booking-note").count() == 1


def test_many_long_lines_keep_the_latest(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    for letter in "abcdef":
        lines.write_line(booking, text=letter * 2000, now=LATE)
    note = Booking.objects.get().note
    assert len(note) == lines.NOTE_LENGTH
    assert note.endswith("f" * 2000)


def test_lines_have_an_end_within_one_hour(client: Client, offer: Offer) -> None:
    now = timezone.now()
    nine = (now + timedelta(days=3)).astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0)
    address = making.page(making.booked(offer, nine, now=now), "booking-line")
    answers = [client.post(address, {"text": f"Line {n}."}).status_code for n in range(11)]
    assert answers == [200] * 10 + [429]
