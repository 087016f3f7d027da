"""What of consultations goes into a copy of everything of somebody's; see runners.owned."""

from django.db.models import Model

from coaching.consultations.models import (
    Away,
    Booking,
    BusyFeed,
    BusyTime,
    CallsFeed,
    Loan,
    Meeting,
    Offer,
    Override,
    WeeklyRule,
    Welcome,
)
from runners.owned import KEYS, MACHINERY, Back, Owned, Rows, whose


def bookings_of(pk: int) -> Rows:
    """Those under their account, and those from their addresses without one."""
    rows = Booking.objects.filter(whose(pk)).order_by("pk")
    return rows.select_related("meeting__offer", "wanted", "coach__person")


def _of_coach(model: type[Model]) -> Rows:
    return model._default_manager.order_by("pk")


OWNED: tuple[Owned, ...] = (
    Owned(
        "calls", "Calls you booked", "With whom, when, and what you told them beforehand.", Booking, bookings_of,
        owner="person", left_out={**KEYS, "turn": MACHINERY, "sequence": MACHINERY},
        told={
            "wanted": lambda row: row.wanted.starts_at.isoformat() if row.wanted else "",
            "meeting": lambda row: [row.meeting.starts_at.isoformat(), row.meeting.ends_at.isoformat()],
            "coach": lambda row: [row.coach.person.name, row.meeting.offer.title],
        },
    ),
    Owned(
        "lent", "What you lent for a call", "What of the thirty days before it a coach could see until it was over.",
        Loan, lambda pk: Loan.objects.filter(booking__person=pk).order_by("booking"), owner="",
    ),
    Owned(
        "welcome", "Your public page", "What visitors read beside your offers.", Welcome,
        lambda pk: Welcome.objects.filter(coach=pk), back=Back.TOLD, owner="coach",
    ),
    Owned(
        "offers", "Your offers", "What people can book with you.", Offer,
        lambda pk: _of_coach(Offer).filter(coach=pk), back=Back.TOLD, owner="coach",
    ),
    Owned(
        "hours", "Your hours", "When people can book you, week by week.", WeeklyRule,
        lambda pk: _of_coach(WeeklyRule).filter(coach=pk), back=Back.TOLD, owner="coach",
    ),
    Owned(
        "other-days", "Days with other hours", "Single days that are different.", Override,
        lambda pk: _of_coach(Override).filter(coach=pk), back=Back.TOLD, owner="coach",
    ),
    Owned(
        "away", "Days away", "Days without any call.", Away,
        lambda pk: _of_coach(Away).filter(coach=pk), back=Back.TOLD, owner="coach",
    ),
    Owned(
        "calendar", "Your other calendar", "The one we look into for when you are busy.", BusyFeed,
        lambda pk: BusyFeed.objects.filter(coach=pk), back=Back.TOLD, owner="coach",
        left_out={"due_at": MACHINERY, "tried_at": MACHINERY},
    ),
    Owned(
        "meetings", "Calls with you", "Which times were taken; who took them is theirs.", Meeting,
        lambda pk: Meeting.objects.filter(coach=pk).order_by("pk"), back=Back.TOLD, owner="coach",
        left_out={"takes": "the same times, with the breaks around them"},
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {
    BusyTime: "read from your other calendar again and again",
    CallsFeed: "the key to a link: the next account makes its own",
}
