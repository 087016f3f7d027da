"""The reasons behind a reading: what is unlike the own usual, for how long, and from how many answers.

A number is named only where its source is shared; otherwise its area is, in words. What is switched off and what was
never answered read the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from journal.readings import LEGS_CLAUSE, Facet, Legs, Voice, count_of, words_for


class Signal(StrEnum):
    TIREDNESS = "tiredness"
    SLEEP = "sleep"
    EFFORT_DRIFT = "effort_drift"
    HEAD = "head"
    ENJOYMENT = "enjoyment"
    NEED_MET = "need_met"


class Source(StrEnum):
    """The sharing switch that a number belongs to."""

    TRAINING = "training"
    EMOTIONAL = "emotional"
    REFLECTIONS = "reflections"


SOURCE_OF: dict[Signal, Source] = {
    Signal.TIREDNESS: Source.EMOTIONAL,
    Signal.SLEEP: Source.EMOTIONAL,
    Signal.EFFORT_DRIFT: Source.TRAINING,
    Signal.HEAD: Source.EMOTIONAL,
    Signal.ENJOYMENT: Source.REFLECTIONS,
    Signal.NEED_MET: Source.REFLECTIONS,
}
_LOWER_IS_WORSE = frozenset({Signal.SLEEP, Signal.ENJOYMENT, Signal.NEED_MET})
_CLAUSE: dict[Signal, str] = {
    Signal.TIREDNESS: "more tired than usual",
    Signal.SLEEP: "nights rated lower than usual",
    Signal.EFFORT_DRIFT: "the same pace feels {gap} points harder",
    Signal.HEAD: "stress and unpleasant feelings above {their} usual",
    Signal.ENJOYMENT: "enjoying runs less than usual",
    Signal.NEED_MET: "runs meet {their} needs less than usual",
}
_IN_WORDS: dict[Facet, str] = {
    Facet.EXHAUSTION: "tiredness and sleep weigh more than usual",
    Facet.EMOTIONAL: "feelings and stress weigh more than usual",
    Facet.MOTIVATION: "running gives {them} less than usual",
    Facet.LOAD: "training weighs more than usual",
}
# What the answers of an area are about, for the sentence on where they are fewest.
_ABOUT: dict[Facet, str] = {
    Facet.EXHAUSTION: "tiredness and sleep",
    Facet.EMOTIONAL: "feelings and stress",
    Facet.MOTIVATION: "what runs give {them}",
}
PLENTY, PLENTY_LATELY = 28, 5  # answers behind a usual, and of a week, that are enough (science: confidence)
RECENT_DAYS = 7
MONOTONY_FROM = 1.5  # where sameness of days begins to count (science: load facet)


@dataclass(frozen=True)
class SignalFacts:
    """One signal against the own usual, on the scale the runner answered on (the head in 0..100 points).

    `days_above` counts the days in a row up to now on the worse side of usual, days without an answer left out;
    `since` is the first of them.
    """

    name: Signal
    usual: float
    lately: float
    n: int
    n_lately: int
    days_above: int = 0
    since: date | None = None

    @property
    def gap(self) -> float:
        """How far lately is from usual, positive when worse."""
        return self.usual - self.lately if self.name in _LOWER_IS_WORSE else self.lately - self.usual

    @property
    def weight(self) -> float:
        return self.gap / 10 if self.name is Signal.HEAD else self.gap

    @property
    def stands_out(self) -> bool:
        return self.n_lately > 0 and self.weight >= 0.3


@dataclass(frozen=True)
class LoadFacts:
    """The last seven days of training against the weeks before."""

    week_points: float
    usual_week_points: float
    weeks: int
    monotony: float | None = None

    @property
    def percent_above(self) -> int:
        usual = self.usual_week_points
        return round(100 * (self.week_points / usual - 1)) if usual > 0 else 0


@dataclass(frozen=True)
class FacetFacts:
    """One area: the points it gives to the score, and what is behind them."""

    facet: Facet
    points: int
    signals: tuple[SignalFacts, ...] = ()
    load: LoadFacts | None = None


class ReasonKind(StrEnum):
    NUMBERS = "numbers"
    WORDS = "words"


@dataclass(frozen=True)
class Reason:
    kind: ReasonKind
    facet: Facet
    points: int
    sentence: str


def reasons(
    facts: Iterable[FacetFacts],
    *,
    voice: str = Voice.RUNNER,
    until: date | None = None,
    may_see_training: bool = True,
    may_see_emotional: bool = True,
    may_see_reflections: bool = True,
) -> list[Reason]:
    """One reason for each area that gives points, the largest first. `until`: the day they end on, if not today."""
    seen, words = _seen(may_see_training, may_see_emotional, may_see_reflections), _words(voice, until)
    found = [_reason(area, seen, words) for area in facts if area.points > 0]
    return sorted(found, key=lambda reason: -reason.points)


def _words(voice: str, until: date | None) -> dict[str, str]:
    """Who is spoken of, and of which week."""
    if until is None:
        own = {"days": f"last {RECENT_DAYS} days", "weeks": "last two weeks", "to": "", "are": "are"}
    else:
        to = f" to {until.day} {until:%B}"
        own = {"days": f"{RECENT_DAYS} days{to}", "weeks": f"two weeks{to}", "to": to, "are": "were"}
    return words_for(voice) | own


def _seen(training: bool, emotional: bool, reflections: bool) -> frozenset[Source]:
    switches = {Source.TRAINING: training, Source.EMOTIONAL: emotional, Source.REFLECTIONS: reflections}
    return frozenset(source for source, on in switches.items() if on)


def _reason(area: FacetFacts, seen: frozenset[Source], words: Mapping[str, str]) -> Reason:
    clauses = _clauses(area, seen, words)
    kind = ReasonKind.NUMBERS if clauses else ReasonKind.WORDS
    return Reason(kind, area.facet, area.points, _sentence(clauses or [_IN_WORDS[area.facet].format(**words)]))


def _sentence(clauses: Sequence[str]) -> str:
    joined = "; ".join(clauses)
    return f"{joined[:1].upper()}{joined[1:]}."


def _clauses(area: FacetFacts, seen: frozenset[Source], words: Mapping[str, str], *, brief: bool = False) -> list[str]:
    """At most two clauses with numbers, the furthest from usual first; none when nothing may be named."""
    loud = [s for s in area.signals if s.stands_out and SOURCE_OF[s.name] in seen]
    found = [_signal_clause(s, words, brief=brief) for s in sorted(loud, key=lambda s: -s.weight)[:2]]
    if area.load is not None and Source.TRAINING in seen:
        found += _load_clauses(area.load, words)
    return found


def _signal_clause(s: SignalFacts, words: Mapping[str, str], *, brief: bool) -> str:
    lasting = f" for {s.days_above} days" if s.days_above > 1 else ""
    if s.since is not None:
        lasting = f" since {s.since.day} {s.since:%B}"
    what = _CLAUSE[s.name].format(gap=f"{s.gap:.1f}", **words)
    if s.name is Signal.EFFORT_DRIFT:
        return f"{what}{lasting} ({words['days']}, {count_of(s.n_lately, 'run')} against {s.n} before)"
    if brief:
        return f"{what}{lasting} ({_pair(s)} from {count_of(s.n_lately, 'answer')} in {RECENT_DAYS} days{words['to']})"
    digits = 0 if s.name is Signal.HEAD else 1
    usual = f"usual {s.usual:.{digits}f} from {count_of(s.n, 'answer')}"
    return f"{what}{lasting} ({usual}, {words['days']} {s.lately:.{digits}f} from {s.n_lately})"


def _pair(s: SignalFacts) -> str:
    digits = 0 if s.name is Signal.HEAD else 1
    return f"mean {s.lately:.{digits}f}, usual {s.usual:.{digits}f},"


def _load_clauses(load: LoadFacts, words: Mapping[str, str]) -> list[str]:
    found = []
    if load.percent_above >= 5:
        numbers = f"{load.week_points:.0f} points, usual {load.usual_week_points:.0f} from {load.weeks} weeks"
        more = f"{load.percent_above} % above {words['their']} usual week"
        found.append(f"the {words['days']} {words['are']} {more} ({numbers})")
    if load.monotony is not None and load.monotony >= MONOTONY_FROM:
        found.append(
            f"the days were much alike (monotony {load.monotony:.1f} over 7 days, counted from {MONOTONY_FROM})"
        )
    return found


def alert_line(
    facts: Iterable[FacetFacts],
    *,
    legs: str = Legs.UNKNOWN,
    until: date | None = None,
    may_see_training: bool = True,
    may_see_emotional: bool = True,
    may_see_reflections: bool = True,
) -> str:
    """Why, in one line for a coach: the two largest areas, and the legs where they may be seen."""
    words = _words(Voice.COACH, until)
    seen = _seen(may_see_training, may_see_emotional, may_see_reflections)
    top = sorted((area for area in facts if area.points > 0), key=lambda area: -area.points)[:2]
    clauses = [(_clauses(area, seen, words, brief=True) or [_IN_WORDS[area.facet].format(**words)])[0] for area in top]
    training_said = any(area.facet is Facet.LOAD for area in top)
    line = Legs(legs) if may_see_training and not training_said else Legs.UNKNOWN
    return (
        _sentence(clauses or ["the {weeks} {are} unlike their usual".format(**words)])[:-1]
        + LEGS_CLAUSE[line].format(**words)
        + "."
    )


def little_about(
    facts: Iterable[FacetFacts],
    *,
    voice: str = Voice.RUNNER,
    may_see_training: bool = True,
    may_see_emotional: bool = True,
    may_see_reflections: bool = True,
) -> str:
    """The area with the fewest answers, which is as far as a reading can be trusted; counted where that may be seen."""
    known = {area.facet: area for area in facts}
    thin = min((known.get(facet, FacetFacts(facet, 0)) for facet in _ABOUT), key=lambda area: _known(_best(area)))
    words, best = words_for(voice), _best(thin)
    about = f"little to go on about {_ABOUT[thin.facet].format(**words)}"
    if best is None or SOURCE_OF[best.name] not in _seen(may_see_training, may_see_emotional, may_see_reflections):
        return about
    behind = f"{count_of(best.n, 'answer')} behind {words['their']} usual"
    return f"{about} ({behind}, {best.n_lately} in the last {RECENT_DAYS} days)"


def _best(area: FacetFacts) -> SignalFacts | None:
    """What most was answered to."""
    return max((s for s in area.signals if s.name is not Signal.EFFORT_DRIFT), key=_known, default=None)


def _known(s: SignalFacts | None) -> float:
    """How much of what would be plenty there is."""
    return 0.0 if s is None else min(1.0, s.n / PLENTY) * min(1.0, s.n_lately / PLENTY_LATELY)
