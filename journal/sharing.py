"""THE door to the diary: what a coach may see of a runner, and the readings alerts start from.

Everything that leaves here is a frozen dataclass holding only what the runner's switches allow right now; what is
switched off is None, exactly like what does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from journal import loads
from journal.charged import FEW_CONFIRMED
from journal.days import Floats
from journal.findings import Shown, first_two
from journal.models import CheckIn, Reflection, RunnerState
from journal.pauses import paused_sentence
from journal.readings import ReadingState
from journal.words import Need, word_at
from runners.models import Coachship, Run, User
from runners.models.people import SHARES, Shares

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
        if self.acute is None or self.low is None or self.high is None:
            return "unknown"
        return "up" if self.acute > self.high else "down" if self.acute < self.low else "usual"


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
    spark: dict[str, Any] = field(default_factory=dict)
    last_check_in_at: datetime | None = None
    last_need: Need | None = None
    last_feeling: str = ""
    paused: str = ""
    ran_them: int | None = None

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


EVERYTHING = Shares(training=True, emotional=True, balance=True, reflections=True)


def standing_of(runner: User, state: RunnerState | None, shares: Shares) -> Standing:
    """Today's standing through these switches."""
    if state is None:
        return Standing(runner.pk, runner.name, shares)
    seen: dict[str, Any] = {"day": state.day} if shares.anything else {}
    if shares.balance:
        seen |= _balance(state) | {"paused": _paused(runner, state)}
    if shares.training:
        seen["training"] = Half(state.training_acute, state.training_low, state.training_high)
    if shares.emotional:
        seen |= _emotional(state)
    return Standing(runner.pk, runner.name, shares, spark=_spark(state.spark, shares), **seen)


def _spark(kept: dict[str, Any], shares: Shares) -> dict[str, Any]:
    """The ready-made sparkline with the halves that may be seen; empty when there is none."""
    open_sides = {"up": shares.training, "down": shares.emotional}
    halves = [half for half in kept.get("halves", ()) if open_sides[half["side"]]]
    return {**kept, "halves": halves} if halves else {}


def _balance(state: RunnerState) -> dict[str, Any]:
    names = ("score", "confidence", "contributions", "facts", "days_answered", "answers_lately", "quiet_days")
    return {"reading": ReadingState(state.reading), **{name: getattr(state, name) for name in names}}


def _paused(runner: User, state: RunnerState) -> str:
    """What a coach reads while nothing is scored: the runner's own word for it."""
    if not state.paused_as or state.paused_on is None:
        return ""
    name = runner.name.split(" ")[0]
    return paused_sentence(state.paused_as, state.paused_on, state.held_until, today=state.day, name=name)


def _emotional(state: RunnerState) -> dict[str, Any]:
    felt = state.last_valence is not None and state.last_activation is not None
    return {
        "emotional": Half(state.emotional_acute, state.emotional_low, state.emotional_high),
        "last_check_in_at": state.last_check_in_at,
        "last_need": Need(state.last_need) if state.last_need else None,
        "last_feeling": word_at(state.last_valence, state.last_activation) if felt else "",  # type: ignore[arg-type]
        "ran_them": state.runs_ran_them if state.runs_ran_them >= FEW_CONFIRMED else None,
    }


def own_standing(runner: User) -> Standing:
    """The runner's own view: nothing is hidden from them."""
    return standing_of(runner, RunnerState.objects.filter(runner=runner).first(), EVERYTHING)


def squad(coach: User) -> list[Standing]:
    """Everybody who runs with this coach, by name. Two queries, however many."""
    mine = Coachship.objects.of_coach(coach)
    ties = mine.select_related("runner").only("runner__name", *(f"shares_{name}" for name in SHARES))
    rows = RunnerState.objects.filter(runner__in=mine.values("runner"))
    states = {state.runner_id: state for state in rows}
    in_order = ties.order_by("runner__name", "runner_id")
    return [standing_of(tie.runner, states.get(tie.runner_id), tie.shares) for tie in in_order]


@dataclass(frozen=True)
class SharedHistory:
    """The chart's arrays; a half the coach may not see is all NaN."""

    days: list[date]
    values: dict[str, Floats]
    lines: dict[str, Floats]


def athlete(tie: Coachship) -> tuple[Standing, SharedHistory]:
    """Where somebody stands and how they came there, from one look at their state."""
    state = RunnerState.objects.filter(runner=tie.runner).first()
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
    )


@dataclass(frozen=True)
class Outing:
    """What somebody came for and what happened: one run, as far as it is shared."""

    day: date
    run_id: int | None = None
    kind: str = ""
    timer_s: int | None = None
    distance_m: float | None = None
    effort: float | None = None
    planned_effort: int | None = None
    needs: Sequence[Need] = ()
    arrived: str = ""
    left: str = ""
    enjoyment: int | None = None
    need_met: int | None = None
    words: Sequence[str] = ()


@dataclass
class _Parts:
    """What belongs together: a run, the check-in before it, the reflection after it; each may be missing."""

    run: Run | None = None
    before: CheckIn | None = None
    after: Reflection | None = None

    @property
    def day(self) -> date:
        found = self.run or self.before or self.after
        return found.local_day if found else date.min


def outings(tie: Coachship, *, since: date, limit: int = 20) -> list[Outing]:
    """Runs with their check-in and reflection, newest first. Notes only where the runner shared that very one."""
    check_ins = CheckIn.objects.of(tie.runner).filter(local_day__gte=since)[: 3 * limit]
    reflections = Reflection.objects.of(tie.runner).filter(local_day__gte=since)[: 3 * limit]
    runs = Run.objects.of(tie.runner).filter(local_day__gte=since)[:limit] if tie.shares.training else []
    together = sorted(_together(list(runs), list(check_ins), list(reflections)), key=lambda p: p.day, reverse=True)
    found = (_outing(parts, tie.shares) for parts in together)
    return [outing for outing in found if outing is not None][:limit]


def _together(runs: list[Run], check_ins: list[CheckIn], reflections: list[Reflection]) -> list[_Parts]:
    found = [_Parts(run=run) for run in runs]
    by_run = {parts.run.pk: parts for parts in found if parts.run is not None}
    by_check_in: dict[int, _Parts] = {}
    for check_in in check_ins:
        parts = by_run.get(check_in.run_id or 0)
        if parts is None or parts.before is not None:
            parts = _Parts()
            found.append(parts)
        parts.before = by_check_in.setdefault(check_in.pk, parts).before or check_in
    for reflection in reflections:
        parts = by_run.get(reflection.run_id or 0) or by_check_in.get(reflection.check_in_id or 0)
        if parts is None or parts.after is not None:
            parts = _Parts()
            found.append(parts)
        parts.after = reflection
    return found


def _outing(parts: _Parts, shares: Shares) -> Outing | None:
    run, before, after = parts.run, parts.before, parts.after
    seen: dict[str, Any] = {}
    if run is not None:
        effort = after.effort if after is not None and after.effort is not None else run.effort
        seen |= {"run_id": run.pk, "kind": run.get_kind_display(), "timer_s": run.timer_s}
        seen |= {"distance_m": run.distance_m, "effort": effort}
        seen["planned_effort"] = before.planned_effort if before else None
    if shares.emotional and (before is not None or after is not None):
        seen |= {name: value for name, value in _felt(before, after).items() if value}
    if shares.reflections and after is not None:
        seen |= {"enjoyment": after.enjoyment, "need_met": after.need_met}
    words = [e.note for e in (before, after) if e is not None and e.note_shared and e.note]
    return Outing(day=parts.day, words=words, **seen) if seen or words else None


def _felt(before: CheckIn | None, after: Reflection | None) -> dict[str, Any]:
    return {
        "needs": [Need(n) for n in before.needs] if before else (),
        "arrived": word_at(*before.feeling) if before and before.feeling else "",
        "left": word_at(*after.feeling) if after and after.feeling else "",
    }


@dataclass(frozen=True)
class ReadingToday:
    """One runner's reading of a local day, for the assessment."""

    runner: User
    day: date
    reading: ReadingState
    score: float | None
    confidence: float
    contributions: Contributions
    facts: Facts
    episode_on: date | None


def episode_of(runner_id: int, *, since: date) -> date | None:
    """The day the present episode began, if the reading is of that day or later and still asks for a word."""
    state = RunnerState.objects.filter(
        runner=runner_id, day__gte=since, reading__in=(ReadingState.STRAINED, ReadingState.TALK_TODAY)
    ).first()
    return state.episode_on if state else None


def take_readings(limit: int) -> list[ReadingToday]:
    """Readings nobody has assessed yet, for the caller's transaction; taking them marks them as assessed."""
    due = RunnerState.objects.filter(to_assess=True).order_by("pk").select_related("runner")
    states = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
    RunnerState.objects.filter(pk__in=[s.pk for s in states]).update(to_assess=False)
    names = ("day", "score", "confidence", "contributions", "facts", "episode_on")
    return [
        ReadingToday(runner=s.runner, reading=ReadingState(s.reading), **{name: getattr(s, name) for name in names})
        for s in states
    ]
