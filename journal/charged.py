"""A charged start, and whether the run then ran its runner: in numbers, and in words that judge nobody.

Never a verdict. Both are needed, a charged feeling before and a trace of it in the run (science: section 4.2), and
the only one who is asked is the runner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from journal.words import ANGER_WORDS
from runners.science import asking
from runners.science.emotional import MIN_OWN_RUNS, charge, erratic, overshoot, rage_run

CHARGED = 0.5  # from here on something else is offered beside going
# From here on the runner is asked, until their own answers move it; from here on something calming is offered.
ASKED, STRONG = asking.START, 50.0
CAP = 4  # the effort that one tap sets: sentences stay long
CAPS = range(2, 8)  # what else may be set
OWN_RUNS = 20
FEW_CONFIRMED = 3  # a coach reads a count from here on
COUNT_DAYS = 28


def charge_of(feeling: tuple[int, int] | None, word: str) -> float | None:
    """0..1: how rough and wired somebody arrives; a chosen word of anger counts too. None without a point."""
    return None if feeling is None else charge(*feeling, word in ANGER_WORDS)


def may_ask(feeling: tuple[int, int] | None, word: str) -> bool:
    """Whether the start alone leaves the question open; without charge the rest need not be looked up."""
    at = charge_of(feeling, word)
    return at is not None and 100.0 * at**0.5 >= asking.LEAST


def charged(feeling: tuple[int, int] | None, word: str) -> bool:
    at = charge_of(feeling, word)
    return at is not None and at >= CHARGED


@dataclass(frozen=True)
class Outing:
    """What the question looks at: the feeling before, effort beside plan, and how even the pace was.

    `gaps` are effort minus plan of the runs before, `own` the unevenness of the steady runs before, newest first.
    """

    feeling: tuple[int, int] | None
    word: str
    planned: int | None
    effort: float | None
    gaps: Sequence[float]
    cv_succ: float | None
    own: Sequence[float]


@dataclass(frozen=True)
class Part:
    """One of the three things looked at, with its 0 to 100 and what it rests on."""

    name: str
    percent: int | None
    sentence: str


@dataclass(frozen=True)
class Signature:
    """`asked_from`: where the question begins for this runner, by so many `answers` of theirs."""

    score: float
    parts: tuple[Part, ...]
    asked_from: float = ASKED
    answers: int = 0

    @property
    def asks(self) -> bool:
        return self.score >= self.asked_from

    @property
    def strong(self) -> bool:
        return self.score >= STRONG

    @property
    def sentence(self) -> str:
        if self.strong:
            return "Strong feelings may have had a hand in this run."
        return "There are some signs that strong feelings came along."

    @property
    def points(self) -> int:
        return round(self.score)


def signature(outing: Outing, answers: Sequence[tuple[float, bool]] = ()) -> Signature | None:
    """None where too little is known: without a feeling before, or without both effort beside plan and pace.

    `answers` to the question so far, newest first: the points it rested on, and whether it was a yes.
    """
    start = charge_of(outing.feeling, outing.word)
    usual = _usual_gap(outing.gaps)
    over = None
    if outing.effort is not None and outing.planned is not None:
        over = overshoot(outing.effort, outing.planned, usual)
    uneven = None if outing.cv_succ is None else erratic(outing.cv_succ, outing.own[:OWN_RUNS])
    score = rage_run(start, over, uneven)
    if score is None:
        return None
    return Signature(
        score=score,
        asked_from=asking.threshold(answers),
        answers=len(answers[: asking.MOST_ANSWERS]),
        parts=(
            Part("The start", _percent(start), _start(outing)),
            Part("Effort beside plan", _percent(over), _over(outing, usual)),
            Part("Pace", _percent(uneven), _uneven(outing, uneven)),
        ),
    )


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _usual_gap(gaps: Sequence[float]) -> float:
    """People rate easy runs harder than they meant them: the own habit is no sign of anything."""
    known = gaps[:OWN_RUNS]
    return float(median(known)) if len(known) >= MIN_OWN_RUNS else 0.0


def _start(outing: Outing) -> str:
    if outing.feeling is None:
        return "No feeling was tapped before this run."
    word = f" You chose the word {outing.word.replace('_', ' ')}." if outing.word in ANGER_WORDS else ""
    return f"How rough and how wired you arrived.{word}"


def _over(outing: Outing, usual: float) -> str:
    if outing.effort is None or outing.planned is None:
        return "Without a plan and an effort there is nothing to compare, so this was left out."
    said = f"Effort {outing.effort:g}, planned {outing.planned}."
    known = len(outing.gaps[:OWN_RUNS])
    if known < MIN_OWN_RUNS:
        return f"{said} A point above plan counts as nothing, four points as everything."
    if not usual:
        return f"{said} Your last {known} runs with a plan mostly came out as planned."
    side = "above" if usual > 0 else "below"
    return f"{said} Your last {known} runs with a plan came out {abs(usual):g} {side} it, and that is left aside."


def _uneven(outing: Outing, uneven: float | None) -> str:
    if outing.cv_succ is None:
        return "There is no steady pace to look at, so this was left out."
    known = len(outing.own[:OWN_RUNS])
    if uneven is None:
        return f"It takes {MIN_OWN_RUNS} earlier steady runs with a file to know your usual; there are {known}."
    return f"From minute to minute, against your own last {known} steady runs."
