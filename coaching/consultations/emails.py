"""Letters about calls. What a guest wrote never travels; a time that is over or has moved on is not written about."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from coaching.consultations import calendars, said, times
from coaching.consultations.models import Booking, State
from coaching.consultations.posting import REMINDER
from runners.clock import database_now
from runners.mail import Letter, Writer
from runners.models import Outbox


def confirm_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.PENDING, State.WAITING)
    if booking is None or not booking.waits_for_link:
        return None
    link = _link("booking-confirm", booking.confirm_token)
    return _to_guest(booking, "booking_confirm", link=link, waits=booking.state == State.WAITING)


def asked_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.PENDING, State.BOOKED)
    if booking is not None and booking.asks_to_move:
        return _to_guest(booking, "booking_asked", **_other_time(booking, booking.time_zone))
    return _to_guest(booking, "booking_asked") if booking and booking.waits_for_coach else None


def stays_letter(row: Outbox) -> Letter | None:
    """The other time is not possible, and the call stays where it is."""
    booking = _about(row, State.BOOKED)
    if booking is None or booking.asks_to_move:
        return None
    by_time = booking.ended_by == Booking.By.TIME
    words = "" if by_time else booking.words
    return _to_guest(booking, "booking_stays", words=words, by_time=by_time, **_changes(booking))


def booked_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.BOOKED)
    if booking is None:
        return None
    venue, moved = booking.meeting.offer.venue, booking.sequence > 0
    return _with_entry(_to_guest(booking, "booking_booked", moved=moved, venue=venue, **_changes(booking)), booking)


def cancelled_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.CANCELLED)
    if booking is None:
        return None
    by_coach = booking.ended_by == Booking.By.COACH
    letter = _to_guest(booking, "booking_cancelled", by_coach=by_coach, words=booking.words, **_again(booking))
    return _with_entry(letter, booking)


def declined_letter(row: Outbox) -> Letter | None:
    """With the first other times that are free, unless the whole offer is gone."""
    booking = _about(row, State.DECLINED)
    if booking is None:
        return None
    offer, zone = booking.meeting.offer, said.zone_named(booking.time_zone)
    free = times.next_times(offer, now=database_now()) if offer.closed_at is None else []
    others = [said.when(slot.start, zone) for slot in free]
    by_time = booking.ended_by == Booking.By.TIME
    return _to_guest(
        booking, "booking_declined", others=others, words=booking.words, by_time=by_time, **_again(booking)
    )


def waiting_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.WAITING)
    return _to_guest(booking, "booking_waiting") if booking else None


def seat_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.HELD)
    if booking is None or booking.held_until is None or not booking.from_queue:
        return None
    until = said.when(booking.held_until, said.zone_named(booking.time_zone))
    return _to_guest(booking, "booking_seat", until=until)


def reminder_letter(row: Outbox) -> Letter | None:
    """None when the call has moved since, or has begun while the mail server slept."""
    booking = _about(row, State.BOOKED)
    if booking is None or booking.meeting.starts_at <= database_now():
        return None
    return _to_guest(booking, "booking_reminder", venue=booking.meeting.offer.venue, **_changes(booking))


def follow_up_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.BOOKED, State.DONE, State.NO_SHOW)
    if booking is None or not booking.words:
        return None
    return _to_guest(booking, "booking_follow_up", words=booking.words, **_again(booking))


def newest_letter(row: Outbox) -> Letter | None:
    """Somebody holds an older link: the newest goes where every letter about it goes, and nowhere else."""
    booking = _about(row, *State)
    if booking is None or not booking.email:
        return None
    if booking.waits_for_link:
        return _to_guest(booking, "booking_newest", link=_link("booking-confirm", booking.confirm_token))
    return _to_guest(booking, "booking_newest")


def ask_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.PENDING, State.BOOKED)
    if booking is None or not (booking.waits_for_coach or booking.asks_to_move):
        return None
    other = _other_time(booking, booking.meeting.offer.coach.person.time_zone)
    return _to_coach(booking, "booking_ask", link=_link("booking-decide", booking.decision_token), **other)


def news_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.BOOKED, State.CANCELLED)
    if booking is None:
        return None
    gone, moved = booking.state == State.CANCELLED, booking.sequence > 0
    what = "called off" if gone else "moved" if moved else "booked"
    return _with_entry(_to_coach(booking, "booking_news", what=what), booking)


def note_letter(row: Outbox) -> Letter | None:
    booking = _about(row, State.BOOKED, State.PENDING)
    return _to_coach(booking, "booking_note") if booking and booking.confirmed_at and booking.note else None


def _with_entry(letter: Letter, booking: Booking) -> Letter:
    return replace(letter, attachments=(calendars.entry_of(booking),))


def _about(row: Outbox, *states: State) -> Booking | None:
    found = Booking.objects.filter(pk=row.subject_id, state__in=states)
    return found.select_related("meeting__offer__coach__person", "person", "wanted").first()


def _other_time(booking: Booking, zone_name: str) -> dict[str, object]:
    """The time they asked to move to, where there is one; the letter's own time is then the one they have."""
    return {"other": said.when(booking.wanted.starts_at, said.zone_named(zone_name)) if booking.wanted else ""}


def _changes(booking: Booking) -> dict[str, object]:
    """Until when they can change it alone: nothing once that is over. Then they write a line."""
    until, zone = booking.change_until, said.zone_named(booking.time_zone)
    return {
        "until": said.when(until, zone) if database_now() <= until else "",
        "hours": booking.meeting.offer.policy_hours,
    }


def _again(booking: Booking) -> dict[str, object]:
    """Where another time can be chosen."""
    offer = booking.meeting.offer
    return {"again": "" if offer.closed_at else settings.PUBLIC_URL + offer.get_absolute_url()}


def _to_guest(booking: Booking, template: str, **more: object) -> Letter:
    zone = said.zone_named(booking.time_zone)
    context = {
        "name": booking.name,
        "coach": booking.meeting.offer.coach.person.name,
        "link": _link("booking", booking.token),
        **_times(booking, booking.meeting.starts_at, zone.key),
        **more,
    }
    return Letter(template, context, to=booking.address)


def _to_coach(booking: Booking, template: str, **more: object) -> Letter:
    coach = booking.meeting.offer.coach.person
    context = {
        "name": booking.name,
        "coach": coach.first_name,
        "link": _link("consultation", booking.pk),
        **_times(booking, booking.meeting.starts_at, coach.time_zone),
        **more,
    }
    return Letter(template, context)


def _times(booking: Booking, at: datetime, zone_name: str) -> dict[str, object]:
    zone = said.zone_named(zone_name)
    offer = booking.meeting.offer
    return {
        "title": offer.title,
        "minutes": booking.meeting.minutes,
        "when": said.when(at, zone),
        "zone": f"{said.place(zone)}, {said.offset(at, zone)}",
    }


def _link(name: str, *args: object) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)


WRITERS: dict[str, Writer] = {
    "booking-confirm": confirm_letter,
    "booking-asked": asked_letter,
    "booking-booked": booked_letter,
    "booking-cancelled": cancelled_letter,
    "booking-declined": declined_letter,
    "booking-stays": stays_letter,
    "booking-waiting": waiting_letter,
    "booking-seat": seat_letter,
    REMINDER: reminder_letter,
    "booking-follow-up": follow_up_letter,
    "booking-newest": newest_letter,
    "booking-ask": ask_letter,
    "booking-news": news_letter,
    "booking-note": note_letter,
}
