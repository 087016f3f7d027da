"""Why a file was refused, and what was odd about one that was kept: closed sets, one sentence each."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class RefusalKind(StrEnum):
    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"
    ARCHIVE = "archive"
    UNREADABLE = "unreadable"
    TOO_BIG = "too_big"
    TOO_HEAVY = "too_heavy"
    ENTITIES = "entities"
    COURSE = "course"
    WORKOUT = "workout"
    SETTINGS = "settings"
    HEALTH = "health"
    NOT_ACTIVITY = "not_activity"
    OTHER_SPORT = "other_sport"
    NO_POINTS = "no_points"
    NO_TIMES = "no_times"
    CLOCK_UNSET = "clock_unset"
    TOO_SHORT = "too_short"
    TOO_FAST = "too_fast"
    # Of archives and of what lies in them.
    LOCKED = "locked"
    LINK = "link"
    OUTSIDE = "outside"
    DAMAGED = "damaged"
    PACKED_ODDLY = "packed_oddly"
    NESTED = "nested"
    SWELLS = "swells"
    MEMBER_TOO_BIG = "member_too_big"
    BOMB = "bomb"
    OVERLAPS = "overlaps"
    ARCHIVE_CUT = "archive_cut"
    TOO_MANY = "too_many"
    NOTHING_INSIDE = "nothing_inside"
    # Of lists of activities and of their lines.
    NOT_A_LIST = "not_a_list"
    NO_DATE = "no_date"
    NO_DURATION = "no_duration"
    FILE_MISSING = "file_missing"


REFUSALS: dict[RefusalKind, str] = {
    RefusalKind.EMPTY: "This file is empty.",
    RefusalKind.UNKNOWN_FORMAT: "This is not a FIT, GPX or TCX file.",
    RefusalKind.ARCHIVE: "This is an archive. Unpack it and add the FIT, GPX or TCX files inside.",
    RefusalKind.UNREADABLE: "The file ends in the middle or is damaged, and nothing in it could be read.",
    RefusalKind.TOO_BIG: "Unpacked, this file is larger than 50 MB. That is more than one run.",
    RefusalKind.TOO_HEAVY: "Reading this file took too much time or memory, so it was left out.",
    RefusalKind.ENTITIES: "This file asks for other files or text from elsewhere, so it was left out.",
    RefusalKind.COURSE: "This is a course, not a run.",
    RefusalKind.WORKOUT: "This is a planned workout, not a run.",
    RefusalKind.SETTINGS: "This file holds the settings of a watch, not a run.",
    RefusalKind.HEALTH: "This file holds steps or health readings, not a run.",
    RefusalKind.NOT_ACTIVITY: "This file holds no activity.",
    RefusalKind.OTHER_SPORT: "This file holds no sport.",
    RefusalKind.NO_POINTS: "This file holds no points and no totals of a run.",
    RefusalKind.NO_TIMES: "This file has a route but no times. Add the run by hand, with date and duration.",
    RefusalKind.CLOCK_UNSET: "The clock of the watch was not set, so the date is unknown. When was it?",
    RefusalKind.TOO_SHORT: "This file lasts less than ten seconds, so there is no run in it.",
    RefusalKind.TOO_FAST: "This is faster than anyone's own legs, so it was left out.",
    RefusalKind.LOCKED: "This file is locked with a password. Unpack it and add it by itself.",
    RefusalKind.LINK: "This is a link to another file, not a file.",
    RefusalKind.OUTSIDE: "The name of this file points outside the archive, so it was left out.",
    RefusalKind.DAMAGED: "This file was damaged inside the archive, so it could not be read.",
    RefusalKind.PACKED_ODDLY: "This file is packed in a way that cannot be unpacked here. Add it by itself.",
    RefusalKind.NESTED: "This archive lies inside an archive inside an archive. Add it by itself.",
    RefusalKind.SWELLS: "This file unpacks to far more than its size allows, so it was left out.",
    RefusalKind.MEMBER_TOO_BIG: "Unpacked, this file is larger than any activity is, so it was left out.",
    RefusalKind.BOMB: "Unpacked, this archive is far larger than a takeout, so nothing in it was read.",
    RefusalKind.OVERLAPS: "The parts of this archive lie on top of each other, so nothing in it was read.",
    RefusalKind.ARCHIVE_CUT: "This archive is not whole: the list of what is in it is missing. Download it again.",
    RefusalKind.TOO_MANY: "There are too many files in this archive. Add it in several parts.",
    RefusalKind.NOTHING_INSIDE: "There is no FIT, GPX or TCX file and no list of activities in this archive.",
    RefusalKind.NOT_A_LIST: "This is not a list of activities that is known here.",
    RefusalKind.NO_DATE: "This line has no date that could be read. Add it by hand.",
    RefusalKind.NO_DURATION: "This line has no duration. Add it by hand.",
    RefusalKind.FILE_MISSING: "The file of this line is not in the archive, and the line alone is not enough.",
}


class Caution(StrEnum):
    CUT_SHORT = "cut_short"
    CHECKSUM = "checksum"
    MISNAMED = "misnamed"
    SPORT_UNSTATED = "sport_unstated"
    PART_LEFT_OUT = "part_left_out"
    CLOCK_JUMPED = "clock_jumped"
    TIMES_PARTLY = "times_partly"
    PLACES_DROPPED = "places_dropped"
    NO_TOTALS = "no_totals"


CAUTIONS: dict[Caution, str] = {
    Caution.CUT_SHORT: "The file ends in the middle or is damaged; everything readable was kept.",
    Caution.CHECKSUM: "The file's checksum does not match, so a value in it may be wrong.",
    Caution.MISNAMED: "The name ends differently from what is inside; the inside was read.",
    Caution.SPORT_UNSTATED: "The file does not say which sport this was.",
    Caution.PART_LEFT_OUT: "The file holds several activities; one that could not be used was left out.",
    Caution.CLOCK_JUMPED: "The clock was put back on the way; the times before that were moved.",
    Caution.TIMES_PARTLY: "Some points have no time; they count for distance only.",
    Caution.PLACES_DROPPED: "Some points lie nowhere on earth; they were left out.",
    Caution.NO_TOTALS: "The file has no totals of its own; they were worked out from its points.",
}


# What the person who sent the file can say to have it read after all.
ASKS: dict[RefusalKind, Literal["date"]] = {RefusalKind.CLOCK_UNSET: "date"}


class Refused(Exception):
    """A file that becomes no run. `sentence` is for a person and never quotes the file."""

    def __init__(self, kind: RefusalKind, sentence: str | None = None) -> None:
        self.kind = kind
        self.sentence = REFUSALS[kind] if sentence is None else sentence
        super().__init__(kind, self.sentence)

    @property
    def asks(self) -> Literal["date"] | None:
        return ASKS.get(self.kind)

    def __str__(self) -> str:
        return self.sentence
