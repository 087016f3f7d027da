"""The question whether a run ran its runner, and how their answers move when it is asked."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions
from journal.models import CheckIn
from journal.queries.answers import reflected_page
from journal.queries.outlets import Question
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
MILD = {"valence": -1, "activation": 1, "planned_effort": 3}  # with an effort of 6 it comes to 32 points


def asked(runner: User, at: datetime) -> Question | None:
    before = making.check_in(runner, at=at, **MILD)
    after = making.reflection(runner, at=at + timedelta(hours=1), check_in=before, effort=6)
    return reflected_page(runner, after.pk).question


def answered(runner: User, now: datetime, answer: str, *, times: int) -> None:
    for back in range(1, times + 1):
        entry = making.check_in(runner, at=now - timedelta(days=back), **{**MILD, "planned_effort": None})
        actions.answer_ran_me(runner, entry=entry, answer=answer, score=33.0, now=now - timedelta(days=back))


def test_four_noes_to_mild_signs_ask_for_stronger_ones(runner: User, now: datetime) -> None:
    first = asked(runner, now)
    assert first is not None
    answered(runner, now, "no", times=4)
    assert asked(runner, now + timedelta(days=1)) is None


def test_yeses_ask_sooner_and_the_page_says_so(signed_in: SignedIn, runner: User) -> None:
    now = timezone.now()
    answered(runner, now, "yes", times=4)
    question = asked(runner, now)
    assert question is not None
    assert question.signature.asked_from < 30
    assert question.signature.answers == 4
    after = reverse("journal-reflected", args=[reflection_of(question)])
    assert "your 4 answers so far moved it, never below 20 or above 45" in signed_in(runner).get(after).content.decode()


def reflection_of(question: Question) -> int:
    from_check_in = CheckIn.objects.get(pk=question.check_in_id)
    return making.reflection(from_check_in.runner, at=from_check_in.made_at, check_in=from_check_in, effort=6).pk


def test_not_sure_moves_nothing(runner: User, now: datetime) -> None:
    answered(runner, now, "unsure", times=6)
    question = asked(runner, now)
    assert question is not None
    assert (question.signature.asked_from, question.signature.answers) == (30, 0)


def test_an_answer_stays_where_it_was_given(runner: User, now: datetime) -> None:
    question = asked(runner, now)
    assert question is not None
    answered(runner, now, "no", times=6)
    entry = CheckIn.objects.get(pk=question.check_in_id)
    actions.answer_ran_me(runner, entry=entry, answer="no", score=32.0, now=now)
    again = reflected_page(runner, reflection_of(question)).question
    assert again is not None
    assert again.answer == "no"


def test_an_answer_remembers_what_it_rested_on(signed_in: SignedIn, runner: User, now: datetime) -> None:
    question = asked(runner, now)
    assert question is not None
    signed_in(runner).post(reverse("journal-ran-me", args=[question.check_in_id]), {"answer": "yes"})
    kept = CheckIn.objects.get(pk=question.check_in_id)
    assert kept.ran_me_score is not None
    assert round(kept.ran_me_score) == question.signature.points == 32
