"""Why a time is not offered, in one sentence for the coach."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from coaching.consultations.slots import (
    Availability,
    Board,
    Busy,
    Kind,
    Slot,
    board_of,
    earliest,
    hours_of,
    latest_day,
)
from coaching.consultations.wall_time import instant, instant_of, moment, wall_moment, wall_seconds

FURTHEST_ZONES = timedelta(days=3)  # more than any two clocks on earth can differ, and a day of the week to spare


class Reason(Enum):
    OUTSIDE_HOURS = "outside-hours"
    AWAY = "away"
    PAST = "past"
    TOO_SOON = "too-soon"
    TOO_FAR = "too-far"
    TOO_CLOSE = "too-close"
    DAY_FULL = "day-full"
    WEEK_FULL = "week-full"
    OFF_STEP = "off-step"
    SKIPPED = "skipped"
    TWICE = "twice"
    TAKEN = "taken"
    HELD = "held"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class WhyNot:
    reason: Reason
    sentence: str


@dataclass(frozen=True)
class Case:
    """One time that was asked about: `wall` as the coach's clock shows it."""

    availability: Availability
    wall: datetime
    now: datetime
    busy: Busy | None = None

    @property
    def day(self) -> str:
        return day_words(self.wall.date())

    def clock(self, at: datetime) -> str:
        local = at.astimezone(self.availability.zone)
        return f"{local:%H:%M}" if local.date() == self.wall.date() else f"{local:%H:%M} on {day_words(local.date())}"

    @property
    def hours(self) -> str:
        spans = hours_of(self.availability).of(self.wall.date())
        return " and ".join(f"{wall_moment(start):%H:%M} to {wall_moment(end):%H:%M}" for start, end in spans)

    @property
    def call(self) -> str:
        if self.busy is None:
            return ""
        start, end = self.busy.itself
        return f"from {self.clock(start)} to {self.clock(end)}"


def day_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def duration_words(minutes: int) -> str:
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes % size == 0 and minutes:
            count = minutes // size
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "0 minutes"


def _outside(case: Case) -> str:
    if not case.hours:
        return f"You have no hours on {case.day}."
    length = duration_words(case.availability.terms.minutes)
    return f"Your hours on {case.day} are {case.hours}, and {length} from {case.wall:%H:%M} do not fit into them."


def _too_soon(case: Case) -> str:
    notice = case.availability.terms.notice_minutes
    first = case.now.astimezone(UTC) + timedelta(minutes=notice)
    return f"You ask for {duration_words(notice)} of notice, which makes it {case.clock(first)} at the earliest."


def _too_far(case: Case) -> str:
    last = latest_day(case.availability, case.now)
    return f"It is offered {case.availability.terms.horizon_days} days ahead, up to {day_words(last)}."


def _too_close(case: Case) -> str:
    beside = "what is in your own calendar" if case.busy and case.busy.kind is Kind.CALENDAR else "the call"
    terms = case.availability.terms
    pauses = f"{duration_words(terms.buffer_before)} before and {duration_words(terms.buffer_after)} after"
    return f"It lies too close to {beside} {case.call}: this offer asks for a pause of {pauses}."


def _off_step(case: Case) -> str:
    step = duration_words(case.availability.terms.step_minutes).removeprefix("1 ")
    return f"Calls start every {step}, counted from the beginning of your hours ({case.hours}), and not at this time."


def _full(case: Case, limit: int | None, period: str) -> str:
    calls = "1 call" if limit == 1 else f"{limit} calls"
    return f"The limit of this offer is {calls} a {period}, and the {period} of {case.day} has them."


_SENTENCES: dict[Reason, Callable[[Case], str]] = {
    Reason.OUTSIDE_HOURS: _outside,
    Reason.AWAY: lambda case: f"You are away on {case.day}.",
    Reason.PAST: lambda _: "That time has passed.",
    Reason.TOO_SOON: _too_soon,
    Reason.TOO_FAR: _too_far,
    Reason.TOO_CLOSE: _too_close,
    Reason.DAY_FULL: lambda case: _full(case, case.availability.terms.per_day, "day"),
    Reason.WEEK_FULL: lambda case: _full(case, case.availability.terms.per_week, "week"),
    Reason.OFF_STEP: _off_step,
    Reason.SKIPPED: lambda case: f"The clock jumps over {case.wall:%H:%M} on {case.day}: that time does not exist.",
    Reason.TWICE: lambda case: (
        f"Clocks go back on {case.day} and the same times come twice; only the first passing is offered, in full."
    ),
    Reason.TAKEN: lambda case: f"There is a call {case.call}.",
    Reason.HELD: lambda case: f"Somebody is booking the time {case.call} just now; it is held for a few minutes.",
    Reason.CALENDAR: lambda case: f"Your own calendar has something {case.call}.",
}

_TAKEN_BY = {Kind.BOOKED: Reason.TAKEN, Kind.HELD: Reason.HELD, Kind.CALENDAR: Reason.CALENDAR}


def why_not(availability: Availability, *, at: datetime, now: datetime) -> WhyNot | None:
    """None if a slot that starts then is offered. A naive `at` is a time on the coach's wall; its `fold` counts."""
    reason, case = _weigh(availability, at, now)
    return None if reason is None else WhyNot(reason, _SENTENCES[reason](case))


def _weigh(availability: Availability, at: datetime, now: datetime) -> tuple[Reason | None, Case]:
    shown, horizon = at.replace(tzinfo=None), timedelta(days=availability.terms.horizon_days)
    roughly_now = now.astimezone(UTC).replace(tzinfo=None)
    case = Case(availability, shown, now)
    if shown < roughly_now - FURTHEST_ZONES:
        return Reason.PAST, case
    if shown > roughly_now + horizon + FURTHEST_ZONES:
        return Reason.TOO_FAR, case
    wall = at if at.tzinfo is None else at.astimezone(availability.zone).replace(tzinfo=None)
    board = board_of(availability, first_day=wall.date(), last_day=wall.date())
    return _weigh_near(board, Case(availability, wall, now))


def _weigh_near(board: Board, case: Case) -> tuple[Reason | None, Case]:
    start = instant_of(board.known, wall_seconds(case.wall.date(), case.wall.time()))
    if start is None:
        return Reason.SKIPPED, case
    if instant(case.wall.replace(tzinfo=case.availability.zone)) != start:
        return Reason.TWICE, case
    reason = _date_reason(case, start) or _hours_reason(board, case, start)
    if reason is not None:
        return reason, case
    if start < earliest(board.terms, case.now):
        return Reason.TOO_SOON, case
    if board.is_gone(start):
        return _busy_reason(board, case, start)
    return _limit_reason(board, case.wall.date()), case


def _date_reason(case: Case, start: int) -> Reason | None:
    if start < instant(case.now):
        return Reason.PAST
    return Reason.TOO_FAR if case.wall.date() > latest_day(case.availability, case.now) else None


def _hours_reason(board: Board, case: Case, start: int) -> Reason | None:
    if case.wall.date() in hours_of(case.availability).away:
        return Reason.AWAY
    if board.fits(start):
        return None if start in board.grid and not case.wall.microsecond else Reason.OFF_STEP
    return Reason.TWICE if _runs_into_the_second(board, start) else Reason.OUTSIDE_HOURS


def _runs_into_the_second(board: Board, start: int) -> bool:
    """It starts within the hours, and what stops it is the clock that goes back."""
    if not board.open.contain(start, start + 1):
        return False
    for stretch, following in zip(board.known, board.known[1:], strict=False):
        if stretch.start <= start < stretch.end < min(board.end(start), following.start):
            return True
    return False


def _limit_reason(board: Board, day: date) -> Reason | None:
    if board.day_is_full(day):
        return Reason.DAY_FULL
    return Reason.WEEK_FULL if board.week_is_full(day) else None


def _busy_reason(board: Board, case: Case, start: int) -> tuple[Reason, Case]:
    """What stands in the way itself comes before what is only too close."""
    terms = board.terms
    slot = Slot(moment(start), moment(board.end(start)))
    from_, until = terms.span(slot)
    near = [each for each in case.availability.busy if each.start < until and each.end > from_]
    for each in sorted(near, key=lambda each: each.start):
        busy_from, busy_until = each.itself
        if busy_from < slot.end and busy_until > slot.start:
            return _TAKEN_BY[each.kind], replace(case, busy=each)
    return Reason.TOO_CLOSE, replace(case, busy=min(near, key=lambda each: each.start))
