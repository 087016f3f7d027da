"""What is said back at once, over the whole closed catalogue."""

import re
from itertools import product

import pytest

from journal import prompts, words
from journal.prompts import Feeling, after_check_in, after_daily_check, after_reflection
from journal.words import EffortClass, FeelingWord, Need, Quadrant, effort_class, quadrant, word_at

POINTS: dict[Quadrant, tuple[int | None, int | None]] = {
    Quadrant.ROUGH_WIRED: (-3, 3),
    Quadrant.GOOD_WIRED: (3, 3),
    Quadrant.ROUGH_DRAINED: (-3, -3),
    Quadrant.GOOD_DRAINED: (3, -3),
    Quadrant.MIDDLE: (0, 0),
    Quadrant.UNKNOWN: (None, None),
}
EFFORTS: dict[EffortClass, int | None] = {
    EffortClass.EASY: 2,
    EffortClass.MIDDLE: 5,
    EffortClass.HARD: 8,
    EffortClass.SKIPPED: None,
}
CELLS = list(product([*Need, None], Quadrant, EffortClass))
NEVER = (
    *("successfully", "detect", "predict", "prevent", "treat", "burnout", "diagnos", r"should\b", r"must\b", "fail"),
    *("lazy", "weak", "excuse", "streak", "punish", "vent", "calorie", "weight", "guilt", "shame"),
)


def sentence(need: Need | None, mood: Quadrant, effort: EffortClass) -> str:
    valence, activation = POINTS[mood]
    needs = [need.value] if need else []
    return after_check_in(needs=needs, valence=valence, activation=activation, planned_effort=EFFORTS[effort])


def test_it_says_something_of_its_own_in_every_cell() -> None:
    said = {sentence(*cell) for cell in CELLS}
    assert len(CELLS) == len(said) == 240


@pytest.mark.parametrize("need", [*Need, None])
def test_it_is_one_short_sentence_without_a_forbidden_word(need: Need | None) -> None:
    for mood, effort in product(Quadrant, EffortClass):
        said = sentence(need, mood, effort)
        assert len(said) <= 160
        assert said[0].isupper()
        assert said.endswith(".")
        assert said.count(".") == 1
        assert "!" not in said
        assert not re.search(r"\b(" + "|".join(NEVER) + ")", said.lower())


@pytest.mark.parametrize("need", [*Need, None])
def test_it_meets_a_charged_hard_plan_with_a_longer_warm_up_and_a_ceiling(need: Need | None) -> None:
    said = sentence(need, Quadrant.ROUGH_WIRED, EffortClass.HARD)
    assert any(word in said for word in ("warm", "slow minutes", "first fifteen minutes"))
    assert any(
        word in said for word in ("top effort", "ceiling", "cap ", "only ", "short and level", "one notch", "an end on")
    )


@pytest.mark.parametrize(("need", "effort"), list(product([*Need, None], EffortClass)))
def test_it_gives_leave_to_be_short_when_low_and_drained(need: Need | None, effort: EffortClass) -> None:
    said = sentence(need, Quadrant.ROUGH_DRAINED, effort)
    assert any(word in said for word in ("short", "twenty minutes is plenty", "is enough"))


def test_it_lets_the_first_need_of_the_catalogue_speak() -> None:
    both = after_check_in(needs=["nature", "clear_my_head"], valence=0, activation=0, planned_effort=3)
    assert both == sentence(Need.CLEAR_MY_HEAD, Quadrant.MIDDLE, EffortClass.EASY)


# The lists behind it.


def test_it_has_a_word_for_every_need_and_six_to_begin_with() -> None:
    assert set(words.NEED_LABELS) == set(Need)
    assert len(Need) == 9
    assert {*words.FIRST_SIX, *words.MORE_NEEDS} == set(Need)
    assert len(words.FIRST_SIX) == 6
    assert Need.GET_AWAY.icon == "n-get_away"
    assert set(words.KIND_LABELS) == set(words.Kind)


def test_it_lays_25_different_captions_on_the_map() -> None:
    captions = words.captions()
    assert {(c.x, c.y) for c in captions} == set(product(range(5), range(5)))
    assert len({c.label for c in captions}) == 25
    assert set(words.WORD_CELLS) == set(FeelingWord)


def test_it_names_every_point_by_the_nearest_caption_the_milder_on_a_tie() -> None:
    assert [word_at(v, 4) for v in (-4, -3, -2)] == ["Agitated", "Wound up", "Wound up"]
    assert [word_at(v, 0) for v in (-1, 0, 1, 2, 3, 4)] == ["Even", "Even", "Even", "Content", "Content", "Glad"]
    assert word_at(-4, 2) == "Tense"


def test_it_knows_words_of_anger_but_never_shows_one_unasked() -> None:
    assert {"angry", "irritated"} <= set(FeelingWord)
    assert not words.ANGER_WORDS & {FeelingWord(c.value) for c in words.captions()}


@pytest.mark.parametrize(
    ("point", "where"),
    [((-1, 1), "middle"), ((0, 4), "good_wired"), ((0, -4), "good_drained"), ((-4, 0), "rough_drained")]
    + [((4, 0), "good_wired"), ((-2, 1), "rough_wired"), ((None, 3), "unknown"), ((3, None), "unknown")],
)
def test_it_never_reads_a_neutral_mood_as_rough(point: tuple[int | None, int | None], where: str) -> None:
    assert quadrant(*point) == where


def test_it_sorts_every_effort_and_has_a_word_for_each() -> None:
    kinds = [effort_class(n).value for n in range(11)]
    assert kinds == ["easy"] * 4 + ["middle"] * 3 + ["hard"] * 4
    assert effort_class(None) is EffortClass.SKIPPED
    assert set(words.EFFORT_WORDS) == set(range(11))


# After the run.


def test_it_puts_what_was_got_beside_what_was_wanted() -> None:
    assert after_reflection(needs=["clear_my_head"], need_met=7).lines == (
        "You came to clear your head, and got most of it (7 of 10).",
    )
    three = after_reflection(needs=["company", "settle_down", "let_energy_out"])
    assert three.lines == ("You came to let energy out, to settle down and for company.",)
    assert after_reflection(need_met=0).lines == ("You did not get what you needed this time (0 of 10).",)


def test_it_can_say_what_every_need_was_for() -> None:
    assert set(prompts.CAME_FOR) == set(Need)
    for need in Need:
        for met in range(11):
            (line,) = after_reflection(needs=[need], need_met=met).lines
            assert f"({met} of 10)" in line


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ((-3, 4), (2, -2), "From wound up to settled: five steps towards good, six calmer."),
        ((-4, 2), (-3, 2), "From tense to restless: one step towards good."),
        ((-4, 2), (-4, 1), "From tense to upset: one step calmer."),
        ((-2, -1), (-3, -4), "From off to spent: one step towards rough, three more drained."),
        ((-3, -3), (2, 0), "From tired to content: five steps towards good, three livelier."),
        ((0, 0), (1, 0), "Even before and after, and yet one step towards good."),
        ((2, 2), (2, 2), "You came back about where you started: eager."),
    ],
)
def test_it_shows_the_way_across_the_map(before: tuple[int, int], after: tuple[int, int], line: str) -> None:
    assert after_reflection(before=Feeling(*before), after=Feeling(*after)).shift == line


@pytest.mark.parametrize(
    ("planned", "effort", "line"),
    [
        (5, 7, "Effort 7, 2 above your plan of 5."),
        (5, 4, "Effort 4, 1 below your plan of 5."),
        (5, 5, "Effort 5, as planned."),
        (None, 3, "Effort 3: could chat for hours."),
        (5, None, None),
    ],
)
def test_it_sets_effort_beside_the_plan(planned: int | None, effort: int | None, line: str | None) -> None:
    assert after_reflection(planned_effort=planned, effort=effort).effort == line


def test_it_says_gently_when_the_run_did_not_shift_it() -> None:
    stuck = after_reflection(before=Feeling(-3, 2), after=Feeling(-3, 2))
    rougher = after_reflection(before=Feeling(2, 0), after=Feeling(-2, 0))
    lifted = after_reflection(before=Feeling(-3, 2), after=Feeling(-1, 0))
    glad = after_reflection(before=Feeling(2, 0), after=Feeling(3, 0))
    assert (stuck.unfulfilled or "").startswith("The run did not shift it;")
    assert rougher.unfulfilled == prompts.CAME_BACK_ROUGHER
    assert lifted.unfulfilled is None
    assert glad.unfulfilled is None


def test_it_says_nothing_about_what_was_not_answered() -> None:
    assert after_reflection().lines == ()
    assert after_reflection(before=Feeling(1, 1)).lines == ()


# Once a day.


@pytest.mark.parametrize(
    ("answers", "start"),
    [
        ({}, "Noted"),
        ({"sleep": 2}, "A rough night: easy"),
        ({"sleep": 2, "tiredness": 8}, "A rough night and tired"),
        ({"tiredness": 8, "stress": 9, "sleep": 2}, "Tired and under pressure"),
        ({"stress": 7}, "There is a lot on you"),
        ({"tiredness": 7}, "Tired today"),
        ({"soreness": 9}, "Sore legs"),
        ({"fed": False}, "Something to eat"),
        ({"sleep": 8, "tiredness": 1, "fed": True}, "Rested"),
        ({"sleep": 5, "tiredness": 5, "stress": 5, "soreness": 5, "fed": True}, "Noted"),
    ],
)
def test_it_answers_the_loudest_part_of_the_day(answers: dict[str, int], start: str) -> None:
    said = after_daily_check(**answers)  # type: ignore[arg-type]
    assert said.startswith(start)
    assert len(said) <= 90
