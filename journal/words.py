"""The closed word lists of the diary: needs, kinds of run, feelings on the map, effort.

Keys are stored, so they never change; the words on screen may.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """The answers to "What do I need from this run today?", in catalogue order."""

    LET_ENERGY_OUT = "let_energy_out"
    CLEAR_MY_HEAD = "clear_my_head"
    ENJOY_MOVING = "enjoy_moving"
    FEEL_STRONG = "feel_strong"
    SETTLE_DOWN = "settle_down"
    COMPANY = "company"
    NATURE = "nature"
    JUST_TURN_UP = "just_turn_up"
    GET_AWAY = "get_away"

    @property
    def label(self) -> str:
        return NEED_LABELS[self]

    @property
    def icon(self) -> str:
        return f"n-{self.value}"


NEED_LABELS: dict[Need, str] = {
    Need.LET_ENERGY_OUT: "Let energy out",
    Need.CLEAR_MY_HEAD: "Clear my head",
    Need.ENJOY_MOVING: "Enjoy moving",
    Need.FEEL_STRONG: "Feel strong",
    Need.SETTLE_DOWN: "Settle down",
    Need.COMPANY: "Company",
    Need.NATURE: "Nature",
    Need.JUST_TURN_UP: "Just turn up",
    Need.GET_AWAY: "Get away from something",
}
FIRST_SIX: tuple[Need, ...] = (
    Need.LET_ENERGY_OUT,
    Need.CLEAR_MY_HEAD,
    Need.ENJOY_MOVING,
    Need.FEEL_STRONG,
    Need.SETTLE_DOWN,
    Need.JUST_TURN_UP,
)
MORE_NEEDS: tuple[Need, ...] = tuple(need for need in Need if need not in FIRST_SIX)
MOST_NEEDS = 3


def first_need(chosen: Sequence[str]) -> Need | None:
    """The chosen need that stands first in the catalogue; it picks the sentence."""
    return next((need for need in Need if need in chosen), None)


class Kind(StrEnum):
    """What sort of run it is meant to be."""

    STEADY = "steady"
    INTERVALS = "intervals"
    RACE = "race"
    FREE = "free"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


KIND_LABELS: dict[Kind, str] = {
    Kind.STEADY: "Steady",
    Kind.INTERVALS: "Intervals",
    Kind.RACE: "Race",
    Kind.FREE: "Free",
}


class FeelingWord(StrEnum):
    """Words for a feeling: 25 captions of the map, then more that a runner may choose."""

    AGITATED = "agitated"
    WOUND_UP = "wound_up"
    BUZZING = "buzzing"
    FIRED_UP = "fired_up"
    ELATED = "elated"
    TENSE = "tense"
    RESTLESS = "restless"
    ALERT = "alert"
    EAGER = "eager"
    BRIGHT = "bright"
    UPSET = "upset"
    OFF = "off"
    EVEN = "even"
    CONTENT = "content"
    GLAD = "glad"
    HEAVY = "heavy"
    TIRED = "tired"
    SLOW = "slow"
    SETTLED = "settled"
    PEACEFUL = "peaceful"
    EMPTY = "empty"
    SPENT = "spent"
    SLEEPY = "sleepy"
    MELLOW = "mellow"
    CALM = "calm"
    ANGRY = "angry"
    IRRITATED = "irritated"
    FURIOUS = "furious"
    ANXIOUS = "anxious"
    WORRIED = "worried"
    FRUSTRATED = "frustrated"
    SAD = "sad"
    LONELY = "lonely"
    NUMB = "numb"
    BORED = "bored"
    HOPEFUL = "hopeful"
    PROUD = "proud"
    PLAYFUL = "playful"
    GRATEFUL = "grateful"
    RELIEVED = "relieved"

    @property
    def label(self) -> str:
        return (
            "Awake" if self is FeelingWord.ALERT else self.value.replace("_", " ").capitalize()
        )  # an alert is another thing here

    @property
    def cell(self) -> tuple[int, int]:
        """Where it lies on the 5 x 5 map: x 0 rough .. 4 good, y 0 drained .. 4 wired."""
        return WORD_CELLS[self]


# Rows from wired (y = 4) down to drained (y = 0), each from rough to good.
_ROWS: tuple[tuple[FeelingWord, ...], ...] = (
    (
        FeelingWord.AGITATED,
        FeelingWord.WOUND_UP,
        FeelingWord.BUZZING,
        FeelingWord.FIRED_UP,
        FeelingWord.ELATED,
    ),
    (FeelingWord.TENSE, FeelingWord.RESTLESS, FeelingWord.ALERT, FeelingWord.EAGER, FeelingWord.BRIGHT),
    (FeelingWord.UPSET, FeelingWord.OFF, FeelingWord.EVEN, FeelingWord.CONTENT, FeelingWord.GLAD),
    (FeelingWord.HEAVY, FeelingWord.TIRED, FeelingWord.SLOW, FeelingWord.SETTLED, FeelingWord.PEACEFUL),
    (FeelingWord.EMPTY, FeelingWord.SPENT, FeelingWord.SLEEPY, FeelingWord.MELLOW, FeelingWord.CALM),
)
_CAPTION_AT: dict[tuple[int, int], FeelingWord] = {
    (x, 4 - row): word for row, words in enumerate(_ROWS) for x, word in enumerate(words)
}
WORD_CELLS: dict[FeelingWord, tuple[int, int]] = {word: cell for cell, word in _CAPTION_AT.items()} | {
    FeelingWord.ANGRY: (0, 4),
    FeelingWord.IRRITATED: (1, 3),
    FeelingWord.FURIOUS: (0, 4),
    FeelingWord.ANXIOUS: (0, 3),
    FeelingWord.WORRIED: (1, 3),
    FeelingWord.FRUSTRATED: (1, 3),
    FeelingWord.SAD: (0, 1),
    FeelingWord.LONELY: (1, 1),
    FeelingWord.NUMB: (1, 0),
    FeelingWord.BORED: (1, 1),
    FeelingWord.HOPEFUL: (3, 3),
    FeelingWord.PROUD: (4, 3),
    FeelingWord.PLAYFUL: (4, 3),
    FeelingWord.GRATEFUL: (4, 2),
    FeelingWord.RELIEVED: (3, 1),
}
# Only a word that was chosen counts, never the caption of the point that was tapped.
ANGER_WORDS: frozenset[FeelingWord] = frozenset({FeelingWord.ANGRY, FeelingWord.IRRITATED, FeelingWord.FURIOUS})


@dataclass(frozen=True)
class Caption:
    """One word of the map: x 0 (rough) .. 4 (good), y 0 (drained) .. 4 (wired)."""

    x: int
    y: int
    label: str
    value: str


def captions() -> list[Caption]:
    """The 25 words of the map, top row (wired) first, each row from rough to good."""
    return [Caption(x, y, word.label, word.value) for (x, y), word in _CAPTION_AT.items()]


def _cell_of(value: int) -> int:
    """-4..4 to 0..4; a point half-way between two captions gets the milder one."""
    return (value + 5) // 2 if value < 0 else (value + 4) // 2


def word_at(valence: int, activation: int) -> str:
    """The caption nearest to a point of the map, as shown."""
    return _CAPTION_AT[_cell_of(valence), _cell_of(activation)].label


class Quadrant(StrEnum):
    """Where on the map a runner arrives, as far as a sentence needs it."""

    ROUGH_WIRED = "rough_wired"
    GOOD_WIRED = "good_wired"
    ROUGH_DRAINED = "rough_drained"
    GOOD_DRAINED = "good_drained"
    MIDDLE = "middle"
    UNKNOWN = "unknown"


def quadrant(valence: int | None, activation: int | None) -> Quadrant:
    """A neutral mood is never read as rough, and rough without a charge gets the gentler sentences."""
    if valence is None or activation is None:
        return Quadrant.UNKNOWN
    if abs(valence) <= 1 and abs(activation) <= 1:
        return Quadrant.MIDDLE
    if valence < 0:
        return Quadrant.ROUGH_WIRED if activation > 0 else Quadrant.ROUGH_DRAINED
    return Quadrant.GOOD_WIRED if activation >= 0 else Quadrant.GOOD_DRAINED


class EffortClass(StrEnum):
    EASY = "easy"
    MIDDLE = "middle"
    HARD = "hard"
    SKIPPED = "skipped"


def effort_class(planned: int | None) -> EffortClass:
    if planned is None:
        return EffortClass.SKIPPED
    if planned <= 3:
        return EffortClass.EASY
    return EffortClass.MIDDLE if planned <= 6 else EffortClass.HARD


EFFORT_WORDS: dict[int, str] = {
    0: "rest",
    1: "barely moving",
    2: "as light as a warm-up",
    3: "could chat for hours",
    4: "easy breathing, long sentences",
    5: "working, sentences still fine",
    6: "working, sentences get short",
    7: "as hard as you could hold for an hour",
    8: "hard, a few words at a time",
    9: "very few words",
    10: "nothing left",
}
