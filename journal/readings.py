"""The words of the reading: its sentence, its parts, what would clear it, and ways into a conversation.

Closed tables only. The reader is either the runner ("your") or a coach ("their").
"""

from collections.abc import Mapping
from enum import StrEnum


class ReadingState(StrEnum):
    STEADY = "steady"
    WORTH_A_LOOK = "worth_a_look"
    STRAINED = "strained"
    TALK_TODAY = "talk_today"
    QUIET = "quiet"
    LEARNING = "learning"

    @property
    def word(self) -> str:
        return READING_WORDS[self]


READING_WORDS: dict[ReadingState, str] = {
    ReadingState.STEADY: "Steady",
    ReadingState.WORTH_A_LOOK: "Worth a look",
    ReadingState.STRAINED: "Strained",
    ReadingState.TALK_TODAY: "Talk today",
    ReadingState.QUIET: "Quiet",
    ReadingState.LEARNING: "Learning",
}
# Stands in the place of a reading, in a coach's order and words, while a pause lasts: nothing is scored then.
PAUSED = "paused"


class Facet(StrEnum):
    EXHAUSTION = "exhaustion"
    EMOTIONAL = "emotional"
    MOTIVATION = "motivation"
    LOAD = "load"


class Legs(StrEnum):
    """The training line against its own usual band."""

    UP = "up"
    USUAL = "usual"
    DOWN = "down"
    UNKNOWN = "unknown"


class Voice(StrEnum):
    RUNNER = "runner"
    COACH = "coach"


def words_for(voice: str, name: str = "") -> dict[str, str]:
    """Who a sentence speaks of."""
    if Voice(voice) is Voice.RUNNER:
        own = {"their": "your", "them": "you", "they": "you", "the": "your", "The": "Your"}
        return own | {"Whose": "Your", "whose": "your", "who": "you", "who_is": "you are"}
    other = {"their": "their", "them": "them", "they": "they", "the": "the", "The": "The"}
    return other | {"Whose": f"{name}’s", "whose": f"{name}’s", "who": name, "who_is": f"{name} is"}


# The sentence: largest contribution, second, legs, state.
_LARGEST: dict[Facet | None, str] = {
    Facet.EXHAUSTION: "{Whose} energy is below its usual",
    Facet.EMOTIONAL: "{Whose} head is over its usual",
    Facet.MOTIVATION: "Running has been giving {who} less than usual",
    Facet.LOAD: "Training weighs more than in {whose} usual week",
    None: "{Whose} last two weeks are unlike {their} usual",
}
_SECOND: dict[Facet | None, str] = {
    Facet.EXHAUSTION: ", and {their} energy is below its usual",
    Facet.EMOTIONAL: ", and {their} head is over its usual",
    Facet.MOTIVATION: ", and runs have been giving {them} less",
    Facet.LOAD: ", and training weighs in too",
    None: "",
}
# A steady reading may still have something that stands out most: one area alone never changes the state.
_STEADY: dict[Facet | None, str] = {
    Facet.EXHAUSTION: "Taken together {who_is} near {their} usual; energy stands out most",
    Facet.EMOTIONAL: "Taken together {who_is} near {their} usual; {the} head stands out most",
    Facet.MOTIVATION: "Taken together {who_is} near {their} usual; what runs give {them} stands out most",
    Facet.LOAD: "Taken together {who_is} near {their} usual; training stands out most",
    None: "Nothing stands out against {whose} usual",
}
_STEADY_SECOND: dict[Facet | None, str] = {
    Facet.EXHAUSTION: ", then energy",
    Facet.EMOTIONAL: ", then {the} head",
    Facet.MOTIVATION: ", then what runs give {them}",
    Facet.LOAD: ", then training",
    None: "",
}
LEGS_CLAUSE: dict[Legs, str] = {
    Legs.UP: ", while {the} legs are working more than usual",
    Legs.USUAL: ", with {the} legs at their usual",
    Legs.DOWN: ", while {the} legs are below their usual",
    Legs.UNKNOWN: "",
}
_LEGS_IF_LOAD: dict[Legs, str] = {
    Legs.UP: ", with {the} legs over their usual",
    Legs.USUAL: ", though {the} legs are near their usual",
    Legs.DOWN: ", though {the} legs are below their usual",
    Legs.UNKNOWN: "",
}
_LEGS_WHEN_STEADY: dict[Legs, str] = {
    Legs.UP: ". {The} legs are working more than usual",
    Legs.USUAL: ". {The} legs are at their usual",
    Legs.DOWN: ". {The} legs are below their usual",
    Legs.UNKNOWN: "",
}
_INVITE: dict[ReadingState, dict[Voice, str]] = {
    ReadingState.STEADY: {Voice.RUNNER: "", Voice.COACH: ""},
    ReadingState.WORTH_A_LOOK: {
        Voice.RUNNER: " Worth a look when you have a quiet minute.",
        Voice.COACH: " Worth a question when you next talk.",
    },
    ReadingState.STRAINED: {
        Voice.RUNNER: " A good week to make one thing lighter.",
        Voice.COACH: " A good moment for a chat.",
    },
    ReadingState.TALK_TODAY: {
        Voice.RUNNER: " A good day to tell somebody how it is going.",
        Voice.COACH: " Worth a call today, to ask how things are.",
    },
}
_UNSCORED: dict[ReadingState, dict[Voice, str]] = {
    ReadingState.QUIET: {
        Voice.RUNNER: "It has been quiet here. Nothing is lost, and one tap is enough to pick it up again.",
        Voice.COACH: "Quiet lately. That says nothing about how {who_is}; a hello is enough.",
    },
    ReadingState.LEARNING: {
        Voice.RUNNER: "Still learning what is usual for you. Each day with an answer brings it closer.",
        Voice.COACH: "Still learning what is usual for {who}. A reading comes with more answers.",
    },
}
WINDOW_DAYS = 28  # how far back a reading looks


def reading_sentence(
    *,
    state: str,
    largest: str | None = None,
    second: str | None = None,
    legs: str = Legs.UNKNOWN,
    voice: str = Voice.RUNNER,
    name: str = "",
    answers: int | None = None,
) -> str:
    """What stands out and an invitation; with `answers`, the period and the answers behind it.

    `legs` is "unknown" wherever the reader may not see training; `name` is the runner's first name.
    """
    now, reader, words = ReadingState(state), Voice(voice), words_for(voice, name)
    if now in _UNSCORED:
        return _UNSCORED[now][reader].format(**words)
    first, then = _facet(largest), _facet(second)
    if now is ReadingState.STEADY:
        found = _STEADY[first] + _STEADY_SECOND[then] + _LEGS_WHEN_STEADY[Legs(legs)]
    else:
        meanwhile = _LEGS_IF_LOAD if Facet.LOAD in (first, then) else LEGS_CLAUSE
        found = _LARGEST[first] + _SECOND[then] + meanwhile[Legs(legs)]
    source = "" if answers is None else f" From {count_of(answers, 'answer')} in {WINDOW_DAYS} days."
    return f"{found}.{_INVITE[now][reader]}".format(**words) + source


def _facet(value: str | None) -> Facet | None:
    return None if value is None else Facet(value)


def count_of(n: int, thing: str) -> str:
    return f"{n} {thing}{'' if n == 1 else 's'}"


def quiet_sentence(days: int, *, voice: str = Voice.COACH, name: str = "", to: str = "") -> str:
    """`to`: " to 16 November", where the days end on one that has passed."""
    quiet = f"{count_of(days, 'day')}{to}"
    if Voice(voice) is Voice.RUNNER:
        return f"Quiet here for {quiet}. Nothing is lost, and one tap is enough to pick it up again."
    return f"Quiet for {quiet}. That says nothing about how {f'{name} is' if name else 'they are'}."


def learning_sentence(have: int, about: int = 24) -> str:
    return f"{have} of about {about} days with an answer."


def shown_parts(contributions: Mapping[str, float], score: float) -> dict[str, int]:
    """Whole numbers that add up to the shown score, rounded by largest remainder."""
    parts = {key: int(value) for key, value in contributions.items()}
    by_remainder = sorted(parts, key=lambda key: (parts[key] - contributions[key], key))
    for key in by_remainder[: max(0, round(score) - sum(parts.values()))]:
        parts[key] += 1
    return parts


CLEARS_BELOW: dict[ReadingState, int] = {
    ReadingState.WORTH_A_LOOK: 25,
    ReadingState.STRAINED: 35,
    ReadingState.TALK_TODAY: 50,
}
_WOULD_MOVE_IT: dict[Facet | None, str] = {
    Facet.EXHAUSTION: "better nights and less tiredness would move it most",
    Facet.EMOTIONAL: "calmer days would move it most",
    Facet.MOTIVATION: "runs that give {them} what {they} came for would move it most",
    Facet.LOAD: "a lighter or more varied week would move it most",
    None: "days near {their} usual would move it",
}


def what_would_clear(*, state: str, largest: str | None = None, voice: str = Voice.RUNNER) -> str:
    """One sentence: when this state ends, and what would move it."""
    now, words = ReadingState(state), words_for(voice)
    if now is ReadingState.STEADY:
        return "Nothing to clear."
    if now not in CLEARS_BELOW:
        return f"A reading comes with {words['their']} next answers."
    move = _WOULD_MOVE_IT[_facet(largest)].format(**words)
    return f"“{now.word}” ends after five daily readings in a row under {CLEARS_BELOW[now]}; {move}."


OPENERS: dict[Facet | None, tuple[str, str, str]] = {
    Facet.EXHAUSTION: (
        "How have your nights been lately?",
        "If one session this week became a rest day, which one would you pick?",
        "When did you last wake up rested, and what was different then?",
    ),
    Facet.EMOTIONAL: (
        "You've been carrying a lot lately. What would make this week lighter?",
        "What has been taking up room in your head, running aside?",
        "Who do you run with when you don't want to race anybody?",
    ),
    Facet.MOTIVATION: (
        "Which run did you enjoy most lately, and what was in it?",
        "If nothing were planned this week, what would you feel like doing?",
        "Is the goal still yours, or would another one fit better now?",
    ),
    Facet.LOAD: (
        "How are your legs taking this week?",
        "Would you rather move a day, drop one, or keep the week as it is?",
        "If we kept only one session this week, which one matters most to you?",
    ),
    None: (
        "How has this week been, running aside?",
        "What is going well at the moment?",
        "Is there anything in the plan you would change?",
    ),
}


def openers(largest: str | None) -> tuple[str, str, str]:
    """Ways into a conversation, for the area that stands out most."""
    return OPENERS[_facet(largest)]
