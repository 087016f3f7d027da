"""A kept standing (plain numbers) -> the facts that reasons and lines are worded from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from journal.readings import Facet, shown_parts
from journal.reasons import FacetFacts, LoadFacts, Signal, SignalFacts

# The kept signals are turned so that higher is worse; on screen they read as they were asked.
SIGNALS: dict[Facet, tuple[tuple[str, Signal, bool], ...]] = {
    Facet.EXHAUSTION: (
        ("tiredness", Signal.TIREDNESS, False),
        ("poor_sleep", Signal.SLEEP, True),
        ("effort_drift", Signal.EFFORT_DRIFT, False),
    ),
    Facet.EMOTIONAL: (("emotional", Signal.HEAD, False),),
    Facet.MOTIVATION: (("joyless", Signal.ENJOYMENT, True), ("unmet", Signal.NEED_MET, True)),
    Facet.LOAD: (),
}


@dataclass(frozen=True)
class Shown:
    """Which sources may be named with numbers."""

    training: bool = True
    emotional: bool = True
    reflections: bool = True

    def switches(self) -> dict[str, bool]:
        return {
            "may_see_training": self.training,
            "may_see_emotional": self.emotional,
            "may_see_reflections": self.reflections,
        }


def first_two(contributions: Mapping[str, float]) -> tuple[str | None, str | None]:
    """The areas that give most points, largest first; an area that gives none is no area."""
    order = sorted((name for name, points in contributions.items() if points >= 0.5), key=lambda n: -contributions[n])
    return (order[0] if order else None), (order[1] if len(order) > 1 else None)


def facet_facts(
    contributions: Mapping[str, float], facts: Mapping[str, Mapping[str, Any]], score: float | None
) -> list[FacetFacts]:
    """One entry an area that counts, with its whole points adding up to the shown score."""
    if score is None:
        return []
    points = shown_parts(contributions, score)
    return [
        FacetFacts(
            facet=Facet(name),
            points=points[name],
            signals=tuple(_signals(Facet(name), facts)),
            load=_load(facts) if name == Facet.LOAD else None,
        )
        for name in contributions
    ]


def _signals(facet: Facet, facts: Mapping[str, Mapping[str, Any]]) -> list[SignalFacts]:
    return [_signal(name, turned, facts[key]) for key, name, turned in SIGNALS[facet] if key in facts]


def _signal(name: Signal, turned: bool, kept: Mapping[str, Any]) -> SignalFacts:
    usual, lately = kept["usual"], kept["lately"]
    return SignalFacts(
        name=name,
        usual=10.0 - usual if turned else usual,
        lately=10.0 - lately if turned else lately,
        n=kept["n"],
        n_lately=kept["n_lately"],
        days_above=kept["days_above"],
        since=date.fromisoformat(kept["since"]) if kept["since"] else None,
    )


def _load(facts: Mapping[str, Mapping[str, Any]]) -> LoadFacts | None:
    load = facts.get("load")
    if load is None:
        return None
    return LoadFacts(load["week"], load["usual_week"] or 0.0, load.get("weeks", 0), load["monotony"])
