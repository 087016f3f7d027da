"""THE door to the diary: what a coach may see of a runner, and the readings alerts start from.

Everything that leaves here is a frozen dataclass or a named tuple holding only what the runner's switches allow right
now; what is switched off is None, exactly like what does not exist.
"""

from journal.sharing.before import goals_before, pauses_before
from journal.sharing.happened import NeedMet
from journal.sharing.helping import Helps, helps
from journal.sharing.noticed import SINCE, Seen, longer_on, seen_before, seen_now
from journal.sharing.outings import Lately, Outing, lately, outings
from journal.sharing.readings import (
    ReadingToday,
    Taken,
    readings_at,
    readings_of,
    readings_waiting,
    scores_on,
    take_readings,
)
from journal.sharing.reviews import SharedPart, SharedReview, reviews
from journal.sharing.signs import TIMES, WITHIN, Sign, signs_of
from journal.sharing.squads import Glance, arrived_low, squad, standings
from journal.sharing.standings import Half, SharedHistory, Standing, athlete, own_standing, standing_of, standings_of
from journal.sharing.triggers import trigger_repeats

__all__ = [
    "SINCE",
    "TIMES",
    "WITHIN",
    "Glance",
    "Half",
    "Helps",
    "Lately",
    "NeedMet",
    "Outing",
    "ReadingToday",
    "Seen",
    "SharedPart",
    "SharedReview",
    "Taken",
    "SharedHistory",
    "Sign",
    "Standing",
    "arrived_low",
    "athlete",
    "goals_before",
    "helps",
    "lately",
    "longer_on",
    "signs_of",
    "outings",
    "own_standing",
    "pauses_before",
    "squad",
    "standing_of",
    "standings",
    "standings_of",
    "readings_at",
    "readings_of",
    "readings_waiting",
    "reviews",
    "scores_on",
    "seen_before",
    "seen_now",
    "take_readings",
    "trigger_repeats",
]
