"""Beginnings for a page of one's own, by the feeling one arrives with and by what is needed. Keys are stored."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from journal.words import NEED_LABELS, Need, Quadrant

BY_FEELING: dict[Quadrant, tuple[str, ...]] = {
    Quadrant.ROUGH_WIRED: (
        "What set this off, told as you would tell it to a friend on the stairs?",
        "If the anger could speak one clear sentence, which one?",
        "What is it that you are not saying aloud, and to whom?",
        "Where in the body is it loudest right now? Describe it like weather.",
        "What would you like to throw, and what would you like to keep?",
        "Which part of this is yours to change, and which part only passes through you?",
        "Write the letter you will not send.",
        "What would be enough for the next hour?",
    ),
    Quadrant.GOOD_WIRED: (
        "What are you looking forward to, and what is the first sign that it has begun?",
        "What would you start today if nobody were watching?",
        "Where does this energy come from? Follow it back one step.",
        "Whom would you like to hand some of it to?",
        "What is going well that you have not told anybody yet?",
        "Describe this moment so that you can find it again in winter.",
        "Which promise could you make today that tomorrow’s you would thank you for?",
    ),
    Quadrant.ROUGH_DRAINED: (
        "What has been heavy today? A list is enough.",
        "What would you take off your own shoulders if you were your own coach?",
        "What did you manage today, however small?",
        "Who has been kind lately, and how did it show?",
        "If being tired had a message, what would it ask for?",
        "What can wait until next week without anybody coming to harm?",
        "Which place would you like to rest in? Describe it, smells too.",
        "What would you say to somebody you love who felt like this?",
    ),
    Quadrant.GOOD_DRAINED: (
        "What is quiet in you right now?",
        "Which moment of today would you like to keep?",
        "What has become easier than it was a year ago?",
        "Whom or what are you grateful to, and for which small thing exactly?",
        "What did your body do for you today?",
        "What do you no longer have to prove?",
        "Describe the light where you are sitting.",
    ),
    Quadrant.MIDDLE: (
        "What was the colour of today?",
        "What took up room in your head that it did not deserve?",
        "What surprised you this week?",
        "Which question keeps coming back, and when did it first come?",
        "What are you putting off, and what is the smallest first touch of it?",
        "If today were a run: which pace, which ground, which company?",
        "Begin with “I notice that …” and write until the page runs out of it.",
    ),
}  # fmt: skip
BY_NEED: dict[Need, tuple[str, ...]] = {
    Need.LET_ENERGY_OUT: (
        "What in you wants to move? Let it write for two minutes without stopping.",
        "Where did you hold yourself back today, and what was it good for?",
        "What would be a loud way of saying it, and what a clear one?",
        "Which strain of the day is still in your hands or your jaw?",
    ),
    Need.CLEAR_MY_HEAD: (
        "Empty your head onto the page, one line a thought, no order.",
        "Which three of the things in your head are really for today?",
        "What do you keep going over, and what would its last sentence be?",
        "What do you know for sure, and what are you adding to it?",
    ),
    Need.ENJOY_MOVING: (
        "When did moving last feel like play? Who, where, what ground?",
        "Which part of your body felt good today, and doing what?",
        "What made you laugh this week?",
        "Invent an afternoon without any purpose.",
    ),
    Need.FEEL_STRONG: (
        "When did you last do something hard? What carried you?",
        "Which strength of yours goes unnoticed, by you too?",
        "What have you outlasted before?",
        "Where would being strong mean asking for something?",
    ),
    Need.SETTLE_DOWN: (
        "Write the evening the way it would go if it were kind.",
        "What may be finished for today, finished or not?",
        "Name five things that are all right at this moment.",
        "What slows you down in a good way?",
    ),
    Need.COMPANY: (
        "Whom do you miss, and what would you tell them first?",
        "With whom can you be silent?",
        "What would you like to be asked?",
        "Who may have been waiting for a line from you?",
    ),
    Need.NATURE: (
        "Describe a tree, a corner of sky or a puddle you have passed lately.",
        "Which outdoor place knows you best?",
        "What is the season doing, and what is it doing in you?",
        "What did you last hear outside that no person made?",
    ),
    Need.JUST_TURN_UP: (
        "What did it take to sit down here? Write that, it counts.",
        "Which small thing do you do even on bad days?",
        "What is the smallest version of a good day?",
        "Three plain sentences about today. Then you may stop.",
    ),
    Need.GET_AWAY: (
        "What are you getting away from? Only its name is enough.",
        "If you could step out of one thing for a day, which one, and what would be left?",
        "What waits for you when you stop, and does it have to?",
        "What would make staying a little easier?",
    ),
}  # fmt: skip
FEELING_NAMES: dict[Quadrant, str] = {
    Quadrant.ROUGH_WIRED: "Rough and wired",
    Quadrant.GOOD_WIRED: "Good and wired",
    Quadrant.ROUGH_DRAINED: "Rough and drained",
    Quadrant.GOOD_DRAINED: "Good and calm",
    Quadrant.MIDDLE: "Somewhere in between",
}
SHOWN = 3


@dataclass(frozen=True)
class Prompt:
    key: str
    words: str


@dataclass(frozen=True)
class Shelf:
    """Prompts under one heading of the list of all of them."""

    name: str
    prompts: tuple[Prompt, ...]


@cache
def shelves() -> dict[str, Shelf]:
    """Every prompt under its feeling or its need."""
    feelings = {f"f-{key.value}": (FEELING_NAMES[key], texts) for key, texts in BY_FEELING.items()}
    needs = {f"n-{key.value}": (NEED_LABELS[key], texts) for key, texts in BY_NEED.items()}
    return {
        name: Shelf(title, tuple(Prompt(f"{name}-{number}", words) for number, words in enumerate(texts, 1)))
        for name, (title, texts) in {**feelings, **needs}.items()
    }


@cache
def prompts() -> dict[str, Prompt]:
    return {prompt.key: prompt for shelf in shelves().values() for prompt in shelf.prompts}


def suggested(feeling: Quadrant, need: Need | None, *, on: date) -> tuple[Prompt, ...]:
    """A few for this feeling and this need; others on another day."""
    felt = feeling if feeling in BY_FEELING else Quadrant.MIDDLE
    first = shelves()[f"f-{felt.value}"].prompts
    second = shelves()[f"n-{need.value}"].prompts if need else first
    turn = on.toordinal()
    picked = [first[turn % len(first)], second[(turn + 1) % len(second)], first[(turn + 2) % len(first)]]
    return tuple(dict.fromkeys(picked))
