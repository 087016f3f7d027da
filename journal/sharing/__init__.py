"""THE door to the diary: what a coach may see of a runner, and the readings alerts start from.

Everything that leaves here is a frozen dataclass or a named tuple holding only what the runner's switches allow right
now; what is switched off is None, exactly like what does not exist.
"""

from journal.sharing.outings import Outing, outings
from journal.sharing.readings import ReadingToday, Taken, episode_of, readings_of, readings_waiting, take_readings
from journal.sharing.squads import Glance, squad, standings
from journal.sharing.standings import Half, SharedHistory, Standing, athlete, own_standing, standing_of

__all__ = [
    "Glance",
    "Half",
    "Outing",
    "ReadingToday",
    "Taken",
    "SharedHistory",
    "Standing",
    "athlete",
    "episode_of",
    "outings",
    "own_standing",
    "squad",
    "standing_of",
    "standings",
    "readings_of",
    "readings_waiting",
    "take_readings",
]
