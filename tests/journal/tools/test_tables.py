"""The tables of the toolbox: whole, our own tone, and nothing that a body at its limit should be told."""

import re
from itertools import chain
from pathlib import Path

import pytest

from journal.models import Practice
from journal.tools.breathing import PATTERNS, Move
from journal.tools.catalogue import TOOLS, belongs
from journal.tools.cues import CUES, OFFERED, offered_for
from journal.tools.openers import HOW_TO, OPENERS, WORTH_IT
from journal.tools.strength import EXERCISES, ROUTINES, Aim
from journal.tools.writing import BY_FEELING, BY_NEED, prompts, shelves, suggested
from journal.words import Need, Quadrant
from tests.conftest import NOW

FORBIDDEN = re.compile(
    r"!|\b(?:successful|detect|predict|prevent|treat|burnout|depress|anxi)|\b(?:should|must|failed|lazy|weak)\b", re.I
)
DRAWINGS = Path(__file__).parents[3] / "static" / "moves.svg"


def all_texts() -> list[str]:
    tools = chain.from_iterable((tool.name, tool.hint, *tool.text) for tool in TOOLS.values())
    moves = chain.from_iterable((exercise.name, exercise.how) for exercise in EXERCISES.values())
    cues = chain.from_iterable((cue.name, cue.words) for cue in CUES.values())
    beginnings = (prompt.words for prompt in prompts().values())
    return [*tools, *moves, *cues, *beginnings, *OPENERS, *WORTH_IT, *chain.from_iterable(HOW_TO)]


def test_no_text_commands_shames_or_diagnoses() -> None:
    assert [text for text in all_texts() if FORBIDDEN.search(text)] == []


def test_there_are_at_least_sixty_beginnings_each_once() -> None:
    words = [prompt.words for prompt in prompts().values()]
    assert len(words) >= 60
    assert len(set(words)) == len(words)
    assert all(len(key) <= 30 for key in prompts())


def test_every_feeling_and_every_need_has_beginnings() -> None:
    assert set(BY_FEELING) == set(Quadrant) - {Quadrant.UNKNOWN}
    assert set(BY_NEED) == set(Need)
    assert min(len(shelf.prompts) for shelf in shelves().values()) >= 4


@pytest.mark.parametrize("feeling", Quadrant)
@pytest.mark.parametrize("need", [None, *Need])
def test_something_is_suggested_whatever_one_brings(feeling: Quadrant, need: Need | None) -> None:
    few = suggested(feeling, need, on=NOW.date())
    assert 2 <= len(few) <= 3
    assert len(set(few)) == len(few)


def test_the_breaths_are_those_of_their_names() -> None:
    seconds = {key: [phase.seconds for phase in pattern.phases] for key, pattern in PATTERNS.items()}
    assert seconds["box"] == [4, 4, 4, 4]
    assert seconds["four-seven-eight"] == [4, 7, 8]
    assert seconds["long-exhale"] == [4, 8]
    assert 60 / PATTERNS["coherent"].seconds == pytest.approx(5.5)


def test_what_is_led_by_words_alone_takes_just_its_minutes() -> None:
    still = [p for p in PATTERNS.values() if p.phases[0].move is Move.STILL]
    assert {p.key for p in still} == {"body-scan", "sitting"}
    assert all(p.seconds == p.minutes * 60 and p.kind == Practice.Kind.SITTING for p in still)


def test_six_routines_of_five_to_twenty_minutes_for_both_aims() -> None:
    assert len(ROUTINES) == 6
    assert all(5 <= routine.minutes <= 20 for routine in ROUTINES.values())
    assert {routine.aim for routine in ROUTINES.values()} == set(Aim)


def test_one_routine_is_safe_with_sore_legs_and_says_so() -> None:
    assert not ROUTINES["sore-legs"].asks_legs
    assert ROUTINES["ground"].asks_legs


def test_every_move_has_a_drawing_and_no_drawing_is_left_over() -> None:
    drawn = set(re.findall(r'id="(m-[a-z-]+)"', DRAWINGS.read_text()))
    assert drawn == {exercise.drawing for exercise in EXERCISES.values()}


def test_a_cue_goes_with_every_need() -> None:
    for need in Need:
        offered = offered_for([need.value])
        assert len(offered) == OFFERED
        assert need in offered[0].needs


def test_a_tool_belongs_to_its_kind_alone() -> None:
    assert belongs("box", "breathing")
    assert not belongs("box", "strength")
    assert belongs("f-middle-1", "writing")
    assert not belongs("f-middle-1", "sitting")
    assert not belongs("nonsense", "writing")
    assert len(TOOLS) == len(PATTERNS) + len(ROUTINES)
