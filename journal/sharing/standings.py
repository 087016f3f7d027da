"""Where one runner stands and how they came there, as far as the reader may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from journal import loads, noticing
from journal.charged import FEW_CONFIRMED
from journal.charts import Event
from journal.days import Floats
from journal.findings import Shown, first_two
from journal.models import RunnerState
from journal.pauses import paused_for_coach, paused_words, pauses_of
from journal.queries.reading import pause_events, place
from journal.readings import ReadingState
from journal.states import state_of
from journal.words import Need, word_at
from runners.models import Coachship, User
from runners.models.people import Shares

Contributions = dict[str, float]
Facts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Half:
    """One load today: the line of about a week beside the runner's own usual band."""

    acute: float | None
    low: float | None
    high: float | None

    @property
    def place(self) -> str:
        return place(self.acute, self.low, self.high).value


@dataclass(frozen=True)
class Standing:
    """Where a runner stands today, as far as the reader may see it."""

    runner_id: int
    name: str
    shares: Shares
    day: date | None = None
    reading: ReadingState | None = None
    score: float | None = None
    confidence: float = 0.0
    contributions: Contributions = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    days_answered: int = 0
    answers_lately: int = 0
    quiet_days: int | None = None
    training: Half | None = None
    emotional: Half | None = None
    training_spark: bytes = b""
    emotional_spark: bytes = b""
    last_check_in_at: datetime | None = None
    last_need: Need | None = None
    last_feeling: str = ""
    paused: str = ""
    paused_as: str = ""
    ran_them: int | None = None
    days_over: Mapping[str, int] = field(default_factory=dict)  # "head" or "legs", while the other is not

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def shown(self) -> Shown:
        """What may be said with numbers; reasons ask it before they name one."""
        return Shown(
            training=self.shares.training, emotional=self.shares.emotional, reflections=self.shares.reflections
        )

    @property
    def largest(self) -> tuple[str | None, str | None]:
        return first_two(self.contributions)

    @property
    def legs(self) -> str:
        return self.training.place if self.training else "unknown"


EVERYTHING = Shares(training=True, emotional=True, balance=True, reflections=True, trigger=True, helps=True)


def standing_of(runner: User, state: RunnerState | None, shares: Shares) -> Standing:
    """Today's standing through these switches."""
    return seen_through(shares, state, runner.pk, runner.name)


def seen_through(shares: Shares, state: RunnerState | None, runner_id: int, name: str, *, why: bool = True) -> Standing:
    """Somebody's state through these switches; without `why` also without the facts behind it."""
    if state is None:
        return Standing(runner_id, name, shares)
    seen: dict[str, Any] = {"day": state.day} if shares.anything else {}
    if shares.balance:
        seen |= _balance(state) | _paused(name, state) | ({"facts": state.facts} if why else {})
    if shares.training:
        seen["training"] = Half(state.training_acute, state.training_low, state.training_high)
        seen["training_spark"] = bytes(state.training_spark)
    if shares.emotional:
        seen |= _emotional(state)
    if why and shares.training and shares.emotional:
        seen["days_over"] = _days_over(state)
    return Standing(runner_id, name, shares, **seen)


def standings_of(ties: Iterable[Coachship]) -> dict[int, Standing]:
    """Where the runners of these ties stand, each through the switches of their own. One query, or none for nobody."""
    asked = {tie.runner_id: tie for tie in ties}
    found = RunnerState.objects.filter(runner__in=list(asked)) if asked else ()
    states = {state.pk: state for state in found}
    return {pk: standing_of(tie.runner, states.get(pk), tie.shares) for pk, tie in asked.items()}


def _balance(state: RunnerState) -> dict[str, Any]:
    names = ("score", "confidence", "contributions", "days_answered", "answers_lately", "quiet_days")
    return {"reading": ReadingState(state.reading), **{name: getattr(state, name) for name in names}}


def _paused(name: str, state: RunnerState) -> dict[str, str]:
    """What a coach reads while nothing is scored: the runner's own word for it, and in a sentence."""
    if not state.paused_as or state.paused_on is None:
        return {}
    said = paused_words(state.paused_as, state.paused_on, state.held_until, today=state.day)
    return {"paused_as": said, "paused": paused_for_coach(said, state.held_until, name=name.split(" ")[0])}


def _emotional(state: RunnerState) -> dict[str, Any]:
    felt = state.last_valence is not None and state.last_activation is not None
    return {
        "emotional": Half(state.emotional_acute, state.emotional_low, state.emotional_high),
        "emotional_spark": bytes(state.emotional_spark),
        "last_check_in_at": state.last_check_in_at,
        "last_need": Need(state.last_need) if state.last_need else None,
        "last_feeling": word_at(state.last_valence, state.last_activation) if felt else "",  # type: ignore[arg-type]
        "ran_them": state.runs_ran_them if state.runs_ran_them >= FEW_CONFIRMED else None,
    }


def _days_over(state: RunnerState) -> dict[str, int]:
    (row,) = noticing.unpacked([bytes(state.noticed)])
    kept = dict(zip(noticing.COLUMNS, row.tolist(), strict=True))
    return {half: int(kept[f"{half}_over"]) for half in ("head", "legs") if kept[f"{half}_over"] > 0}


def own_standing(runner: User) -> Standing:
    """The runner's own view: nothing is hidden from them."""
    return standing_of(runner, state_of(runner.pk), EVERYTHING)


@dataclass(frozen=True)
class SharedHistory:
    """The chart's arrays; a half the coach may not see is all NaN."""

    days: list[date]
    values: dict[str, Floats]
    lines: dict[str, Floats]
    pauses: tuple[Event, ...] = ()


def athlete(tie: Coachship) -> tuple[Standing, SharedHistory]:
    """Where somebody stands and how they came there, from one look at their state."""
    state = state_of(tie.runner_id)
    return standing_of(tie.runner, state, tie.shares), _history(tie, state)


def _history(tie: Coachship, state: RunnerState | None) -> SharedHistory:
    whole = loads.history(state)
    hidden = [half for half in ("training", "emotional") if not getattr(tie.shares, half)]

    def seen(name: str, values: Floats) -> Floats:
        half = "emotional" if name == "observed" else name.split("_")[0]
        return np.full_like(values, np.nan) if half in hidden else values

    return SharedHistory(
        days=whole.days if len(hidden) < 2 else [],
        values={name: seen(name, whole.values[name]) for name in ("training", "emotional") if name in whole.values},
        lines={name: seen(name, values) for name, values in whole.lines.items()},
        # A pause holds the reading, and its word comes with the reading's switch.
        pauses=pause_events(pauses_of([tie.runner_id]).get(tie.runner_id, ())) if tie.shares.balance else (),
    )
