"""How alike somebody's feelings have been lately, against their own usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from journal.models import CheckIn, Practice, Reflection
from journal.queries.insights.told import Tap, in_time
from runners.models import User
from runners.science.monotony import (
    LATELY_DAYS,
    LEAST_LATELY,
    LEAST_USUAL,
    USUAL_DAYS,
    Evenness,
    Monotony,
    monotony_of,
)

SAID: dict[Evenness, str] = {
    Evenness.ALIKE: "Your feelings stayed closer together than usual. That may be calm, or flat; you know which.",
    Evenness.USUAL: "Your feelings moved about as much as they usually do.",
    Evenness.APART: "Your feelings moved around more than usual. A full life does that, and so does a rough patch.",
}


@dataclass(frozen=True)
class Alike:
    """`found` is None while there are too few taps; `n` and `n_usual` count what is there."""

    found: Monotony | None
    n: int
    n_usual: int
    lately_days: int = LATELY_DAYS
    usual_days: int = USUAL_DAYS

    @property
    def sentence(self) -> str:
        if self.found is not None:
            return SAID[self.found.evenness]
        taken = f"This takes {LEAST_LATELY} taps in four weeks and {LEAST_USUAL} in the twelve before"
        return f"{taken}; so far there are {self.n} and {self.n_usual}."


def alike_of(runner: User, *, today: date) -> Alike:
    """Every tap on the map counts: before and after runs, and before and after practices."""
    return alike_in(_taps(runner, since=first_day(today), until=today), today=today)


def first_day(today: date) -> date:
    """The earliest day that is looked at."""
    return today - timedelta(days=LATELY_DAYS + USUAL_DAYS - 1)


def alike_in(taps: Sequence[tuple[date, Tap]], *, today: date) -> Alike:
    """Of taps since the first day that is looked at."""
    edge = today - timedelta(days=LATELY_DAYS)
    lately = [point for day, point in taps if day > edge]
    before = [point for day, point in taps if day <= edge]
    return Alike(monotony_of(lately, before), len(lately), len(before))


def _taps(runner: User, *, since: date, until: date) -> list[tuple[date, Tap]]:
    found: list[tuple[date, Tap]] = []
    for model, valence, activation in (
        (CheckIn, "valence", "activation"),
        (Reflection, "valence", "activation"),
        (Practice, "valence", "activation"),
        (Practice, "after_valence", "after_activation"),
    ):
        there = {f"{name}__isnull": False for name in (valence, activation)}
        felt = in_time(model.objects.of(runner)).filter(local_day__range=(since, until), **there)
        found += [(day, (v, a)) for day, v, a in felt.values_list("local_day", valence, activation)]
    return found
