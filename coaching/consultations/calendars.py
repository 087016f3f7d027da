"""The calendar entry of a booking: one through every change, by the same name and a higher number."""

from email.utils import parseaddr

from django.conf import settings

from coaching.consultations import ics
from coaching.consultations.models import Booking, State
from runners.mail import Attachment


def entry_of(booking: Booking) -> Attachment:
    """For what is booked an invitation, for what is not any more its withdrawal."""
    meeting = _meeting(booking)
    if booking.state in (State.CANCELLED, State.DECLINED):
        return Attachment(ics.FILE_NAME, ics.cancel(meeting), _for_mail(ics.CONTENT_TYPE_CANCEL))
    return Attachment(ics.FILE_NAME, ics.request(meeting), _for_mail(ics.CONTENT_TYPE_REQUEST))


def _for_mail(content_type: str) -> str:
    """A mail says by itself in which letters it is written; said twice, some programs do not open the file."""
    return content_type.removesuffix("; charset=utf-8")


def _meeting(booking: Booking) -> ics.Meeting:
    """In the coach's name and from the site's address: nobody's own address goes round in files."""
    offer = booking.meeting.offer
    return ics.Meeting(
        uid=booking.uid,
        sequence=booking.sequence,
        start=booking.meeting.starts_at,
        end=booking.meeting.ends_at,
        summary=f"{offer.title} with {offer.coach.person.name}",
        organizer=ics.Person(offer.coach.person.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        attendees=(ics.Person(booking.name, booking.email),),
        written_at=booking.decided_at or booking.made_at,
        description="To move it or call it off, use the link in your mail.",
        location=offer.venue if booking.state == State.BOOKED else "",
    )
