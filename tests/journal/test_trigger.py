"""That something keeps coming back: the coach reads no more than that, and only from a runner who switched it on."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import practising
from journal.sharing import trigger_repeats
from runners import actions
from runners.models import Coachship, User
from runners.models.people import Shares
from tests import making

SignedIn = Callable[[User], Client]
SAID = "Something keeps coming back in what Mia writes"


def wrote(runner: User, now: datetime, *words: str, days_ago: int = 1) -> None:
    """A page about each: a word of one's own, or "work"."""
    for word in words:
        page = making.practice(runner, at=now - timedelta(days=days_ago), kind="writing", which="")
        own = "" if word == "work" else word
        practising.name_trigger(page, trigger="" if own else "work", word=own)


@pytest.mark.parametrize(
    ("words", "repeats"),
    [
        (("work", "work"), False),
        (("work", "work", "work"), True),
        (("The move", "the Move", "the move"), True),
        (("the move", "the house", "work", "work"), False),
    ],
)
def test_the_third_time_on_the_same_matter_counts(
    tie: Coachship, now: datetime, words: tuple[str, ...], repeats: bool
) -> None:
    wrote(tie.runner, now, *words)
    assert trigger_repeats(tie, now=now) is repeats


def test_what_is_long_ago_is_over(tie: Coachship, now: datetime) -> None:
    wrote(tie.runner, now, "work", "work", days_ago=61)
    wrote(tie.runner, now, "work")
    assert not trigger_repeats(tie, now=now)


def test_nothing_that_was_written_is_read_for_it(tie: Coachship, now: datetime) -> None:
    wrote(tie.runner, now, "the move", "the move", "the move")
    with CaptureQueriesContext(connection) as asked:
        assert trigger_repeats(tie, now=now)
    pages = [one["sql"] for one in asked if "journal_practice" in one["sql"]]
    assert len(pages) == 2
    assert not any(re.search(r"SELECT .*\b(note|valence|next_step)\b.* FROM", sql) for sql in pages)


def test_a_deleted_page_does_not_count(tie: Coachship, now: datetime) -> None:
    wrote(tie.runner, now, "work", "work")
    making.practice(tie.runner, at=now, kind="writing", which="").delete_softly(now=now)
    assert not trigger_repeats(tie, now=now)


def test_the_coach_reads_that_and_nothing_else_of_it(
    runner: User, coach: User, tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    wrote(runner, datetime.now(tz=now.tzinfo), "the move", "the move", "the move")
    only = Shares(trigger=True)
    actions.set_shares(runner, coachship=tie, shares=only, now=now)
    page = signed_in(coach).get(reverse("athlete", args=[runner.pk])).content.decode()
    assert SAID in page
    assert "the move" not in page


def test_it_is_off_until_the_runner_switches_it_on_for_that_coach(
    runner: User, coach: User, tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    wrote(runner, datetime.now(tz=now.tzinfo), "work", "work", "work")
    actions.set_shares(runner, coachship=tie, shares=Shares(True, True, True, True), now=now)
    address = reverse("athlete", args=[runner.pk])
    assert SAID not in signed_in(coach).get(address).content.decode()
    signed_in(runner).post(reverse("settings-shares", args=[tie.pk]), {"trigger": "on", "shown": ""})
    assert SAID in signed_in(coach).get(address).content.decode()
    assert SAID in signed_in(runner).get(reverse("settings-preview", args=[tie.pk])).content.decode()
