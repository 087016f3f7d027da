"""Why a file was refused, and what was odd about one that was kept: closed sets, one sentence each."""

from __future__ import annotations

from enum import StrEnum


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
    RefusalKind.OTHER_SPORT: "This file holds another kind of activity, not a run.",
    RefusalKind.NO_POINTS: "This file holds no points and no totals of a run.",
    RefusalKind.NO_TIMES: "This file has a route but no times. Add the run by hand, with date and duration.",
    RefusalKind.CLOCK_UNSET: "The clock of the watch was not set, so its date is unknown. Add it by hand.",
    RefusalKind.TOO_SHORT: "This file lasts less than ten seconds, so there is no run in it.",
    RefusalKind.TOO_FAST: "This is faster than anyone runs, so it was left out.",
}


class Caution(StrEnum):
    CUT_SHORT = "cut_short"
    CHECKSUM = "checksum"
    MISNAMED = "misnamed"
    SPORT_UNSTATED = "sport_unstated"
    OTHERS_LEFT_OUT = "others_left_out"
    TIMES_PARTLY = "times_partly"
    PLACES_DROPPED = "places_dropped"
    NO_TOTALS = "no_totals"


CAUTIONS: dict[Caution, str] = {
    Caution.CUT_SHORT: "The file ends in the middle or is damaged; everything readable was kept.",
    Caution.CHECKSUM: "The file's checksum does not match, so a value in it may be wrong.",
    Caution.MISNAMED: "The name ends differently from what is inside; the inside was read.",
    Caution.SPORT_UNSTATED: "The file does not say which sport this was.",
    Caution.OTHERS_LEFT_OUT: "The file holds several activities; one run was taken.",
    Caution.TIMES_PARTLY: "Some points have no time; they count for distance only.",
    Caution.PLACES_DROPPED: "Some points lie nowhere on earth; they were left out.",
    Caution.NO_TOTALS: "The file has no totals of its own; they were worked out from its points.",
}


class Refused(Exception):
    """A file that becomes no run. `sentence` is for a person and never quotes the file."""

    def __init__(self, kind: RefusalKind, sentence: str | None = None) -> None:
        self.kind = kind
        self.sentence = REFUSALS[kind] if sentence is None else sentence
        super().__init__(kind, self.sentence)

    def __str__(self) -> str:
        return self.sentence
