"""The words of the reading, over every key of the closed tables."""

import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import readings
from journal.readings import Facet, Legs, ReadingState, Voice, reading_sentence, shown_parts, what_would_clear
from journal.reasons import (
    SOURCE_OF,
    FacetFacts,
    LoadFacts,
    ReasonKind,
    Signal,
    SignalFacts,
    alert_line,
    little_about,
    reasons,
)

FACETS = [None, *Facet]
PAIRS = [(a, b) for a, b in product(FACETS, FACETS) if a != b or a is None]
NEVER = r"\b(detect|predict|prevent|treat|burnout|diagnos|risk|danger|fail|must|should|successful|abnormal|warning)|!"

TIRED = SignalFacts(Signal.TIREDNESS, usual=3.1, lately=5.4, n=28, n_lately=6, days_above=9)
NIGHTS = SignalFacts(Signal.SLEEP, usual=6.8, lately=5.9, n=28, n_lately=6, days_above=4)
DRIFT = SignalFacts(Signal.EFFORT_DRIFT, usual=0.1, lately=1.4, n=14, n_lately=3)
HEAD = SignalFacts(Signal.HEAD, usual=31, lately=48, n=25, n_lately=5, days_above=9, since=date(2026, 5, 3))
FUN = SignalFacts(Signal.ENJOYMENT, usual=7.0, lately=6.2, n=14, n_lately=3)
NEEDS = SignalFacts(Signal.NEED_MET, usual=7.0, lately=5.2, n=14, n_lately=3)
EXHAUSTION = FacetFacts(Facet.EXHAUSTION, 18, (TIRED, NIGHTS, DRIFT))
EMOTIONAL = FacetFacts(Facet.EMOTIONAL, 30, (HEAD,))
MOTIVATION = FacetFacts(Facet.MOTIVATION, 5, (FUN, NEEDS))
LOAD = FacetFacts(Facet.LOAD, 2, load=LoadFacts(week_points=420, usual_week_points=310, weeks=8, monotony=2.1))
ALL = (EXHAUSTION, EMOTIONAL, MOTIVATION, LOAD)


@pytest.mark.parametrize(("state", "voice"), list(product(ReadingState, Voice)))
def test_it_has_a_whole_sentence_for_every_key(state: ReadingState, voice: Voice) -> None:
    for (largest, second), legs in product(PAIRS, Legs):
        said = reading_sentence(state=state, largest=largest, second=second, legs=legs, voice=voice, name="Mia")
        assert re.fullmatch(r"[A-Z][^{}]+\.", said)
        assert not re.search(NEVER, said.lower())
        assert ("Mia" in said or state is ReadingState.QUIET) if voice is Voice.COACH else "Mia" not in said
        assert not re.search(r"\byour?\b", said, re.IGNORECASE) or voice is Voice.RUNNER or "you next talk" in said


@pytest.mark.parametrize("voice", Voice)
def test_it_says_different_things_about_different_readings(voice: Voice) -> None:
    scored = [ReadingState.STEADY, ReadingState.WORTH_A_LOOK, ReadingState.STRAINED, ReadingState.TALK_TODAY]
    keys = list(product(scored, PAIRS, Legs))
    said = {
        reading_sentence(state=state, largest=a, second=b, legs=legs, voice=voice, name="Mia")
        for state, (a, b), legs in keys
    }
    assert len(said) == len(keys)


def test_it_speaks_to_a_coach_of_the_person_and_invites() -> None:
    said = reading_sentence(
        state="strained", largest="emotional", second=None, legs="down", voice="coach", name="Mia", answers=23
    )
    assert said == (
        "Mia’s head is over its usual, while the legs are below their usual. A good moment for a chat."
        " From 23 answers in 28 days."
    )


def test_it_lets_steady_be_steady() -> None:
    assert reading_sentence(state="steady", legs="up") == (
        "Nothing stands out against your usual. Your legs are working more than usual."
    )


def test_it_has_a_word_for_every_state() -> None:
    assert {state.word for state in ReadingState} == {
        *("Steady", "Worth a look", "Strained", "Talk today", "Quiet", "Learning")
    }


def test_it_counts_quiet_and_learning_days() -> None:
    assert readings.quiet_sentence(12, name="Mia") == "Quiet for 12 days. That says nothing about how Mia is."
    assert readings.quiet_sentence(1) == "Quiet for 1 day. That says nothing about how they are."
    assert readings.quiet_sentence(5, voice="runner").startswith("Quiet here for 5 days. Nothing is lost")
    assert readings.learning_sentence(12) == "12 of about 24 days with an answer."


@pytest.mark.parametrize(("state", "facet", "voice"), list(product(ReadingState, FACETS, Voice)))
def test_it_can_say_what_would_clear_every_reading(state: ReadingState, facet: Facet | None, voice: Voice) -> None:
    said = what_would_clear(state=state, largest=facet, voice=voice)
    assert re.fullmatch(r"[A-Z“][^{}]+\.", said)
    assert not re.search(NEVER, said.lower())
    bound = {"worth_a_look": "under 25;", "strained": "under 35;", "talk_today": "under 50;"}.get(state, "")
    assert bound in said


@pytest.mark.parametrize("facet", FACETS)
def test_it_offers_three_ways_into_a_conversation(facet: Facet | None) -> None:
    ways = readings.openers(facet)
    assert len(set(ways)) == 3
    assert all(way.endswith("?") and not re.search(NEVER, way.lower()) for way in ways)


@given(st.dictionaries(st.sampled_from([f.value for f in Facet]), st.floats(0, 40), min_size=1))
def test_it_rounds_the_parts_so_that_they_add_up(contributions: dict[str, float]) -> None:
    score = sum(contributions.values())
    parts = shown_parts(contributions, score)
    assert sum(parts.values()) == round(score)
    assert all(abs(parts[key] - value) <= 1 for key, value in contributions.items())


def test_it_gives_the_odd_points_to_the_largest_remainders() -> None:
    assert shown_parts({"exhaustion": 20.4, "emotional": 15.8, "load": 5.8}, 42.0) == {
        "exhaustion": 20,
        "emotional": 16,
        "load": 6,
    }


# Reasons.


def test_it_names_period_own_usual_and_n() -> None:
    head, tired, meaning, load = reasons(ALL)
    assert head.sentence == (
        "Stress and unpleasant feelings above your usual since 3 May (usual 31 from 25 answers, last 7 days 48 from 5)."
    )
    assert tired.sentence == (
        "More tired than usual for 9 days (usual 3.1 from 28 answers, last 7 days 5.4 from 6);"
        " the same pace feels 1.3 points harder (last 7 days, 3 runs against 14 before)."
    )
    assert meaning.sentence.startswith("Runs meet your needs less than usual (usual 7.0 from 14 answers")
    assert load.sentence == (
        "The last 7 days are 35 % above your usual week (420 points, usual 310 from 8 weeks);"
        " the days were much alike (monotony 2.1 over 7 days, counted from 1.5)."
    )


def test_it_dates_the_week_of_another_day() -> None:
    said = [reason.sentence for reason in reasons(ALL, until=date(2026, 5, 10))]
    assert "7 days to 10 May 48 from 5)." in said[0]
    assert "(7 days to 10 May, 3 runs against 14 before)" in said[1]
    assert said[3].startswith("The 7 days to 10 May were 35 % above your usual week")


def test_it_names_the_area_with_the_fewest_answers() -> None:
    tired = replace(TIRED, n=28, n_lately=5)
    areas = [replace(EXHAUSTION, signals=(tired,)), EMOTIONAL, replace(MOTIVATION, signals=(replace(NEEDS, n=18),))]
    counts = f"18 answers behind their usual, {NEEDS.n_lately} in the last 7 days"
    assert little_about(areas, voice="coach") == f"little to go on about what runs give them ({counts})"
    hidden = little_about(areas, voice="coach", may_see_reflections=False)
    assert hidden == "little to go on about what runs give them"
    assert little_about(areas[:2]) == "little to go on about what runs give you"


def test_it_puts_the_largest_area_first_and_leaves_out_what_gives_nothing() -> None:
    found = reasons([LOAD, replace(MOTIVATION, points=0), EXHAUSTION, EMOTIONAL], voice="coach")
    assert [reason.facet for reason in found] == [Facet.EMOTIONAL, Facet.EXHAUSTION, Facet.LOAD]
    assert all("your" not in reason.sentence for reason in found)


@pytest.mark.parametrize("shared", list(product([True, False], repeat=3)))
def test_it_names_no_number_from_a_source_that_is_off(shared: tuple[bool, bool, bool]) -> None:
    training, emotional, reflections = shared
    said = " ".join(
        reason.sentence
        for reason in reasons(
            ALL,
            voice="coach",
            may_see_training=training,
            may_see_emotional=emotional,
            may_see_reflections=reflections,
        )
    )
    assert ("420" in said or "pace" in said) == training
    assert ("5.4" in said or "48" in said) == emotional
    assert ("7.0" in said) == reflections


def test_it_speaks_of_areas_without_numbers_when_everything_is_off() -> None:
    off = reasons(ALL, voice="coach", may_see_training=False, may_see_emotional=False, may_see_reflections=False)
    assert [reason.kind for reason in off] == [ReasonKind.WORDS] * 4
    assert not re.search(r"\d", "".join(reason.sentence for reason in off))
    assert off[1].sentence == "Tiredness and sleep weigh more than usual."


def test_it_reads_the_same_when_an_area_is_hidden_or_was_never_answered() -> None:
    hidden = reasons([EMOTIONAL], voice="coach", may_see_emotional=False)
    unanswered = reasons([replace(EMOTIONAL, signals=())], voice="coach")
    assert hidden == unanswered


def test_it_leaves_out_signals_near_usual_or_without_recent_answers() -> None:
    near = replace(TIRED, lately=3.2)
    old = replace(NIGHTS, n_lately=0)
    (reason,) = reasons([replace(EXHAUSTION, signals=(near, old))])
    assert reason.sentence == "Tiredness and sleep weigh more than usual."


def test_it_knows_the_switch_of_every_signal() -> None:
    assert set(SOURCE_OF) == set(Signal)


def test_it_describes_a_light_week_or_an_empty_past_in_words() -> None:
    light = LoadFacts(week_points=300, usual_week_points=310, weeks=8, monotony=1.2)
    none = LoadFacts(week_points=300, usual_week_points=0, weeks=0)
    for load in (light, none):
        assert reasons([replace(LOAD, load=load)])[0].sentence == "Training weighs more than usual."


def test_it_fits_why_into_one_line_for_a_coach() -> None:
    assert alert_line(ALL, legs="down") == (
        "Stress and unpleasant feelings above their usual since 3 May"
        " (mean 48, usual 31, from 5 answers in 7 days);"
        " more tired than usual for 9 days (mean 5.4, usual 3.1, from 6 answers in 7 days),"
        " while the legs are below their usual."
    )


def test_it_keeps_the_legs_out_of_the_line_where_training_is_not_shared() -> None:
    line = alert_line(ALL, legs="down", may_see_training=False, may_see_emotional=False)
    assert line == "Feelings and stress weigh more than usual; tiredness and sleep weigh more than usual."
    assert "legs" not in alert_line([LOAD], legs="up")
    assert alert_line([]) == "The last two weeks are unlike their usual."
