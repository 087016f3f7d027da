"""Seats of a session, and the list of those who wait for one."""

import uuid
from datetime import datetime, timedelta

import pytest

from coaching.consultations import actions, deciding
from coaching.consultations.models import Booking, Meeting, Offer, State
from coaching.consultations.problems import Kind, Refused
from coaching.consultations.waiting import wait
from runners.models import Outbox
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE


@pytest.fixture
def session(group: Offer, now: datetime) -> Meeting:
    """Two seats, both taken."""
    date = making.date_of(group, NINE, now=now)
    for number in range(2):
        making.booked(group, NINE, now=now, email=f"early{number}@example.org")
    return date


def waits(group: Offer, email: str, *, now: datetime, confirmed: bool = True) -> Booking:
    said = making.details(email=email)
    wait(group, start=NINE, key=uuid.uuid4(), details=said, time_zone="UTC", person=None, now=now)
    booking = Booking.objects.get(email=email)
    return actions.confirm(booking, now=now) if confirmed else booking


def test_the_last_seat_goes_to_one(group: Offer, session: Meeting, now: datetime) -> None:
    with pytest.raises(Refused, match=Kind.FULL.value[:30]):
        making.held(group, NINE, now=now)
    assert Booking.objects.live().filter(meeting=session).count() == 2


def test_a_session_that_is_full_still_stands_in_the_way_of_calls(
    group: Offer, session: Meeting, offer: Offer, now: datetime
) -> None:
    with pytest.raises(Refused, match=Kind.TAKEN.value[:30]):
        making.held(offer, NINE, now=now)


def test_a_free_seat_is_kept_for_whoever_waited_longest(group: Offer, session: Meeting, now: datetime) -> None:
    second, first = (
        waits(group, "two@example.org", now=now + timedelta(minutes=2)),
        waits(group, "one@example.org", now=now),
    )
    later = now + timedelta(hours=1)
    actions.call_off(Booking.objects.filter(state=State.BOOKED).first(), now=later)  # type: ignore[arg-type]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.held_until, second.state) == (State.HELD, later + actions.SEAT_WAITS, State.WAITING)
    assert Outbox.objects.filter(kind="booking-seat").values_list("subject_id", flat=True).get() == first.pk
    with pytest.raises(Refused, match=Kind.FULL.value[:30]):
        making.held(group, NINE, now=later)


def test_a_seat_nobody_took_goes_to_the_next(group: Offer, session: Meeting, now: datetime) -> None:
    first, second = waits(group, "one@example.org", now=now), waits(group, "two@example.org", now=now)
    actions.call_off(Booking.objects.filter(state=State.BOOKED).first(), now=now)  # type: ignore[arg-type]
    over = now + actions.SEAT_WAITS
    with actions.one_at_a_time(group.coach_id, now=over):
        pass
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.LAPSED, State.HELD)
    with pytest.raises(Refused, match=Kind.RAN_OUT.value[:30]):
        actions.take_seat(first, now=over)
    assert actions.take_seat(second, now=over).state == State.BOOKED


def test_whoever_never_confirmed_is_passed_over(group: Offer, session: Meeting, now: datetime) -> None:
    waits(group, "ghost@example.org", now=now, confirmed=False)
    real = waits(group, "real@example.org", now=now + timedelta(minutes=1))
    actions.call_off(Booking.objects.filter(state=State.BOOKED).first(), now=now)  # type: ignore[arg-type]
    real.refresh_from_db()
    assert real.state == State.HELD


def test_nobody_waits_for_a_seat_that_is_free(group: Offer, now: datetime) -> None:
    making.date_of(group, NINE, now=now)
    with pytest.raises(Refused, match="free seat"):
        waits(group, "one@example.org", now=now)


def test_asking_twice_keeps_the_place(group: Offer, session: Meeting, now: datetime) -> None:
    first = waits(group, "one@example.org", now=now)
    again = waits(group, "one@example.org", now=now + timedelta(hours=1))
    assert (again.pk, again.asked_at) == (first.pk, now)


def test_a_date_called_off_tells_everybody_and_is_free(
    group: Offer, session: Meeting, offer: Offer, now: datetime
) -> None:
    waits(group, "one@example.org", now=now)
    deciding.call_date_off(group.coach, meeting=session, words="I am ill.", now=now)
    assert set(Booking.objects.values_list("state", flat=True)) == {State.CANCELLED}
    assert Outbox.objects.filter(kind="booking-cancelled").count() == 3
    assert making.held(offer, NINE, now=now).state == State.HELD


def test_a_time_that_is_no_date_of_the_session_is_not_offered(group: Offer, session: Meeting, now: datetime) -> None:
    with pytest.raises(Refused, match=Kind.NOT_OFFERED.value[:30]):
        making.held(group, NINE + timedelta(hours=1), now=now)


def test_whoever_confirms_while_a_seat_is_free_is_led_to_it(group: Offer, session: Meeting, now: datetime) -> None:
    waiting = waits(group, "late@example.org", now=now, confirmed=False)
    Booking.objects.filter(state=State.BOOKED).earliest("pk").delete()
    confirmed, kept = actions.confirm(waiting, now=now), Booking.objects.get(pk=waiting.pk)
    assert (confirmed.state, confirmed.token) == (State.HELD, kept.token)
