"""The weekly review as far as a coach was given it: part by part, and only behind the switches of that part."""

from dataclasses import dataclass
from datetime import date, timedelta

from journal.models import WeeklyReview
from runners.models import Coachship

Part = WeeklyReview.Part
# The switches each part stands behind, all of them; words of one's own are about how the week felt. What somebody came
# for stands behind one, whether a run gave it behind another.
SWITCHES: dict[WeeklyReview.Part, tuple[str, ...]] = {
    Part.RUNS: ("training",),
    Part.FEELINGS: ("emotional",),
    Part.NEEDS: ("emotional", "reflections"),
    Part.REST: ("emotional",),
    Part.OWN: ("emotional",),
}
# What a part is called where somebody else reads it.
TITLES: dict[WeeklyReview.Part, str] = {
    Part.RUNS: "Runs",
    Part.FEELINGS: "Feelings",
    Part.NEEDS: "What they came for",
    Part.REST: "Sleep and rest",
    Part.OWN: "In their own words",
}
NEWEST = 2


@dataclass(frozen=True)
class SharedPart:
    name: str
    words: str


@dataclass(frozen=True)
class SharedReview:
    """One week, as its runner's weeks began when it was kept, of which at least a part was shared."""

    week_on: date
    last_on: date
    parts: tuple[SharedPart, ...]


# What was shared before the tie began was meant for somebody else.
_CHOSEN = """
SELECT * FROM journal_weeklyreview WHERE runner_id = %(runner)s AND shared && %(parts)s::varchar[]
    AND coalesce(shared_at, kept_at) >= %(began)s
ORDER BY week_on DESC LIMIT %(most)s
"""


def reviews(tie: Coachship, *, most: int = NEWEST) -> tuple[SharedReview, ...]:
    """The newest reviews with anything for this coach. What is switched off or was not chosen is not even opened."""
    open_parts = {part for part, names in SWITCHES.items() if all(getattr(tie.shares, name) for name in names)}
    if not open_parts:
        return ()
    asked = {"runner": tie.runner_id, "parts": sorted(open_parts), "began": tie.started_at, "most": most}
    return tuple(_review(row, open_parts) for row in WeeklyReview.objects.raw(_CHOSEN, asked))


def _review(row: WeeklyReview, open_parts: set[WeeklyReview.Part]) -> SharedReview:
    given = [part for part in Part if part in row.shared and part in open_parts]
    parts = tuple(SharedPart(TITLES[part], row.words(part)) for part in given)
    return SharedReview(row.week_on, row.week_on + timedelta(days=6), parts)
