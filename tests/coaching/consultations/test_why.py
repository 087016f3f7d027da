"""Why a time is not offered: each reason, and the sentence the coach reads."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coaching.consultations.slots import Availability, Busy, Kind, Override, Terms, WeeklyRule
from coaching.consultations.why import _SENTENCES, Reason, WhyNot, why_not

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 31, 8, tzinfo=UTC)
TERMS = Terms(60, 10, 15, notice_minutes=24 * 60, horizon_days=30, step_minutes=30)
DAILY = tuple(WeeklyRule(day, time(9), time(17)) for day in range(7))
TUESDAY = date(2026, 6, 2)


def wall(clock: str, day: date = TUESDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def busy(from_: str, until: str, kind: Kind = Kind.BOOKED) -> Busy:
    start, end = (wall(clock).replace(tzinfo=BERLIN) for clock in (from_, until))
    return Busy(start - timedelta(minutes=5), end + timedelta(minutes=5), kind, (start, end))


HOURS = Availability(
    BERLIN,
    DAILY,
    (Override(date(2026, 6, 9)),),
    TERMS,
    (busy("10:00", "11:00"), busy("13:00", "13:20", Kind.HELD), busy("16:00", "18:00", Kind.CALENDAR)),
)


def test_it_has_nothing_to_say_about_a_time_that_is_offered() -> None:
    assert why_not(HOURS, at=wall("14:00"), now=NOW) is None
    assert why_not(HOURS, at=wall("14:00").replace(tzinfo=BERLIN).astimezone(UTC), now=NOW) is None


CASES = [
    ("08:00", TUESDAY, Reason.OUTSIDE_HOURS, "Your hours on Tuesday 2 June are 09:00 to 17:00, and 1 hour from 08:00"),
    ("16:30", date(2026, 6, 3), Reason.OUTSIDE_HOURS, "1 hour from 16:30 do not fit"),
    ("12:00", date(2026, 6, 9), Reason.AWAY, "You are away on Tuesday 9 June."),
    ("09:30", date(2026, 5, 31), Reason.PAST, "That time has passed."),
    ("09:30", date(2026, 6, 1), Reason.TOO_SOON, "You ask for 1 day of notice, which makes it 10:00 at the earliest."),
    ("12:00", date(2026, 7, 1), Reason.TOO_FAR, "It is offered 30 days ahead, up to Tuesday 30 June."),
    (
        "11:00",
        TUESDAY,
        Reason.TOO_CLOSE,
        "too close to the call from 10:00 to 11:00: this offer asks for a pause",
    ),
    (
        "14:45",
        TUESDAY,
        Reason.OFF_STEP,
        "Calls start every 30 minutes, counted from the beginning of your hours",
    ),
    ("09:30", TUESDAY, Reason.TAKEN, "There is a call from 10:00 to 11:00."),
    ("12:30", TUESDAY, Reason.HELD, "Somebody is booking the time from 13:00 to 13:20 just now"),
    ("15:30", TUESDAY, Reason.CALENDAR, "Your own calendar has something from 16:00 to 18:00."),
]


@pytest.mark.parametrize(("clock", "day", "reason", "sentence"), CASES)
def test_it_says_why_in_a_sentence(clock: str, day: date, reason: Reason, sentence: str) -> None:
    answer = why_not(HOURS, at=wall(clock, day), now=NOW)
    assert answer is not None
    assert answer.reason is reason
    assert sentence in answer.sentence


def test_it_says_when_there_are_no_hours_that_day() -> None:
    none = replace(HOURS, rules=())
    assert why_not(none, at=wall("12:00"), now=NOW) == WhyNot(
        Reason.OUTSIDE_HOURS, "You have no hours on Tuesday 2 June."
    )


@pytest.mark.parametrize(("limit", "reason"), [("per_day", Reason.DAY_FULL), ("per_week", Reason.WEEK_FULL)])
def test_it_says_when_a_limit_is_reached(limit: str, reason: Reason) -> None:
    full = replace(HOURS, terms=replace(TERMS, **{limit: 2}))
    answer = why_not(full, at=wall("14:00"), now=NOW)
    assert answer is not None
    assert answer.reason is reason
    assert f"2 calls a {'day' if reason is Reason.DAY_FULL else 'week'}" in answer.sentence


CLOCKS_CHANGE = replace(HOURS, rules=(WeeklyRule(6, time(1), time(5)),), terms=Terms(60, horizon_days=400))


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (wall("02:30", date(2027, 3, 28)), Reason.SKIPPED),
        (wall("02:00", date(2026, 10, 25)).replace(fold=1), Reason.TWICE),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), Reason.TWICE),
        (wall("02:30", date(2026, 10, 25)), Reason.TWICE),
        (wall("02:00", date(2026, 10, 25)), None),
        (wall("03:00", date(2026, 10, 25)).replace(fold=1), None),
        (wall("01:30", date(2027, 3, 28)), None),
    ],
)
def test_it_knows_what_the_clock_does_that_night(at: datetime, reason: Reason | None) -> None:
    answer = why_not(CLOCKS_CHANGE, at=at, now=NOW)
    assert (answer and answer.reason) == reason


@pytest.mark.parametrize("zone", [None, UTC, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")])
def test_it_answers_for_the_ends_of_time(zone: ZoneInfo | None) -> None:
    for year, reason in ((1, Reason.PAST), (9999, Reason.TOO_FAR)):
        first, last = datetime(year, 1, 1, tzinfo=zone), datetime(year, 12, 31, 23, 59, 59, tzinfo=zone)
        for at in (first, last):
            answer = why_not(HOURS, at=at, now=NOW)
            assert answer is not None
            assert answer.reason is reason


def test_it_does_not_round_a_stray_second_or_less() -> None:
    for extra in (timedelta(seconds=1), timedelta(microseconds=1)):
        answer = why_not(HOURS, at=wall("14:00") + extra, now=NOW)
        assert answer is not None
        assert answer.reason is Reason.OFF_STEP


def test_it_has_a_sentence_for_each_reason() -> None:
    assert set(_SENTENCES) == set(Reason)
