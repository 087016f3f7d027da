"""FIT: sessions with totals, laps, events of the timer, and one record a moment."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from runners.importers.fit_messages import read_messages
from runners.importers.fit_tables import (
    EVENT,
    FILE_ID,
    LAP,
    RECORD,
    SESSION,
    SPORT,
    TIMESTAMP,
    Message,
    Messages,
    Table,
)
from runners.importers.parsed import Lap
from runners.importers.refusals import Caution, RefusalKind, Refused
from runners.importers.sports import FIT_BETWEEN, FIT_INDOOR, Kind, kind_of_fit
from runners.importers.totals import LONGEST_S, Part, Totals, known, parts_of
from runners.importers.track import LONGEST_M, Points

# Seconds from 1970 to the FIT epoch, 1989-12-31 00:00 UTC.
FIT_EPOCH = 631_065_600
DEGREES = 180.0 / 2**31
START = 2
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
# A triathlon has three sessions and two changes; far more than a day of training has is a damaged file.
MOST_SESSIONS = 100


def read(content: bytes) -> list[Part]:
    """Each session with its own records, laps and answers; the changes between sports are left out.

    A file that breaks off is read up to there. Raises Refused for files that are no activity, and when nothing
    could be read.
    """
    messages = read_messages(content)
    refuse_other_files(messages)
    cautions: tuple[Caution, ...] = ()
    if messages.cut_short:
        cautions = (Caution.CUT_SHORT,)
    elif messages.checksum_wrong:
        cautions = (Caution.CHECKSUM,)
    if not messages[SESSION].length:
        return [part_without_session(messages, (*cautions, Caution.NO_TOTALS))]
    sessions = sessions_of(messages[SESSION])
    return parts_of(lambda session: part_of(messages, session, cautions, alone=len(sessions) == 1), sessions)


def refuse_other_files(messages: Messages) -> None:
    types = [message.whole(0) for message in messages[FILE_ID].rows()]
    if types and ACTIVITY not in types:
        kind = FILE_TYPES.get(types[0] or 0, RefusalKind.NOT_ACTIVITY)
        # A few programs leave the type out; a session with a sport says enough.
        if types[0] is not None or np.isnan(messages[SESSION].column(5)).all():
            raise Refused(kind)
    if not messages[SESSION].length and not messages[RECORD].length:
        raise Refused(RefusalKind.UNREADABLE if messages.cut_short else RefusalKind.NOT_ACTIVITY)


def sessions_of(table: Table) -> list[Message]:
    """Without the changes between sports, unless there is nothing else."""
    if table.length > MOST_SESSIONS:
        raise Refused(RefusalKind.TOO_HEAVY)
    sessions = list(table.rows())
    return [one for one in sessions if one.whole(5) not in FIT_BETWEEN] or sessions


def part_of(messages: Messages, session: Message, cautions: tuple[Caution, ...], *, alone: bool) -> Part:
    """Raises Refused for a drive or a flight."""
    kind = kind_of_fit(session.whole(5), session.whole(6))
    if not alone:
        messages = messages_within(messages, session)
    return Part(totals_of(messages, session, kind, cautions), points_of(messages[RECORD]))


def totals_of(messages: Messages, session: Message, kind: Kind, cautions: tuple[Caution, ...]) -> Totals:
    return Totals(
        format="fit",
        kind=kind,
        start=unix(session.value(START)),
        timer_s=session.value(8),
        elapsed_s=session.value(7),
        moving_s=session.value(59),
        distance_m=session.value(9),
        avg_hr=session.value(16),
        max_hr=session.value(17),
        ascent_m=session.value(22),
        effort=session.value(193) / 10.0,
        feel=session.value(192),
        laps=laps_of(messages[LAP]),
        pauses=stands_of(messages).pauses,
        indoor=session.whole(6) in FIT_INDOOR,
        cautions=cautions,
    )


def messages_within(messages: Messages, session: Message) -> Messages:
    """Only what was recorded during the session; distances start again at its beginning."""
    start = session.value(START)
    end = session.value(TIMESTAMP)
    if isnan(end) or end <= start:
        end = start + session.value(7, 8)
    tables = dict(messages.tables)
    for number in (RECORD, EVENT):
        times = messages[number].column(TIMESTAMP)
        tables[number] = messages[number].only((times >= start) & (times <= end))
    begins = messages[LAP].column(START)
    tables[LAP] = messages[LAP].only((begins >= start) & (begins < end))
    distance = tables[RECORD].columns.get(5)
    if distance is not None and not np.isnan(distance).all():
        tables[RECORD].columns[5] = distance - distance[~np.isnan(distance)][0]
    return Messages(tables, messages.cut_short, messages.checksum_wrong)


def part_without_session(messages: Messages, cautions: tuple[Caution, ...]) -> Part:
    """The end of the file is missing, and with it the totals: the records have to do."""
    spoken = [(one.whole(0), one.whole(1)) for one in messages[SPORT].rows()]
    spoken += [(one.whole(25), None) for one in messages[LAP].rows()]
    sport, sub_sport = next((pair for pair in spoken if pair[0] is not None), (None, None))
    stands = stands_of(messages)
    totals = Totals(
        format="fit",
        kind=kind_of_fit(sport, sub_sport),
        timer_s=stands.timer_s,
        laps=laps_of(messages[LAP]),
        pauses=stands.pauses,
        indoor=sub_sport in FIT_INDOOR,
        cautions=cautions,
    )
    return Part(totals, points_of(messages[RECORD]))


@dataclass(frozen=True)
class Stands:
    """Where the timer stood. timer_s: seconds it ran, NaN when nothing says; pauses in Unix seconds."""

    timer_s: float
    pauses: tuple[tuple[float, float], ...]


def stands_of(messages: Messages) -> Stands:
    """From the starts and stops of the timer; one still running stops at the last record."""
    running = stopped = nan
    total, pauses = 0.0, []
    for event in messages[EVENT].rows():
        time = event.value(TIMESTAMP)
        if event.whole(0) != TIMER_EVENT or isnan(time):
            continue
        if event.whole(1) == TIMER_START and isnan(running):
            if time > stopped:
                pauses.append((unix(stopped), unix(time)))
            running = time
        elif event.whole(1) in TIMER_STOPS and not isnan(running):
            total += max(time - running, 0.0)
            running, stopped = nan, time
    times = messages[RECORD].column(TIMESTAMP)
    if not isnan(running) and not np.isnan(times).all():
        total += max(float(np.nanmax(times)) - running, 0.0)
    return Stands(total or nan, tuple(pauses))


def laps_of(table: Table) -> tuple[Lap, ...]:
    """Starts in Unix seconds; a lap without one is left out."""
    return tuple(
        Lap(unix(one.value(START)), known(one.value(8), LONGEST_S), known(one.value(9), LONGEST_M))
        for one in table.only(~np.isnan(table.column(START))).rows()
    )


def points_of(records: Table) -> Points:
    """Field numbers: 73 and 78 are the wider forms of 6 and 2; 53 is what 4 leaves of a step."""
    return Points(
        time=records.column(TIMESTAMP) + FIT_EPOCH,
        lat=records.column(0) * DEGREES,
        lon=records.column(1) * DEGREES,
        elevation=records.column(78, 2),
        distance=records.column(5),
        heart_rate=records.column(3),
        speed=records.column(73, 6),
        cadence=records.column(4) + np.nan_to_num(records.column(53)),
        segment=np.zeros(records.length),
    )


def unix(timestamp: float) -> float:
    """Unix seconds of a FIT time; of a device without a date it lies far in the past."""
    return timestamp + FIT_EPOCH
