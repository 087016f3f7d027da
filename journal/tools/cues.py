"""Small things to notice on a run. One is taken along, and asked about once afterwards."""

from dataclasses import dataclass

from journal.words import Need


@dataclass(frozen=True)
class Cue:
    key: str
    name: str
    words: str
    needs: frozenset[Need]


CUES: dict[str, Cue] = {
    cue.key: cue
    for cue in (
        Cue("breath", "Breath", "Count three steps in and four out whenever you think of it.",
            frozenset({Need.SETTLE_DOWN, Need.CLEAR_MY_HEAD})),
        Cue("footfall", "Footfall", "Listen to your feet for twenty steps, then let them go.",
            frozenset({Need.CLEAR_MY_HEAD, Need.FEEL_STRONG, Need.JUST_TURN_UP})),
        Cue("senses", "Senses", "Find one thing to see, one to hear and one to smell.",
            frozenset({Need.NATURE, Need.ENJOY_MOVING})),
        Cue("no-pace", "No pace", "Turn the watch round. Run by feel until you are home.",
            frozenset({Need.ENJOY_MOVING, Need.LET_ENERGY_OUT, Need.JUST_TURN_UP})),
        Cue("shoulders", "Shoulders", "At every corner, let the shoulders and the hands go soft.",
            frozenset({Need.LET_ENERGY_OUT, Need.FEEL_STRONG})),
        Cue("face", "A face", "Look up and greet one person.", frozenset({Need.COMPANY, Need.NATURE})),
        Cue("name-it", "Name it", "Say in one word what you are running with, and let it run along.",
            frozenset({Need.GET_AWAY, Need.LET_ENERGY_OUT})),
        Cue("last-minutes", "Last minutes", "Walk the last two minutes and notice what has changed.",
            frozenset({Need.SETTLE_DOWN, Need.GET_AWAY, Need.COMPANY})),
    )
}  # fmt: skip
OFFERED = 3


def offered_for(needs: list[str]) -> tuple[Cue, ...]:
    """A few that go with what was wanted, in the order of the table."""
    near = [cue for cue in CUES.values() if cue.needs & set(needs)]
    return tuple([*near, *(cue for cue in CUES.values() if cue not in near)][:OFFERED])
