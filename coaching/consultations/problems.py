"""Why something cannot be booked, moved or called off: each with its own sentence for whoever asked."""

from enum import Enum

from coaching.consultations.why import Reason


class Kind(Enum):
    TAKEN = "Somebody was quicker: this time has just been taken. Here is what is still free."
    FULL = "The last seat has just been taken. You can join the waiting list, or choose another date."
    NOT_OFFERED = "This time is not offered. Choose one of those below."
    PAST = "This time is over already. Choose one that is still to come."
    TOO_SOON = "This is too soon to be ready for you. Choose a later time."
    TOO_FAR = "This is further ahead than the calendar is open. Choose an earlier time."
    NO_TIME = "That was not a time we can read. Choose one of those below."
    BUSY = "Many people are booking at this moment. Nothing was booked; try again in a few seconds."
    TOO_MANY = "You have several calls booked here already. Call one off before you book another."
    TOO_FAST = "That was a lot of tries for one hour. Nothing was booked; come back a little later."
    TOO_MANY_LETTERS = "Several mails went to this address within an hour. Look there, or come back a little later."
    ASKED_TWICE = "Two mails about this time were not answered. Choose a time anew, if you still want one."
    UNCONFIRMED = "Open the link in our mail first. After that you can write a line."
    OVER = "This cannot be changed any more."
    TOO_LATE = "It is too late to change this by yourself. Write a line instead, and your coach will answer."
    DATES_OPEN = "There are dates open for several people. Call those off first."
    CLOSED = "This is not offered any more, so there is no other time. What is booked stays; you can write a line."
    ASK_AGAIN = "Your coach says yes to each time first. Call this one off and ask for another, or write a line."
    RAN_OUT = "The time it was held for you is over, and somebody else has taken it since."
    NOT_FULL = "There is a free seat: you can book it right away."


class Refused(Exception):
    """It cannot be done; `kind` says why."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.value)
        self.kind = kind


# What a visitor hears; the coach hears the whole reason on the page that asks why.
BY_REASON: dict[Reason, Kind] = {
    Reason.OUTSIDE_HOURS: Kind.NOT_OFFERED,
    Reason.AWAY: Kind.NOT_OFFERED,
    Reason.PAST: Kind.PAST,
    Reason.TOO_SOON: Kind.TOO_SOON,
    Reason.TOO_FAR: Kind.TOO_FAR,
    Reason.TOO_CLOSE: Kind.TAKEN,
    Reason.DAY_FULL: Kind.TAKEN,
    Reason.WEEK_FULL: Kind.TAKEN,
    Reason.OFF_STEP: Kind.NOT_OFFERED,
    Reason.SKIPPED: Kind.NOT_OFFERED,
    Reason.TWICE: Kind.NOT_OFFERED,
    Reason.TAKEN: Kind.TAKEN,
    Reason.HELD: Kind.TAKEN,
    Reason.CALENDAR: Kind.TAKEN,
}
