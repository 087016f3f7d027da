"""What somebody's own entries say, on one page; and the entries behind each part of it."""

from dataclasses import dataclass
from datetime import datetime

from journal.queries.insights.evenness import Alike, alike_of
from journal.queries.insights.guesses import Guesses, guesses_of
from journal.queries.insights.needs import Needs, needs_of
from journal.queries.insights.rebound import Rebound, rebound_of
from journal.queries.insights.shifts import LEAST, Shifts, shifts_of
from journal.queries.insights.told import DAYS, felt_both, outings_told, practices_told
from runners.models import User

FEW = {0: "None of your runs has", 1: "One of your runs has"}


@dataclass(frozen=True)
class Insights:
    """`n` runs had a tap on both sides."""

    n: int
    shifts: Shifts
    needs: Needs
    rebound: Rebound
    guesses: Guesses
    alike: Alike
    days: int = DAYS
    least: int = LEAST

    @property
    def enough(self) -> bool:
        """Whether there are runs to compare with others at all."""
        return self.n >= 2 * LEAST

    @property
    def headline(self) -> str:
        """The best of what stands out first; where nothing is clear yet, that is said."""
        standing = self.shifts.standing
        if standing:
            return max(standing, key=lambda row: row.found.mean).sentence
        if not self.enough:
            said = FEW.get(self.n, f"{self.n} of your runs have")
            return f"{said} a tap before and one after. From about {2 * LEAST} on there is something to compare."
        return "Nothing stands out: how your runs end goes mostly with how they begin."


def insights_page(runner: User, *, now: datetime) -> Insights:
    """The same number of queries for ten entries and for thousands."""
    today = runner.day(now)
    outings = outings_told(runner, today=today)
    return Insights(
        n=len(felt_both(outings)),
        shifts=shifts_of(outings, practices_told(runner, today=today)),
        needs=needs_of(outings),
        rebound=rebound_of(runner, outings),
        guesses=guesses_of(outings),
        alike=alike_of(runner, today=today),
    )
