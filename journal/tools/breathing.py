"""Ways of breathing and of sitting still, as the seconds and the words of their guide."""

from dataclasses import dataclass
from enum import StrEnum

from journal.models import Practice


class Move(StrEnum):
    """What the circle does meanwhile."""

    IN = "in"
    OUT = "out"
    HOLD = "hold"
    STILL = "still"


@dataclass(frozen=True)
class Phase:
    words: str
    seconds: float
    move: Move


@dataclass(frozen=True)
class Pattern:
    """`phases` come round until the minutes are over. `text` is the whole of it, for reading."""

    key: str
    name: str
    hint: str
    kind: Practice.Kind
    minutes: int
    phases: tuple[Phase, ...]
    text: tuple[str, ...]
    icon: str = "wind"

    @property
    def seconds(self) -> float:
        return sum(phase.seconds for phase in self.phases)

    @property
    def steps(self) -> list[tuple[str, float, str]]:
        """As the guide's script reads them."""
        return [(phase.words, phase.seconds, phase.move.value) for phase in self.phases]


def _round(inwards: float, full: float, outwards: float, empty: float = 0) -> tuple[Phase, ...]:
    """One breath."""
    phases = (
        Phase("Breathe in", inwards, Move.IN),
        Phase("Hold, softly", full, Move.HOLD),
        Phase("Breathe out", outwards, Move.OUT),
        Phase("Rest, empty", empty, Move.HOLD),
    )
    return tuple(phase for phase in phases if phase.seconds)


def _cues(seconds: float, *words: str) -> tuple[Phase, ...]:
    return tuple(Phase(cue, seconds, Move.STILL) for cue in words)


STOP = "Stop whenever it is unpleasant, and let the breath go as it likes."
SCAN = (
    "Arrive. Notice where your body touches what carries it.",
    "Your feet: warm, cool, tired, nothing. Anything is fine.",
    "Calves and shins. Let them be heavy.",
    "Knees, then the long muscles above them.",
    "Hips and seat. Let what carries you carry more.",
    "The belly, moving by itself.",
    "The back, from low to high.",
    "Hands and arms, down to the fingertips.",
    "Shoulders. They may sink a little.",
    "Neck and jaw. Let the teeth part.",
    "Eyes and forehead. Nothing to look at.",
    "The whole of you at once, breathing.",
)
SITTING = (
    "Sit so that you could stay. Eyes open or closed.",
    "Listen for the sound that is furthest away.",
    "Now the nearest one. It may be your own breath.",
    "Feel one breath from its start to its end.",
    "A thought came. They do. Back to the next breath.",
    "Nothing to get right here. Only this breath.",
    "Notice the mood you are in, as you would notice weather.",
    "Back to the breath, wherever you feel it best.",
    "Let the room come back: its sounds, its light.",
    "Before you get up, notice one thing you would like to keep.",
)

PATTERNS: dict[str, Pattern] = {
    pattern.key: pattern
    for pattern in (
        Pattern(
            "long-exhale", "Long exhale", "In for four, out for eight: for coming down", Practice.Kind.BREATHING, 3,
            _round(4, 0, 8),
            ("Breathe in through the nose for four.", "Let it go for eight, as through a straw.",
             "Fifteen such breaths are three minutes.", STOP),
        ),
        Pattern(
            "box", "Box", "Four sides of four: for a steady head", Practice.Kind.BREATHING, 4,
            _round(4, 4, 4, 4),
            ("Breathe in for four.", "Hold for four, without pressing.", "Breathe out for four.",
             "Rest empty for four.", "Fifteen rounds are four minutes.", STOP),
        ),
        Pattern(
            "four-seven-eight", "Four, seven, eight", "A long hold: for the end of the day", Practice.Kind.BREATHING, 2,
            _round(4, 7, 8),
            ("Breathe in through the nose for four.", "Hold for seven. Shorter is fine; keep the out-breath longest.",
             "Breathe out for eight.", "Six rounds are about two minutes.", STOP),
        ),
        Pattern(
            "coherent", "Slow and even", "Five and a half breaths a minute", Practice.Kind.BREATHING, 5,
            _round(60 / 11, 0, 60 / 11),
            ("Breathe in for a little over five.", "Breathe out for just as long.",
             "Five and a half breaths a minute, for five minutes.", STOP),
        ),
        Pattern(
            "body-scan", "Body scan", "From the feet up, part by part", Practice.Kind.SITTING, 6, _cues(30, *SCAN),
            (*SCAN, "Half a minute each is six minutes. " + STOP), "moon",
        ),
        Pattern(
            "sitting", "Five minutes of sitting", "Sounds, breath, and back again", Practice.Kind.SITTING, 5,
            _cues(30, *SITTING), (*SITTING, "Half a minute each is five minutes. Stop whenever you want to."), "today",
        ),
    )
}  # fmt: skip
