"""What the check-in fills in by itself: the kind of run and its minutes, as usual on that weekday."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from journal.words import Kind

ENOUGH = 3  # check-ins of a weekday that make a habit
SHARE = 0.6  # of them that say the same kind
STEP = 5


@dataclass(frozen=True)
class Planned:
    """What one earlier check-in said."""

    weekday: int
    kind: str
    minutes: int | None


@dataclass(frozen=True)
class Defaults:
    """ "" and None where nothing is usual."""

    kind: str = ""
    planned_minutes: int | None = None

    @property
    def words(self) -> str:
        """As the folded part of the form says it; "" where nothing is filled in."""
        if not self.kind:
            return ""
        about = f", about {self.planned_minutes} minutes" if self.planned_minutes else ""
        return f"{Kind(self.kind).label}{about}"

    @property
    def told(self) -> dict[str, str | int | None]:
        """As a phone keeps it."""
        return {"kind": self.kind, "planned_minutes": self.planned_minutes, "words": self.words}


def learned(before: Sequence[Planned], *, weekday: int) -> Defaults:
    """The kind that most of this weekday's check-ins named, and the usual minutes of that kind, to the nearest five.

    Minutes come from this weekday's runs of that kind, else from all of that kind; without a kind there are none.
    """
    same = [planned.kind for planned in before if planned.weekday == weekday and planned.kind]
    if len(same) < ENOUGH:
        return Defaults()
    kind, many = Counter(same).most_common(1)[0]
    if many < SHARE * len(same):
        return Defaults()
    alike = [planned for planned in before if planned.kind == kind and planned.minutes]
    minutes = [p.minutes for p in alike if p.weekday == weekday] or [p.minutes for p in alike]
    return Defaults(kind, _rounded([m for m in minutes if m]))


def _rounded(minutes: Sequence[int]) -> int | None:
    return max(STEP, round(median(minutes) / STEP) * STEP) if minutes else None
