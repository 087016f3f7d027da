"""The seven strategies, and the small steps there are for each. One step a week is offered, never a second one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from runners.models import User


class Strategy(StrEnum):
    """In the order of the page."""

    ROUTINE = "routine"
    MINDFULNESS = "mindfulness"
    NATURE = "nature"
    COMPANY = "company"
    GOALS = "goals"
    RECOVERY = "recovery"
    OUTLETS = "outlets"


NAMES: Mapping[Strategy, str] = {
    Strategy.ROUTINE: "Routine",
    Strategy.MINDFULNESS: "Mindfulness on the run",
    Strategy.NATURE: "Nature",
    Strategy.COMPANY: "Company",
    Strategy.GOALS: "Realistic goals",
    Strategy.RECOVERY: "Recovery",
    Strategy.OUTLETS: "Other outlets",
}
# Where somebody can do something about each: the name of an address.
PAGES: Mapping[Strategy, str] = {
    Strategy.ROUTINE: "goal-rhythm",
    Strategy.MINDFULNESS: "journal-check-in",
    Strategy.NATURE: "goal-places",
    Strategy.COMPANY: "talk",
    Strategy.GOALS: "goals",
    Strategy.RECOVERY: "goal-recovery",
    Strategy.OUTLETS: "toolbox",
}


@dataclass(frozen=True)
class Step:
    """Something that takes minutes. The key is kept, so it never changes; the words may."""

    key: str
    strategy: Strategy
    words: str


STEPS: Mapping[str, Step] = {
    step.key: step
    for step in (
        Step("one-weekday", Strategy.ROUTINE,
             "Choose one weekday for a run, and put your shoes by the door the evening before."),
        Step("ten-minutes", Strategy.ROUTINE,
             "On the next day of your rhythm, go out for ten minutes. Turning back after ten counts."),
        Step("one-cue", Strategy.MINDFULNESS,
             "Take one thing to notice along on one run: your breath, your feet, a face."),
        Step("last-minutes", Strategy.MINDFULNESS,
             "Walk the last two minutes of one run and notice what has changed."),
        Step("one-green", Strategy.NATURE,
             "Run once where there are trees or water, even if it is the longer way."),
        Step("say-where", Strategy.NATURE,
             "After one run, tap where you were."),
        Step("ask-one", Strategy.COMPANY,
             "Ask one person to come along for half an hour. Slow is fine."),
        Step("greet", Strategy.COMPANY,
             "Greet one other runner on the way."),
        Step("one-size", Strategy.GOALS,
             "Set one goal for the week at a size you reached in most of your weeks."),
        Step("look-again", Strategy.GOALS,
             "Look at your goals for a minute. Make one smaller if it weighs on you."),
        Step("two-checks", Strategy.RECOVERY,
             "Answer the daily check on two mornings."),
        Step("lights-out", Strategy.RECOVERY,
             "Put the phone away half an hour before bed on one evening."),
        Step("one-practice", Strategy.OUTLETS,
             "Try one thing from the toolbox on a day without a run. Two minutes will do."),
        Step("one-page", Strategy.OUTLETS,
             "Write half a page about what is on your mind, for nobody else."),
    )
}  # fmt: skip


def step_of(strategy: Strategy, *, before: Collection[str]) -> Step:
    """The first one for it that was not offered lately, else its first."""
    own = [step for step in STEPS.values() if step.strategy == strategy]
    return next((step for step in own if step.key not in before), own[0])


def next_step(open_to: Sequence[Strategy], *, week_on: date, before: Sequence[str]) -> Step | None:
    """One step for a week, from the strategies that have room; the same week gives the same one.

    `before` are the keys of the latest weeks, the newest first. Weeks take turns, so that nobody is asked about one
    thing for ever; what last week's step was about rests if there is anything else.
    """
    rested = STEPS[before[0]].strategy if before and before[0] in STEPS else None
    choice = [strategy for strategy in open_to if strategy != rested] or list(open_to)
    if not choice:
        return None
    return step_of(choice[week_on.toordinal() // 7 % len(choice)], before=before)


@dataclass(frozen=True)
class WeekStep:
    """The step of this week as a page shows it; without words where the week has not been looked at yet."""

    pk: int
    words: str
    state: str
    name: str


def shown(pk: int, key: str, state: str) -> WeekStep | None:
    """None for a step that is no longer among ours."""
    step = STEPS.get(key)
    return WeekStep(pk, step.words, state, NAMES[step.strategy]) if step is not None else None


def nudges_rest(runner: User, *, today: date) -> bool:
    """After something heavy was written nothing asks for anything."""
    return runner.nudges_paused_until is not None and today <= runner.nudges_paused_until
