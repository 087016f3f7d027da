"""A call its coach says yes to is moved by asking: both times are kept until there is an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.consultations import actions, clearing, deciding, guest_views, moving
from coaching.consultations.models import Booking, Meeting, Offer, State
from coaching.consultations.problems import Kind, Refused
from runners.models import CoachProfile, Outbox
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE

TEN, ELEVEN = NINE + timedelta(hours=1), NINE + timedelta(hours=2)


@pytest.fixture
def offer(profile: CoachProfile) -> Offer:
    return making.offer(profile, approves=True)


@pytest.fixture
def booking(offer: Offer, now: datetime) -> Booking:
    found = deciding.approve(making.booked(offer, NINE, now=now), now=now)
    making.sent(now)
    return found


@pytest.fixture
def asked(booking: Booking, now: datetime) -> Booking:
    return moving.move(booking, start=TEN, now=now)


def live() -> list[datetime]:
    return sorted(Meeting.objects.live().values_list("starts_at", flat=True))


def test_both_times_are_kept_until_there_is_an_answer(asked: Booking, offer: Offer, now: datetime) -> None:
    assert (asked.state, asked.meeting.starts_at, asked.wanted_until) == (State.BOOKED, NINE, NINE)
    assert live() == [NINE, TEN]
    for start in (NINE, TEN):
        with pytest.raises(Refused, match=Kind.TAKEN.value[:20]):
            making.held(offer, start, now=now)


def test_the_letters_say_which_time_is_which(asked: Booking, now: datetime) -> None:
    to_coach, to_guest = sorted(making.sent(now), key=lambda letter: letter.to != ["jo@coach.example"])
    assert "rather come on Friday 20 March at 10:00" in to_coach.body
    assert "asked for Friday 20 March at 11:00" in to_guest.body  # in Berlin
    assert "Friday 20 March at 10:00 (Berlin" in to_guest.body


def test_a_yes_moves_it_by_the_same_name(asked: Booking, now: datetime) -> None:
    moved = deciding.approve(asked, now=now)
    assert (moved.meeting.starts_at, moved.wanted, moved.sequence, moved.uid) == (TEN, None, 1, asked.uid)
    assert live() == [TEN]
    due = Outbox.objects.waiting().filter(kind="booking-reminder").values_list("due_at", flat=True)
    assert sorted(due) == [TEN - timedelta(hours=24), TEN - timedelta(hours=1)]
    assert deciding.approve(asked, now=now).turn == moved.turn


def test_a_no_leaves_it_where_it_was(asked: Booking, now: datetime) -> None:
    stays = deciding.decline(asked, words="Ten is my own run.", now=now)
    assert (stays.state, stays.meeting.starts_at, stays.wanted) == (State.BOOKED, NINE, None)
    assert live() == [NINE]
    (letter,) = [letter for letter in making.sent(now) if letter.subject == "About the other time you asked for"]
    assert "Ten is my own run." in letter.body


def test_no_answer_is_a_no(asked: Booking) -> None:
    clearing.clear(now=NINE)
    asked.refresh_from_db()
    assert (asked.meeting.starts_at, asked.wanted, asked.wanted_until) == (NINE, None, None)
    assert "could not answer in time" in making.sent(NINE)[-1].body


def test_a_yes_that_comes_too_late_is_not_said_to_have_worked(asked: Booking) -> None:
    assert deciding.ran_out(asked, now=NINE)
    for _ in range(2):  # whether that has been noted already or not
        with pytest.raises(Refused, match=Kind.OVER.value[:20]):
            deciding.approve(asked, now=NINE)
        clearing.clear(now=NINE)


def test_a_no_said_twice_is_said_once(asked: Booking, now: datetime) -> None:
    assert {deciding.decline(asked, words="", now=now).turn for _ in range(2)} == {asked.turn + 1}


@pytest.mark.parametrize("start", [TEN, ELEVEN])
def test_once_no_yes_is_needed_a_wish_holds_no_time(
    asked: Booking, offer: Offer, now: datetime, start: datetime
) -> None:
    Offer.objects.filter(pk=offer.pk).update(approves=False)
    moved = moving.move(asked, start=start, now=now)
    assert (moved.meeting.starts_at, moved.asks_to_move, live()) == (start, False, [start])


def test_another_wish_replaces_the_first(asked: Booking, now: datetime) -> None:
    again = moving.move(asked, start=ELEVEN, now=now)
    assert again.wanted is not None
    assert (again.wanted.starts_at, live()) == (ELEVEN, [NINE, ELEVEN])


def test_asking_twice_is_asking_once(asked: Booking, now: datetime) -> None:
    assert moving.move(asked, start=TEN, now=now).turn == asked.turn


def test_choosing_the_time_one_has_takes_the_wish_back(asked: Booking, now: datetime) -> None:
    assert moving.move(asked, start=NINE, now=now).wanted is None
    assert live() == [NINE]


def test_called_off_it_keeps_neither_time(asked: Booking, now: datetime) -> None:
    actions.call_off(asked, now=now)
    assert live() == []


def test_a_wish_for_a_taken_time_changes_nothing(booking: Booking, offer: Offer, now: datetime) -> None:
    making.held(offer, TEN, now=now)
    with pytest.raises(Refused, match=Kind.TAKEN.value[:20]):
        moving.move(booking, start=TEN, now=now)
    booking.refresh_from_db()
    assert (booking.wanted, live()) == (None, [NINE, TEN])


def test_asking_again_and_again_has_a_brake(client: Client, offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guest_views, "MOVES_AN_HOUR", 0)
    now = timezone.now()
    nine = (now + timedelta(days=3)).astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0)
    booking = deciding.approve(making.booked(offer, nine.astimezone(UTC), now=now), now=now)
    wish = {"start": f"{nine.astimezone(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"}
    answer = client.post(making.page(booking, "booking-move"), wish)
    assert (answer.status_code, Kind.TOO_FAST.value in answer.content.decode()) == (429, True)
    assert not Booking.objects.get().asks_to_move


def test_the_guest_asks_and_the_coach_answers_on_their_pages(client: Client, offer: Offer) -> None:
    now = timezone.now()
    nine = (now + timedelta(days=3)).astimezone(making.DUBLIN).replace(hour=9, minute=0, second=0, microsecond=0)
    booking = deciding.approve(making.booked(offer, nine.astimezone(UTC), now=now), now=now)
    assert "Ask for another time" in client.get(making.page(booking)).content.decode()
    sent_form = {"start": f"{nine.astimezone(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"}
    page = client.post(making.page(booking, "booking-move"), sent_form, follow=True)
    assert "Both times are kept for you" in page.content.decode()
    booking.refresh_from_db()
    decide = reverse("booking-decide", args=[booking.decision_token])
    assert "asks for another time" in client.get(decide).content.decode()
    client.post(decide, {"yes": "1"})
    booking.refresh_from_db()
    assert booking.meeting.starts_at == nine + timedelta(hours=1)
