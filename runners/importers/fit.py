"""FIT: sessions with totals, laps, events of the timer, and one record a moment."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan

from runners.importers.fit_messages import (
    EVENT,
    FILE_ID,
    LAP,
    RECORD,
    SESSION,
    SPORT,
    Message,
    Messages,
    read_messages,
)
from runners.importers.parsed import ParsedRun, Sport
from runners.importers.refusals import Caution, RefusalKind, Refused
from runners.importers.sports import FIT_INDOOR, sport_of_fit
from runners.importers.totals import Totals, run_of
from runners.importers.track import Point

# Seconds from 1970 to the FIT epoch, 1989-12-31 00:00 UTC.
FIT_EPOCH = 631_065_600
DEGREES = 180.0 / 2**31
TIMESTAMP, START = 253, 2
ACTIVITY = 4
# `type` of the file_id message, FIT profile.
FILE_TYPES = {
    1: RefusalKind.SETTINGS,
    2: RefusalKind.SETTINGS,
    3: RefusalKind.SETTINGS,
    5: RefusalKind.WORKOUT,
    6: RefusalKind.COURSE,
    7: RefusalKind.WORKOUT,
    9: RefusalKind.HEALTH,
    10: RefusalKind.SETTINGS,
    11: RefusalKind.SETTINGS,
    14: RefusalKind.HEALTH,
    15: RefusalKind.HEALTH,
    28: RefusalKind.HEALTH,
    32: RefusalKind.HEALTH,
    44: RefusalKind.HEALTH,
    49: RefusalKind.HEALTH,
    68: RefusalKind.HEALTH,
}
TIMER_EVENT, TIMER_START, TIMER_STOPS = 0, 0, frozenset({1, 4, 8, 9})


def read(content: bytes) -> ParsedRun:
    """The running (else walking, else unnamed) session with its own records, laps and answers.

    A file that breaks off is read up to there. Raises Refused for files that are no activity, for another
    sport, and when nothing could be read.
    """
    messages = read_messages(content)
    refuse_other_files(messages)
    cautions = []
    if messages.cut_short:
        cautions.append(Caution.CUT_SHORT)
    elif messages.checksum_wrong:
        cautions.append(Caution.CHECKSUM)
    if not messages[SESSION]:
        return run_without_session(messages, [*cautions, Caution.NO_TOTALS])
    sport, session = chosen_session(messages[SESSION])
    if len(messages[SESSION]) > 1:
        cautions.append(Caution.OTHERS_LEFT_OUT)
        messages = messages_within(messages, session)
    totals = totals_of(session, sport, len(messages[LAP]), cautions)
    return run_of(totals, points_of(messages))


def refuse_other_files(messages: Messages) -> None:
    types = [message.whole(0) for message in messages[FILE_ID]]
    if types and ACTIVITY not in types:
        kind = FILE_TYPES.get(types[0] or 0, RefusalKind.NOT_ACTIVITY)
        # A few programs leave the type out; a session with a sport says enough.
        if types[0] is not None or not any(5 in session for session in messages[SESSION]):
            raise Refused(kind)
    if not messages[SESSION] and not messages[RECORD]:
        raise Refused(RefusalKind.UNREADABLE if messages.cut_short else RefusalKind.NOT_ACTIVITY)


def chosen_session(sessions: list[Message]) -> tuple[Sport, Message]:
    refusals: list[Refused] = []
    readable: list[tuple[Sport, Message]] = []
    for session in sessions:
        try:
            readable.append((sport_of_fit(session.whole(5)), session))
        except Refused as other:
            refusals.append(other)
    if not readable:
        raise refusals[0]
    order = ("running", "walking", "other")
    return min(readable, key=lambda pair: order.index(pair[0]))


def totals_of(session: Message, sport: Sport, laps: int, cautions: list[Caution]) -> Totals:
    effort = session.value(193)
    return Totals(
        format="fit",
        sport=sport,
        start=unix(session.value(START)),
        timer_s=session.value(8),
        elapsed_s=session.value(7),
        moving_s=session.value(59),
        distance_m=session.value(9),
        avg_hr=session.value(16),
        max_hr=session.value(17),
        ascent_m=session.value(22),
        effort=effort / 10.0,
        feel=session.value(192),
        laps=laps,
        indoor=session.whole(6) in FIT_INDOOR,
        cautions=tuple(cautions),
    )


def messages_within(messages: Messages, session: Message) -> Messages:
    """Only what was recorded during the session; distances start again at its beginning."""
    start = session.value(START)
    end = session.value(TIMESTAMP)
    if isnan(end) or end <= start:
        end = start + session.value(7, 8)
    kept = {
        number: [one for one in messages[number] if start <= one.value(TIMESTAMP, START) <= end]
        for number in (RECORD, EVENT)
    }
    kept[LAP] = [one for one in messages[LAP] if start <= one.value(START) < end]
    offset = next((one[5] for one in kept[RECORD] if 5 in one), 0.0)
    for record in kept[RECORD]:
        if 5 in record:
            record[5] -= offset
    return replace(messages, by_number=messages.by_number | kept)


def run_without_session(messages: Messages, cautions: list[Caution]) -> ParsedRun:
    """The end of the file is missing, and with it the totals: the records have to do."""
    spoken = [one.whole(0) for one in messages[SPORT]] + [one.whole(25) for one in messages[LAP]]
    sport = sport_of_fit(next((number for number in spoken if number is not None), None))
    totals = Totals(
        format="fit",
        sport=sport,
        timer_s=timer_of(messages),
        laps=len(messages[LAP]),
        cautions=tuple(cautions),
    )
    return run_of(totals, points_of(messages))


def timer_of(messages: Messages) -> float:
    """Seconds between the starts and stops of the timer; one still running stops at the last record."""
    times = [record[TIMESTAMP] for record in messages[RECORD] if TIMESTAMP in record]
    running: float | None = None
    total = 0.0
    for event in messages[EVENT]:
        if event.whole(0) != TIMER_EVENT or TIMESTAMP not in event:
            continue
        if event.whole(1) == TIMER_START and running is None:
            running = event[TIMESTAMP]
        elif event.whole(1) in TIMER_STOPS and running is not None:
            total += max(event[TIMESTAMP] - running, 0.0)
            running = None
    if running is not None and times:
        total += max(max(times) - running, 0.0)
    return total or nan


def points_of(messages: Messages) -> list[Point]:
    """Records as points. Field numbers: 73 and 78 are the wider forms of 6 and 2."""
    return [
        Point(
            time=unix(record.value(TIMESTAMP)),
            lat=record.value(0) * DEGREES,
            lon=record.value(1) * DEGREES,
            elevation=record.value(78, 2),
            distance=record.value(5),
            heart_rate=record.value(3),
            speed=record.value(73, 6),
        )
        for record in messages[RECORD]
    ]


def unix(timestamp: float) -> float:
    """Unix seconds of a FIT time; of a device without a date it lies far in the past."""
    return timestamp + FIT_EPOCH
