"""What went with what: the coach reads the runner's own means, and only from a runner who switched it on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from journal.queries.insights.evenness import alike_of
from journal.queries.ledger import ledger_page
from journal.sharing import helps
from runners import actions
from runners.models import Coachship, User
from runners.models.people import SHARES, Shares
from tests import making

SignedIn = Callable[[User], Client]
EVERYTHING_ELSE = Shares(**{name: name != "helps" for name in SHARES})


def breathed(runner: User, now: datetime, *, times: int, every: float = 1, spread: int = 1) -> None:
    """Days on which breathing went with two steps towards good."""
    for number in range(times):
        came = spread * (number % 3 - 1)
        felt = {"valence": came, "activation": 0, "after_valence": came + 2, "after_activation": -1}
        making.practice(runner, at=now - timedelta(days=number * every), **felt)


def only(tie: Coachship, **on: bool) -> Coachship:
    actions.set_shares(tie.runner, coachship=tie, shares=Shares(**on), now=tie.started_at)
    return tie


@pytest.mark.parametrize(("times", "told"), [(4, False), (5, True)])
def test_the_fifth_time_tells_something(tie: Coachship, now: datetime, times: int, told: bool) -> None:
    breathed(tie.runner, now, times=times)
    assert (helps(only(tie, helps=True), now=now) is not None) is told


def test_the_coach_reads_the_runners_own_means_and_nothing_done_too_seldom(tie: Coachship, now: datetime) -> None:
    breathed(tie.runner, now, times=6)
    making.practice(
        tie.runner, at=now, kind="writing", which="", valence=0, activation=0, after_valence=1, after_activation=0
    )
    found, own = helps(tie, now=now), ledger_page(tie.runner, now=now)
    assert found is not None
    assert found.rows == own.rows
    assert "Writing" not in repr(found)


def test_it_says_how_alike_feelings_were_with_what_it_rests_on(tie: Coachship, now: datetime) -> None:
    breathed(tie.runner, now, times=5, every=0.5, spread=0)
    breathed(tie.runner, now - timedelta(days=30), times=12, spread=2)
    found = helps(tie, now=now)
    assert found is not None
    assert found.spread is not None
    assert (found.spread.n, found.spread.n_usual) == (10, 24)
    assert found.sentence.startswith("Mia’s feelings stayed closer together than usual.")


def test_it_counts_what_the_runners_own_pages_count(tie: Coachship, now: datetime) -> None:
    breathed(tie.runner, now - timedelta(days=28), times=11, spread=2)
    for back in range(13):
        at = now - timedelta(days=4 * back)
        came = making.check_in(tie.runner, at=at, valence=back % 4 - 2, activation=1)
        making.reflection(tie.runner, at=at + timedelta(hours=1), check_in=came, valence=2, activation=-back % 3)
    came.delete_softly(now=now)
    found, own = helps(tie, now=now), alike_of(tie.runner, today=tie.runner.day(now))
    assert found is not None
    assert found.rows == ledger_page(tie.runner, now=now).rows
    assert found.spread == own.found is not None


def test_everything_else_switched_on_opens_nothing_of_it(tie: Coachship, now: datetime) -> None:
    breathed(tie.runner, now, times=9)
    actions.set_shares(tie.runner, coachship=tie, shares=EVERYTHING_ELSE, now=now)
    assert helps(tie, now=now) is None


def test_it_opens_by_its_switch_alone_and_shows_the_runner_what_the_coach_sees(
    runner: User, coach: User, tie: Coachship, now: datetime, signed_in: SignedIn
) -> None:
    breathed(runner, datetime.now(tz=now.tzinfo), times=7)
    actions.set_shares(runner, coachship=tie, shares=EVERYTHING_ELSE, now=now)
    address = reverse("athlete", args=[runner.pk])
    assert "What went with what" not in signed_in(coach).get(address).content.decode()
    signed_in(runner).post(reverse("settings-shares", args=[tie.pk]), {"helps": "on", "shown": ""})
    for page in (address, reverse("settings-preview", args=[tie.pk])):
        seen = signed_in(coach if page == address else runner).get(page).content.decode()
        assert "What went with what" in seen
        assert "+2.0" in seen
