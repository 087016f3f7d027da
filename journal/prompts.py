"""What is said back at once: after a check-in, after a reflection, after a daily check.

Closed catalogues. After a check-in an opening (need and quadrant: the mindset) meets a closing (need and effort:
what to do with it). Two moods change the closing of a hard plan: rough and wired gets a longer warm-up and a
ceiling, rough and drained gets leave to be short.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from journal.words import EFFORT_WORDS, EffortClass, Need, Quadrant, effort_class, first_need, quadrant, word_at
from runners.science.emotional import unpleasant

RW, GW = Quadrant.ROUGH_WIRED, Quadrant.GOOD_WIRED
RD, GD = Quadrant.ROUGH_DRAINED, Quadrant.GOOD_DRAINED
MID, UNKNOWN = Quadrant.MIDDLE, Quadrant.UNKNOWN
EASY, MIDDLE, HARD, SKIPPED = EffortClass.EASY, EffortClass.MIDDLE, EffortClass.HARD, EffortClass.SKIPPED

OPENINGS: dict[Need | None, dict[Quadrant, str]] = {
    Need.LET_ENERGY_OUT: {
        RW: "A lot of charge wants out, and it can come out slowly",
        GW: "Good energy, and somewhere to take it",
        RD: "There is not much in the tank to let out, so short is plenty",
        GD: "You are calm already, so this is play",
        MID: "Let today's energy find its own way out",
        UNKNOWN: "Give the energy in you somewhere to go",
    },
    Need.CLEAR_MY_HEAD: {
        RW: "Let the noise in your head run beside you for a while",
        GW: "Your head is busy in a good way, so give it room",
        RD: "A tired head clears in small steps, and twenty minutes is plenty",
        GD: "It is fairly quiet in there, so nothing needs solving",
        MID: "Leave one thought at the door and look at it again later",
        UNKNOWN: "Nothing has to be sorted out on the way",
    },
    Need.ENJOY_MOVING: {
        RW: "Even on a wound-up day some of this can feel good",
        GW: "The spring is already in your step",
        RD: "A low day can hold one good minute, and short is fine",
        GD: "Soft and content is a lovely way to start",
        MID: "Look for the part that feels good",
        UNKNOWN: "Let pleasure set the pace",
    },
    Need.FEEL_STRONG: {
        RW: "Strong can mean holding something back today",
        GW: "This is a day to meet your own strength",
        RD: "Starting while low is the strong part, and a short run counts in full",
        GD: "Quiet strength suits a day like this",
        MID: "Let strong mean steady today",
        UNKNOWN: "Strong is how you carry yourself, not what the watch says",
    },
    Need.SETTLE_DOWN: {
        RW: "You are wound up, so let the settling start before the speed does",
        GW: "There is plenty of good buzz to bring in to land",
        RD: "Tired and low asks for gentleness, and a short loop is enough",
        GD: "You are nearly there already",
        MID: "Let this run be quieter than the day",
        UNKNOWN: "Begin a little slower than feels natural",
    },
    Need.COMPANY: {
        RW: "Let somebody share the road while you are on edge",
        GW: "Bring that good energy to somebody",
        RD: "You need not be good company to have company, and short is fine",
        GD: "An easy mood is good company",
        MID: "Let the people matter more than the run",
        UNKNOWN: "Whoever is beside you sets the tone",
    },
    Need.NATURE: {
        RW: "Take all that charge somewhere with room for it",
        GW: "Bright legs and open ground go well together",
        RD: "The trees ask nothing of you, and one short loop is enough",
        GD: "A soft mood is good for noticing things",
        MID: "Let the place be the point today",
        UNKNOWN: "Look up more often than you look at your watch",
    },
    Need.JUST_TURN_UP: {
        RW: "You turned up wound up, and that already counts",
        GW: "You are here and keen, so the job is half done",
        RD: "You turned up on a heavy day, and a short one is enough",
        GD: "You are here and at ease, so the main part is done",
        MID: "Turning up is the whole plan",
        UNKNOWN: "Shoes on and out is what counts today",
    },
    Need.GET_AWAY: {
        RW: "It is all right to want out for a while",
        GW: "A bright mood makes a good getaway",
        RD: "You are worn out, so a small escape is enough",
        GD: "A quiet while of your own",
        MID: "This stretch of time belongs to you",
        UNKNOWN: "What you leave at the door will keep until you are back",
    },
    None: {
        RW: "You arrive wound up, so be patient with the start",
        GW: "You arrive bright and ready",
        RD: "You arrive low on energy, so short is a fine plan",
        GD: "You arrive calm",
        MID: "You arrive somewhere in the middle, with every choice open",
        UNKNOWN: "One thing to take along today",
    },
}

CLOSINGS: dict[Need | None, dict[EffortClass, str]] = {
    Need.LET_ENERGY_OUT: {
        EASY: "stay where you could chat, and shake out arms and jaw as you go",
        MIDDLE: "build for ten minutes, hold it there, and let each breath out be long",
        HARD: "open up in the middle third only, with easy running on both sides",
        SKIPPED: "start slower than you want to, then see what your legs ask for",
    },
    Need.CLEAR_MY_HEAD: {
        EASY: "keep it slow enough to notice three sounds, and let thoughts pass",
        MIDDLE: "hold one steady effort, and count ten breaths whenever the thinking starts again",
        HARD: "give the hard parts all your attention, and ask nothing of the gaps",
        SKIPPED: "pick a pace you can forget about, and come back to your breath when you drift",
    },
    Need.ENJOY_MOVING: {
        EASY: "float along, take the nicer street, and stop to look when something is worth it",
        MIDDLE: "find a rhythm you could hum to, and ease off when it turns into work",
        HARD: "run the fast parts light and tall, and end while you still want one more",
        SKIPPED: "follow whatever feels smooth, faster or slower, and leave the watch alone",
    },
    Need.FEEL_STRONG: {
        EASY: "run tall with quick feet, and come home with plenty left over",
        MIDDLE: "hold firm, even work, and make the last five minutes the tidiest",
        HARD: "form first and speed second, and finish with one more still in you",
        SKIPPED: "choose one hill or one stretch to run well, and take the rest as it comes",
    },
    Need.SETTLE_DOWN: {
        EASY: "breathe in for three steps and out for four, and let the pace follow",
        MIDDLE: "keep the effort level, drop your shoulders at each corner, and walk the last bit",
        HARD: "leave long gaps between the hard bits, and give the cool-down as much care",
        SKIPPED: "let a slow breath out choose the pace, and walk the last five minutes",
    },
    Need.COMPANY: {
        EASY: "go at a pace where a whole story can be told",
        MIDDLE: "keep to an effort where everyone can still talk, and let someone else lead a while",
        HARD: "agree on the hard parts first, then regroup and jog the gaps together",
        SKIPPED: "let the others pick the pace, and ask one question you want the answer to",
    },
    Need.NATURE: {
        EASY: "walk where it is beautiful, run where it is flat, and hurry nowhere",
        MIDDLE: "keep one even effort up and down the slopes, and name five things you see",
        HARD: "let the hills be the hard part, and stand still for a breath at each top",
        SKIPPED: "let the ground decide the effort, and stop once to listen",
    },
    Need.JUST_TURN_UP: {
        EASY: "keep it so easy that you would do it again tomorrow",
        MIDDLE: "run a loop you know at an effort you know, with nothing to add",
        HARD: "do the first half of the hard part, then ask yourself if you want the rest",
        SKIPPED: "give it ten minutes, and everything after that is yours to choose",
    },
    Need.GET_AWAY: {
        EASY: "go slow enough to notice where you are, not only what you left",
        MIDDLE: "find an effort that keeps you here, and look around at every turn",
        HARD: "let the hard parts end where you planned, and jog home slowly enough to arrive",
        SKIPPED: "choose a turning point before you start, and make the way back the easy half",
    },
    None: {
        EASY: "keep to a pace where you could chat, and notice one good thing on the way",
        MIDDLE: "hold steady work with sentences to spare, and loosen your shoulders now and then",
        HARD: "save the effort for the parts you planned, and make the rest truly easy",
        SKIPPED: "ask yourself in the first five minutes what you need, and run to that",
    },
}

# A hard plan in a rough mood: wound up gets a longer warm-up and a ceiling, drained gets leave to be short.
HARD_WHEN: dict[Quadrant, dict[Need | None, str]] = {
    RW: {
        Need.LET_ENERGY_OUT: "warm up twice as long, then name your top effort and stay one notch below it",
        Need.CLEAR_MY_HEAD: "start with fifteen slow minutes, and go hard only while your breath stays even",
        Need.ENJOY_MOVING: "give the warm-up ten minutes more, and go only as hard as it stays fun",
        Need.FEEL_STRONG: "add ten minutes of warm-up, set a ceiling now, and let keeping it be the win",
        Need.SETTLE_DOWN: "stretch the warm-up to twenty minutes, then keep the hard part short and level",
        Need.COMPANY: "warm up long and talk first, then agree on a ceiling and help each other keep it",
        Need.NATURE: "walk and jog the first fifteen minutes, then cap the hills at an effort you chose before",
        Need.JUST_TURN_UP: "take the longest warm-up of the week, then stay one notch under the plan",
        Need.GET_AWAY: "warm up until your breath is calm, then put an end on the hard part and keep to it",
        None: "double the warm-up, choose your top effort now, and stay under it",
    },
    RD: {
        Need.LET_ENERGY_OUT: "try three short pushes at most, and going home after ten minutes counts",
        Need.CLEAR_MY_HEAD: "one short strong stretch can be all of it, and leaving that out is a good choice too",
        Need.ENJOY_MOVING: "swap the hard bits for a few playful strides, and turn home when you like",
        Need.FEEL_STRONG: "pick one strong minute, run it well, and let that be the session",
        Need.SETTLE_DOWN: "trade the hard part for easy minutes today, or keep just one of them",
        Need.COMPANY: "say that you are tired, sit in at the back, and leave the hard bits to them",
        Need.NATURE: "make one climb the whole effort, and stroll the way home",
        Need.JUST_TURN_UP: "ten easy minutes keep the promise, and the hard session can wait for another day",
        Need.GET_AWAY: "let ten soft minutes stand in for the hard ones, and be easy on yourself after",
        None: "keep one hard part at most, and swap the rest for easy minutes",
    },
}


def after_check_in(
    *, needs: Sequence[str], valence: int | None, activation: int | None, planned_effort: int | None
) -> str:
    """One sentence that guides effort and mindset for this run."""
    need, mood, effort = first_need(needs), quadrant(valence, activation), effort_class(planned_effort)
    closing = CLOSINGS[need][effort]
    if effort is EffortClass.HARD and mood in HARD_WHEN:
        closing = HARD_WHEN[mood][need]
    return f"{OPENINGS[need][mood]}: {closing}."


CAME_FOR: dict[Need, str] = {
    Need.LET_ENERGY_OUT: "to let energy out",
    Need.CLEAR_MY_HEAD: "to clear your head",
    Need.ENJOY_MOVING: "to enjoy moving",
    Need.FEEL_STRONG: "to feel strong",
    Need.SETTLE_DOWN: "to settle down",
    Need.COMPANY: "for company",
    Need.NATURE: "for nature",
    Need.JUST_TURN_UP: "just to turn up",
    Need.GET_AWAY: "to get away from something",
}
# Lowest answer (0..10) -> what the runner got, beside a named need and without one.
GOT: tuple[tuple[int, str, str], ...] = (
    (9, "and got it", "You got what you needed"),
    (7, "and got most of it", "You got most of what you needed"),
    (4, "and got some of it", "You got some of what you needed"),
    (1, "and got a little of it", "You got a little of what you needed"),
    (0, "and did not get it this time", "You did not get what you needed this time"),
)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
UNFULFILLED = (
    "The run did not shift it; a few slow breaths, a page of writing or a talk with someone may do more today."
)
CAME_BACK_ROUGHER = "Some runs leave us rougher than they found us; be easy on yourself for the rest of the day."


@dataclass(frozen=True)
class Feeling:
    """A point of the map, as tapped."""

    valence: int
    activation: int


@dataclass(frozen=True)
class Returned:
    """What came back from a run, beside what was wanted; each part only if it was answered."""

    wanted_and_got: str | None
    shift: str | None
    effort: str | None
    unfulfilled: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        parts = (self.wanted_and_got, self.shift, self.effort, self.unfulfilled)
        return tuple(line for line in parts if line is not None)


def after_reflection(
    *,
    needs: Sequence[str] = (),
    need_met: int | None = None,
    before: Feeling | None = None,
    after: Feeling | None = None,
    planned_effort: int | None = None,
    effort: int | None = None,
) -> Returned:
    return Returned(
        wanted_and_got=_wanted_and_got(needs, need_met),
        shift=_shift(before, after) if before and after else None,
        effort=_effort(planned_effort, effort),
        unfulfilled=_unfulfilled(before, after) if before and after else None,
    )


def _wanted_and_got(needs: Sequence[str], met: int | None) -> str | None:
    wanted = [CAME_FOR[need] for need in Need if need in needs]
    beside, alone = next(((b, a) for low, b, a in GOT if met is not None and met >= low), ("", ""))
    number = "" if met is None else f" ({met} of 10)"
    if not wanted:
        return f"{alone}{number}." if alone else None
    came = "You came " + " and ".join([", ".join(wanted[:-1]), wanted[-1]] if wanted[:-1] else wanted)
    return f"{came}, {beside}{number}." if beside else f"{came}."


def _shift(before: Feeling, after: Feeling) -> str:
    old, new = (word_at(at.valence, at.activation).lower() for at in (before, after))
    steps = _steps(before, after)
    if not steps:
        return f"You came back about where you started: {new}."
    where = f"{new.capitalize()} before and after, and yet " if old == new else f"From {old} to {new}: "
    (count, direction), *rest = steps
    first = f"{NUMBERS[count]} step{'' if count == 1 else 's'} {direction}"
    return where + ", ".join([first, *(f"{NUMBERS[n]} {word}" for n, word in rest)]) + "."


def _steps(before: Feeling, after: Feeling) -> list[tuple[int, str]]:
    """How far along each axis, in steps of the map (-4..4), with the direction in words."""
    across, up = after.valence - before.valence, after.activation - before.activation
    good = after.valence >= 0
    rising = "livelier" if good else "more wired"
    falling = "calmer" if good or after.activation >= 0 else "more drained"
    steps = [
        (abs(across), "towards good" if across > 0 else "towards rough"),
        (abs(up), rising if up > 0 else falling),
    ]
    return [(count, word) for count, word in steps if count]


def _effort(planned: int | None, effort: int | None) -> str | None:
    if effort is None:
        return None
    if planned is None:
        return f"Effort {effort}: {EFFORT_WORDS[effort]}."
    if effort == planned:
        return f"Effort {effort}, as planned."
    side = "above" if effort > planned else "below"
    return f"Effort {effort}, {abs(effort - planned)} {side} your plan of {planned}."


def _unfulfilled(before: Feeling, after: Feeling) -> str | None:
    """Unpleasant before and no less so after: the run did not shift it (science: section 4.2)."""
    was = unpleasant(before.valence, before.activation)
    now = unpleasant(after.valence, after.activation)
    if now <= 0 or now < was:
        return None
    return UNFULFILLED if was > 0 else CAME_BACK_ROUGHER


HIGH, LOW = 7, 3  # of 10


def after_daily_check(
    *,
    sleep: int | None = None,
    tiredness: int | None = None,
    stress: int | None = None,
    soreness: int | None = None,
    fed: bool | None = None,
) -> str:
    """One short sentence: the loudest answer gets it."""
    tired, tense = tiredness is not None and tiredness >= HIGH, stress is not None and stress >= HIGH
    slept_badly = sleep is not None and sleep <= LOW
    answers = (
        (tired and tense, "Tired and under pressure: let one thing wait until tomorrow."),
        (tense, "There is a lot on you: keep ten minutes of today for yourself."),
        (tired and slept_badly, "A rough night and tired: an easy day or a rest day is a good day's work."),
        (slept_badly, "A rough night: easy is a good answer today."),
        (tired, "Tired today: rest counts as training too."),
        (soreness is not None and soreness >= HIGH, "Sore legs: a walk counts as moving."),
        (fed is False, "Something to eat and a glass of water first, then the rest of the day."),
        (
            sleep is not None and sleep >= HIGH and tiredness is not None and tiredness <= LOW,
            "Rested: the day is yours to choose.",
        ),
    )
    return next(
        (sentence for applies, sentence in answers if applies), "Noted: that helps to know what is usual for you."
    )
