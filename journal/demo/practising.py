"""Practices of the demo's runners: some use the toolbox a little, some not at all."""

from datetime import timedelta

import numpy as np
from numpy.random import Generator

from journal.demo.diaries import Diary
from journal.models import CheckIn, Practice
from journal.tools.catalogue import TOOLS, Tool

EVERY = 3  # one runner in three has found the toolbox
OFTEN = 0.25  # of their check-ins
FAVOURITES = 3
ROUGH = -1
AT_WORK = 0.7
CALMER = {Practice.Kind.BREATHING: (0.6, -1.6), Practice.Kind.SITTING: (0.5, -1.8), Practice.Kind.STRENGTH: (0.9, -0.4)}


def practise(diary: Diary, number: int, *, rng: Generator) -> list[Practice]:
    """A while before some of the runs they checked in for."""
    if number % EVERY:
        return []
    return [*_tools(diary, rng), *_pages(diary, rng)]


def _tools(diary: Diary, rng: Generator) -> list[Practice]:
    favourites = [list(TOOLS.values())[at] for at in rng.permutation(len(TOOLS))[:FAVOURITES]]
    return [
        _practice(check_in, favourites[int(rng.integers(FAVOURITES))], rng)
        for check_in in diary.check_ins
        if rng.random() < OFTEN and check_in.feeling is not None
    ]


def _pages(diary: Diary, rng: Generator) -> list[Practice]:
    """After a rough start now and then a page, and much of it is about the same thing."""
    rough = [entry for entry in diary.check_ins if entry.valence is not None and entry.valence <= ROUGH]
    return [_page(entry, rng) for entry in rough[::2]]


def _page(check_in: CheckIn, rng: Generator) -> Practice:
    page = _practice(check_in, next(iter(TOOLS.values())), rng)
    page.kind, page.which, page.minutes = Practice.Kind.WRITING, "", None
    page.trigger = Practice.Trigger.WORK if rng.random() < AT_WORK else Practice.Trigger.FAMILY
    return page


def _practice(check_in: CheckIn, tool: Tool, rng: Generator) -> Practice:
    began = check_in.made_at - timedelta(hours=3, minutes=int(rng.integers(0, 120)))
    assert check_in.valence is not None
    assert check_in.activation is not None
    better, wired = CALMER[tool.kind]
    return Practice(
        runner=check_in.runner,
        made_at=began,
        time_zone=check_in.time_zone,
        local_day=check_in.runner.day(began),
        entered_at=began,
        kind=tool.kind,
        which=tool.key,
        minutes=tool.minutes,
        valence=check_in.valence,
        activation=check_in.activation,
        after_valence=_step(check_in.valence + better, rng),
        after_activation=_step(check_in.activation + wired, rng),
    )


def _step(value: float, rng: Generator) -> int:
    return int(np.clip(round(value + rng.normal(0, 1)), -4, 4))
