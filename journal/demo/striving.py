"""Where the demo's runners ran and with whom, and the rhythm, goals and small steps of the first of them."""

import uuid
from datetime import date, time, timedelta

from numpy.random import Generator

from journal import goals, rhythm
from journal.demo.diaries import Diary
from journal.goals import Aim
from journal.models import Goal, NextStep, Reflection
from journal.rhythm import Plan
from journal.tools.cues import CUES
from journal.words import Kind
from runners.models import User

PEOPLE = 24
SAID = 0.85  # of the reflections
CUED = 0.2  # of the check-ins
Place, Company = Reflection.Place, Reflection.Company
WEEKDAY_PLACES = (Place.ROAD, Place.ROAD, Place.PARK, Place.WATER, Place.TREADMILL)
WEEKEND_PLACES = (Place.TRAIL, Place.HILLS, Place.PARK)
COMPANIES = (Company.ALONE, Company.ALONE, Company.ALONE, Company.ONE, Company.DOG)
TAKEN = timedelta(weeks=6)  # before the last day
STEPS = (("ten-minutes", "done"), ("ask-one", "not-now"), ("one-green", "done"))


def surround(diary: Diary, number: int, *, rng: Generator) -> None:
    """Before anything is saved. On better days the way leads into the green a little more often."""
    for reflection in diary.reflections:
        if rng.random() < SAID:
            reflection.place = _place(reflection, rng)
            reflection.company = _company(reflection, number, rng)
    for check_in in diary.check_ins:
        if number % 2 == 0 and rng.random() < CUED:
            check_in.cue = str(rng.choice(list(CUES)))


def _place(reflection: Reflection, rng: Generator) -> str:
    good = reflection.valence is not None and reflection.valence >= 2
    places = WEEKEND_PLACES if reflection.local_day.weekday() >= 5 or (good and rng.random() < 0.3) else WEEKDAY_PLACES
    return str(rng.choice(places))


def _company(reflection: Reflection, number: int, rng: Generator) -> str:
    if reflection.local_day.weekday() == 6 and number % 3 == 0:
        return Company.GROUP
    return str(rng.choice(COMPANIES))


def strive(runner: User, number: int, *, end: date, rng: Generator) -> None:
    """For saved runs: a goal is sized as the page would."""
    if number >= PEOPLE:
        return
    taken = end - TAKEN
    midweek = int(rng.integers(1, 4))
    plans = (Plan(0, rest=True), Plan(midweek, usual_at=time(17, 30)), Plan(6, usual_at=time(17, 15), kind=Kind.STEADY))
    rhythm.keep(runner, plans={plan.weekday: plan for plan in plans}, on=taken)
    _aim(runner, Aim(Goal.Kind.MINUTES, "Enough to sleep well", a_week=int(rng.choice((120, 150, 180)))), taken)
    if number % 3 == 2:
        race_on = end + timedelta(days=int(rng.integers(40, 110)))
        _aim(runner, Aim(Goal.Kind.RACE, "Harbour half", race_on=race_on, race_m=21_097), taken)
        goals.put_away(_aim(runner, Aim(Goal.Kind.RUNS, a_week=6), taken), ended_as=Goal.Ended.BODY, on=end - TAKEN / 2)
    monday = end - timedelta(days=end.weekday())
    for weeks, (step, state) in enumerate(STEPS, 1):
        row = NextStep.objects.offer(runner, step=step, week_on=monday - timedelta(weeks=weeks))
        row.answer(state, on=row.week_on + timedelta(days=int(rng.integers(0, 7))))


def _aim(runner: User, aim: Aim, on: date) -> Goal:
    made = goals.aim(runner, at=aim, key=uuid.uuid4(), on=on)
    assert made is not None
    return made
