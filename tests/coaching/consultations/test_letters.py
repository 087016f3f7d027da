"""What is mailed when, to whom, and what the file beside it says."""

from datetime import datetime, timedelta

import vobject
from django.core.mail import EmailMultiAlternatives

from coaching.consultations import actions, deciding, moving
from coaching.consultations.models import Booking, Offer
from runners.models import CoachProfile
from tests.coaching.consultations import making
from tests.coaching.consultations.making import NINE


def entry(letter: EmailMultiAlternatives) -> object:
    """The calendar file, read by another library than the one that wrote it."""
    name, content, kind = letter.attachments[0]
    assert (name, kind.split(";")[0]) == ("invite.ics", "text/calendar")
    return vobject.readOne(content if isinstance(content, str) else content.decode())


def to(letters: list[EmailMultiAlternatives], address: str) -> EmailMultiAlternatives:
    return next(letter for letter in letters if letter.to == [address])


def test_a_booking_is_told_to_both_with_an_entry_for_the_calendar(offer: Offer, now: datetime) -> None:
    making.booked(offer, NINE, now=now)
    letters = making.sent(now)
    guest, coach = to(letters, "sam@example.org"), to(letters, "jo@example.org")
    assert guest.subject == "Your call is booked"
    assert "Friday 20 March at 10:00 (Berlin, UTC+1)" in guest.body
    assert "Friday 20 March at 09:00 (Dublin, UTC+0)" in coach.body
    calendar = entry(guest)
    assert calendar.method.value == "REQUEST"
    assert (calendar.vevent.dtstart.value, calendar.vevent.sequence.value) == (NINE, "0")
    file = guest.message().get_payload()[-1]
    assert file["Content-Type"] == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert not any(word in letter.body for letter in letters for word in ("Clear my head", "running right now"))


def test_the_entry_moves_and_is_withdrawn_by_the_same_name(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    first = entry(to(making.sent(now), "sam@example.org"))
    booking = moving.move(booking, start=NINE + timedelta(days=1), now=now)
    moved = entry(to(making.sent(now), "sam@example.org"))
    actions.call_off(booking, now=now)
    gone = entry(to(making.sent(now), "sam@example.org"))
    assert first.vevent.uid.value == moved.vevent.uid.value == gone.vevent.uid.value
    assert [e.vevent.sequence.value for e in (first, moved, gone)] == ["0", "1", "2"]
    assert (gone.method.value, gone.vevent.status.value) == ("CANCEL", "CANCELLED")


def test_a_letter_says_until_when_a_call_can_be_changed(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    assert "yourself until Thursday 19 March at 10:00" in to(making.sent(now), "sam@example.org").body
    moving.move(booking, start=NINE - timedelta(days=1), now=now)
    moved = to(making.sent(NINE - timedelta(days=1, hours=2)), "sam@example.org")
    page = str(moved.alternatives[0][0])
    assert all("less than 24 hours away" in text and "all it off" not in text for text in (moved.body, page))


def test_reminders_come_a_day_and_an_hour_before_and_never_after_a_move(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    making.sent(now)
    day_before = NINE - timedelta(hours=24)
    assert [letter.subject for letter in making.sent(day_before)] == ["Your call is coming"]
    moved = moving.move(booking, start=NINE + timedelta(hours=2), now=day_before - timedelta(seconds=1))
    assert [letter.subject for letter in making.sent(day_before) if "coming" in letter.subject] == []
    assert [letter.subject for letter in making.sent(moved.meeting.starts_at - timedelta(hours=1))] == [
        "Your call is coming"
    ] * 2


def test_other_reminders_replace_the_first_ones(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    making.sent(now)
    actions.remind_at(booking, hours=[2], now=now)
    assert making.sent(NINE - timedelta(hours=3)) == []
    assert len(making.sent(NINE - timedelta(hours=2))) == 1


def test_declining_offers_what_is_free(profile: CoachProfile, now: datetime) -> None:
    booking = making.booked(making.offer(profile, approves=True), NINE, now=now)
    asked = to(making.sent(now), "jo@example.org")
    assert "/decide/" in asked.body
    deciding.decline(booking, words="I am on a train then.", now=now)
    letter = to(making.sent(now), "sam@example.org")
    assert "I am on a train then." in letter.body
    assert "Thursday 19 March at 10:00, Friday 20 March at 10:00, Saturday 21 March at 10:00" in letter.body


def test_a_letter_that_is_not_true_any_more_is_not_sent(offer: Offer, now: datetime) -> None:
    actions.call_off(making.pending(offer, NINE, now=now), now=now)
    assert making.sent(now) == []


def test_a_line_after_the_call_reaches_the_guest(offer: Offer, now: datetime) -> None:
    booking = making.booked(offer, NINE, now=now)
    making.sent(NINE)
    deciding.follow_up(booking, words="Try the slow mile.", now=NINE)
    letter = to(making.sent(NINE), "sam@example.org")
    assert "Try the slow mile." in letter.body
    assert Booking.objects.get().followed_up_at == NINE


def test_no_subject_names_a_person_or_a_time(offer: Offer, now: datetime) -> None:
    actions.call_off(making.booked(offer, NINE, now=now), now=now)
    assert not any(word in letter.subject for letter in making.sent(now) for word in ("Sam", "20", "March", "Field"))


def test_a_name_stands_in_a_subject_as_it_is_written(offer: Offer, now: datetime) -> None:
    offer.coach.person.name = "Jo O'Neill & Co"
    offer.coach.person.save()
    booking = making.booked(offer, NINE, now=now)
    making.sent(now)
    deciding.follow_up(booking, words="Run well.", now=NINE + timedelta(hours=2))
    letters = making.sent(NINE + timedelta(hours=2))
    assert "A line from Jo O'Neill & Co" in [letter.subject for letter in letters]
