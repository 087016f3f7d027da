"""Short routines without equipment: what is done, for how long, and which drawing shows it."""

from dataclasses import dataclass
from enum import StrEnum


class Aim(StrEnum):
    RELEASE = "release"
    CARE = "care"

    @property
    def label(self) -> str:
        return {Aim.RELEASE: "To let something out", Aim.CARE: "To look after yourself"}[self]


@dataclass(frozen=True)
class Exercise:
    """`drawing` is its symbol among the drawings; `legs` says that it asks something of them."""

    key: str
    name: str
    how: str
    legs: bool = False

    @property
    def drawing(self) -> str:
        return f"m-{self.key}"


_EXERCISES = (
    Exercise("squat", "Squat", "Feet under the shoulders. Sit back as onto a chair, and stand up tall.", True),
    Exercise("lunge", "Step back", "One foot goes back and the knee sinks. Push the ground away, change sides.", True),
    Exercise("wall-sit", "Wall sit", "Back against a wall, as if on a chair that is not there. Breathe on.", True),
    Exercise("calf-raise", "Up on the toes", "Rise slowly, stay a moment, come down slower. A wall may help.", True),
    Exercise("balance", "One leg", "Stand on one foot and look at something far away. Change half-way.", True),
    Exercise("jumping-jack", "Star jumps", "Feet and arms out, feet and arms in. As loud as the floor allows.", True),
    Exercise("march", "March", "Knees up in your own time, arms along.", True),
    Exercise("push-up", "Press-up", "Hands under the shoulders, body in one line. Knees or a wall are fine."),
    Exercise("plank", "Plank", "On forearms and toes, or knees. One long line, and keep breathing."),
    Exercise("side-plank", "Side plank", "On one forearm, hips off the floor. Change sides half-way."),
    Exercise("bridge", "Bridge", "On your back, feet down. Lift the hips, stay for a breath, roll down."),
    Exercise("dead-bug", "Beetle", "On your back, arms and knees up. Let one arm and the other leg sink, and back."),
    Exercise("bird-dog", "Long line", "On hands and knees. One arm forward, the other leg back. Stay for a breath."),
    Exercise("swimmer", "Swimmer", "On your front, arms ahead. Lift chest and arms a little, draw circles."),
    Exercise("shadow-box", "Box the air", "Feet apart, fists up. Punch the air, and let the breath out with each one."),
    Exercise("wall-push", "Push the wall", "Hands on a wall, push hard for three breaths. Let go, again."),
    Exercise("cat", "Cat", "On hands and knees. Round the back with the out-breath, let it sink with the in-breath."),
    Exercise("child", "Folded", "Sit back on your heels, forehead down, arms as they like. Just breathe."),
    Exercise("arm-circle", "Arm circles", "Big slow circles, ten one way and ten the other."),
    Exercise("shake", "Shake it off", "Hands, arms, shoulders: let everything dangle and shake."),
)  # fmt: skip
EXERCISES: dict[str, Exercise] = {exercise.key: exercise for exercise in _EXERCISES}


@dataclass(frozen=True)
class Step:
    exercise: Exercise
    seconds: int


@dataclass(frozen=True)
class Routine:
    key: str
    name: str
    hint: str
    aim: Aim
    steps: tuple[Step, ...]
    rounds: int = 1

    @property
    def minutes(self) -> int:
        return round(sum(step.seconds for step in self.steps) * self.rounds / 60)

    @property
    def asks_legs(self) -> bool:
        return any(step.exercise.legs for step in self.steps)


def _steps(*pairs: tuple[str, int]) -> tuple[Step, ...]:
    return tuple(Step(EXERCISES[key], seconds) for key, seconds in pairs)


_ROUTINES = (
    Routine(
        "steam", "Let off steam", "Loud and short", Aim.RELEASE,
        _steps(("march", 40), ("shadow-box", 60), ("jumping-jack", 40),
               ("wall-push", 60), ("shadow-box", 60), ("shake", 40)),
    ),
    Routine(
        "push", "Push it away", "Arms, chest, and a wall to push", Aim.RELEASE,
        _steps(("arm-circle", 40), ("push-up", 40), ("wall-push", 50),
               ("plank", 40), ("shadow-box", 60), ("shake", 40)), 2,
    ),
    Routine(
        "ground", "Legs under you", "Slow strength for the way you run", Aim.CARE,
        _steps(("march", 45), ("squat", 45), ("calf-raise", 45),
               ("lunge", 50), ("balance", 60), ("wall-sit", 35)), 2,
    ),
    Routine(
        "middle", "The middle", "Trunk and hips, all on the floor", Aim.CARE,
        _steps(("cat", 45), ("dead-bug", 50), ("bridge", 50), ("plank", 35),
               ("side-plank", 50), ("bird-dog", 50), ("child", 40)), 2,
    ),
    Routine(
        "sore-legs", "Sore legs", "Upper body and breath; the legs have the day off", Aim.CARE,
        _steps(("arm-circle", 45), ("cat", 60), ("swimmer", 45),
               ("wall-push", 45), ("cat", 60), ("shake", 45)),
    ),
    Routine(
        "whole", "All of you", "Twenty minutes, everything once and once more", Aim.RELEASE,
        _steps(("march", 45), ("squat", 50), ("push-up", 40), ("lunge", 60), ("plank", 40), ("jumping-jack", 40),
               ("bridge", 50), ("shadow-box", 60), ("bird-dog", 50), ("wall-sit", 40), ("dead-bug", 50), ("child", 60)),
        2,
    ),
)  # fmt: skip
ROUTINES: dict[str, Routine] = {routine.key: routine for routine in _ROUTINES}
