"""What a stranger could try with somebody else's address, key or file, and how often."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.consultations import actions, calendars, guest_views, posting, views
from coaching.consultations.models import Booking, Meeting, Offer, State
from coaching.consultations.problems import Kind, Refused
from coaching.consultations.waiting import wait
from runners.models import Outbox, User
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE

WHO = {"name": "Sam Field", "email": "sam@example.org"}
TEN = NINE + timedelta(hours=1)


@pytest.fixture
def real() -> datetime:
    day = timezone.now() + timedelta(days=3)
    return day.astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.fixture
def full(group: Offer, real: datetime) -> Meeting:
    now = timezone.now()
    date = making.date_of(group, real, now=now)
    for number in range(2):
        making.booked(group, real, now=now, email=f"early{number}@example.org")
    return date


def asks_to_wait(client: Client, full: Meeting, **who: str) -> Any:
    page = reverse("offer-wait", args=["jo", "group"])
    return client.post(page, {**WHO, "start": full.starts_at.isoformat(), "zone": "UTC", **who})


def on_the_list(client: Client, full: Meeting) -> Booking:
    asks_to_wait(client, full)
    return actions.confirm(Booking.objects.get(email="sam@example.org"), now=timezone.now())


def letters(kind: str) -> int:
    return Outbox.objects.filter(kind=kind).count()


def text(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


def test_a_stranger_with_somebodys_address_is_told_what_anybody_is(client: Client, full: Meeting) -> None:
    fresh = asks_to_wait(client, full, email="kim@example.org")
    mine = on_the_list(client, full)
    answer = asks_to_wait(Client(), full, name="Eve")
    assert (answer.status_code, text(answer)) == (200, text(fresh))
    assert mine.token not in text(answer)
    assert "we have written to it" in text(answer)
    again = Booking.objects.get(pk=mine.pk)
    assert (again.name, again.turn, again.state) == ("Sam Field", mine.turn, State.WAITING)
    assert letters("booking-newest") == 1


def test_somebody_signed_in_keeps_off_a_place_that_is_not_theirs(
    client: Client, group: Offer, full: Meeting, stranger: User
) -> None:
    mine = on_the_list(client, full)
    said = making.details(name="Eve", email="sam@example.org")
    now = timezone.now()
    there = wait(group, start=full.starts_at, key=mine.key, details=said, time_zone="UTC", person=stranger, now=now)
    assert there is None
    assert Booking.objects.get(pk=mine.pk).name == "Sam Field"


def test_somebody_signed_in_changes_their_own_place_and_keeps_it(group: Offer, full: Meeting, stranger: User) -> None:
    said = making.details(email=stranger.email)
    first, again = (
        wait(group, start=full.starts_at, key=uuid.uuid4(), details=said, time_zone="UTC", person=stranger, now=at)
        for at in (timezone.now(), timezone.now() + timedelta(hours=1))
    )
    assert first is not None
    assert again is not None
    assert (first.pk, first.asked_at) == (again.pk, again.asked_at)


def test_somebody_signed_in_has_one_place_whatever_was_asked_for_before(
    client: Client, group: Offer, full: Meeting, stranger: User
) -> None:
    asks_to_wait(client, full, email=stranger.email)
    said, key, now = making.details(email=stranger.email), uuid.uuid4(), timezone.now()
    place = wait(group, start=full.starts_at, key=key, details=said, time_zone="UTC", person=stranger, now=now)
    assert Booking.objects.get(email=stranger.email) == place


def test_a_place_not_confirmed_yet_is_asked_for_again_by_mail(client: Client, full: Meeting) -> None:
    for _ in range(2):
        assert asks_to_wait(client, full).status_code == 200
    assert (Booking.objects.filter(email="sam@example.org").count(), letters("booking-confirm")) == (1, 2 + 2)


def test_the_key_of_a_form_opens_nothing_that_is_somebodys(offer: Offer, now: datetime) -> None:
    key = uuid.uuid4()
    theirs = actions.fill(making.held(offer, NINE, now=now, key=key), details=making.details(), person=None, now=now)
    with pytest.raises(Refused):
        making.held(offer, NINE, now=now, key=key)
    other = making.held(offer, TEN, now=now, key=key)
    assert other.pk != theirs.pk
    assert other.key != key


def test_the_key_of_a_form_takes_no_place_on_a_list(client: Client, full: Meeting) -> None:
    mine = on_the_list(client, full)
    answer = asks_to_wait(Client(), full, email="eve@example.org", key=str(mine.key))
    assert answer.status_code == 200
    assert mine.token not in text(answer)
    assert Booking.objects.get(email="eve@example.org").key != mine.key


def test_going_back_to_another_time_holds_that_one(client: Client, offer: Offer, real: datetime) -> None:
    key, later = str(uuid.uuid4()), real + timedelta(hours=1)
    for start in (real, later):
        assert making.choose(client, offer, start, key=key).status_code == 302
    assert Booking.objects.get().meeting.starts_at == later
    assert Meeting.objects.live().get().starts_at == later


def test_a_calendar_entry_bears_a_name_that_is_not_the_key(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    entry = calendars.entry_of(booking).content
    assert booking.uid.encode() in entry.replace(b"\r\n ", b"")
    assert str(booking.key).encode() not in entry.replace(b"\r\n ", b"")


def test_there_is_no_calendar_entry_before_it_is_booked(client: Client, offer: Offer, real: datetime) -> None:
    offer.venue = "Room 12"
    offer.save()
    booking = making.held(offer, real, now=timezone.now())
    assert client.get(making.page(booking, "booking-calendar")).status_code == 404
    booking = actions.fill(booking, details=making.details(), person=None, now=timezone.now())
    assert client.get(making.page(booking, "booking-calendar")).status_code == 404
    booking = actions.confirm(booking, now=timezone.now())
    assert b"Room 12" in client.get(making.page(booking, "booking-calendar")).content
    booking = actions.call_off(booking, now=timezone.now())
    entry = client.get(making.page(booking, "booking-calendar"))
    assert (entry.status_code, b"Room 12" in entry.content) == (200, False)


@pytest.mark.parametrize("name", ["fill", "wait"])
def test_filling_in_has_a_brake(
    client: Client, offer: Offer, full: Meeting, real: datetime, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for module in (views, guest_views):
        monkeypatch.setattr(module, "FILLS_AN_HOUR", 1)
    first, second = (making.held(offer, real + timedelta(hours=h), now=timezone.now()) for h in (1, 2))
    assert client.post(making.page(first), WHO).status_code == 302
    who = {**WHO, "email": "kim@example.org"}
    answer = asks_to_wait(client, full, **who) if name == "wait" else client.post(making.page(second), who)
    assert (answer.status_code, Kind.TOO_FAST.value in text(answer)) == (429, True)


def test_an_hour_brings_an_address_five_letters_at_most(offer: Offer, now: datetime) -> None:
    for number in range(posting.LETTERS_AN_HOUR):
        actions.call_off(making.pending(offer, NINE + timedelta(days=number), now=now), now=now)
    with pytest.raises(Refused, match=Kind.TOO_MANY_LETTERS.value[:30]):
        making.pending(offer, TEN, now=now)
    later = now + timedelta(hours=1, seconds=1)
    assert making.pending(offer, TEN, now=later).waits_for_link


def test_a_full_letter_box_looks_no_different_on_the_waiting_list(client: Client, full: Meeting) -> None:
    first = asks_to_wait(client, full)
    answers = [asks_to_wait(client, full) for _ in range(posting.LETTERS_AN_HOUR)]
    assert {text(answer) for answer in answers} == {text(first)}
    assert letters("booking-confirm") == posting.LETTERS_AN_HOUR + 2


def test_what_was_never_confirmed_comes_back_once(client: Client, offer: Offer, now: datetime) -> None:
    booking = making.pending(offer, NINE, now=now)
    for hours in (1, 2):
        at = now + timedelta(hours=hours)
        actions.end_what_ran_out(offer.coach_id, now=at)
        if hours == 1:
            booking = actions.fill(booking, details=making.details(), person=None, now=at)
    with pytest.raises(Refused, match=Kind.ASKED_TWICE.value[:30]):
        actions.fill(booking, details=making.details(email="kim@example.org"), person=None, now=at)


@pytest.mark.parametrize(
    "name", ["Win at https://example.org", "WWW.example.org", "example.org/win", "Win at example.org"]
)
def test_a_name_holds_no_link(client: Client, offer: Offer, real: datetime, name: str) -> None:
    booking = making.held(offer, real, now=timezone.now())
    answer = client.post(making.page(booking), {**WHO, "name": name})
    assert (answer.status_code, "without a link" in text(answer)) == (200, True)
    assert not Outbox.objects.exists()


def test_an_apostrophe_belongs_to_an_address(client: Client, offer: Offer, real: datetime) -> None:
    booking = making.held(offer, real, now=timezone.now())
    assert client.post(making.page(booking), {**WHO, "email": "o'brien@example.org"}).status_code == 302
    booking.refresh_from_db()
    booking = actions.confirm(booking, now=timezone.now())
    assert "o'brien@example.org" in calendars.entry_of(booking).content.decode().replace("\r\n ", "")


def test_a_confirm_link_opened_twice_says_so_and_mails_the_newest(client: Client, offer: Offer, real: datetime) -> None:
    link = reverse("booking-confirm", args=[(booking := making.pending(offer, real, now=timezone.now())).confirm_token])
    assert client.post(link).status_code == 302
    answer = client.get(link)
    assert (answer.status_code, "This is confirmed already" in text(answer)) == (410, True)
    newest = reverse("booking-newest", args=[booking.confirm_token])
    assert newest in text(answer)
    assert client.post(newest).status_code == 200
    assert letters("booking-newest") == 1


def test_the_newest_link_of_what_is_not_confirmed_is_the_one_that_confirms(offer: Offer, now: datetime) -> None:
    booking = making.pending(offer, NINE, now=now)
    making.sent(now)
    posting.send_newest(booking, now=now)
    (letter,) = making.sent(now)
    assert reverse("booking-confirm", args=[booking.confirm_token]) in letter.body


def test_a_question_that_ran_out_says_so_and_keeps_the_words(client: Client, offer: Offer, real: datetime) -> None:
    Offer.objects.update(approves=True)
    booking = making.booked(offer, real, now=timezone.now())
    link = reverse("booking-decide", args=[booking.decision_token])
    assert "Yes, book it" in text(client.get(link))
    for _ in range(2):  # before and after it was noticed
        Booking.objects.filter(state=State.PENDING).update(held_until=timezone.now() - timedelta(seconds=1))
        answer = client.post(link, {"no": "1", "text": "I am on a train."})
        assert (answer.status_code, "has run out" in text(answer), "I am on a train." in text(answer)) == (
            410, True, True,
        )  # fmt: skip
        assert "Yes, book it" not in text(client.get(link))
        actions.end_what_ran_out(booking.coach_id, now=timezone.now())
